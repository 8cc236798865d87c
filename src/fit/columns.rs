//! The columns of a data file by name, and where in the file each cell stands.

use crate::diag::{Diagnostic, Few, Sources, Span};
use std::collections::BTreeSet;

use csv::{Reader, ReaderBuilder, StringRecord, Trim};

/// A data file: its header and its rows.
#[derive(Debug)]
pub struct Columns<'t> {
    text: &'t str,
    file: usize,
    reader: Reader<&'t [u8]>,
    /// Names of the columns, in lower case.
    pub headers: Vec<String>,
}

/// A row with as many cells as the header.
#[derive(Clone, Debug)]
pub struct FitRow {
    cells: StringRecord,
    /// The whole line.
    span: Span,
    /// First byte of the row in the file.
    start: usize,
}

/// Errors of a file, of each kind the first ones and the number of the others.
#[derive(Debug, Default)]
pub struct Faults(Few);

impl Faults {
    /// Adds one.
    pub fn add(&mut self, one: Diagnostic) {
        self.0.add(one);
    }

    /// Everything was well, or the errors.
    pub fn none(self) -> Result<(), Vec<Diagnostic>> {
        let found = self.0.finish(&Sources::default());
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

/// A cell as messages quote it: not longer than a line.
pub fn quoted(cell: &str) -> String {
    const MOST: usize = 40;
    let cut: String = cell.chars().take(MOST).collect();
    if cut.len() < cell.len() { format!("`{cut}…`") } else { format!("`{cut}`") }
}

/// An error of the data file.
pub fn fault(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error("E042", span, message).help(help)
}

/// What to do with a header alone.
pub const NO_ROWS: &str = "write the rows under the header";
/// What to do with a file that is no table.
const TABLE: &str = "save it as CSV: a header, then one row a line, cells divided by commas";

impl<'t> Columns<'t> {
    /// Reads the header. `file` is the place of the text among the sources.
    ///
    /// # Errors
    /// There is no header, or two columns have one name.
    pub fn open(text: &'t str, file: usize) -> Result<Self, Diagnostic> {
        let mut reader =
            ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(text.as_bytes());
        let line = line(text, 0, file);
        let headers = match reader.headers() {
            Ok(headers) => headers.iter().map(str::to_ascii_lowercase).collect::<Vec<_>>(),
            Err(error) => {
                return Err(fault(line, format!("the data file is not CSV: {error}"), TABLE));
            }
        };
        if headers.iter().all(String::is_empty) {
            return Err(fault(line, "the data file is empty", TABLE));
        }
        let mut seen = BTreeSet::new();
        for name in &headers {
            if !name.is_empty() && !seen.insert(name) {
                let message = format!("two columns are called `{name}`");
                return Err(fault(line, message, "give one of them another name"));
            }
        }
        Ok(Self { text, file, reader, headers })
    }

    /// Place of the column that has one of these names; the first name that exists wins.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.headers.iter().position(|header| header == name))
    }

    /// The line of the header.
    pub fn header(&self) -> Span {
        line(self.text, 0, self.file)
    }

    /// The next row; none at the end of the file.
    pub fn next(&mut self) -> Option<Result<FitRow, Diagnostic>> {
        let mut cells = StringRecord::new();
        let before = self.reader.position().byte();
        match self.reader.read_record(&mut cells) {
            Ok(false) => None,
            Ok(true) => {
                let at = cells.position().map_or(before, csv::Position::byte);
                let span = line(self.text, usize::try_from(at).unwrap_or(usize::MAX), self.file);
                if cells.len() != self.headers.len() {
                    let (has, wants) = (cells.len(), self.headers.len());
                    let message =
                        format!("the row has {has} of the {wants} values that the header names");
                    let help =
                        "write a cell for every column, empty or not, and quotes around commas";
                    return Some(Err(fault(span, message, help)));
                }
                Some(Ok(FitRow { cells, span, start: span.start as usize }))
            }
            Err(error) => {
                let span = line(self.text, usize::try_from(before).unwrap_or(0), self.file);
                Some(Err(fault(span, format!("the data file is not CSV: {error}"), TABLE)))
            }
        }
    }

    /// An error at a cell, with the name of its column.
    pub fn wrong(
        &self,
        row: &FitRow,
        column: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        let name = self.headers.get(column).map_or("", String::as_str);
        fault(self.place(row, column), message, help).label(format!("column `{name}`"))
    }

    /// Bytes of a cell; the line where quotation marks hide which commas divide.
    pub fn place(&self, row: &FitRow, column: usize) -> Span {
        let line = self.text.get(row.start..row.span.end as usize).unwrap_or_default();
        if line.contains('"') {
            return row.span;
        }
        let mut start = row.start;
        for (at, cell) in line.split(',').enumerate() {
            if at == column {
                let blank = cell.len() - cell.trim_start().len();
                let wide = cell.trim().len().max(1);
                return Span::new(self.file, start + blank, start + blank + wide);
            }
            start += cell.len() + 1;
        }
        row.span
    }
}

impl FitRow {
    /// A cell, without the blanks around it.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }
}

/// The line at a byte, or the next one that is not blank.
fn line(text: &str, at: usize, file: usize) -> Span {
    let rest = text.get(at.min(text.len())..).unwrap_or_default();
    let start = text.len() - rest.trim_start_matches(['\r', '\n']).len();
    let length = text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
    Span::new(file, start, start + length)
}
