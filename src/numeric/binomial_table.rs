//! Binomial counts by inversion from tables: for one probability that serves many draws.

use super::random::unit;

/// Buckets of the guide of one row, by the highest bits of a word.
const BUCKETS: usize = 128;
const BUCKET_BITS: u32 = BUCKETS.trailing_zeros();
/// Bits after those of the bucket that nearly always decide.
const FINE_BITS: u32 = 7;
/// Of an entry of a guide, above the place of the first limit in or after the bucket: whether there are more in it, then the
/// fine bits of the first.
const SEVERAL_SHIFT: u32 = 8;
const FINE_SHIFT: u32 = 9;
/// A bit that no count has: the guide does not say.
const UNSAID: u32 = 1 << 31;
/// Trials that are looked up together.
const BLOCK: usize = 128;

/// Weights below this share of the likeliest count's are left out: together below the last digit of a uniform number.
const NEGLIGIBLE: f64 = 1e-19;

/// The inverse distribution functions of Bin(n, p) for one p and a range of n.
///
/// A count is a function of n and of the upper 53 bits of a random word, taken as u in [0, 1): it never falls as u rises
/// and is exact to the last of those bits. It does not depend on which n are in the table: others are worked out as they
/// are asked for, to the same bits.
#[derive(Clone, Debug)]
pub struct BinomialTable {
    p: f64,
    first: u32,
    /// By n.
    rows: Vec<Row>,
    /// Limits of a row.
    stride: usize,
    /// The limits, row by row: running sums of the probabilities in 32 bits.
    limits: Vec<u32>,
}

/// What is looked up for one n.
#[derive(Clone, Debug)]
struct Row {
    /// The least count.
    least: u32,
    /// Most counts are read from one entry alone, so that few words of memory are touched.
    guide: [u16; BUCKETS],
}

impl BinomialTable {
    /// The table of `p`, strictly inside (0, 1), for the trials `first..=last`.
    pub fn new(p: f64, first: u32, last: u32) -> Self {
        let mut sums = Vec::new();
        let rows: Vec<(u32, Vec<u32>)> = (first..=last).map(|n| limits(p, n, &mut sums)).collect();
        let stride = rows.iter().map(|(_, limits)| limits.len()).max().unwrap_or(0);
        let mut all = Vec::with_capacity(rows.len() * stride);
        for (_, limits) in &rows {
            all.extend(limits);
            all.resize(all.len().next_multiple_of(stride), u32::MAX);
        }
        let row = |(least, limits): &(u32, Vec<u32>)| Row { least: *least, guide: guide(limits) };
        Self { p, first, rows: rows.iter().map(row).collect(), stride, limits: all }
    }

    /// How much memory a table takes, roughly and by its own measure, for `rows` rows around `n` trials.
    pub fn size(p: f64, n: f64, rows: f64) -> f64 {
        rows * (BUCKETS as f64 / 4.0 + 1.0 + 13.0 * (n * p * (1.0 - p)).sqrt() + 8.0)
    }

    /// Largest variance for which rows stay short enough for their guide.
    pub const MOST_VARIANCE: f64 = 300.0;

    /// Successes in `n` trials, for a random word.
    pub fn count(&self, n: u32, bits: u64) -> u32 {
        let head = (bits >> 48) as u16;
        let count = said(self.guide(n, head), head);
        if count < UNSAID { count } else { self.searched(n, bits) }
    }

    /// Writes down the failures of each number of trials, for random words of which the first 16 bits are given: mostly
    /// they say all; `word` makes a whole one.
    pub fn thin(
        &self,
        trials: &[u32],
        heads: &[u16],
        failures: &mut [u32],
        word: impl Fn(usize) -> u64,
    ) {
        let (mut entries, mut least) = ([0; BLOCK], [0; BLOCK]);
        let blocks = trials.chunks(BLOCK).zip(heads.chunks(BLOCK)).zip(failures.chunks_mut(BLOCK));
        for (block, ((trials, heads), failures)) in blocks.enumerate() {
            // First all that waits for memory, with next to nothing between, so that much of it is waited for at once.
            let found = entries.iter_mut().zip(&mut least);
            for ((n, head), (entry, least)) in trials.iter().zip(heads).zip(found) {
                (*entry, *least) = self.guide(*n, *head);
            }
            let each = trials.iter().zip(heads).zip(entries.iter().zip(&least));
            for (((n, head), (entry, least)), failures) in each.zip(&mut *failures) {
                let count = said((*entry, *least), *head);
                *failures = n.wrapping_sub(count & !UNSAID) | (count & UNSAID);
            }
            for (place, (n, failures)) in trials.iter().zip(failures).enumerate() {
                if *failures >= UNSAID {
                    *failures = n - self.searched(*n, word(block * BLOCK + place));
                }
            }
        }
    }

