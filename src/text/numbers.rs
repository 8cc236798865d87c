//! How is a number printed: separators, scale, significant digits, sign?

/// The minus sign, U+2212.
pub const MINUS: char = '\u{2212}';

/// Printed where there is no value.
pub const MISSING: &str = "\u{2013}";

/// Between a number and its unit: no line break.
pub const SPACE: char = '\u{a0}';

/// Digits printed in tiles, sentences and charts.
const SIGNIFICANT: i32 = 3;

/// More decimals are left to the number format of the standard library.
const MOST_DECIMALS: usize = 20;

/// Which sign a number carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A minus on negative values.
    OnlyMinus,
    /// A plus on positive values too: for differences.
    Always,
}

/// The number format of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Between whole and fraction.
    pub decimal: char,
    /// Between groups of three digits.
    pub group: char,
    /// Words for 10³, 10⁶, 10⁹ and 10¹².
    pub scales: [String; 4],
    /// Whether a space stands before the percent sign.
    pub percent_space: bool,
}

impl Default for Numbers {
    /// English.
    fn default() -> Self {
        let scales = ["k", "m", "bn", "tn"].map(str::to_owned);
        Self { decimal: '.', group: ',', scales, percent_space: false }
    }
}

impl Numbers {
    /// The number with that many decimals and separators between groups: `1,234.50`.
    #[must_use]
    pub fn fixed(&self, value: f64, decimals: usize, sign: Sign) -> String {
        if let Some(count) = counted(value.abs(), decimals) {
            return self.of_count(value, count, decimals, sign);
        }
        let digits = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        self.put_together(value, whole, fraction, sign)
    }

