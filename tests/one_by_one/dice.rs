//! Chance, drawn the plain way.

/// A random stream of its own: SplitMix64.
///
/// Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(0x9E37_79B9_7F4A_7C15))
    }

    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn happens(&mut self, chance: f64) -> bool {
        self.uniform() < chance
    }

    /// Every order as likely.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, ((last + 1) as f64 * self.uniform()) as usize);
        }
    }

    /// Events before exponential gaps add up to more than one.
    pub fn poisson(&mut self, mean: f64) -> usize {
        let (mut count, mut left) = (0, mean);
        loop {
            left += libm::log(1.0 - self.uniform());
            if left < 0.0 {
                return count;
            }
            count += 1;
        }
    }

    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Source: Marsaglia & Tsang, "A simple method for generating gamma variables", 2000.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = libm::pow(1.0 - self.uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = libm::pow(1.0 + c * x, 3.0);
            let accepted =
                libm::log(1.0 - self.uniform()) < 0.5 * x * x + d - d * v + d * libm::log(v);
            if v > 0.0 && accepted {
                return d * v;
            }
        }
    }

    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        x / (x + y)
    }
}
