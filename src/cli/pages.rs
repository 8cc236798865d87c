//! Which files a scenario's findings become.

use std::path::{Path, PathBuf};

use crate::cli::args::Format;
use crate::cli::exit::Failure;
use crate::cli::run::Outcome;
use crate::cli::write::{self, File, Held};
use crate::findings::Findings;
use crate::report::index::{self, IndexEntry};
use crate::report::{RenderOptions, csv, html, json, junit, markdown};
use crate::scenario::Scenario;
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
    pub fn of(&self, scenario: &Scenario, findings: &Findings) -> Result<Vec<File>, Failure> {
        let place = |id: &str| {
            let check = scenario.checks.iter().find(|check| check.id == id)?;
            Some(format!("{}:{}", scenario.files[check.file].name, check.line))
        };
        let mut files: Vec<File> = vec![];
        for format in &self.formats {
            let name = name(*format);
            let text = match format {
                Format::Html => self.html(findings)?,
                Format::Json => json::render(findings).map_err(Failure::bug)?,
                Format::Csv => csv::render(findings).map_err(Failure::bug)?,
                Format::Markdown => markdown::render(findings, &self.names()),
                Format::Junit => junit::render(findings, &place),
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

    /// Name of the index, where one is written: only HTML has pages that it can lead to.
    #[must_use]
    pub fn index_name(&self) -> Option<&'static str> {
        self.formats.contains(&Format::Html).then_some(INDEX)
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
        // An index of nothing that was done would stand alone, or in place of one of what is still there.
        if self.index_name().is_none() || outcomes.iter().all(|outcome| outcome.done.is_err()) {
            return Ok(None);
        }
        let entries: Vec<IndexEntry> = outcomes.iter().map(entry).collect();
        let text = index::render(&entries, &self.options()).map_err(Failure::bug)?;
        let file = File { name: INDEX, content: text.into_bytes() };
        Ok(write::all(held, out, &[file])?.into_iter().next())
    }
}

/// The page that leads to the reports of a run.
pub const INDEX: &str = "index.html";

/// Name of the file of a format.
#[must_use]
pub const fn name(format: Format) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a run in which every scenario ended in a bug no index is left to stand alone.
    #[test]
    fn an_index_of_nothing_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let held = write::hold(folder.path()).unwrap();
        let pages = Pages { formats: vec![Format::Html], date: None };
        let bug = || Err(Failure::bug("a test"));
        let outcome = Outcome { path: "a.toml".into(), done: bug(), errors: 0, warnings: 0 };
        assert_eq!(pages.index(&held, folder.path(), &[outcome]), Ok(None));
        assert!(!folder.path().join(INDEX).exists());
    }
}
