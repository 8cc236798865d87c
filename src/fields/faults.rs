//! Readings that many tables share, and their mistakes: each has one sentence and what to write instead.

use super::{Fields, Measure, Node};
use crate::diag::Diagnostic;
use crate::units::Quantity;

impl Fields<'_> {
    /// Reports two keys of which only one may stand, at the first.
    pub fn one_too_many(&self, name: &str, other: &str, why: &str) {
        let message = format!("`{name}` and `{other}` {why}");
        self.error(name, "E025", message, "keep one of the two");
    }

    /// Reports a key without the one that it needs.
    pub fn alone(&self, name: &str, absent: &str) {
        let message = format!("`{name}` needs `{absent}` beside it");
        self.error(name, "E025", message, format!("add `{absent}`, or leave `{name}` out"));
    }

    /// A length of at least one period; of none at all, which is reported, it is one.
    pub fn time(&self, name: &str) -> Option<usize> {
        let length = self.length(name)?;
        if length == 0 {
            let word = self.reading.calendar.get().period.word();
            let message = format!("`{name}` must be at least one period");
            self.error(name, "E015", message, format!("write \"1 {word}\" or more"));
        }
        Some(length.max(1))
    }

    /// The periods of `starts` and `stops`; the end must come after the beginning.
    pub fn dates(&self) -> (Option<i64>, Option<i64>) {
        let dates = (self.period("starts"), self.period("stops"));
        if let (Some(starts), Some(stops)) = dates
            && stops <= starts
        {
            let word = self.reading.calendar.get().period.word();
            let message = "`stops` must lie in a later period than `starts`";
            let help = format!(
                "`stops` is the first {word} without it: write a date at least one {word} after \
                 `starts`, or leave `stops` out"
            );
            self.error("stops", "E025", message, help);
        }
        dates
    }

    /// Whether a key holds a table of its own keys, and not a value written as one.
    pub fn opens(&self, name: &str) -> bool {
        self.node(name).is_some_and(Node::opens)
    }

    /// A number for each of the known names, of a table by name; for those that it leaves out, what is said `else`.
    pub fn by_name(
        &self,
        name: &str,
        what: &str,
        known: &[String],
        other: f64,
    ) -> Option<Vec<Quantity>> {
        let (entries, evidence) = self.entries(name)?;
        let mut numbers = vec![Quantity::fixed(other); known.len()];
        for (nth, entry) in entries.iter().enumerate() {
            let at = self.at(&format!("{name}.{}", entry.key));
            let number = self.reading.quantity(&entry.node, self.measure(name), &at, evidence);
            // Names mostly come in their own order.
            let place = if known.get(nth) == Some(&entry.key) {
                Some(nth)
            } else {
                self.reading.place(&entry.key, entry.span, &at, what, known)
            };
            if let (Some(place), Some(number)) = (place, number) {
                numbers[place] = number;
            }
        }
        Some(numbers)
    }

    /// Shares by name that divide a whole: they sum to 100 %, and absent names have none.
    pub fn parts(
        &self,
        name: &str,
        what: &str,
        known: &[String],
        whole: &str,
    ) -> Option<Vec<Quantity>> {
        let mark = self.reading.mark();
        let shares = self.by_name(name, what, known, 0.0)?;
        if self.reading.clean_since(mark) {
            self.reading.sums_to_one(&shares, self.blame(name), &self.at(name), whole);
        }
        Some(shares)
    }

    /// Numbers by length, in their order; each length lies between 1 and `longest` and stands once, as `must` says.
    pub fn by_length(&self, name: &str, longest: usize, must: &str) -> Vec<(usize, Quantity)> {
        let mut steps: Vec<(usize, Quantity)> = Vec::new();
        let Some((entries, evidence)) = self.entries(name) else { return steps };
        for entry in entries {
            let path = self.at(&format!("{name}.{}", entry.key));
            let number = self.reading.quantity(&entry.node, self.measure(name), &path, evidence);
            let length = self.reading.length_key(entry, &path);
            if let (Some(length), Some(number)) = (length, number) {
                let twice = steps.iter().any(|(other, _)| *other == length);
                if length == 0 || length > longest || twice {
                    let message = format!("\"{}\" must be {must}, and stand once", entry.key);
                    let one = self.diagnostic(name, "E023", message).help("write each length once");
                    self.reading.report(Diagnostic { span: Some(entry.span), ..one });
                }
                steps.push((length.min(longest), number));
            }
        }
        steps.sort_by_key(|(length, _)| *length);
        steps
    }

    fn measure(&self, name: &str) -> Measure {
        let key = self.section.key(name);
        key.and_then(|key| key.kind.measure()).expect("numbers have a measure")
    }
}
