//! What is wanted of a data file, and what it holds.

use super::columns::fault;
use super::survivors::Survivors;
use crate::diag::{Diagnostic, Span};
use crate::fields::suggest;
use crate::units::{Date, Period};

/// What the user wants of a file.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The segment, as the column `segment` names it, in any case.
    pub segment: Option<String>,
    /// What tenures count; needed for logs.
    pub period: Option<Period>,
    /// Day up to which a log is complete; the latest of its days where none is given.
    pub as_of: Option<Date>,
}

/// What a cohort of the file weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Its customers.
    Counts,
    /// 1,000 customers, because only shares are known.
    Shares,
}

/// The customers of a data file.
#[derive(Clone, Debug)]
pub struct Data {
    /// Who was there at which tenure.
    pub survivors: Survivors,
    /// Whether the file has counts.
    pub weight: Weight,
    /// What a tenure counts, where the file or the user says so.
    pub period: Option<Period>,
    /// The segment, as the file names it; none where it has no column `segment`.
    pub segment: Option<String>,
    /// What was done on the way, in lower case.
    pub notes: Vec<String>,
}

/// The one segment that is fitted: `names` are those of the column `segment`, if there is one, in order.
pub fn choose_segment(
    names: Option<&Vec<String>>,
    selection: &Selection,
    header: Span,
) -> Result<Option<String>, Vec<Diagnostic>> {
    let listed = |names: &[String]| {
        let some: Vec<_> = names.iter().take(20).map(|name| format!("\"{name}\"")).collect();
        some.join(", ")
    };
    match (names, &selection.segment) {
        (None, None) => Ok(None),
        (None, Some(asked)) => {
            let message = format!("the data file has no column `segment` to find \"{asked}\" in");
            Err(vec![fault(header, message, "leave out --segment")])
        }
        (Some(names), Some(asked)) => {
            let known = names.iter().find(|name| name.eq_ignore_ascii_case(asked.trim()));
            match known {
                Some(name) => Ok(Some(name.clone())),
                None => {
                    let message = format!("the data file has no segment \"{asked}\"");
                    let help = suggest(asked, names.iter().map(String::as_str));
                    let help = help.unwrap_or_else(|| format!("it has {}", listed(names)));
                    Err(vec![fault(header, message, help)])
                }
            }
        }
        (Some(names), None) if names.len() > 1 => {
            let message =
                format!("the data file has {} segments, each with its curve", names.len());
            Err(vec![fault(header, message, format!("add --segment: {}", listed(names)))])
        }
        (Some(names), None) => Ok(names.first().cloned()),
    }
}
