//! Streams of chance that depend on a key only, never on a thread or the order of work.

/// Step of SplitMix64: 2^64 over the golden ratio, made odd.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// 2^-53: the distance of the uniform numbers from each other.
const UNIFORM_STEP: f64 = 1.0 / (1u64 << 53) as f64;

/// The finalizer of SplitMix64: every bit of the result depends on every bit of `x`. A bijection; 0 stays 0.
///
/// Source: Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", variant 13 of Stafford.
#[inline(always)]
const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// One key from the parts that name a stream, such as seed, draw and purpose.
///
/// Depends on every part and on their order and number.
#[inline]
pub fn key(parts: &[u64]) -> u64 {
    begun(parts, parts.len())
}

/// The key of so many parts of which only the first are known yet: [`extend`] by each of the others completes it.
#[inline]
pub fn begun(parts: &[u64], count: usize) -> u64 {
    parts.iter().fold(mix(count as u64), |state, &part| extend(state, part))
}

/// The key of a stream below `key`: cheaper than [`key`] where all but the last part stay the same.
#[inline(always)]
pub fn extend(key: u64, part: u64) -> u64 {
    Part::of(part).below(key)
}

/// How many numbers one word serves.
pub const TURNS: usize = 4;

/// The first 16 bits of one of the [`TURNS`] numbers that a word serves: its own part of the word.
#[inline(always)]
pub const fn head(word: u64, turn: usize) -> u16 {
    (word >> (48 - 16 * turn)) as u16
}

/// All bits of that number: the others hang on the whole word.
#[inline]
pub fn completed(word: u64, turn: usize) -> u64 {
    u64::from(head(word, turn)) << 48 | extend(word, turn as u64) >> 16
}

/// A part of keys, made ready to extend many of them.
#[derive(Clone, Copy, Debug)]
pub struct Part(u64);

impl Part {
    /// Of this number.
    #[inline(always)]
    pub fn of(part: u64) -> Self {
        Self(mix(part.wrapping_add(GOLDEN)))
    }

    /// As [`extend`].
    #[inline(always)]
    pub fn below(self, key: u64) -> u64 {
        // Both steps are bijections of the part, so two parts never lead from one key to the same key.
        mix(key.wrapping_add(GOLDEN) ^ self.0)
    }
}

/// A stream of random numbers: xoshiro256++, seeded from a key by SplitMix64.
///
/// Source: Blackman & Vigna (2021), "Scrambled linear pseudorandom number generators", ACM TOMS 47(4).
#[derive(Clone, Debug)]
pub struct Stream {
    state: [u64; 4],
}

impl Stream {
    /// The stream of a key; the same key gives the same numbers for ever.
    #[inline(always)]
    pub fn new(key: u64) -> Self {
        let word = |i: u64| mix(key.wrapping_add(GOLDEN.wrapping_mul(i)));
        // Four different steps of a bijection cannot all be zero, the one state that is not allowed.
        Self { state: [word(1), word(2), word(3), word(4)] }
    }

    /// The next 64 random bits.
    #[inline(always)]
    pub fn next_u64(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    #[inline(always)]
    pub fn uniform(&mut self) -> f64 {
        unit(self.next_u64())
    }

    /// Uniform in (0, 1): never 0 and never 1. An odd multiple of 2^-53.
    #[inline(always)]
    pub fn uniform_open(&mut self) -> f64 {
        open_unit(self.next_u64())
    }

    /// True with probability `p`: never at 0, always at 1.
    #[inline(always)]
    pub fn happens(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A whole number drawn around `x` >= 0 with mean `x`: its floor, or one more with the probability of the rest.
    #[inline]
    pub fn whole(&mut self, x: f64) -> u64 {
        let floor = x.floor();
        floor as u64 + u64::from(self.happens(x - floor))
    }
}

/// Turns 64 random bits into a number in [0, 1), a multiple of 2^-53.
#[inline(always)]
pub fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * UNIFORM_STEP
}

/// Turns 64 random bits into a number in (0, 1), an odd multiple of 2^-53.
#[inline(always)]
pub fn open_unit(bits: u64) -> f64 {
    (((bits >> 12) << 1) | 1) as f64 * UNIFORM_STEP
}

#[cfg(test)]
mod tests {
    use super::super::normal::normal_quantile;
    use super::super::quantile::summary;
    use super::*;

