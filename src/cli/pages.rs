//! Which files a scenario's findings become.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cli::baseline;
use crate::cli::date;
use crate::cli::disk::File;
use crate::cli::exit::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::print;
use crate::cli::write::{self, Held};
use crate::findings::Findings;
use crate::report::index::{self, Kept};
use crate::report::standing::{Standing, Undone};
use crate::report::{RenderOptions, brief, csv, html, json, junit, markdown, results, summary};
use crate::scenario::Scenario;
use crate::units::Date;

/// What a scenario's findings can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The page for readers.
    Html,
    /// All findings.
    Json,
    /// Series for spreadsheets.
    Csv,
    /// The short report.
    Markdown,
    /// The gates as tests.
    Junit,
    /// The answer on two sheets of paper.
    Brief,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] =
        [Self::Html, Self::Json, Self::Csv, Self::Markdown, Self::Junit, Self::Brief];

    /// What is typed for it, the name of its file, and what that holds.
    const fn told(self) -> [&'static str; 3] {
        match self {
            Self::Html => ["html", "report.html", "the report: one page that needs no other file"],
            Self::Json => ["json", "findings.json", "all findings; what later runs compare with"],
            Self::Csv => ["csv", "series.csv", "every series, one value a row"],
            Self::Markdown => ["md", "report.md", "the short report, for a comment on a change"],
            Self::Junit => ["junit", "junit.xml", "gates as tests, one suite a scenario"],
            Self::Brief => {
                ["brief", "brief.html", "the answer on two sheets of A4, without script"]
            }
        }
    }

    /// What is typed for it.
    pub const fn word(self) -> &'static str {
        self.told()[0]
    }

    /// Name of its file.
    pub(crate) const fn file(self) -> &'static str {
        self.told()[1]
    }

    /// What the file holds.
    pub(crate) const fn holds(self) -> &'static str {
        self.told()[2]
    }

    /// The format of a word that was typed.
    ///
    /// # Errors
    /// The words that there are.
    pub(crate) fn typed(word: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|one| one.word() == word);
        found.ok_or_else(|| format!("formats are {}", Self::ALL.map(Self::word).join(", ")))
    }
}

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Formats, in the order asked for.
    pub formats: Vec<Format>,
    /// Date printed in the reports, if any.
    pub date: Option<Date>,
}

impl Pages {
    /// What the arguments ask for; on stdout findings alone, which must be open.
    ///
    /// # Errors
    /// Other formats on stdout, stdout is closed, or there is no such date.
    pub fn asked(formats: &[Format], date: Option<Date>, to_stdout: bool) -> Result<Self, Failure> {
        if to_stdout {
            print::open()?;
        }
        if to_stdout && formats != [Format::Json] {
            return Err(Failure::input("`-o -` prints findings: add `--format json`"));
        }
        Ok(Self { formats: formats.to_vec(), date: date::printed(date)? })
    }

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
            let name = format.file();
            let text = match format {
                Format::Html => self.html(findings)?,
                Format::Json => json::render(findings).map_err(Failure::bug)?,
                Format::Csv => csv::render(findings).map_err(Failure::bug)?,
                Format::Markdown => markdown::render(findings, &self.names()),
                Format::Junit => junit::render(findings, &place),
                Format::Brief => brief::render(findings, &self.options()).map_err(Failure::bug)?,
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
        self.formats.iter().map(|format| format.file()).collect()
    }

    /// Names of the files that speak of all scenarios and are written anew.
    pub fn names_of_all(&self) -> Vec<&'static str> {
        let asked = |format: Option<Format>| format.is_none_or(|one| self.formats.contains(&one));
        OF_ALL.iter().filter(|(_, format)| asked(*format)).map(|(name, _)| *name).collect()
    }

    /// Writes what speaks of all scenarios of this run, as one set: rows for scripts, with HTML the index, with Markdown
    /// the summary. Returns the path of the index.
    ///
    /// # Errors
    /// They could not be written.
    pub fn of_all(
        &self,
        held: &Held,
        out: &Path,
        outcomes: &[Outcome],
    ) -> Result<Option<PathBuf>, Failure> {
        let done = outcomes.iter().filter_map(|outcome| outcome.done.as_ref().ok());
        let standings: Vec<Standing> = done.map(|done| done.standing.clone()).collect();
        // Of nothing that was done they would stand alone, or in place of those of what is still there.
        if standings.is_empty() {
            return Ok(None);
        }
        let undone: Vec<(String, &[String])> = outcomes
            .iter()
            .filter(|outcome| outcome.done.is_err())
            .map(|outcome| (outcome.path.display().to_string(), &*outcome.errors))
            .collect();
        let undone: Vec<Undone> = undone.iter().map(|(path, said)| Undone { path, said }).collect();
        let [(index, _), (summary, _), (csv, _), (json, _)] = OF_ALL;
        let mut files = vec![
            (csv, results::csv(&standings)),
            (json, results::json(&standings).map_err(Failure::bug)?),
        ];
        let asked = |format| self.formats.contains(&format);
        if asked(Format::Markdown) {
            files.push((summary, summary::render(&standings, &undone, asked(Format::Html))));
        }
        if asked(Format::Html) {
            let kept = kept(out, &standings);
            let text = index::render(&standings, &undone, &kept, &self.options());
            files.push((index, text.map_err(Failure::bug)?));
        }
        let file = |(name, text): (&'static str, String)| File { name, content: text.into_bytes() };
        let written = write::all(held, out, &files.into_iter().map(file).collect::<Vec<_>>())?;
        Ok(written.into_iter().next_back().filter(|_| asked(Format::Html)))
    }
}

/// Files that speak of all scenarios of a run, each with the format that it is written with, else with any.
pub const OF_ALL: [(&str, Option<Format>); 4] = [
    ("index.html", Some(Format::Html)),
    ("summary.md", Some(Format::Markdown)),
    ("summary.csv", None),
    ("summary.json", None),
];

/// Reports in the folder that this run does not write, by their names.
fn kept(out: &Path, standings: &[Standing]) -> Vec<Kept> {
    let entries = fs::read_dir(out).into_iter().flatten().flatten();
    let mut ids: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    ids.retain(|id| {
        let own = standings.iter().any(|one| one.scenario.id == *id);
        !own && id.chars().all(safe) && out.join(id).join(Format::Html.file()).is_file()
    });
    ids.sort();
    let read = |id: String| {
        let text = baseline::findings_text(&out.join(&id).join(Format::Json.file()));
        let standing = text.ok().and_then(|text| Standing::read(&text));
        // Findings that were put there from elsewhere are not those of the report.
        Kept { standing: standing.filter(|one| one.scenario.id == id), id }
    };
    ids.into_par_iter().map(read).collect()
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
        let outcome = Outcome { path: "a.toml".into(), done: bug(), errors: vec![], warnings: 0 };
        assert_eq!(pages.of_all(&held, folder.path(), &[outcome]), Ok(None));
        assert!(OF_ALL.iter().all(|(name, _)| !folder.path().join(name).exists()));
    }
}
