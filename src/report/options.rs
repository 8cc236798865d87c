//! What a page may say beyond its findings.

/// What a page may say beyond its findings.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Printed as the date of the report; no clock is read without it.
    pub date: Option<String>,
    /// Other files of the same run: a page links to no others.
    pub files: Vec<&'static str>,
}