    /// The number of that many units of its last decimal, with the sign of `value`.
    fn of_count(&self, value: f64, count: u64, decimals: usize, sign: Sign) -> String {
        let mut digits = [b'0'; 40];
        let mut first = digits.len();
        let mut rest = count;
        while rest > 0 || digits.len() - first <= decimals {
            first -= 1;
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let digits = str::from_utf8(&digits[first..]).expect("digits are ASCII");
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        self.put_together(value, whole, fraction, sign)
    }

    fn put_together(&self, value: f64, whole: &str, fraction: &str, sign: Sign) -> String {
        // Room for the sign, the separators and a scale word.
        let mut text = String::with_capacity(whole.len() * 2 + fraction.len() + 8);
        // A value that rounds to zero has no sign.
        let zero = whole.bytes().chain(fraction.bytes()).all(|digit| digit == b'0');
        if value < 0.0 && !zero {
            text.push(MINUS);
        } else if sign == Sign::Always && !zero {
            text.push('+');
        }
        let lead = whole.len() % 3;
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && i % 3 == lead {
                text.push(self.group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(self.decimal);
            text.push_str(fraction);
        }
        text
    }

    /// Three significant digits with a scale word: `19.7 m`, `43.2`, `0.0512`.
    #[must_use]
    pub fn short(&self, value: f64, sign: Sign) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        let (count, exponent) = three_digits(value);
        // The exponent after rounding decides the scale: 999,999 is 1.00 m.
        let step = (exponent.max(0) / 3).min(4);
        let mut text = match usize::try_from(SIGNIFICANT - 1 - exponent + 3 * step) {
            Ok(decimals) if decimals <= MOST_DECIMALS => {
                self.of_count(value, count, decimals, sign)
            }
            decimals => {
                let size = count as f64 / 100.0 * libm::exp10(f64::from(exponent - 3 * step));
                self.fixed(size.copysign(value), decimals.unwrap_or(0), sign)
            }
        };
        if let Some(scale) = usize::try_from(step - 1).ok().and_then(|i| self.scales.get(i)) {
            text.push(SPACE);
            text.push_str(scale);
        }
        text
    }

    /// As [`Self::short`] without zeros after the decimal sign: for ticks of an axis.
    #[must_use]
    pub fn tick(&self, value: f64) -> String {
        let text = self.short(value, Sign::OnlyMinus);
        let end = text.find(SPACE).unwrap_or(text.len());
        let (number, scale) = text.split_at(end);
        if !number.contains(self.decimal) {
            return text;
        }
        format!("{}{scale}", number.trim_end_matches('0').trim_end_matches(self.decimal))
    }

    /// A fraction as a percentage with that many decimals: `4.2%` of 0.042.
    #[must_use]
    pub fn percent(&self, share: f64, decimals: usize, sign: Sign) -> String {
        self.with_percent(self.fixed(share * 100.0, decimals, sign))
    }

    /// A share to three digits without zeros at the end: `24%`, `11.1%`.
    #[must_use]
    pub fn stated_share(&self, share: f64) -> String {
        self.with_percent(self.tick(share * 100.0))
    }

    /// A probability in whole percent, with decimals where it would round to all or nothing.
    #[must_use]
    pub fn chance(&self, share: f64) -> String {
        // As it will be printed: another rounding would call 99.95% certain.
        let text = |decimals: usize| self.percent(share, decimals, Sign::OnlyMinus);
        let certain = |decimals: usize| {
            [0.0, 1.0]
                .map(|end| self.percent(end, decimals, Sign::OnlyMinus))
                .contains(&text(decimals))
        };
        let between = share > 0.0 && share < 1.0;
        let decimals = if between { (0..3).find(|d| !certain(*d)).unwrap_or(3) } else { 0 };
        text(decimals)
    }

    /// The text of a number with a percent sign.
    #[must_use]
    pub fn with_percent(&self, mut text: String) -> String {
        if self.percent_space {
            text.push(SPACE);
        }
        text.push('%');
        text
    }

    /// A number as the user stated it: all its digits up to the sixth significant one.
    #[must_use]
    pub fn stated(&self, value: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        // The shortest text that keeps six significant digits.
        let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
        let plain = format!("{rounded}");
        let decimals = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        self.fixed(rounded, decimals, Sign::OnlyMinus)
    }

    /// A tiny number such as a residual: `0`, `3e−16`.
    #[must_use]
    pub fn scientific(&self, value: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        format!("{value:.0e}").replace('-', &MINUS.to_string())
    }
}

/// Powers of ten, each exact.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A size as a whole number of units of its last decimal, where arithmetic can tell the side to
/// round to: nearly always, and several times faster than the standard library's exact digits.
fn counted(size: f64, decimals: usize) -> Option<u64> {
    nearest(size * POWERS.get(decimals)?)
}

/// The nearest whole number of a product or quotient with a power of ten, unless the rounding error
/// of that could change it.
fn nearest(scaled: f64) -> Option<u64> {
    /// Room for an error of the last bit in one more multiplication.
    const LARGEST: f64 = 1e15;
    if scaled.is_nan() || scaled >= LARGEST {
        return None;
    }
    let whole = scaled.floor();
    let from_half = scaled - whole - 0.5;
    let unsure = from_half.abs() <= scaled * f64::EPSILON;
    (!unsure).then_some(whole as u64 + u64::from(from_half > 0.0))
}

/// Three significant digits as a number from 100 to 999, and the power of ten of the first.
fn three_digits(value: f64) -> (u64, i32) {
    let size = value.abs();
    fast_three_digits(size).unwrap_or_else(|| {
        let text = format!("{:.*e}", SIGNIFICANT as usize - 1, size);
        let (digits, exponent) = text.split_once('e').unwrap_or(("0", "0"));
        (digits.replace('.', "").parse().unwrap_or(0), exponent.parse().unwrap_or(0))
    })
}

/// The same by arithmetic, for most sizes from 10⁻⁶ to 10¹⁶.
fn fast_three_digits(size: f64) -> Option<(u64, i32)> {
    const SHIFT: usize = 6;
    // Just below a power of ten both places lead to the same digits.
    let (shifted, shift) = if size < 1.0 { (size * POWERS[SHIFT], SHIFT) } else { (size, 0) };
    let place = POWERS.partition_point(|power| *power <= shifted).checked_sub(1)?;
    let exponent = place as i32 - shift as i32;
    let power = POWERS[(SIGNIFICANT - 1).abs_diff(exponent) as usize];
    let scaled = if exponent < SIGNIFICANT { size * power } else { size / power };
    match nearest(scaled)? {
        count @ 100..1000 => Some((count, exponent)),
        1000 => Some((100, exponent + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_digits_with_a_scale() {
        let n = Numbers::default();
        let cases = [
            (19_712_345.0, "19.7\u{a0}m"),
            (1_400_000.0, "1.40\u{a0}m"),
            (999_999.0, "1.00\u{a0}m"),
            (999.6, "1.00\u{a0}k"),
            (350.0, "350"),
            (43.21, "43.2"),
            (0.051_23, "0.0512"),
            (0.0, "0"),
            (-12_500.0, "\u{2212}12.5\u{a0}k"),
            (2.5e15, "2,500\u{a0}tn"),
        ];
        for (value, text) in cases {
            assert_eq!(n.short(value, Sign::OnlyMinus), text, "{value}");
        }
        assert_eq!(n.short(1_234.0, Sign::Always), "+1.23\u{a0}k");
        assert_eq!(n.tick(5_000_000.0), "5\u{a0}m");
        assert_eq!(n.tick(500.0), "500");
        assert_eq!(n.tick(0.0), "0");
        assert_eq!(n.tick(-2_500_000.0), "\u{2212}2.5\u{a0}m");
    }

    proptest! {
        #[test]
        fn arithmetic_and_the_standard_library_print_the_same_digits(
            mantissa in -2_000_000_i64..2_000_000, divisor in 1_i64..5000, power in -9_i32..18,
            decimals in 0_usize..5,
        ) {
            let n = Numbers { group: '_', ..Numbers::default() };
            let value = mantissa as f64 / divisor as f64 * libm::exp10(f64::from(power));
            let plain = n.fixed(value, decimals, Sign::OnlyMinus);
            let plain = plain.replace('_', "").replace(MINUS, "-");
            let exact = format!("{value:.decimals$}");
            let zero = exact.parse() == Ok(0.0);
            prop_assert_eq!(plain, if zero { exact.replace('-', "") } else { exact });
            if let Some((count, exponent)) = fast_three_digits(value.abs()) {
                let text = format!("{}.{:02}e{exponent}", count / 100, count % 100);
                prop_assert_eq!(text, format!("{:.2e}", value.abs()));
            }
        }
    }

    #[test]
    fn what_is_not_certain_is_not_printed_as_certain() {
        let numbers = Numbers::default();
        for (share, text) in [
            (1.0, "100%"),
            (0.0, "0%"),
            (0.9995, "99.95%"),
            (0.9985, "99.9%"),
            (0.4, "40%"),
            (0.002, "0.2%"),
        ] {
            assert_eq!(numbers.chance(share), text, "{share}");
        }
    }

    #[test]
    fn exact_numbers_have_separators_and_zero_has_no_sign() {
        let n = Numbers::default();
        assert_eq!(n.fixed(1_234_567.891, 2, Sign::OnlyMinus), "1,234,567.89");
        assert_eq!(n.fixed(-999.0, 0, Sign::OnlyMinus), "\u{2212}999");
        assert_eq!(n.fixed(-0.2, 0, Sign::Always), "0");
        assert_eq!(n.fixed(100_000.0, 0, Sign::Always), "+100,000");
        assert_eq!(n.percent(0.0421, 1, Sign::OnlyMinus), "4.2%");
        assert_eq!(n.stated(0.24), "0.24");
        assert_eq!(n.stated(2_400_000.0), "2,400,000");
        assert_eq!(n.stated(1.0 / 3.0), "0.333333");
        assert_eq!(n.scientific(3.2e-16), "3e\u{2212}16");
    }
}
