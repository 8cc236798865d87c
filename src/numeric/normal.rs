//! The normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

use super::special::HALF_LN_TWO_PI;

/// Distribution function of the standard normal.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Density of the standard normal.
pub fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x - HALF_LN_TWO_PI)
}

/// The value a standard normal stays below with probability `u`, to about 1e-15.
///
/// `u` in 0..=1; minus infinity at 0, plus infinity at 1, undefined outside.
///
/// Source: Wichura (1988), Algorithm AS 241 (PPND16), followed by one step of Halley's method.
pub fn normal_quantile(u: f64) -> f64 {
    if !(0.0..=1.0).contains(&u) {
        return f64::NAN;
    }
    if u == 0.0 {
        return f64::NEG_INFINITY;
    }
    if u == 1.0 {
        return f64::INFINITY;
    }
    // The lower tail keeps its digits; `1 - u` is exact for u >= 1/2.
    if u > 0.5 { -lower_quantile(1.0 - u) } else { lower_quantile(u) }
}

/// [`normal_quantile`] for 0 < u <= 1/2.
fn lower_quantile(u: f64) -> f64 {
    let x = wichura(u);
    // In the far tail the density leaves the range of normal numbers; the starting value is good enough there.
    if x < -37.0 {
        return x;
    }
    let error = (normal_cdf(x) - u) / normal_density(x);
    x - error / (1.0 + 0.5 * x * error)
}

fn polynomial(x: f64, coefficients: &[f64; 8]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Coefficients of AS 241, routine PPND16, numerator and denominator of its three regions.
#[rustfmt::skip]
const WICHURA: [[f64; 8]; 6] = [
    [3.387_132_872_796_366_5, 1.331_416_678_917_843_8e2, 1.971_590_950_306_551_3e3, 1.373_169_376_550_946e4,
     4.592_195_393_154_987e4, 6.726_577_092_700_87e4, 3.343_057_558_358_813e4, 2.509_080_928_730_122_7e3],
    [1.0, 4.231_333_070_160_091e1, 6.871_870_074_920_579e2, 5.394_196_021_424_751e3,
     2.121_379_430_158_659_7e4, 3.930_789_580_009_271e4, 2.872_908_573_572_194_3e4, 5.226_495_278_852_854e3],
    [1.423_437_110_749_683_5, 4.630_337_846_156_546, 5.769_497_221_460_691, 3.647_848_324_763_204_5,
     1.270_458_252_452_368_4, 2.417_807_251_774_506e-1, 2.272_384_498_926_918_4e-2, 7.745_450_142_783_414e-4],
    [1.0, 2.053_191_626_637_759, 1.676_384_830_183_803_8, 6.897_673_349_851e-1,
     1.481_039_764_274_800_8e-1, 1.519_866_656_361_645_7e-2, 5.475_938_084_995_345e-4, 1.050_750_071_644_416_9e-9],
    [6.657_904_643_501_103, 5.463_784_911_164_114, 1.784_826_539_917_291_3, 2.965_605_718_285_048_7e-1,
     2.653_218_952_657_612_4e-2, 1.242_660_947_388_078_4e-3, 2.711_555_568_743_487_6e-5, 2.010_334_399_292_288_1e-7],
    [1.0, 5.998_322_065_558_88e-1, 1.369_298_809_227_358e-1, 1.487_536_129_085_061_5e-2,
     7.868_691_311_456_133e-4, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_446e-7, 2.044_263_103_389_939_8e-15],
];

fn wichura(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(r, &WICHURA[0]) / polynomial(r, &WICHURA[1]);
    }
    let r = (-libm::log(u)).sqrt();
    if r <= 5.0 {
        -polynomial(r - 1.6, &WICHURA[2]) / polynomial(r - 1.6, &WICHURA[3])
    } else {
        -polynomial(r - 5.0, &WICHURA[4]) / polynomial(r - 5.0, &WICHURA[5])
    }
}

#[cfg(test)]
mod tests {
    use super::super::goodness::assert_relative;
    use super::*;

    // All wanted values below: mpmath 1.3 with 40 digits, outside this code.

    #[test]
    fn normal_functions_agree_with_forty_digits() {
        for (x, want) in [
            (-10.0, 7.619_853_024_160_526e-24),
            (-3.0, 0.001_349_898_031_630_094_5),
            (-1.0, 0.158_655_253_931_457_05),
            (0.5, 0.691_462_461_274_013_1),
            (2.0, 0.977_249_868_051_820_8),
        ] {
            assert_relative(normal_cdf(x), want, 1e-14);
        }
        for (u, want) in [
            (1e-300, -37.047_096_299_361_2),
            (1e-10, -6.361_340_902_404_056),
            (0.001, -3.090_232_306_167_813_5),
            (0.1, -1.281_551_565_544_600_4),
            (0.3, -0.524_400_512_708_040_8),
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_6),
            (0.999_999, 4.753_424_308_817_088),
        ] {
            assert_relative(normal_quantile(u), want, 1e-15);
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(f64::NAN).is_nan());
    }
}