    /// The entry of a guide for the first bits of a word, and the least count of its row; [`UNSAID`] where there is no row.
    #[inline(always)]
    fn guide(&self, n: u32, head: u16) -> (u16, u32) {
        let Some(row) = self.rows.get(n.wrapping_sub(self.first) as usize) else {
            return (0, UNSAID);
        };
        (row.guide[usize::from(head >> (16 - BUCKET_BITS))], row.least)
    }

    /// The same from the limits of a row, from the bucket's first on.
    #[cold]
    fn searched(&self, n: u32, bits: u64) -> u32 {
        let place = n.wrapping_sub(self.first) as usize;
        let Some(Row { least, guide }) = self.rows.get(place) else {
            return self.elsewhere(n, bits);
        };
        let mut at = usize::from(guide[(bits >> (64 - BUCKET_BITS)) as usize] & 0xff);
        let row = &self.limits[place * self.stride..][..self.stride];
        let high = (bits >> 32) as u32;
        while row[at] < high {
            at += 1;
        }
        if row[at] == high {
            // The further bits decide.
            return self.elsewhere(n, bits);
        }
        least + at as u32
    }

    /// The same to the last bit, without the table.
    #[cold]
    fn elsewhere(&self, n: u32, bits: u64) -> u32 {
        if n == 0 {
            return 0;
        }
        let mut sums = Vec::new();
        let least = distribution(self.p, n, &mut sums);
        let u = unit(bits);
        least + sums.partition_point(|sum| u >= *sum) as u32
    }
}

/// What an entry of a guide and the least count of its row say for the first bits of a word. Which of two counts it is
/// nobody can guess, so this is sums alone: a branch would go the wrong way every other time.
#[inline(always)]
fn said((entry, least): (u16, u32), head: u16) -> u32 {
    let entry = u32::from(entry);
    let fine = u32::from(head >> (16 - BUCKET_BITS - FINE_BITS)) & ((1 << FINE_BITS) - 1);
    let limit = entry >> FINE_SHIFT;
    let above = limit.wrapping_sub(fine) >> 31;
    let same = (limit ^ fine).wrapping_sub(1) >> 31;
    let unsaid = same | (above & (entry >> SEVERAL_SHIFT));
    (least + (entry & 0xff) + above) | unsaid << 31
}

/// The guide of a row, from its limits in rising order.
fn guide(limits: &[u32]) -> [u16; BUCKETS] {
    let mut place = 0;
    std::array::from_fn(|bucket| {
        let bucket_of = |limit: u32| (limit >> (32 - BUCKET_BITS)) as usize;
        let within =
            limits[place..].iter().take_while(|limit| bucket_of(**limit) == bucket).count();
        // Where the bucket has no limit, its last part is searched: 1 word of 16,384.
        let first = if within > 0 { limits[place] } else { u32::MAX };
        let fine = (first << BUCKET_BITS >> (32 - FINE_BITS)) as u16;
        let several = u16::from(within > 1) << SEVERAL_SHIFT;
        let entry = place as u16 | several | fine << FINE_SHIFT;
        place += within;
        entry
    })
}

/// The upper 32 bits of the running sums, from the last that is 0 to the first that is as large as can be; and the count
/// of the first.
fn limits(p: f64, n: u32, sums: &mut Vec<f64>) -> (u32, Vec<u32>) {
    sums.clear();
    let least = distribution(p, n, sums);
    // A sum below a random word's upper bits is below the word; one above them is above it.
    let upper = |sum: &f64| {
        let (scaled, whole) = (sum * SCALE, (sum * SCALE) as u64);
        let ceil = whole + u64::from(scaled > whole as f64);
        (ceil >> (BITS - 32)).min(u64::from(u32::MAX)) as u32
    };
    let mut own: Vec<u32> = sums.iter().map(upper).collect();
    own.truncate(own.partition_point(|limit| *limit < u32::MAX) + 1);
    let zeros = own.partition_point(|limit| *limit == 0).saturating_sub(1);
    own.drain(..zeros);
    assert!(own.len() <= 256, "a row is short enough for its guide");
    (least + zeros as u32, own)
}

