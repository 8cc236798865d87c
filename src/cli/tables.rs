//! Tables and pages of a sweep as files: large ones are written beside their place as they come, and renamed.

use std::fs::{self, File as OnDisk};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::cli::disk::{self, File};
use crate::cli::exit::Failure;
use crate::cli::print::Text;
use crate::cli::write::{self, Held};
use crate::sweep::{Columns, Gathered, MANIFEST, Manifest, VariantRow, csv};
use crate::units::counted;

/// Rows of all variants.
pub const ROWS: &str = "results.ndjson";
const CSV: &str = "results.csv";
const PAGE: &str = "sweep.html";
/// What the results of a whole sweep are beside their rows.
pub const OF_THE_WHOLE: [&str; 2] = [CSV, PAGE];

/// A file that is being written beside its place.
#[derive(Debug)]
pub struct Beside {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    hash: Sha256,
}

impl Beside {
    /// The file `name` of a folder.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(folder: &Path, name: &str) -> Result<Self, Failure> {
        let path = folder.join(name);
        let file = disk::passing(folder, name).map_err(|e| unwritable(&path, &e))?;
        Ok(Self { file: BufWriter::new(file), path, hash: Sha256::new() })
    }

    /// The file at a path, whose folder is made.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn at(path: &Path) -> Result<Self, Failure> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self { path: path.to_owned(), ..Self::new(folder, &name)? })
    }

    /// SHA-256 of what is written so far.
    pub fn sha256(&self) -> String {
        format!("{:x}", self.hash.clone().finalize())
    }

    /// What is written so far, to be read back.
    fn lines(&mut self) -> io::Result<impl Iterator<Item = io::Result<VariantRow>> + use<>> {
        self.file.flush()?;
        let read = BufReader::new(self.file.get_ref().reopen()?);
        let row = |line: io::Result<String>| Ok(VariantRow::read(&line?)?);
        Ok(read.lines().map(row))
    }

    /// Puts it into its place.
    ///
    /// # Errors
    /// It cannot be.
    pub fn in_place(self) -> Result<(), Failure> {
        let Self { file, path, .. } = self;
        let put = || -> io::Result<()> {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            write::when_whole(|| file.persist(&path)).map(drop).map_err(|failed| failed.error)
        };
        put().map_err(|error| unwritable(&path, &error))
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes what a whole sweep has beside its rows, and puts all of it into place, the manifest last. What there is to
/// say.
///
/// # Errors
/// What could not be written.
pub fn finish(
    held: &Held,
    folder: &Path,
    mut rows: Beside,
    manifest: &Manifest,
) -> Result<Text, Failure> {
    let mut gathered = Gathered::new(&manifest.facts);
    table(&mut rows, Beside::new(folder, CSV)?, |row| gathered.add(row))?;
    rows.in_place()?;
    let page = gathered.page().map_err(Failure::bug)?;
    let files = [
        File { name: PAGE, content: page.into_bytes() },
        File { name: MANIFEST, content: manifest.text().into_bytes() },
    ];
    write::all(held, folder, &files)?;
    let [passed, failed, refused] = gathered.ends();
    let mut text = Text::of(&format!(
        "{}: {passed} pass, {failed} fail a check, {refused} cannot be run",
        counted(manifest.facts.variants, "variant")
    ));
    for name in [CSV, PAGE] {
        text.line(&folder.join(name).display().to_string());
    }
    Ok(text)
}

/// The table of rows that stay nowhere.
///
/// # Errors
/// It cannot be written.
pub fn only_csv(mut rows: Beside, path: &Path) -> Result<(), Failure> {
    table(&mut rows, Beside::at(path)?, |_| {})
}

/// Writes the table of some rows, each of which is shown to `look`.
fn table(
    rows: &mut Beside,
    mut out: Beside,
    mut look: impl FnMut(&VariantRow),
) -> Result<(), Failure> {
    let path = out.path.clone();
    let mut write = || -> io::Result<()> {
        let mut columns = Columns::default();
        for row in rows.lines()? {
            let row = row?;
            columns.add(&row);
            look(&row);
        }
        csv(&columns, rows.lines()?, &mut out)
    };
    write().map_err(|error| unwritable(&path, &error))?;
    out.in_place()
}

/// SHA-256 of a file.
///
/// # Errors
/// It cannot be read.
pub fn sha256(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut OnDisk::open(path)?, &mut hash)?;
    Ok(format!("{:x}", hash.finalize()))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::unwritable(format_args!("`{}`", path.display()), error)
}
