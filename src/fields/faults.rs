//! Mistakes that many tables share, each with its one sentence and what to write instead.

use super::Fields;

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

    /// Reports a length of 0 where something must take time.
    pub fn no_time(&self, name: &str) {
        let word = self.reading.calendar.get().period.word();
        let message = format!("`{name}` must be at least one period");
        self.error(name, "E015", message, format!("write \"1 {word}\" or more"));
    }

    /// Reports two dates of which the end is not after the beginning.
    pub fn stops_first(&self) {
        let word = self.reading.calendar.get().period.word();
        self.error(
            "stops",
            "E025",
            "`stops` must lie in a later period than `starts`",
            format!(
                "`stops` is the first {word} without it: write a date at least one {word} after \
                 `starts`, or leave `stops` out"
            ),
        );
    }
}
