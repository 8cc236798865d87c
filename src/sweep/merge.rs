//! Parts of a sweep as one, if they are one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::part::{Manifest, PartFacts};
use super::row::VariantRow;
use super::variant::Variant;

/// Missing or contradicting variants that are named, at most.
const NAMED: usize = 5;

/// Why parts are not one sweep, or what could not be read.
#[derive(Debug)]
pub enum Unmerged {
    /// They are not.
    Apart(String),
    /// It could not.
    Unread(String),
}

/// All rows in the order of the plan, each variant once.
#[derive(Debug)]
pub struct Merged {
    /// What the parts have in common; none of rows that came without.
    pub facts: Option<PartFacts>,
    files: Vec<PathBuf>,
    /// By the place of a variant, where its rows stand: file, first byte, bytes.
    blocks: BTreeMap<u64, (usize, u64, u64)>,
}

/// Looks through all files of rows in the folders. They are parts of one sweep if their manifests say so, or if they
/// cover the variants of a plan.
///
/// # Errors
///
/// Parts that are missing, of another sweep, or contradict one another, and files that cannot be read.
pub fn merge(folders: &[PathBuf], plan: Option<&Path>) -> Result<Merged, Unmerged> {
    let mut files = Vec::new();
    for folder in folders {
        files.extend(rows_in(folder).map_err(|error| unread(folder, &error))?);
    }
    let mut merged = Merged { facts: None, files: Vec::new(), blocks: BTreeMap::new() };
    let ids = plan.map(planned).transpose()?;
    for (path, manifest) in &files {
        match manifest {
            Some(manifest) => merged.belongs(path, manifest)?,
            None if ids.is_none() => {
                return Err(Unmerged::Apart(format!(
                    "`{}` has no manifest that says what it is a part of; name the plan with --plan",
                    path.display()
                )));
            }
            None => {}
        }
        merged.add(path, manifest.as_ref(), ids.as_deref())?;
    }
    let count = ids.as_ref().map(|ids| ids.len() as u64);
    let count = count.or(merged.facts.as_ref().map(|facts| facts.variants));
    let Some(count) = count else {
        return Err(Unmerged::Apart("there are no rows to merge".to_owned()));
    };
    merged.whole(count)?;
    Ok(merged)
}

/// Files of rows in a folder, each with its manifest if it has one.
fn rows_in(folder: &Path) -> io::Result<Vec<(PathBuf, Option<Manifest>)>> {
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    names.sort();
    let own = |path: &Path, end: &str| {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        !hidden && path.extension().is_some_and(|own| own == end)
    };
    let mut manifests: BTreeMap<PathBuf, Manifest> = BTreeMap::new();
    for path in names.iter().filter(|path| own(path, "json")) {
        if let Ok(manifest) = Manifest::read(&fs::read_to_string(path)?) {
            manifests.insert(folder.join(&manifest.rows), manifest);
        }
    }
    // Engines that write text call it so.
    let rows = names.into_iter().filter(|path| own(path, "ndjson") || own(path, "txt"));
    Ok(rows.map(|path| (path.clone(), manifests.remove(&path))).collect())
}

/// The ids of a plan, in its order.
fn planned(path: &Path) -> Result<Vec<Value>, Unmerged> {
    let file = File::open(path).map_err(|error| unread(path, &error))?;
    let mut ids = Vec::new();
    for (place, line) in BufReader::new(file).split(b'\n').enumerate() {
        let line = line.map_err(|error| unread(path, &error))?;
        let variant = Variant::read(&line).ok().filter(|v| v.index == Some(place as u64));
        let Some(variant) = variant else {
            let message = format!("`{}` is no plan: line {}", path.display(), place + 1);
            return Err(Unmerged::Unread(message));
        };
        ids.push(variant.id);
    }
    Ok(ids)
}

impl Merged {
    /// Whether a part is one of the same sweep.
    fn belongs(&mut self, path: &Path, manifest: &Manifest) -> Result<(), Unmerged> {
        match &self.facts {
            Some(facts) if *facts != manifest.facts => Err(Unmerged::Apart(format!(
                "`{}` is of another sweep than `{}`: another plan, version, or scenario",
                path.display(),
                self.files.first().map_or_else(String::new, |first| first.display().to_string())
            ))),
            _ => {
                self.facts = Some(manifest.facts.clone());
                Ok(())
            }
        }
    }

