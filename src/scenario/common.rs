//! What segments take from the rest of the scenario.

use super::ground::Ground;
use super::model::{ChurnCurve, TenureRange};
use crate::diag::Span;
use crate::fields::Fields;
use crate::units::Quantity;

/// What segments take from the rest of the scenario.
#[derive(Debug)]
pub struct Common<'a> {
    /// Spread of plain opening customers.
    pub base: Base,
    /// Bytes of the word that says so.
    pub tenure: Span,
    /// Curve of `[churn]` or `[retention_response]`.
    pub curve: Option<ChurnCurve>,
    /// `[churn]`, for a data file with a curve for each segment.
    pub table: Option<&'a Fields<'a>>,
    /// Seasonality of `[churn]`.
    pub seasonality: [Quantity; 12],
    /// Reasons of `[churn]`.
    pub reasons: Option<Vec<Quantity>>,
    /// The names and the untouched file.
    pub ground: &'a Ground<'a>,
    /// Whether customers buy by visits.
    pub visits: bool,
}

/// How plain numbers of opening customers are spread over tenures.
#[derive(Clone, Debug)]
pub enum Base {
    /// Not said.
    Missing,
    /// All of tenure 0.
    New,
    /// In proportion to survival.
    SteadyState,
    /// By shares.
    Table(Vec<TenureRange>),
}