/// Bits of a uniform number.
const BITS: u32 = 53;
const SCALE: f64 = (1_u64 << BITS) as f64;

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
    use super::super::binomial::binomial;
    use super::super::goodness::{DRAWS, assert_binomial, probability};
    use super::super::random::{Stream, TURNS, completed, extend, head, key};
    use super::*;

    const CASES: [(u32, f64); 9] = [
        (1, 0.3),
        (3, 0.001),
        (20, 0.5),
        (60, 0.97),
        (200, 0.02),
        (1_000, 0.15),
        (1_000, 0.0005),
        (1_200, 0.6),
        (3_000, 0.1),
    ];

    #[test]
    fn running_sums_are_those_of_the_exact_probabilities() {
        for (n, p) in CASES {
            let mut sums = Vec::new();
            let least = distribution(p, n, &mut sums);
            let mut before = 0.0;
            for (k, sum) in (least..).zip(&sums) {
                let exact = probability(u64::from(n), p, u64::from(k));
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
                let bits = extend(key(&[7, draw]), u64::from(n));
                counts[table.count(n, bits) as usize] += 1;
            }
            assert_binomial(u64::from(n), p, &counts);
        }
    }

    /// Each of the numbers that a word serves follows the probabilities, and none tells anything of another.
    #[test]
    fn counts_by_the_turns_of_words_follow_the_exact_probabilities_apart() {
        for (n, p) in CASES {
            // Of some trials there is no row.
            let table = BinomialTable::new(p, n + 1, n + 3);
            let at = |turn: usize| -> Vec<u32> {
                let words: Vec<u64> = (0..DRAWS).map(|draw| key(&[11, draw])).collect();
                let heads: Vec<u16> = words.iter().map(|word| head(*word, turn)).collect();
                let (trials, mut left) = (vec![n + 2; words.len()], vec![0; words.len()]);
                let whole = |place: usize| completed(words[place], turn);
                table.thin(&trials, &heads, &mut left, whole);
                for (place, left) in left.iter().enumerate().take(500) {
                    assert_eq!(n + 2 - left, table.count(n + 2, whole(place)));
                    assert_eq!(table.elsewhere(n, whole(place)), table.count(n, whole(place)));
                }
                left.iter().map(|left| n + 2 - left).collect()
            };
            let turns: [Vec<u32>; TURNS] = std::array::from_fn(at);
            let mean = f64::from(n + 2) * p;
            for (turn, own) in turns.iter().enumerate() {
                let mut counts = vec![0_u64; n as usize + 3];
                own.iter().for_each(|count| counts[*count as usize] += 1);
                assert_binomial(u64::from(n + 2), p, &counts);
                for other in &turns[..turn] {
                    let both = own.iter().zip(other);
                    let off = |count: u32| f64::from(count) - mean;
                    let together: f64 = both.map(|(one, other)| off(*one) * off(*other)).sum();
                    // Five standard errors of a correlation of nothing.
                    let most = 5.0 * mean * (1.0 - p) * (DRAWS as f64).sqrt();
                    assert!(together.abs() < most, "Bin({n}, {p}): {together} of {most}");
                }
            }
        }
    }

    #[test]
    fn counts_do_not_depend_on_what_is_in_the_table() {
        let (narrow, wide) = (BinomialTable::new(0.07, 90, 95), BinomialTable::new(0.07, 0, 200));
        for i in 0..20_000 {
            let bits = key(&[3, i]);
            let (n, bits) = ((bits % 201) as u32, extend(bits, 1));
            assert_eq!(narrow.count(n, bits), wide.count(n, bits));
            assert_eq!(wide.elsewhere(n, bits), wide.count(n, bits));
        }
    }

    #[test]
    fn counts_never_fall_as_u_rises_and_meet_the_stream_sampler_in_mean() {
        let table = BinomialTable::new(0.12, 400, 400);
        let counts: Vec<u32> =
            (0..100_000).map(|i| table.count(400, i * (u64::MAX / 100_000))).collect();
        assert!(counts.windows(2).all(|pair| pair[0] <= pair[1]));
        for bits in [0, 1, u64::MAX, u64::from(u32::MAX), 1 << 32, u64::MAX << 32, u64::MAX << 11] {
            assert_eq!(table.count(400, bits), table.elsewhere(400, bits));
        }
        let mut stream = Stream::new(5);
        let (mut one, mut other) = (0.0, 0.0);
        for i in 0..50_000 {
            one += f64::from(table.count(400, key(&[i])));
            other += binomial(&mut stream, 400, 0.12) as f64;
        }
        // Four standard errors of the difference of two means of sd 6.5.
        assert!(((one - other) / 50_000.0).abs() < 4.0 * 6.5 * (2.0_f64 / 50_000.0).sqrt());
    }
}
