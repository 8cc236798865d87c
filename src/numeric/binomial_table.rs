//! Binomial counts by inversion from tables: for one probability that serves many draws.

/// Buckets of the guide of one row.
const BUCKETS: usize = 128;

/// Weights below this share of the likeliest count's are left out: together below the last digit of a uniform number.
const NEGLIGIBLE: f64 = 1e-19;

/// The inverse distribution functions of Bin(n, p) for one p and a range of n.
///
/// A count is a function of (n, u) that never falls as u rises, exact to the 53 bits of u. It does not depend on which n
/// are in the table: others are worked out as they are asked for, to the same bits.
#[derive(Clone, Debug)]
pub struct BinomialTable {
    p: f64,
    first: u32,
    rows: Vec<Row>,
    /// Running sums of the probabilities, row after row; the last of a row is 1.
    sums: Vec<f64>,
    /// Where in the row the search for a u of each bucket starts.
    guides: Vec<[u16; BUCKETS]>,
}

/// One n.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Place of its first running sum.
    start: u32,
    /// The count of that place.
    least: u32,
}

impl BinomialTable {
    /// The table of `p` for the trials `first..=last`.
    #[must_use]
    pub fn new(p: f64, first: u32, last: u32) -> Self {
        let mut table = Self { p, first, rows: Vec::new(), sums: Vec::new(), guides: Vec::new() };
        for n in first..=last {
            let start = table.sums.len();
            let least = distribution(p, n, &mut table.sums);
            let mut guide = [0; BUCKETS];
            let row = &table.sums[start..];
            let mut place = 0;
            for (bucket, from) in guide.iter_mut().enumerate() {
                let u = bucket as f64 / BUCKETS as f64;
                while u >= row[place] {
                    place += 1;
                }
                *from = place as u16;
            }
            table.guides.push(guide);
            table.rows.push(Row { start: start as u32, least });
        }
        table
    }

    /// Numbers that a table holds, roughly, for `rows` rows around `n` trials.
    #[must_use]
    pub fn size(p: f64, n: f64, rows: f64) -> f64 {
        rows * (18.0 * (n * p * (1.0 - p)).sqrt() + 8.0 + BUCKETS as f64 / 4.0)
    }

    /// Successes in `n` trials, for `u` in [0, 1).
    #[inline(always)]
    #[must_use]
    pub fn count(&self, n: u32, u: f64) -> u32 {
        let place = n.wrapping_sub(self.first) as usize;
        if place >= self.rows.len() {
            return if n == 0 { 0 } else { self.elsewhere(n, u) };
        }
        let row = self.rows[place];
        let from = usize::from(self.guides[place][(u * BUCKETS as f64) as usize]);
        let mut at = from;
        // The last sum of the row is 1, above any u.
        while u >= self.sums[row.start as usize + at] {
            at += 1;
        }
        row.least + at as u32
    }

    #[cold]
    fn elsewhere(&self, n: u32, u: f64) -> u32 {
        let mut sums = Vec::new();
        let least = distribution(self.p, n, &mut sums);
        least + sums.partition_point(|sum| u >= *sum) as u32
    }
}

/// Appends the running sums of Bin(n, p) from the least count that counts; returns that count. `p` strictly inside (0, 1).
fn distribution(p: f64, n: u32, sums: &mut Vec<f64>) -> u32 {
    let (trials, odds) = (f64::from(n), p / (1.0 - p));
    let mode = ((trials + 1.0) * p).floor().min(trials);
    let start = sums.len();
    // Weights relative to the likeliest count, downwards from it.
    let (mut weight, mut k) = (1.0, mode);
    while k > 0.0 {
        weight *= k / ((trials - k + 1.0) * odds);
        if weight < NEGLIGIBLE {
            break;
        }
        k -= 1.0;
        sums.push(weight);
    }
    let least = k as u32;
    sums[start..].reverse();
    sums.push(1.0);
    (weight, k) = (1.0, mode);
    while k < trials {
        weight *= (trials - k) * odds / (k + 1.0);
        if weight < NEGLIGIBLE {
            break;
        }
        k += 1.0;
        sums.push(weight);
    }
    let row = &mut sums[start..];
    let mut sum = 0.0;
    for weight in row.iter_mut() {
        sum += *weight;
        *weight = sum;
    }
    row.iter_mut().for_each(|running| *running /= sum);
    let last = row.len() - 1;
    row[last] = 1.0;
    least
}

