//! Which files a scenario's findings become.

use std::path::{Path, PathBuf};

use crate::cli::args::Format;
use crate::cli::exit::Failure;
use crate::cli::run::Outcome;
use crate::cli::write::{self, File, Held};
use crate::findings::Findings;
use crate::report::index::{self, IndexEntry};
use crate::report::{RenderOptions, csv, html, json, junit, markdown};
use crate::units::Date;

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Formats, in the order asked for.
    pub formats: Vec<Format>,
    /// Date printed in the reports, if any.
    pub date: Option<Date>,
}

impl Pages {
    /// The files of one scenario.
    ///
    /// # Errors
    /// A figure that cannot be printed, which is a bug.
    pub fn of(&self, findings: &Findings) -> Result<Vec<File>, Failure> {
        let mut files: Vec<File> = vec![];
        for format in &self.formats {
            let name = name(*format);
            let text = match format {
                Format::Html => self.html(findings)?,
                Format::Json => json::render(findings).map_err(Failure::bug)?,
                Format::Csv => csv::render(findings).map_err(Failure::bug)?,
                Format::Markdown => markdown::render(findings, &self.names()),
                Format::Junit => junit::render(findings),
            };
            if files.iter().all(|file| file.name != name) {
                files.push(File { name, content: text.into_bytes() });
            }
        }
        Ok(files)
    }

    fn html(&self, findings: &Findings) -> Result<String, Failure> {
        html::render(findings, &self.options()).map_err(Failure::bug)
    }

    fn options(&self) -> RenderOptions {
        RenderOptions { date: self.date.map(|date| date.to_string()), files: self.names() }
    }

    /// Names of the files that are written for each scenario.
    fn names(&self) -> Vec<&'static str> {
        self.formats.iter().map(|format| name(*format)).collect()
    }

    /// Writes the index over the scenarios of this run when HTML is among the formats.
    ///
    /// # Errors
    /// The index could not be written.
    pub fn index(
        &self,
        held: &Held,
        out: &Path,
        outcomes: &[Outcome],
    ) -> Result<Option<PathBuf>, Failure> {
        if !self.formats.contains(&Format::Html) {
            return Ok(None);
        }
        let entries: Vec<IndexEntry> = outcomes.iter().map(entry).collect();
        let text = index::render(&entries, &self.options()).map_err(Failure::bug)?;
        let file = File { name: "index.html", content: text.into_bytes() };
        Ok(write::all(held, out, &[file])?.into_iter().next())
    }
}

/// Name of the file of a format.
const fn name(format: Format) -> &'static str {
    match format {
        Format::Html => "report.html",
        Format::Json => "findings.json",
        Format::Csv => "series.csv",
        Format::Markdown => "report.md",
        Format::Junit => "junit.xml",
    }
}

/// The line of one file in the index; what could not be done is listed with its errors.
fn entry(outcome: &Outcome) -> IndexEntry {
    match &outcome.done {
        Ok(done) => done.entry.clone(),
        Err(_) => {
            let path = outcome.path.display().to_string();
            IndexEntry::failed(&path, None, outcome.errors.max(1))
        }
    }
}
