//! Every code of a finding, with what it means: `templates/reference/codes.txt`.

use std::sync::LazyLock;

/// A code of a finding and its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `E…` for errors, `W…` for warnings.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub meaning: &'static str,
}

/// Every code, in order.
pub static CODES: LazyLock<Vec<Code>> = LazyLock::new(|| {
    let code = |(head, meaning): (&'static str, &'static str)| {
        let (code, title) = head.split_once(' ').unwrap_or((head, ""));
        Code { code, title, meaning }
    };
    entries(include_str!("../../templates/reference/codes.txt")).map(code).collect()
});

/// The entries of a page of reference: each a line that names it and a line of what it means.
pub fn entries(page: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    page.trim_end().split("\n\n").filter_map(|entry| entry.split_once('\n'))
}

/// The explanation of a code, in any case.
pub fn explain(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|one| one.code.eq_ignore_ascii_case(code))
}
