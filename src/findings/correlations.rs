//! Which assumptions move with the gain over the draws?

use rayon::prelude::*;

use super::compare::differences;
use super::ran::Ran;
use crate::numeric::rank::{ranks, spearman, spearman_error};
use crate::simulate::drawn_values;

/// Rank correlations with the gain, by path.
#[derive(Clone, Debug, Default)]
pub struct Correlations(Vec<(String, f64, Option<f64>)>);

impl Correlations {
    /// Correlations of every drawn assumption with the gain of the pair that the register looks at.
    pub fn of(ran: &Ran<'_>, pair: Option<(usize, usize)>) -> Self {
        let Some((place, against)) = pair else {
            return Self::default();
        };
        let Some(gains) = differences(ran, place, against, "npv") else {
            return Self::default();
        };
        // A draw that lies beyond has its rank; one of which nothing is known has none.
        let known: Vec<usize> =
            (0..gains.values().len()).filter(|draw| !gains.values()[*draw].is_nan()).collect();
        let chosen = |values: &[f64]| -> Vec<f64> { known.iter().map(|at| values[*at]).collect() };
        let gains = ranks(&chosen(gains.values()));
        let of = |(path, values): (String, Vec<f64>)| {
            let r = spearman(&ranks(&chosen(&values)), &gains)?;
            Some((path, r, spearman_error(r, known.len())))
        };
        let all: Vec<Option<_>> = drawn_values(ran.scenario).into_par_iter().map(of).collect();
        Self(all.into_iter().flatten().collect())
    }

    /// Correlation and its standard error.
    pub fn get(&self, path: &str) -> Option<(f64, Option<f64>)> {
        self.0.iter().find(|(own, ..)| own == path).map(|(_, r, se)| (*r, *se))
    }
}