    /// Draws per check of a moment.
    const DRAWS: usize = 100_000;
    /// Four standard errors: a right generator fails one check in 16,000, and the seeds are fixed.
    const STANDARD_ERRORS: f64 = 4.0;

    #[test]
    fn generator_meets_the_published_numbers() {
        // The authors' C code, state 1, 2, 3, 4.
        let mut stream = Stream { state: [1, 2, 3, 4] };
        let got: Vec<u64> = (0..5).map(|_| stream.next_u64()).collect();
        let want = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
        ];
        assert_eq!(got, want);
        // SplitMix64 with seed 1234567, from the authors' C code.
        let seeded = Stream::new(1_234_567);
        assert_eq!(
            seeded.state,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431
            ]
        );
    }

    #[test]
    fn keys_never_change() {
        // Frozen: computed by an independent Python transcription. Every published report depends on them.
        assert_eq!(key(&[]), 0x0000_0000_0000_0000);
        assert_eq!(key(&[0]), 0x9f31_3df3_633d_6bf4);
        assert_eq!(key(&[1, 2, 3]), 0xfd9a_0184_8a7a_b991);
        assert_eq!(key(&[3, 2, 1]), 0x54d0_fbcf_cb74_14c4);
        assert_eq!(key(&[u64::MAX, 42]), 0x9558_e376_623b_2b41);
        assert_eq!(Stream::new(key(&[1, 2, 3])).next_u64(), 0x6ab3_b762_556b_715f);
    }

    #[test]
    fn keys_depend_on_order_number_and_every_part() {
        let mut keys: Vec<u64> = vec![key(&[]), key(&[0]), key(&[0, 0]), key(&[0, 0, 0])];
        for i in 0..100 {
            for j in 0..100 {
                keys.push(key(&[i + 1, j + 1]));
            }
        }
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn numbers_stay_inside_their_interval() {
        assert_eq!(open_unit(0), 1.0 / (1u64 << 53) as f64);
        assert_eq!(open_unit(u64::MAX), 1.0 - 1.0 / (1u64 << 53) as f64);
        let mut stream = Stream::new(7);
        assert!((0..DRAWS).all(|_| (0.0..1.0).contains(&stream.uniform())));
        assert!(!stream.happens(0.0) && stream.happens(1.0));
        assert_eq!((stream.whole(0.0), stream.whole(7.0)), (0, 7));
    }

    #[test]
    fn moments_are_those_of_the_distribution() {
        let mut stream = Stream::new(key(&[20_240_229]));
        let uniform: Vec<f64> = (0..DRAWS).map(|_| stream.uniform()).collect();
        let normal: Vec<f64> = (0..DRAWS).map(|_| normal_quantile(stream.uniform_open())).collect();
        let whole: Vec<f64> = (0..DRAWS).map(|_| stream.whole(3.3) as f64).collect();
        for (values, mean) in [(&uniform, 0.5), (&normal, 0.0), (&whole, 3.3)] {
            let summary = summary(values);
            assert!((summary.mean - mean).abs() < STANDARD_ERRORS * summary.se, "{summary:?}");
        }
        // Standard error of a variance: sd^2 sqrt((kurtosis - 1) / n), kurtosis 1.8 and 3.
        for (values, variance, kurtosis) in [(&uniform, 1.0 / 12.0, 1.8), (&normal, 1.0, 3.0)] {
            let error = variance * ((kurtosis - 1.0) / DRAWS as f64).sqrt();
            let sd = summary(values).sd;
            assert!((sd * sd - variance).abs() < STANDARD_ERRORS * error);
        }
    }

    #[test]
    fn neighbouring_keys_are_not_correlated() {
        let first: Vec<f64> =
            (0..DRAWS as u64).map(|i| Stream::new(key(&[5, i])).uniform() - 0.5).collect();
        let products: Vec<f64> = first.windows(2).map(|pair| 12.0 * pair[0] * pair[1]).collect();
        let summary = summary(&products);
        assert!(summary.mean.abs() < STANDARD_ERRORS * summary.se, "{summary:?}");
    }
}
