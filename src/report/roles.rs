//! Which strategy leads, which is it compared with, and where do they stand in the findings?

use crate::findings::{Comparison, Findings, StrategyFindings};

/// The strategies that a page speaks about first.
#[derive(Clone, Copy, Debug)]
pub struct Roles {
    /// Place of the strategy with the highest expected NPV.
    pub winner: usize,
    /// Place of the strategy that the others are compared with.
    pub against: usize,
    /// Place of the comparison that the tiles show: the winner's, or the runner-up's when the
    /// winner is what the others are compared with. None with one strategy.
    pub comparison: Option<usize>,
    /// Place of the comparison of the lead with its rival; none without one.
    pub rival: Option<usize>,
}

impl Roles {
    /// The roles that the headline gives.
    pub fn of(findings: &Findings) -> Self {
        let place = |id: &str| findings.strategies.iter().position(|strategy| strategy.id == id);
        let compared = |id: &str| findings.comparisons.iter().position(|c| c.strategy == id);
        let headline = &findings.headline;
        let comparison = compared(&headline.winner)
            .or_else(|| headline.runner_up.as_deref().and_then(compared))
            .or(if findings.comparisons.is_empty() { None } else { Some(0) });
        Self {
            winner: place(&headline.winner).unwrap_or(0),
            against: place(&findings.scenario.against).unwrap_or(0),
            comparison,
            rival: Some(findings.against_today().len())
                .filter(|at| *at < findings.comparisons.len()),
        }
    }

    /// The comparison of the tiles.
    pub fn compared(self, findings: &Findings) -> Option<(usize, &Comparison)> {
        let at = self.comparison?;
        findings.comparisons.get(at).map(|comparison| (at, comparison))
    }

    /// The strategy of the tiles: that of the comparison, else the only one.
    pub fn lead(self, findings: &Findings) -> usize {
        let id = self.compared(findings).map(|(_, comparison)| comparison.strategy.as_str());
        let place = id.and_then(|id| findings.strategies.iter().position(|s| s.id == id));
        place.unwrap_or(self.winner)
    }

    /// So many strategies at most: the lead, its rival, the best of the others, and what it is compared with.
    pub fn foremost(self, findings: &Findings, most: usize) -> Vec<usize> {
        let mut order = self.by_importance(findings);
        let rival = findings.headline.rival.as_deref();
        let rival =
            rival.and_then(|id| order.iter().position(|i| findings.strategies[*i].id == id));
        if let Some(at) = rival.filter(|at| *at > 0) {
            order[1..=at].rotate_right(1);
        }
        if order.len() > most {
            order.drain(most - 1..order.len() - 1);
        }
        order
    }

    /// All strategies, the lead first, what it is compared with last, the others by falling NPV.
    pub fn by_importance(self, findings: &Findings) -> Vec<usize> {
        let lead = self.lead(findings);
        let npv =
            |i: usize| findings.strategies[i].metrics.expected("npv").unwrap_or(f64::NEG_INFINITY);
        let mut order: Vec<usize> = (0..findings.strategies.len()).collect();
        order.sort_by(|a, b| {
            let rank = |i: usize| {
                if i == lead {
                    0
                } else if i == self.against {
                    2
                } else {
                    1
                }
            };
            rank(*a).cmp(&rank(*b)).then(npv(*b).total_cmp(&npv(*a)))
        });
        order
    }
}

/// The name of a strategy's id.
pub fn name_of<'a>(strategies: &'a [StrategyFindings], id: &'a str) -> &'a str {
    strategies.iter().find(|s| s.id == id).map_or(id, |s| &s.name)
}
