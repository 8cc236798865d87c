//! Results go to stdout, everything else to stderr, and nothing of either acts on a terminal or a log.

use std::io::{self, ErrorKind, Write};

use crate::cli::exit::Failure;
use crate::diag::visible;

/// What can be printed. It is built of lines, so that no text of a file, an argument or findings makes a line of its
/// own or acts on whatever shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// One line.
    pub fn of(line: &str) -> Self {
        let mut text = Self::default();
        text.line(line);
        text
    }

    /// A text that is one by its own rules, such as TOML, a script or a manual page; its line breaks and tabs stay.
    pub fn document(text: &str) -> Self {
        Self(visible::written_out(text, |c| matches!(c, '\n' | '\t')))
    }

    /// JSON.
    pub fn json(text: &str) -> Self {
        Self(visible::json(text))
    }

    /// What [`crate::diag`] has rendered: it keeps to the same rules, and its colours stay.
    pub const fn rendered(text: String) -> Self {
        Self(text)
    }

    /// Adds a line.
    pub fn line(&mut self, line: &str) {
        self.0.push_str(&visible::line(line));
        self.0.push('\n');
    }

    /// Adds columns of words, each as wide as its widest cell, two spaces between; the last is not padded.
    pub fn table(&mut self, rows: &[Vec<String>]) {
        self.indented("", rows);
    }

    /// The same with something before every row.
    pub fn indented(&mut self, before: &str, rows: &[Vec<String>]) {
        let shown = |row: &Vec<String>| -> Vec<String> {
            row.iter().map(|cell| visible::line(cell).into_owned()).collect()
        };
        let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
        };
        let widths: Vec<_> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        for row in rows {
            let mut line = before.to_owned();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(&format!("{cell:<width$}  "));
            }
            self.0.push_str(line.trim_end());
            self.0.push('\n');
        }
    }

    /// Adds another text.
    pub fn add(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }
}

/// Writes results. A reader that has seen enough (`| head`) is no failure.
///
/// # Errors
/// Stdout that cannot be written for any other reason.
pub fn result(text: &Text) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.0.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::unwritable("to stdout", &error))
        }
        _ => Ok(()),
    }
}

/// Whether stdout is there at all, asked where results go nowhere else. What begins with stdout closed is given the
/// null device by the runtime, to read and write; `> /dev/null` opens it to write only, and is meant.
///
/// # Errors
/// It is closed.
pub fn open() -> Result<(), Failure> {
    #[cfg(unix)]
    if replaced().unwrap_or(false) {
        let closed = "it is closed, or the null device opened to read too: open that to write only";
        let closed = io::Error::other(closed);
        return Err(Failure::unwritable("to stdout", &closed));
    }
    Ok(())
}

#[cfg(unix)]
fn replaced() -> io::Result<bool> {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let out = io::stdout();
    let null = stat("/dev/null")?;
    let here = fstat(&out)?;
    let same = (here.st_dev, here.st_ino) == (null.st_dev, null.st_ino);
    Ok(same && fcntl_getfl(&out)? & OFlags::ACCMODE == OFlags::RDWR)
}

/// Says something beside the results. There is nowhere to complain when stderr is gone.
pub fn beside(text: &Text) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.0.as_bytes()).and_then(|()| err.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a".to_owned(), "b".into()], vec!["long".into(), "ø".into()]];
        let mut text = Text::default();
        text.table(&rows);
        assert_eq!(text.0, "a     b\nlong  ø\n");
    }

    #[test]
    fn a_line_stays_one_line() {
        let mut text = Text::of("a\n::error::b\u{1b}[2J");
        text.table(&[vec!["\r\nc".to_owned()]]);
        text.add(&Text::document("d\n\te\u{202e}\n"));
        assert_eq!(text.0, "a\\n::error::b\\u001B[2J\n\\r\\nc\nd\n\te\\u202E\n");
    }
}
