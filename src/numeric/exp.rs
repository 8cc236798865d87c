//! The exponential of many numbers at once, the same bits on every machine.

/// Beyond these the result is infinite or zero in double precision anyway.
const HIGHEST: f64 = 710.0;
const LOWEST: f64 = -750.0;

/// Adding this to a number below 2^51 in size rounds it to a whole number, which then sits in the low bits.
const SHIFTER: f64 = 6_755_399_441_055_744.0;

/// `ln 2` in two parts; the first has so few digits that its multiples by whole numbers up to 2^20 are exact.
///
/// Source: Sun Microsystems, fdlibm, e_exp.c.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Chebyshev fit of `(e^r - 1 - r) / r^2` on `|r| <= ln(2) / 2`, lowest power first; its error is 1e-16.
///
/// Source: mpmath 1.3, `chebyfit` with 60 digits and ten terms.
const REST: [f64; 10] = [
    0.500_000_000_000_000_1,
    0.166_666_666_666_666_69,
    0.041_666_666_666_624_13,
    0.008_333_333_333_330_062,
    0.001_388_888_891_721_371_7,
    0.000_198_412_698_630_536_18,
    2.480_152_129_595_437_6e-5,
    2.755_726_845_999_706_4e-6,
    2.762_008_844_540_974_6e-7,
    2.510_038_549_551_032e-8,
];

/// `e^x` for any `x`: 0 below about -745.13, infinite above about 709.78, undefined where `x` is. Relative error below
/// 4e-16 where the result is not subnormal; exactly 1 at 0.
///
/// Source: Cody & Waite (1980), "Software manual for the elementary functions", reduction to `2^k e^r`.
#[inline(always)]
pub fn exp_one(x: f64) -> f64 {
    // Plain comparisons, because they let an undefined x through and become single instructions.
    let x = if x > HIGHEST { HIGHEST } else { x };
    let x = if x < LOWEST { LOWEST } else { x };
    let shifted = x * std::f64::consts::LOG2_E + SHIFTER;
    let k = shifted - SHIFTER;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;

    // Pairs first (Estrin), so that the processor can work on several terms at a time.
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (REST[0] + REST[1] * r) + (REST[2] + REST[3] * r) * r2;
    let high = (REST[4] + REST[5] * r) + (REST[6] + REST[7] * r) * r2;
    let top = REST[8] + REST[9] * r;
    let e_to_r = 1.0 + (r + r2 * (low + r4 * (high + r4 * top)));

    // In two steps, because 2^k alone may be too small or too large while the result is not.
    let half = k * 0.5 + SHIFTER;
    e_to_r * power_of_two(half) * power_of_two(k - (half - SHIFTER) + SHIFTER)
}

/// `2^k` for a whole k in -1022..=1023 that sits in the low bits of `shifted`.
#[inline(always)]
fn power_of_two(shifted: f64) -> f64 {
    const EXPONENT_BIAS: u64 = 1023;
    const FRACTION_BITS: u32 = 52;
    f64::from_bits(shifted.to_bits().wrapping_add(EXPONENT_BIAS) << FRACTION_BITS)
}

/// Replaces every value by its exponential. Branch-free, so that the compiler works on several numbers at once.
pub fn exp_in_place(values: &mut [f64]) {
    for value in values {
        *value = exp_one(*value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One rounding of the result, one of the reference and the reduction's own: less than four half-units.
    const WORST: f64 = 4.5e-16;

    #[test]
    fn agrees_with_libm_over_the_whole_range() {
        let count = 400_000;
        for i in 0..=count {
            let x = -708.0 + 1417.0 * f64::from(i) / f64::from(count);
            let (got, want) = (exp_one(x), libm::exp(x));
            assert!(
                (got / want - 1.0).abs() < WORST,
                "{x}: {got:e} {want:e} {:e}",
                got / want - 1.0
            );
        }
        for i in 0..200_000 {
            let x = -40.0 * f64::from(i) / 200_000.0;
            assert!((exp_one(x) / libm::exp(x) - 1.0).abs() < WORST, "{x}");
        }
    }

    #[test]
    fn one_and_many_give_the_same_bits() {
        for length in [1, 2, 3, 7, 16, 33] {
            let mut values: Vec<f64> =
                (0..length).map(|i| -0.37 * f64::from(i * i) + 1.25).collect();
            let x = values.clone();
            exp_in_place(&mut values);
            for i in 0..x.len() {
                assert_eq!(values[i].to_bits(), exp_one(x[i]).to_bits());
            }
        }
    }

    #[test]
    fn ends_and_zero_are_exact() {
        assert_eq!((exp_one(0.0), exp_one(-0.0)), (1.0, 1.0));
        assert_eq!((exp_one(-746.0), exp_one(f64::NEG_INFINITY)), (0.0, 0.0));
        assert_eq!((exp_one(709.79), exp_one(f64::INFINITY)), (f64::INFINITY, f64::INFINITY));
        assert!(exp_one(f64::NAN).is_nan());
        // Subnormal results carry fewer digits; the smallest is 5e-324.
        assert_eq!(exp_one(-745.13), 5e-324);
        assert!((exp_one(-740.0) / libm::exp(-740.0) - 1.0).abs() < 0.01);
        assert!((exp_one(709.0) / libm::exp(709.0) - 1.0).abs() < WORST);
    }

    #[test]
    fn known_bits_never_change() {
        // Frozen: golden reports depend on them. Each is e^x to the last digit or its neighbour (mpmath:
        // 2.71828182845904524, 0.36787944117144232, 0.95886978057248500).
        for (x, bits) in [
            (1.0, 0x4005_bf0a_8b14_576a),
            (-1.0, 0x3fd7_8b56_362c_ef38),
            (-0.042, 0x3fee_af0f_ad95_cefd),
        ] {
            assert_eq!(exp_one(x).to_bits(), bits, "{:x}", exp_one(x).to_bits());
        }
    }
}
