//! The texts that were read, for line numbers, quotations and fingerprints.

use super::Span;
use sha2::{Digest, Sha256};

/// A text that was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Name relative to the folder of the scenario, or `--set`.
    pub name: String,
    /// Name as a user can open it from the working folder.
    pub shown: String,
    /// Its text, without a byte-order mark.
    pub text: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Bytes at which lines begin.
    lines: Vec<usize>,
}

/// Everything that was read for one scenario, in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// A place in a text: line and column in characters, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Name of the text that `--set` makes; no file has it, for files end in `.toml`.
pub const OUTSIDE: &str = "--set";

impl Sources {
    /// Adds a text and returns its place.
    pub fn add(&mut self, name: &str, shown: &str, text: String, bytes: &[u8]) -> usize {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        let sha256 = format!("{:x}", Sha256::digest(bytes));
        let (name, shown) = (name.to_owned(), shown.to_owned());
        self.files.push(SourceFile { name, shown, text, sha256, lines });
        self.files.len() - 1
    }

    /// The files, in the order of reading.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Whether the bytes come from the command line.
    pub fn is_outside(&self, span: Span) -> bool {
        self.file(span).is_some_and(|file| file.name == OUTSIDE)
    }

    /// The file that a span belongs to.
    pub fn file(&self, span: Span) -> Option<&SourceFile> {
        self.files.get(span.file as usize)
    }

    /// Where a span begins and where it ends (the character after its last).
    pub fn position(&self, span: Span) -> (Position, Position) {
        match self.file(span) {
            Some(file) => (file.position(span.start as usize), file.position(span.end as usize)),
            None => (Position { line: 1, column: 1 }, Position { line: 1, column: 1 }),
        }
    }

    /// Line on which a span begins, from 1.
    pub fn line(&self, span: Span) -> usize {
        self.file(span).map_or(1, |file| file.line(span.start as usize))
    }
}

impl SourceFile {
    /// The whole lines that some bytes lie in, and the number of the first, from 1. At the end of a text there is no
    /// line; the one before it is meant.
    pub fn lines_around(&self, range: &std::ops::Range<usize>) -> (usize, std::ops::Range<usize>) {
        let at = |byte: usize| self.line(byte) - 1;
        let first = match at(range.start) {
            first if self.lines[first] == self.text.len() => first.saturating_sub(1),
            first => first,
        };
        let end = self.lines.get(at(range.end) + 1).copied().unwrap_or(self.text.len());
        (first + 1, self.lines[first]..end)
    }

    fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|begin| *begin <= byte).max(1)
    }

    fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.line(byte);
        let begin = self.lines[line - 1];
        let before = self.text.as_bytes().get(begin..byte).unwrap_or_default();
        // Continuation bytes of UTF-8 do not begin a character.
        let column = before.iter().filter(|b| (**b & 0xC0) != 0x80).count() + 1;
        Position { line, column }
    }
}
