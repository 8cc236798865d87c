//! The distribution of one uncertain number, from its middle, low and high value.

use super::beta_distribution::beta_from_quantiles;
use super::curve::Curve;
pub use super::curve::{P90_IN_SDS, Scale};
pub use super::shape::{DistributionError, Shape};

/// A distribution, ready to turn uniform numbers into draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    curve: Curve,
    /// The part of the untruncated distribution that is left, in probabilities.
    part: (f64, f64),
    /// What no draw leaves.
    domain: (f64, f64),
}

impl Distribution {
    /// The distribution of a shape with `low <= base <= high`; a point where all three are equal.
    pub fn new(shape: &Shape, base: f64, low: f64, high: f64) -> Result<Self, DistributionError> {
        let curve = match shape {
            Shape::Discrete { values, weights } => steps(values, weights)?,
            _ => continuous(shape, base, low, high)?,
        };
        Ok(Self::whole(curve))
    }

    /// A number that is certain.
    pub fn point(value: f64) -> Self {
        Self::whole(Curve::Point(value))
    }

    fn whole(curve: Curve) -> Self {
        Self { curve, part: (0.0, 1.0), domain: (f64::NEG_INFINITY, f64::INFINITY) }
    }

    /// The value a draw stays below with probability `u`, in (0, 1). Never falls as `u` rises.
    pub fn quantile(&self, u: f64) -> f64 {
        let (from, to) = self.part;
        // The two products cannot leave the part by rounding as a sum of difference could.
        let value = self.curve.quantile((from * (1.0 - u) + to * u).clamp(from, to));
        value.max(self.domain.0).min(self.domain.1)
    }

    /// Whether every draw is the same.
    pub fn is_certain(&self) -> bool {
        matches!(self.curve, Curve::Point(_))
    }

    /// This distribution given that the number lies in `min..=max`, and the probability so cut off.
    ///
    /// The uniform number is rescaled to the part inside, so draws stay increasing in it. Where nothing lies inside the
    /// result is a point, the median moved to the nearer end, and the share 1.
    pub fn truncated(&self, min: f64, max: f64) -> (Self, f64) {
        debug_assert!(min <= max);
        let (from, to) = self.part;
        let part = (self.curve.below(min).max(from), self.curve.at_most(max).min(to));
        if part.1 <= part.0 {
            return (Self::point(self.quantile(0.5).max(min).min(max)), 1.0);
        }
        let domain = (self.domain.0.max(min), self.domain.1.min(max));
        let cut_off = ((part.0 - from) + (to - part.1)) / (to - from);
        (Self { curve: self.curve.clone(), part, domain }, cut_off)
    }
}

/// Checks a value and gives its place on the scale.
fn on_scale(scale: Scale, name: &'static str, value: f64) -> Result<f64, DistributionError> {
    let g = scale.apply(value);
    if g.is_finite() {
        Ok(g)
    } else {
        Err(DistributionError::Outside { name, value, wants: scale.wants() })
    }
}

fn continuous(shape: &Shape, base: f64, low: f64, high: f64) -> Result<Curve, DistributionError> {
    for (name, value) in [("base", base), ("low", low), ("high", high)] {
        if !value.is_finite() {
            return Err(DistributionError::NotFinite { name, value });
        }
    }
    if !(low <= base && base <= high) {
        return Err(DistributionError::NotOrdered { low, base, high });
    }
    if low == high {
        return Ok(Curve::Point(base));
    }
    let symmetric = |scale: Scale| {
        let (from, to) = (on_scale(scale, "low", low)?, on_scale(scale, "high", high)?);
        let (middle, sd) = (0.5 * (from + to), 0.5 * (to - from) / P90_IN_SDS);
        Ok(Curve::Pieces { scale, median: scale.undo(middle), middle, below: sd, above: sd })
    };
    let share = 4.0 * (base - low) / (high - low);
    match shape {
        Shape::TwoPieceNormal { scale } => {
            let middle = on_scale(*scale, "base", base)?;
            let below = (middle - on_scale(*scale, "low", low)?) / P90_IN_SDS;
            let above = (on_scale(*scale, "high", high)? - middle) / P90_IN_SDS;
            Ok(Curve::Pieces { scale: *scale, median: base, middle, below, above })
        }
        Shape::Normal => symmetric(Scale::Identity),
        Shape::LogNormal => symmetric(Scale::Log),
        Shape::LogitNormal => symmetric(Scale::Logit),
        Shape::Beta => {
            on_scale(Scale::Logit, "low", low)?;
            on_scale(Scale::Logit, "high", high)?;
            match beta_from_quantiles((low, 0.1), (high, 0.9)) {
                Some((a, b)) => Ok(Curve::Beta { a, b, low: 0.0, width: 1.0 }),
                // So narrow a beta differs from a logit-normal by less than a thousandth of its width.
                None if high - low < 1e-2 * low.min(1.0 - high) => symmetric(Scale::Logit),
                None => Err(DistributionError::NoBeta { low, high }),
            }
        }
        Shape::Pert => Ok(Curve::Beta { a: 1.0 + share, b: 5.0 - share, low, width: high - low }),
        Shape::Triangular => Ok(Curve::Triangle { low, mode: base, high }),
        Shape::Uniform | Shape::Discrete { .. } => Ok(Curve::Uniform { low, high }),
    }
}

