//! Sums that keep the digits ordinary addition loses, always in the same order.

/// Number of independent partial sums of [`ordered_sum`]. Fixed, because it decides the last bits of the result.
const LANES: usize = 8;

/// Splits `a + b` into the rounded sum and the exact rounding error.
///
/// Source: Knuth, The Art of Computer Programming, vol. 2, section 4.2.2, theorem B.
#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    let a_part = sum - b_part;
    (sum, (a - a_part) + (b - b_part))
}

/// Adds the values in a fixed order with compensation for rounding.
///
/// The error is about one rounding of the result plus `n * 1e-32` times the sum of the absolute values. The same values
/// in the same order give the same bits, on any number of threads. An infinite or undefined value makes the result so.
///
/// Source: Ogita, Rump & Oishi (2005), "Accurate sum and dot product", SIAM J. Sci. Comput. 26(6), algorithm Sum2,
/// on eight partial sums.
pub fn ordered_sum(values: &[f64]) -> f64 {
    if values.len() < LANES {
        // The partial sums would be nothing.
        return running_total(values);
    }
    let mut sums = [0.0; LANES];
    let mut errors = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            let (sum, error) = two_sum(sums[lane], chunk[lane]);
            sums[lane] = sum;
            errors[lane] += error;
        }
    }
    let mut total = Accumulator::new();
    for &value in sums.iter().chain(rest) {
        total.add(value);
    }
    for error in errors {
        total.add_error(error);
    }
    total.value()
}

fn running_total(values: &[f64]) -> f64 {
    let mut total = Accumulator::new();
    total.extend(values.iter().copied());
    total.value()
}

/// Running total with compensation for rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accumulator {
    sum: f64,
    error: f64,
}

impl Accumulator {
    /// A total of nothing: zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one value.
    #[inline(always)]
    pub fn add(&mut self, value: f64) {
        let (sum, error) = two_sum(self.sum, value);
        self.sum = sum;
        self.error += error;
    }

    #[inline(always)]
    fn add_error(&mut self, error: f64) {
        self.error += error;
    }

    /// The total so far.
    pub fn value(&self) -> f64 {
        // Once the sum is infinite its rounding error is undefined and must not spoil it.
        if self.sum.is_finite() { self.sum + self.error } else { self.sum }
    }
}

/// Sums of the first value, of the first two, and so on to all.
pub fn running(values: &[f64]) -> Vec<f64> {
    let mut sum = Accumulator::new();
    let add = |value: &f64| {
        sum.add(*value);
        sum.value()
    };
    values.iter().map(add).collect()
}

/// As many running totals as places, all added to at once.
#[derive(Clone, Debug)]
pub struct Accumulators {
    /// The sums, and after them their errors.
    totals: Vec<f64>,
    places: usize,
}

impl Accumulators {
    /// Totals of nothing.
    pub fn new(places: usize) -> Self {
        Self { totals: vec![0.0; 2 * places], places }
    }

    /// Adds a value to each total: what `of` makes of each place's two numbers.
    #[inline(always)]
    pub fn add(&mut self, one: &[f64], other: &[f64], of: impl Fn(f64, f64) -> f64) {
        let (sums, errors) = self.totals.split_at_mut(self.places);
        let totals = sums.iter_mut().zip(errors);
        for (((sum, error), one), other) in totals.zip(one).zip(other) {
            let (total, rest) = two_sum(*sum, of(*one, *other));
            *sum = total;
            *error += rest;
        }
    }

    /// The totals so far.
    pub fn values(mut self) -> Vec<f64> {
        let (sums, errors) = self.totals.split_at_mut(self.places);
        for (sum, error) in sums.iter_mut().zip(errors) {
            *sum = Accumulator { sum: *sum, error: *error }.value();
        }
        self.totals.truncate(self.places);
        self.totals
    }
}

impl Extend<f64> for Accumulator {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        for value in values {
            self.add(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_small_values_beside_large_ones() {
        // Ordinary addition gives 0 for the first and 0 or 2 for the second.
        assert_eq!(ordered_sum(&[1e100, 1.0, -1e100]), 1.0);
        let mut total = Accumulator::new();
        total.extend([1.0, 1e16, 1.0, -1e16]);
        assert_eq!(total.value(), 2.0);
    }

    #[test]
    fn tenths_add_to_the_nearest_number_at_any_length() {
        // 0.1 is not a binary number; its exact value times n, rounded once, is 0.1 * n for these n.
        for n in [1usize, 7, 8, 9, 10, 100, 1_000, 12_345] {
            let values = vec![0.1; n];
            assert_eq!(ordered_sum(&values), 0.1 * n as f64, "{n}");
        }
        assert_eq!(ordered_sum(&[]), 0.0);
    }

    #[test]
    fn infinite_values_stay_infinite() {
        assert_eq!(ordered_sum(&[1.0, f64::INFINITY, 2.0]), f64::INFINITY);
        assert_eq!(ordered_sum(&[f64::NEG_INFINITY; 20]), f64::NEG_INFINITY);
        assert!(ordered_sum(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
    }
}
