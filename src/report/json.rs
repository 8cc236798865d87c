//! `findings.json`: every figure at full precision, for programs and for later comparisons.

use crate::findings::Findings;
use crate::report::finite::{self, NotFinite};

/// The findings as pretty-printed JSON with a final newline; the same findings give the same bytes.
///
/// # Errors
/// A figure that is NaN or infinite, which is a bug in whatever computed it: a missing figure is
/// absent with its reason.
pub fn render(findings: &Findings) -> Result<String, NotFinite> {
    finite::check(findings)?;
    // Only numbers that are not finite and keys that are not text can fail, and there are neither.
    let mut text = serde_json::to_string_pretty(findings).expect("findings have text keys");
    text.push('\n');
    Ok(text)
}
