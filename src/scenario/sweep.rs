//! What a sweep varies: a file that names its base, or a scenario with `[variants]`.

use std::path::Path;

use super::assemble::assemble;
use super::base::Base;
use super::frame;
use super::model::{Axis, Change, Design, Values, Variants};
use super::read::{Folder, LARGEST_FILE, Wrong, unreadable};
use super::variants::VARIANTS;
use super::varying::variants;
use crate::diag::{Diagnostic, Severity, Sources, Span, any_errors, input};
use crate::fields::{self, Evidence, Fields, Key, Reading, Section};

/// Values of a path, and rows of a file, that are tried before a sweep begins.
const TRIED: u64 = 200;
/// The column that names rows.
const NAMES: &str = "id";
/// Findings that blame a value itself; others may be mended by the values beside it.
const OF_A_VALUE: &[&str] = &[
    "E010", "E012", "E013", "E014", "E015", "E016", "E018", "E019", "E021", "E024", "E030", "E031",
    "E042", "E043", "E044",
];

/// A sweep file.
pub static SWEEP: Section = Section::new(
    "sweep",
    "A file for `tenure sweep`: a scenario, and how it varies.",
    &[Key::text("base")
        .needed()
        .means("the scenario, in the folder of this file, the one above, or below")],
)
.with(&[&VARIANTS]);

/// A scenario without its own variants, and what varies.
#[derive(Clone, Debug)]
pub struct Sweep {
    pub base: Base,
    pub variants: Variants,
    /// The base with the text that names the values, for errors that quote it.
    trial: Base,
}

impl Sweep {
    /// Reads a sweep file, or a scenario with `[variants]`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with what varies, or the file itself cannot be read.
    pub fn read(path: &Path) -> Result<Self, Wrong> {
        let shown = path.display().to_string();
        let (text, bytes) = input::bytes(path, LARGEST_FILE)
            .map(|bytes| (input::text(&bytes).0, bytes))
            .map_err(|unread| (vec![*unreadable(&shown, &unread)], Sources::default()))?;
        let mut own = Sources::default();
        let file = own.add(&shown, &shown, text.clone(), &bytes);
        let (tree, found) = fields::parse(&text, file);
        let Some(node) = tree.get("base") else {
            return Self::of_scenario(path);
        };
        let (span, Some(name)) = (node.span, node.text()) else {
            let one = Diagnostic::error("E012", node.span, "the name of a scenario is needed");
            return Err((vec![one.label("base").help("write base = \"scenario.toml\"")], own));
        };
        if any_errors(&found) {
            return Err((found, own));
        }
        let folder = Folder::of(path).map_err(|one| (vec![*one], Sources::default()))?;
        let base = folder.around(name).map_err(|message| {
            let one = Diagnostic::error("E003", span, message).label("base");
            (
                vec![
                    one.help("name a scenario in the folder of this file, the one above, or below"),
                ],
                own,
            )
        })?;
        let base = Base::read(&base)?.alone();
        let mut trial = base.clone();
        // By its bare name: what it names is looked for beside the base.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = trial.sources().add(&name, &shown, text.clone(), &bytes);
        let (tree, _) = fields::parse(&text, file);
        let sources = trial.sources().clone();
        let (variants, found) = {
            let reading = Reading::new(&sources, frame::fallback_calendar());
            let whole = String::new();
            let root = Fields::open(&reading, &tree, whole, &SWEEP, Evidence::default());
            let variants = root.and_then(|root| variants(&root, base.tree(), Some(&folder)));
            (variants, reading.finish().0)
        };
        match variants {
            Some(variants) if !any_errors(&found) => Ok(Self { base, variants, trial }),
            _ => Err((found, sources)),
        }
    }

    fn of_scenario(path: &Path) -> Result<Self, Wrong> {
        let whole = Base::read(path)?;
        let (scenario, ..) = assemble(whole.with(&[]))?;
        let base = whole.clone().alone();
        match scenario.variants {
            Some(variants) => Ok(Self { trial: base.clone(), base, variants }),
            None => {
                let message = "nothing varies: the file has neither `base` nor [variants]";
                let help = "write a sweep file with base = \"scenario.toml\" and [[axes]], or add [[variants.axes]]";
                let one = Diagnostic::error("E011", Span::default(), message).help(help);
                Err((vec![one], whole.with(&[]).sources))
            }
        }
    }

    /// Tries the base, every value alone, or row for row where a file has them: of long lists the first, of evenly
    /// spaced values the ends. The warnings.
    ///
    /// # Errors
    ///
    /// The base cannot be used as it stands, a value not at its place, or none of the values of a path.
    pub fn try_values(&self) -> Result<(Vec<Diagnostic>, Sources), Wrong> {
        let (_, mut known, sources) = assemble(self.trial.with(&[]))?;
        for tries in self.tries() {
            let (mut first, mut any) = (None, false);
            for changes in tries {
                let found = match assemble(self.trial.with_changes(changes)) {
                    Ok((_, found, _)) => {
                        any = true;
                        found
                    }
                    Err((found, sources)) => {
                        let wrong = |one: &Diagnostic| {
                            one.severity == Severity::Error && OF_A_VALUE.contains(&one.code)
                        };
                        if found.iter().any(wrong) {
                            return Err((found, sources));
                        }
                        first.get_or_insert((found.clone(), sources));
                        found
                    }
                };
                for one in found.into_iter().filter(|one| one.severity == Severity::Warning) {
                    if !known.contains(&one) {
                        known.push(one);
                    }
                }
            }
            // What other values might mend is told where no value is of use.
            if let Some(wrong) = first.filter(|_| !any) {
                return Err(wrong);
            }
        }
        Ok((known, sources))
    }

    /// What is tried: the values of each path, or the rows.
    fn tries(&self) -> Vec<Vec<Vec<Change>>> {
        match &self.variants.design {
            Design::Grid(axes) | Design::Latin(axes, _) => {
                let tried = |axis: &Axis| -> Vec<u64> {
                    match axis.values {
                        Values::Listed(_) => (0..axis.count().min(TRIED)).collect(),
                        Values::Even(_) => vec![0, axis.count() - 1],
                    }
                };
                let one =
                    |axis: &Axis, place| vec![(axis.path.clone(), axis.span, axis.value(place))];
                let each =
                    |axis: &Axis| tried(axis).into_iter().map(|place| one(axis, place)).collect();
                axes.iter().map(each).collect()
            }
            Design::Rows(rows) => {
                let row = |row| {
                    let all = self.variants.at(row).into_iter();
                    all.filter(|(path, ..)| path != NAMES).collect()
                };
                vec![(0..TRIED.min(rows.records.len() as u64)).map(row).collect()]
            }
        }
    }
}
