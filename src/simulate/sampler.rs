//! What differs from draw to draw: ranged assumptions, taken from their distributions, events, and the key of
//! customers' chance. All strategies of a draw share it, so that they differ only by strategy.

use rayon::prelude::*;

use super::trial::Happening;
use crate::engine::Chance;
use crate::numeric::copula::{Lower, correlate, from_rank_correlations};
use crate::numeric::normal::{normal_cdf, normal_quantile};
use crate::numeric::random::{Stream, extend, key};
use crate::numeric::sobol::{SobolPoints, points};
use crate::scenario::{self, Scenario};

/// Words that separate the purposes of random streams.
mod purpose {
    /// Uniforms of the assumptions.
    pub const ASSUMPTIONS: u64 = 1;
    /// Whether an event happens.
    pub const EVENTS: u64 = 2;
    /// Customers' own chance.
    pub const CUSTOMERS: u64 = 3;
}

/// Paths of the drawn assumptions, each with its values over the draws; none where draws vary nothing but
/// customers' own chance.
pub fn drawn_values(scenario: &Scenario) -> Vec<(String, Vec<f64>)> {
    let sampler = Sampler::new(scenario);
    if sampler.streams.is_empty() {
        return Vec::new();
    }
    let draws: Vec<Vec<f64>> = (0..scenario.uncertainty.draws)
        .into_par_iter()
        .map(|draw| {
            let (values, _) = sampler.draw(draw);
            sampler.streams.iter().map(|places| values[places[0]]).collect()
        })
        .collect();
    let of = |(at, places): (usize, &Vec<usize>)| {
        let values = draws.iter().map(|draw| draw[at]).collect();
        (scenario.assumptions[places[0]].path.clone(), values)
    };
    sampler.streams.iter().enumerate().map(of).collect()
}

/// Values of the assumptions, events and keys of customers' chance, by draw.
pub(super) struct Sampler<'a> {
    scenario: &'a Scenario,
    /// Base value of every assumption.
    base: Vec<f64>,
    /// Ranged assumptions by stream: the paths in order, with every entry that shares one.
    streams: Vec<Vec<usize>>,
    points: Option<SobolPoints>,
    correlated: Option<(Vec<usize>, Lower)>,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(scenario: &'a Scenario) -> Self {
        let mut paths: Vec<&str> = Vec::new();
        let drawn = scenario.uncertainty.assumptions;
        let ranged =
            |a: &&scenario::Assumption| a.distribution.as_ref().is_some_and(|d| !d.is_certain());
        for assumption in scenario.assumptions.iter().filter(ranged).filter(|_| drawn) {
            paths.push(&assumption.path);
        }
        // Sorted by path, so that the order of strategies or of keys in the file changes nothing.
        paths.sort_unstable();
        paths.dedup();
        let sharing = |path: &&str| -> Vec<usize> {
            let all = scenario.assumptions.iter().enumerate();
            all.filter(|(_, a)| a.path == **path && ranged(a)).map(|(place, _)| place).collect()
        };
        let streams: Vec<Vec<usize>> = paths.iter().map(sharing).collect();
        let points = (!paths.is_empty()).then(|| {
            points(
                scenario.uncertainty.draws,
                paths.len(),
                key(&[scenario.seed, purpose::ASSUMPTIONS]),
            )
        });
        Self {
            scenario,
            base: scenario.base_values(),
            streams,
            points,
            correlated: correlations(scenario, &paths),
        }
    }

    /// Values of the assumptions, and the uniform number that decides over each event, in one draw.
    pub(super) fn draw(&self, draw: usize) -> (Vec<f64>, Vec<f64>) {
        let mut values = self.base.clone();
        if let Some(points) = &self.points {
            let mut u: Vec<f64> = (0..self.streams.len()).map(|d| points.u(draw, d)).collect();
            if let Some((dimensions, lower)) = &self.correlated {
                let mut z: Vec<f64> = dimensions.iter().map(|d| normal_quantile(u[*d])).collect();
                correlate(lower, &mut z);
                for (d, z) in dimensions.iter().zip(z) {
                    u[*d] = normal_cdf(z).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0);
                }
            }
            for (u, places) in u.iter().zip(&self.streams) {
                for place in places {
                    if let Some(distribution) = &self.scenario.assumptions[*place].distribution {
                        values[*place] = distribution.quantile(*u);
                    }
                }
            }
        }
        let business = &self.scenario.strategies[self.scenario.against].business;
        let events = business.events.iter().map(|event| {
            let name = event.label.id.bytes().fold(0, |name, byte| extend(name, u64::from(byte)));
            let mut stream =
                Stream::new(key(&[self.scenario.seed, purpose::EVENTS, draw as u64, name]));
            stream.uniform()
        });
        let events = events.collect();
        (values, events)
    }

    /// The stream key of customers' own chance, if it is drawn.
    pub(super) fn customers(&self, draw: usize) -> Chance {
        match self.scenario.uncertainty.customers {
            false => Chance::Expected,
            true => Chance::Drawn(self.key(draw)),
        }
    }

    /// The key of customers' own chance in a draw.
    pub(super) fn key(&self, draw: usize) -> u64 {
        key(&[self.scenario.seed, purpose::CUSTOMERS, draw as u64])
    }

    /// Whether nothing but customers' own chance differs from draw to draw.
    pub(super) fn customers_only(&self) -> bool {
        let certain = |place: usize| {
            let shares = Happening::Expected.shares(self.scenario, place, &self.base);
            shares.iter().all(|share| *share == 0.0 || *share == 1.0)
        };
        self.scenario.uncertainty.customers
            && self.streams.is_empty()
            && (0..self.scenario.strategies.len()).all(certain)
    }
}

/// Dimensions that are correlated, and the factor of their Gaussian correlation matrix.
fn correlations(scenario: &Scenario, paths: &[&str]) -> Option<(Vec<usize>, Lower)> {
    let place = |path: &String| paths.binary_search(&path.as_str()).ok();
    let pairs: Vec<(usize, usize, f64)> = scenario
        .correlations
        .iter()
        .filter_map(|c| Some((place(&c.between[0])?, place(&c.between[1])?, c.rank)))
        .collect();
    let mut dimensions: Vec<usize> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    let at = |d: usize| dimensions.iter().position(|other| *other == d);
    let mut matrix = vec![vec![0.0; dimensions.len()]; dimensions.len()];
    for (i, row) in matrix.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for (a, b, rank) in pairs {
        let (a, b) = (at(a)?, at(b)?);
        matrix[a][b] = rank;
        matrix[b][a] = rank;
    }
    let lower = from_rank_correlations(&matrix)?;
    (!dimensions.is_empty()).then_some((dimensions, lower))
}