    /// Notes where the rows of each variant stand in a file.
    fn add(
        &mut self,
        path: &Path,
        manifest: Option<&Manifest>,
        ids: Option<&[Value]>,
    ) -> Result<(), Unmerged> {
        let file = self.files.len();
        self.files.push(path.to_owned());
        let fail = |error: &io::Error| unread(path, error);
        let apart = |what: String| Unmerged::Apart(format!("`{}`: {what}", path.display()));
        let mut reader = BufReader::new(File::open(path).map_err(|error| fail(&error))?);
        let mut whole = Sha256::new();
        let (mut at, mut own) = (0, BTreeMap::<u64, (u64, u64)>::new());
        let mut line = String::new();
        let mut last = None;
        while reader.read_line(&mut line).map_err(|error| fail(&error))? > 0 {
            whole.update(&line);
            let row = VariantRow::read(&line).ok();
            let Some((row, index)) = row.and_then(|row| row.index().map(|index| (row, index)))
            else {
                return Err(apart(format!("the row at byte {at} has no `index` of a plan")));
            };
            if let Some(ids) = ids
                && ids.get(index as usize) != row.get("id")
            {
                return Err(apart(format!("variant {index} is another one in the plan")));
            }
            let length = line.len() as u64;
            match own.get_mut(&index) {
                Some((_, bytes)) if last == Some(index) => *bytes += length,
                // The same variant twice in one file: the rows are as many each time.
                Some(_) => return Err(apart(format!("variant {index} stands in two places"))),
                None => {
                    own.insert(index, (at, length));
                }
            }
            last = Some(index);
            at += length;
            line.clear();
        }
        let sha256 = format!("{:x}", whole.finalize());
        if manifest.is_some_and(|manifest| manifest.sha256 != sha256) {
            return Err(apart("the rows are not those of its manifest".to_owned()));
        }
        for (index, (start, length)) in own {
            let new = (file, start, length);
            let known = *self.blocks.entry(index).or_insert(new);
            if known.0 != file && self.block(known)? != self.block(new)? {
                let other = self.files[known.0].display();
                return Err(apart(format!("variant {index} comes to other figures in `{other}`")));
            }
        }
        Ok(())
    }

    /// Whether every variant is there, and no other.
    fn whole(&self, count: u64) -> Result<(), Unmerged> {
        let missing: Vec<String> = (0..count)
            .filter(|index| !self.blocks.contains_key(index))
            .map(|index| index.to_string())
            .collect();
        if let Some((index, _)) = self.blocks.range(count..).next() {
            let message = format!("there is a variant {index}, and the plan has {count}");
            return Err(Unmerged::Apart(message));
        }
        if missing.is_empty() {
            return Ok(());
        }
        let named = missing[..missing.len().min(NAMED)].join(", ");
        let more = if missing.len() > NAMED { ", …" } else { "" };
        Err(Unmerged::Apart(format!(
            "{} of {count} variants are missing: {named}{more}; run the parts that hold them",
            missing.len()
        )))
    }

    fn block(&self, (file, start, length): (usize, u64, u64)) -> Result<Vec<u8>, Unmerged> {
        let path = &self.files[file];
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(start))?;
            let mut bytes = Vec::new();
            file.take(length).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error| unread(path, &error))
    }

    /// Writes all rows in the order of the plan.
    ///
    /// # Errors
    ///
    /// `out` cannot be written, or a part not be read any more.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut open: Vec<BufReader<File>> = Vec::new();
        for path in &self.files {
            open.push(BufReader::new(File::open(path)?));
        }
        let mut at = vec![0_u64; open.len()];
        let mut bytes = Vec::new();
        for (file, start, length) in self.blocks.values().copied() {
            // Parts are in order: mostly the next row is where the last one ended.
            open[file].seek_relative(start as i64 - at[file] as i64)?;
            bytes.resize(length as usize, 0);
            open[file].read_exact(&mut bytes)?;
            at[file] = start + length;
            out.write_all(&bytes)?;
        }
        Ok(())
    }
}

fn unread(path: &Path, error: &io::Error) -> Unmerged {
    Unmerged::Unread(format!("cannot read `{}`: {error}", path.display()))
}
