//! Which files a scenario's findings become.

use std::path::{Path, PathBuf};

use crate::cli::args::Format;
use crate::cli::exit::Failure;
use crate::cli::run::Outcome;
use crate::cli::write::{self, File};
use crate::findings::Findings;
use crate::report::{RenderOptions, csv, html, json};
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
            let (name, text) = match format {
                Format::Html => ("report.html", self.html(findings)?),
                Format::Json => ("findings.json", json::render(findings).map_err(Failure::bug)?),
                Format::Csv => ("series.csv", csv::render(findings).map_err(Failure::bug)?),
                Format::Markdown => ("report.md", format!("{:?}\n", self.date)),
            };
            if files.iter().all(|file| file.name != name) {
                files.push(File { name, content: text.into_bytes() });
            }
        }
        Ok(files)
    }

    fn html(&self, findings: &Findings) -> Result<String, Failure> {
        let options = RenderOptions { date: self.date.map(|date| date.to_string()) };
        html::render(findings, &options).map_err(Failure::bug)
    }

    /// Writes the index over the scenarios of this run when HTML is among the formats.
    ///
    /// # Errors
    /// The index could not be written.
    pub fn index(&self, out: &Path, outcomes: &[Outcome]) -> Result<Option<PathBuf>, Failure> {
        let done: Vec<&Findings> = outcomes
            .iter()
            .filter_map(|outcome| Some(&outcome.done.as_ref().ok()?.findings))
            .collect();
        if done.is_empty() || !self.formats.contains(&Format::Html) {
            return Ok(None);
        }
        let text = format!("{}\n", done.len());
        let file = File { name: "index.html", content: text.into_bytes() };
        Ok(write::all(out, &[file])?.into_iter().next())
    }
}
