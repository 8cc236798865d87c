//! What programmes and bad service make of the visits of one block, punch cards apart.

use crate::lever::{Levers, VisitFactor};

/// Product of the factors on visits that reach segment `s` and origins with place `scope` and of what bad
/// `service` does to them, and the sum of the visits on top, per period; empty where nothing acts.
pub(super) fn factor(levers: &Levers, s: usize, scope: usize, service: &[f64]) -> Vec<(f64, f64)> {
    let reached = |l: &&VisitFactor| l.scope.segments[s] && l.scope.origins[scope];
    let acting: Vec<&VisitFactor> = levers.visits.iter().filter(reached).collect();
    let periods = acting.iter().map(|l| l.factor[s].len().max(l.extra[s].len()));
    let periods = periods.chain([service.len()]).max();
    let at = |series: &[f64], t: usize, none: f64| {
        series.get(t).or(series.last()).copied().unwrap_or(none)
    };
    let product = |t: usize| {
        let programmes: f64 = acting.iter().map(|l| at(&l.factor[s], t, 1.0)).product();
        programmes * at(service, t, 1.0)
    };
    let sum = |t: usize| acting.iter().map(|l| at(&l.extra[s], t, 0.0)).sum();
    (0..periods.unwrap_or(0)).map(|t| (product(t), sum(t))).collect()
}

/// Visits in period `t` of customers who would make so many without programmes.
pub(super) fn made(visits: f64, t: usize, factor: &[(f64, f64)]) -> f64 {
    let own = factor.get(t).or(factor.last());
    own.map_or(visits, |(factor, extra)| visits * factor + extra)
}