fn steps(values: &[f64], weights: &[f64]) -> Result<Curve, DistributionError> {
    if values.len() != weights.len() || values.is_empty() {
        return Err(DistributionError::Lengths { values: values.len(), weights: weights.len() });
    }
    if let Some(&value) = values.iter().find(|value| !value.is_finite()) {
        return Err(DistributionError::NotFinite { name: "values", value });
    }
    let total: f64 = weights.iter().sum();
    if !(weights.iter().all(|weight| *weight >= 0.0) && total > 0.0 && total.is_finite()) {
        return Err(DistributionError::Weights);
    }
    let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
    pairs.retain(|pair| pair.1 > 0.0);
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    if pairs.iter().all(|pair| pair.0 == pairs[0].0) {
        return Ok(Curve::Point(pairs[0].0));
    }
    let mut so_far = 0.0;
    for pair in &mut pairs {
        so_far += pair.1;
        pair.1 = so_far / total;
    }
    // Rounding must not leave a sliver above the last value.
    if let Some(last) = pairs.last_mut() {
        last.1 = 1.0;
    }
    Ok(Curve::Steps(pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the wanted values, printed to ten digits or more, allow.
    const PRINTED: f64 = 1e-9;

    fn build(shape: Shape, base: f64, low: f64, high: f64) -> Distribution {
        Distribution::new(&shape, base, low, high).expect("a distribution")
    }

    #[track_caller]
    fn assert_close(got: f64, want: f64) {
        assert!((got - want).abs() <= PRINTED * want.abs().max(1e-3), "{got} {want}");
    }

    fn all_shapes() -> Vec<Distribution> {
        let two = |scale| Shape::TwoPieceNormal { scale };
        let shapes = [
            two(Scale::Identity),
            two(Scale::Log),
            two(Scale::Logit),
            Shape::Normal,
            Shape::LogNormal,
            Shape::LogitNormal,
            Shape::Beta,
            Shape::Pert,
            Shape::Triangular,
            Shape::Uniform,
            Shape::Discrete { values: vec![0.08, 0.02, 0.03], weights: vec![1.0, 2.0, 5.0] },
        ];
        shapes.into_iter().map(|shape| build(shape, 0.03, 0.02, 0.08)).collect()
    }

    #[test]
    fn tenths_and_median_are_what_was_stated() {
        for distribution in &all_shapes()[..3] {
            assert_close(distribution.quantile(0.1), 0.02);
            assert_eq!(distribution.quantile(0.5), 0.03);
            assert_close(distribution.quantile(0.9), 0.08);
        }
        for distribution in &all_shapes()[3..7] {
            assert_close(distribution.quantile(0.1), 0.02);
            assert_close(distribution.quantile(0.9), 0.08);
        }
        assert_close(all_shapes()[3].quantile(0.5), 0.05);
        // Geometric mean of low and high.
        assert_close(all_shapes()[4].quantile(0.5), 0.04);
    }

    #[test]
    fn bounded_shapes_match_their_closed_forms() {
        // Triangle: sqrt(u w (m - l)) from the left end, by hand; SciPy triang.ppf(0.7, 1/6, 0.02, 0.06).
        let triangle = &all_shapes()[8];
        assert_close(triangle.quantile(0.1), 0.02 + (0.1_f64 * 0.06 * 0.01).sqrt());
        assert_close(triangle.quantile(0.7), 0.05);
        // PERT: 0.02 + 0.06 * beta.ppf(u, 1 + 2/3, 5 - 2/3), SciPy 1.17.
        let pert = &all_shapes()[7];
        assert_close(pert.quantile(0.1), 0.024559579984100605);
        assert_close(pert.quantile(0.9), 0.051116092564897436);
        assert_close(all_shapes()[9].quantile(0.25), 0.035);
    }

    #[test]
    fn discrete_values_have_their_weights() {
        let discrete = &all_shapes()[10];
        let cases = [
            (0.001, 0.02),
            (0.249, 0.02),
            (0.251, 0.03),
            (0.874, 0.03),
            (0.876, 0.08),
            (0.999, 0.08),
        ];
        for (u, want) in cases {
            assert_eq!(discrete.quantile(u), want, "{u}");
        }
        let (cut, share) = discrete.truncated(0.025, 1.0);
        assert_eq!((share, cut.quantile(0.01), cut.quantile(0.99)), (0.25, 0.03, 0.08));
    }

    #[test]
    fn every_shape_rises_with_u() {
        for distribution in all_shapes() {
            let draws: Vec<f64> =
                (1..1000).map(|i| distribution.quantile(f64::from(i) / 1000.0)).collect();
            assert!(draws.is_sorted(), "{distribution:?}");
            let (cut, _) = distribution.truncated(0.025, 0.05);
            let draws: Vec<f64> = (1..1000).map(|i| cut.quantile(f64::from(i) / 1000.0)).collect();
            assert!(draws.is_sorted() && draws[0] >= 0.025 && draws[998] <= 0.05, "{cut:?}");
        }
    }

    #[test]
    fn truncation_says_what_it_cuts_off() {
        // Normal with median 0.1 and P10 0: a tenth lies below 0.
        let (cut, share) = build(Shape::Normal, 0.1, 0.0, 0.2).truncated(0.0, 1.0);
        assert_close(share, 0.1);
        // The median of the rest is the 55 % point of the whole: 0.1 + 0.1 * 0.125661... / 1.281551...
        assert_close(cut.quantile(0.5), 0.1 + 0.1 * 0.125_661_346_855_074_1 / P90_IN_SDS);
        // Cutting twice is cutting once, and the shares compound.
        let (twice, share) = cut.truncated(0.1, 1.0);
        assert_close(share, 0.4 / 0.9);
        assert_close(twice.quantile(0.5), build(Shape::Normal, 0.1, 0.0, 0.2).quantile(0.75));
        let (kept, share) = build(Shape::Uniform, 0.5, 0.2, 0.8).truncated(0.0, 1.0);
        assert_eq!((kept.quantile(0.5), share), (0.5, 0.0));
        let (none, share) = build(Shape::Uniform, 0.5, 0.2, 0.8).truncated(2.0, 3.0);
        assert_eq!((none.quantile(0.3), share), (2.0, 1.0));
    }

    #[test]
    fn a_side_without_width_is_a_lump_at_base() {
        let one_sided = build(Shape::TwoPieceNormal { scale: Scale::Log }, 5.0, 5.0, 9.0);
        assert_eq!((one_sided.quantile(0.2), one_sided.quantile(0.5)), (5.0, 5.0));
        assert_close(one_sided.quantile(0.9), 9.0);
        let (cut, share) = one_sided.truncated(5.0, 9.0);
        assert_close(share, 0.1);
        assert_eq!(cut.quantile(0.5), 5.0);
        assert_close(one_sided.truncated(6.0, 1e9).0.quantile(1e-12), 6.0);
    }

    #[test]
    fn no_width_at_all_is_certain() {
        for shape in [Shape::Beta, Shape::Pert, Shape::Triangular, Shape::Uniform, Shape::LogNormal]
        {
            let point = build(shape, 0.4, 0.4, 0.4);
            assert!(point.is_certain());
            assert_eq!((point.quantile(0.001), point.quantile(0.999)), (0.4, 0.4));
            assert_eq!(point.truncated(0.0, 1.0).1, 0.0);
        }
    }

    #[test]
    fn very_narrow_betas_still_have_their_tenths() {
        let narrow = build(Shape::Beta, 0.5, 0.499_999_9, 0.500_000_1);
        assert_close(narrow.quantile(0.1), 0.499_999_9);
        assert_close(narrow.quantile(0.9), 0.500_000_1);
    }

    #[test]
    fn impossible_distributions_are_refused_with_the_reason() {
        let logit = Shape::TwoPieceNormal { scale: Scale::Logit };
        let discrete = |values: &[f64], weights: &[f64]| Shape::Discrete {
            values: values.to_vec(),
            weights: weights.to_vec(),
        };
        let cases = [
            (Shape::Normal, 3.0, 5.0, 9.0, "`low` must not be above `base`: 5 is above 3 (high 9)"),
            (Shape::Normal, 3.0, 1.0, 2.0, "`high` must not be below `base`: 2 is below 3"),
            (Shape::LogNormal, 3.0, 0.0, 9.0, "`low` must be above 0 for this distribution, not 0"),
            (
                logit,
                0.5,
                0.2,
                1.0,
                "`high` must be strictly between 0 and 1 for this distribution, not 1",
            ),
            (Shape::Uniform, f64::NAN, 0.2, 1.0, "`base` must be a finite number, not NaN"),
            (
                discrete(&[1.0], &[1.0, 2.0]),
                0.0,
                0.0,
                0.0,
                "a discrete distribution needs as many weights as values: 2 for 1",
            ),
            (
                discrete(&[1.0, 2.0], &[0.0, 0.0]),
                0.0,
                0.0,
                0.0,
                "weights must be 0 or more and not all 0",
            ),
        ];
        for (shape, base, low, high, message) in cases {
            let error = Distribution::new(&shape, base, low, high).expect_err(message);
            assert_eq!(error.to_string(), message);
        }
    }
}