#[cfg(test)]
mod tests {
    use super::super::binomial::PreparedBinomial;
    use super::super::random::{Stream, extend, key, unit};
    use super::super::special::{chi_square_limit, ln_beta};
    use super::*;

    const DRAWS: u64 = 200_000;
    const FALSE_ALARM: f64 = 1e-5;

    fn probability(n: u32, p: f64, k: u32) -> f64 {
        let (n, k) = (f64::from(n), f64::from(k));
        let ln_choose = -libm::log(n + 1.0) - ln_beta(k + 1.0, n - k + 1.0);
        libm::exp(ln_choose + k * libm::log(p) + (n - k) * libm::log1p(-p))
    }

    const CASES: [(u32, f64); 9] = [
        (1, 0.3),
        (3, 0.001),
        (20, 0.5),
        (60, 0.97),
        (200, 0.02),
        (1_000, 0.15),
        (1_000, 0.0005),
        (1_900, 0.6),
        (5_000, 0.1),
    ];

    #[test]
    fn running_sums_are_those_of_the_exact_probabilities() {
        for (n, p) in CASES {
            let mut sums = Vec::new();
            let least = distribution(p, n, &mut sums);
            let mut before = 0.0;
            for (k, sum) in (least..).zip(&sums) {
                let exact = probability(n, p, k);
                assert!((sum - before - exact).abs() < 1e-12 * n as f64, "Bin({n}, {p}) at {k}");
                before = *sum;
            }
        }
    }

    #[test]
    fn draws_follow_the_exact_probabilities() {
        for (n, p) in CASES {
            let table = BinomialTable::new(p, n, n);
            let mut counts = vec![0_u64; n as usize + 1];
            for draw in 0..DRAWS {
                let u = unit(extend(key(&[7, draw]), u64::from(n)));
                counts[table.count(n, u) as usize] += 1;
            }
            let (mut statistic, mut cells) = (0.0, 0.0);
            let (mut expected, mut observed, mut left) = (0.0, 0.0, DRAWS as f64);
            for (k, count) in (0..).zip(&counts) {
                let share = DRAWS as f64 * probability(n, p, k);
                expected += share;
                left -= share;
                observed += *count as f64;
                if expected >= 10.0 && left >= 10.0 {
                    statistic += (observed - expected) * (observed - expected) / expected;
                    cells += 1.0;
                    (expected, observed) = (0.0, 0.0);
                }
            }
            expected += left.max(0.0);
            statistic += (observed - expected) * (observed - expected) / expected;
            let limit = chi_square_limit(cells, FALSE_ALARM);
            assert!(statistic < limit, "Bin({n}, {p}): {statistic:.1} of {limit:.1}");
        }
    }

    #[test]
    fn counts_do_not_depend_on_what_is_in_the_table() {
        let (narrow, wide) = (BinomialTable::new(0.07, 90, 95), BinomialTable::new(0.07, 0, 200));
        for i in 0..20_000 {
            let bits = key(&[3, i]);
            let (n, u) = ((bits % 201) as u32, unit(extend(bits, 1)));
            assert_eq!(narrow.count(n, u), wide.count(n, u));
        }
    }

    #[test]
    fn counts_never_fall_as_u_rises_and_meet_the_stream_sampler_in_mean() {
        let table = BinomialTable::new(0.12, 400, 400);
        let counts: Vec<u32> = (0..1_000).map(|i| table.count(400, f64::from(i) / 1_000.0)).collect();
        assert!(counts.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(table.count(400, 1.0 - f64::EPSILON / 2.0), 400.min(table.count(400, 0.999_999_999_999_999_9)));
        let prepared = PreparedBinomial::new(0.12);
        let mut stream = Stream::new(5);
        let (mut one, mut other) = (0.0, 0.0);
        for i in 0..50_000 {
            one += f64::from(table.count(400, unit(key(&[i]))));
            other += prepared.sample(&mut stream, 400) as f64;
        }
        // Four standard errors of the difference of two means of sd 6.5.
        assert!(((one - other) / 50_000.0).abs() < 4.0 * 6.5 * (2.0_f64 / 50_000.0).sqrt());
    }
}
