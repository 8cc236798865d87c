//! `[[checks]]`.

use super::ground::Ground;
use super::model::Check;
use crate::fields::Fields;

/// `[[checks]]`.
pub fn checks(_root: &Fields<'_>, _ground: &Ground<'_>, _strategies: usize) -> Vec<Check> {
    Vec::new()
}
