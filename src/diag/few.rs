//! The first findings of a kind, and how many more there are.

use std::collections::BTreeMap;

use super::{Diagnostic, Severity, Sources, Span};

/// Findings of one kind in one list or table that are told with their places.
pub const OF_A_KIND: usize = 10;
/// Findings of one code in one file that are told with their places.
const OF_A_CODE: usize = 100;

/// Findings as they are told: of each kind the first ones, and the number of the others. So a file that is wrong in
/// every line costs one line more, not one message a line.
#[derive(Clone, Debug)]
pub struct Few {
    /// The list or table that a finding's label lies in: only who knows the language knows which part is an item.
    table: fn(&str) -> String,
    told: Vec<Diagnostic>,
    kinds: BTreeMap<FewKind, usize>,
    codes: BTreeMap<(&'static str, Option<u32>), usize>,
    others: BTreeMap<FewKind, usize>,
}

/// What findings have in common that are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FewKind {
    severity: Severity,
    code: &'static str,
    file: Option<u32>,
    place: String,
}

impl Default for Few {
    /// Findings of which the label is the place, as of the column of a table.
    fn default() -> Self {
        Self::new(str::to_owned)
    }
}

impl Few {
    /// Nothing yet; `table` says which list or table a label lies in.
    pub fn new(table: fn(&str) -> String) -> Self {
        Self {
            table,
            told: Vec::new(),
            kinds: BTreeMap::new(),
            codes: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }

    /// Tells one finding, or counts it.
    pub fn add(&mut self, one: Diagnostic) {
        let file = one.span.map(|span| span.file);
        if file.is_none() {
            // It is about a whole run or is such a count itself.
            self.told.push(one);
            return;
        }
        let place = (self.table)(&one.label);
        let kind = FewKind { severity: one.severity, code: one.code, file, place };
        let of_kind = self.kinds.entry(kind.clone()).or_default();
        let of_code = self.codes.entry((one.code, file)).or_default();
        if *of_kind < OF_A_KIND && *of_code < OF_A_CODE {
            *of_kind += 1;
            *of_code += 1;
            self.told.push(one);
        } else {
            // Beyond the bound of its code a finding is one of the file's.
            let place = if *of_kind < OF_A_KIND { String::new() } else { kind.place.clone() };
            *self.others.entry(FewKind { place, ..kind }).or_default() += 1;
        }
    }

    /// What is told, then the counts.
    pub fn finish(self, sources: &Sources) -> Vec<Diagnostic> {
        let count = |(kind, count): (FewKind, usize)| {
            let file = kind.file.and_then(|file| sources.file(Span { file, ..Span::default() }));
            let file = file.map_or(String::new(), |file| format!("{}: ", file.shown));
            let place = match kind.place.as_str() {
                "" => String::new(),
                place if place.contains(' ') => format!(" in {place}"),
                place => format!(" in `{place}`"),
            };
            Diagnostic {
                code: kind.code,
                severity: kind.severity,
                message: format!("{file}{count} more of this kind{place}"),
                span: None,
                label: String::new(),
                help: None,
            }
        };
        let mut found = self.told;
        found.extend(self.others.into_iter().map(count));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(labels: impl IntoIterator<Item = String>) -> Vec<Diagnostic> {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "in/a.toml", String::new(), b"");
        // What stands before the last point.
        let table = |label: &str| label.rsplit_once('.').map_or("", |(table, _)| table).to_owned();
        let mut few = Few::new(table);
        for label in labels {
            few.add(Diagnostic::error("E010", Span::new(file, 0, 0), "unknown").label(label));
        }
        few.finish(&sources)
    }

    #[test]
    fn of_one_kind_in_one_table_ten_are_told_and_the_others_counted() {
        let found = told((0..16_000).map(|key| format!("churn.q{key}")));
        assert_eq!(found.len(), 11);
        assert_eq!(found[9].label, "churn.q9");
        assert_eq!(found[10].message, "in/a.toml: 15990 more of this kind in `churn`");
        let found = told((0..12).map(|key| format!("q{key}")));
        assert_eq!(found[10].message, "in/a.toml: 2 more of this kind");
    }

    #[test]
    fn tables_count_for_themselves_up_to_the_bound_of_a_code() {
        let one_each =
            told((0..5).flat_map(|table| (0..10).map(move |key| format!("t{table}.q{key}"))));
        assert_eq!(one_each.len(), 50);
        let many = told((0..16_000).map(|table| format!("t{table}.q")));
        assert_eq!(many.len(), OF_A_CODE + 1);
        assert_eq!(many[OF_A_CODE].message, "in/a.toml: 15900 more of this kind");
    }
}
