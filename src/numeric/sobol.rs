//! Evenly spread draws of many assumptions at once.

use super::random::{Stream, extend, key};

/// Longest sequence of the Sobol generator.
const MOST_DRAWS: usize = 1 << 16;
/// Dimensions of one seeded set of the Sobol generator.
const SET: usize = sobol_burley::NUM_DIMENSIONS as usize;
/// Beyond this many sets padding no longer pays.
const MOST_SETS: usize = 16;
/// The generator's numbers are whole multiples of 2^-23.
const CELL: f64 = 1.0 / (1u32 << 23) as f64;

/// Purposes of keys, so that the streams of this module never meet.
const SET_SEED: u64 = 1;
const LOW_BITS: u64 = 2;
const PLAIN: u64 = 3;

/// How the numbers are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Owen-scrambled Sobol points: every dimension by itself is stratified as finely as there are draws.
    Sobol,
    /// Independent random numbers, where there are more draws or dimensions than the Sobol points cover.
    Random,
}

/// Uniform numbers by draw and dimension, computed when asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SobolPoints {
    draws: usize,
    dimensions: usize,
    key: u64,
    /// One seed for each set of dimensions.
    seeds: Vec<u32>,
    spread: Spread,
}

/// Points for `draws` draws of `dimensions` numbers; the same seed gives the same points.
///
/// Up to 65,536 draws and 4,096 dimensions these are Owen-scrambled Sobol points, in independently scrambled and shuffled
/// sets of 256 dimensions; beyond, keyed random numbers. Every number is in (0, 1), never at an end. A power of two
/// is the best number of draws.
///
/// Source: Burley (2020), "Practical hash-based Owen scrambling", JCGT 9(4); direction numbers of Joe & Kuo.
pub fn points(draws: usize, dimensions: usize, seed: u64) -> SobolPoints {
    let sets = dimensions.div_ceil(SET);
    let fits = draws <= MOST_DRAWS && sets <= MOST_SETS;
    let (spread, sets) = if fits { (Spread::Sobol, sets) } else { (Spread::Random, 0) };
    // The upper half of a key is as well mixed as the lower.
    let seeds = (0..sets as u64).map(|set| (key(&[seed, SET_SEED, set]) >> 32) as u32).collect();
    SobolPoints { draws, dimensions, key: seed, seeds, spread }
}

impl SobolPoints {
    /// The number in (0, 1) of one draw and dimension.
    pub fn u(&self, draw: usize, dimension: usize) -> f64 {
        debug_assert!(draw < self.draws && dimension < self.dimensions);
        let place =
            |purpose| extend(extend(key(&[self.key, purpose]), draw as u64), dimension as u64);
        match self.spread {
            Spread::Random => Stream::new(place(PLAIN)).uniform_open(),
            Spread::Sobol => {
                let seed = self.seeds[dimension / SET];
                let coarse = sobol_burley::sample(draw as u32, (dimension % SET) as u32, seed);
                // Scrambled digits are random: those the generator drops are drawn anew.
                f64::from(coarse) + CELL * open_fine(place(LOW_BITS))
            }
        }
    }
}

/// An odd multiple of 2^-29 in (0, 1) from random bits: so fine a part of a cell still adds to the coarse exactly.
fn open_fine(bits: u64) -> f64 {
    const DROPPED: u32 = 64 - 28;
    (((bits >> DROPPED) << 1) | 1) as f64 / (1u64 << 29) as f64
}

#[cfg(test)]
mod tests {
    use super::super::quantile::summary;
    use super::*;

    #[test]
    fn numbers_never_touch_the_ends() {
        let points = points(4_096, 3, 1);
        assert_eq!(points.spread, Spread::Sobol);
        for draw in 0..4_096 {
            for dimension in 0..3 {
                let u = points.u(draw, dimension);
                assert!(u > 0.0 && u < 1.0);
            }
        }
        assert!(open_fine(0) > 0.0 && 1.0 - CELL + CELL * open_fine(u64::MAX) < 1.0);
    }

    #[test]
    fn every_dimension_is_stratified() {
        // One number in each 1024th, in every dimension, past the first set as well.
        let points = points(1_024, 600, 7);
        for dimension in [0, 1, 17, 255, 256, 300, 599] {
            let mut seen = vec![false; 1_024];
            for draw in 0..1_024 {
                seen[(points.u(draw, dimension) * 1_024.0) as usize] = true;
            }
            assert!(seen.into_iter().all(|seen| seen), "{dimension}");
        }
    }

    #[test]
    fn pairs_of_dimensions_are_not_correlated() {
        let points = points(4_096, 600, 7);
        for (i, j) in [(0, 1), (0, 256), (3, 259), (255, 256), (10, 200), (0, 512)] {
            let products: Vec<f64> = (0..4_096)
                .map(|draw| 12.0 * (points.u(draw, i) - 0.5) * (points.u(draw, j) - 0.5))
                .collect();
            let got = summary(&products);
            // Sobol points do better than random ones; four standard errors of those.
            assert!(got.mean.abs() < 4.0 * got.se, "{i} {j}: {got:?}");
        }
    }

    #[test]
    fn integrals_are_far_better_than_random() {
        // E[u0 u1 u2 u3] = 1/16; random numbers with 4,096 draws miss it by about 1e-3.
        let points = points(4_096, 4, 3);
        let values: Vec<f64> =
            (0..4_096).map(|draw| (0..4).map(|d| points.u(draw, d)).product()).collect();
        assert!((summary(&values).mean - 0.0625).abs() < 5e-5, "{:?}", summary(&values));
    }

    #[test]
    fn too_many_draws_fall_back_to_random_numbers() {
        let many = points(65_537, 2, 1);
        assert_eq!(many.spread, Spread::Random);
        let values: Vec<f64> = (0..65_537).map(|draw| many.u(draw, 1)).collect();
        let got = summary(&values);
        assert!((got.mean - 0.5).abs() < 4.0 * got.se, "{got:?}");
        assert_eq!(points(16, 5_000, 1).spread, Spread::Random);
        assert_eq!(points(65_536, 4_096, 1).spread, Spread::Sobol);
    }

    #[test]
    fn seeds_give_different_points_and_the_same_again() {
        let (first, again, other) = (points(64, 2, 1), points(64, 2, 1), points(64, 2, 2));
        assert!((0..64).all(|draw| first.u(draw, 1) == again.u(draw, 1)));
        assert!((0..64).all(|draw| first.u(draw, 1) != other.u(draw, 1)));
    }
}
