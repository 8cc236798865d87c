//! Names, ids, dates and lengths: values that are no numbers, and tables with free keys.

use super::reader::EVIDENCE;
use super::{Data, Entry, Evidence, Node, Reading, TomlTable};
use crate::diag::{Diagnostic, Span};
use crate::units::parse::{self, Length};
use crate::units::{self, Date, Period, Quantity};

/// Years that dates may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Longest length in periods, that of the longest horizon.
pub const LONGEST: usize = 1_200;

impl Reading<'_> {
    /// Reports a value of the wrong kind.
    pub fn wrong(&self, node: &Node, path: &str, expected: &str) {
        let key = path.rsplit('.').next().unwrap_or(path);
        let (code, message) = match &node.data {
            Data::Changed(_, text, _) => {
                ("E031", format!("\"{text}\" cannot change `{key}`, which is {expected}"))
            }
            _ => ("E012", format!("`{key}` is {}, expected {expected}", node.what())),
        };
        let help = match &node.data {
            Data::Changed(..) => "give the new value itself".to_owned(),
            _ => format!("write {expected}"),
        };
        self.report(Diagnostic::error(code, node.span, message).label(path).help(help));
    }

    /// The table that a node must be.
    pub fn expect_table<'n>(&self, node: &'n Node, path: &str) -> Option<&'n TomlTable> {
        let table = node.table();
        if table.is_none() {
            self.wrong(node, path, "a table");
        }
        table
    }

    /// The evidence of a table, over that of the table around it.
    pub fn evidence_of<'n>(&self, table: &'n TomlTable, outer: Evidence<'n>) -> Evidence<'n> {
        let text = |key: &str| -> Option<&'n str> {
            let node = table.get(key)?;
            if node.text().is_none() {
                self.wrong(node, key, "a text in quotes");
            }
            node.text()
        };
        let source = text("source");
        let known = self.evidence.borrow();
        if let (Some(id), Some(node)) = (source, table.get("source"))
            && !known.iter().any(|one| one == id)
        {
            let help = self.suggest(id, known.iter().map(String::as_str));
            let help = help.unwrap_or_else(|| format!("add [sources.{id}] with title and kind"));
            let message = format!("unknown source \"{id}\"");
            self.report(Diagnostic::error("E021", node.span, message).label("source").help(help));
        }
        let named = table.get("name").and_then(Node::text).or(outer.named);
        Evidence { source: source.or(outer.source), note: text("note").or(outer.note), named }
    }

    /// The entries of a table with free keys, without its evidence; and its own evidence.
    pub fn free_entries<'n>(
        &self,
        node: &'n Node,
        path: &str,
        outer: Evidence<'n>,
    ) -> Option<(Vec<&'n Entry>, Evidence<'n>)> {
        let table = self.expect_table(node, path)?;
        let evidence = self.evidence_of(table, outer);
        let free = |entry: &&Entry| !EVIDENCE.contains(&entry.key.as_str());
        Some((table.entries.iter().filter(free).collect(), evidence))
    }

    /// Reports an id that is not well formed.
    pub fn well_formed(&self, id: &str, span: Span, path: &str) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let legal = id.starts_with(plain) && id.chars().all(|c| plain(c) || c == '-');
        if !legal || id.len() > 64 {
            let message = format!("\"{id}\" is not an id");
            let help = "lower-case letters, digits and hyphens, at most 64, beginning with a letter or digit";
            self.report(Diagnostic::error("E019", span, message).label(path).help(help));
        }
    }

    /// Place of a name among the known ones.
    pub fn place(
        &self,
        text: &str,
        span: Span,
        path: &str,
        what: &str,
        known: &[String],
    ) -> Option<usize> {
        let place = known.iter().position(|name| name == text);
        if place.is_none() {
            let names = known.iter().map(String::as_str);
            let help = self.suggest(text, names).unwrap_or_else(|| match known {
                [] => format!("the scenario has no {what}: leave it out"),
                known => format!("known are {}", known.join(", ")),
            });
            let message = format!("unknown {what} \"{text}\"");
            self.report(Diagnostic::error("E021", span, message).label(path).help(help));
        }
        place
    }

    /// A date between 1900 and 2200.
    pub fn date(&self, node: &Node, path: &str) -> Option<Date> {
        let key = path.rsplit('.').next().unwrap_or(path);
        let (message, help) = match &node.data {
            Data::Date(date) if YEARS.contains(&date.year) => return Some(*date),
            Data::Date(date) => (
                format!("`{key}` is {date}, outside the years 1900 to 2200"),
                "write a year in them",
            ),
            Data::Moment(_) => {
                (format!("`{key}` has a time; a date is needed"), "write 2026-01-01")
            }
            Data::Text(_) => {
                (format!("`{key}` is a text; a date is needed"), "write 2026-01-01 without quotes")
            }
            _ => (format!("`{key}` is {}; a date is needed", node.what()), "write 2026-01-01"),
        };
        let one = Diagnostic::error("E043", node.span, message).label(path);
        self.report(one.help(help));
        None
    }

    /// A length in whole model periods.
    pub fn length(&self, node: &Node, path: &str) -> Option<usize> {
        let key = path.rsplit('.').next().unwrap_or(path);
        let period = self.calendar.get().period;
        let (code, message, help) = match &node.data {
            Data::Text(text) => match parse::length(text) {
                Some(length) => match length.periods(period) {
                    Some(periods) if periods <= LONGEST => return Some(periods),
                    Some(_) => (
                        "E029",
                        format!("\"{text}\" is longer than {LONGEST} periods"),
                        format!(
                            "write \"{LONGEST} {}s\" or less: nothing further ahead changes a figure",
                            period.word()
                        ),
                    ),
                    None => (
                        "E024",
                        format!(
                            "\"{text}\" is not a whole number of periods of one {}",
                            period.word()
                        ),
                        whole_periods(length, period),
                    ),
                },
                None => (
                    "E014",
                    format!("\"{text}\" is not a length"),
                    "write \"6 months\", \"4 quarters\" or \"5 years\"".to_owned(),
                ),
            },
            Data::Whole(count) => (
                "E013",
                format!("`{key}` is a bare number, expected a length"),
                format!("write \"{}\"", units::counted(count.unsigned_abs(), period.word())),
            ),
            _ => {
                self.wrong(node, path, "a length such as \"6 months\"");
                return None;
            }
        };
        self.report(Diagnostic::error(code, node.span, message).label(path).help(help));
        None
    }

    /// Reports shares whose base values do not sum to 100 %.
    pub fn sums_to_one(&self, shares: &[Quantity], span: Span, path: &str, what: &str) {
        // In fractions; 1e-6 percent points.
        const TOLERANCE: f64 = 1e-8;
        let sum: f64 = shares.iter().map(|share| self.base(*share)).sum();
        if (sum - 1.0).abs() > TOLERANCE {
            let message =
                format!("the shares of {what} sum to {}%, not 100%", super::plain(sum * 100.0));
            let too = if sum > 1.0 { "too much" } else { "missing" };
            let off = super::plain((sum - 1.0).abs() * 100.0);
            let help = format!("change one of them: {off}% is {too}");
            self.report(Diagnostic::error("E022", span, message).label(path).help(help));
        }
    }
}

/// The whole numbers of periods on either side of a length, to be written instead.
pub(super) fn whole_periods(length: Length, period: Period) -> String {
    let exact = f64::from(length.count) * length.unit.periods(period);
    let (below, above) = (exact.floor() as u64, exact.ceil() as u64);
    let written = |count| format!("\"{}\"", units::counted(count, period.word()));
    match below {
        0 => format!("write {}", written(above)),
        below => format!("write {} or {}", written(below), written(above)),
    }
}
