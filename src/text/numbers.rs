//! How is a number printed: separators, scale, significant digits, sign?

/// The minus sign, U+2212.
pub const MINUS: char = '\u{2212}';

/// Printed where there is no value.
pub const MISSING: &str = "\u{2013}";

/// Between a number and its unit: no line break.
pub const SPACE: char = '\u{a0}';

/// Digits printed in tiles, sentences and charts.
const SIGNIFICANT: usize = 3;

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
    pub fn fixed(&self, value: f64, decimals: usize, sign: Sign) -> String {
        let digits = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
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
    pub fn short(&self, value: f64, sign: Sign) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        // The exponent after rounding decides the scale: 999,999 is 1.00 m.
        let text = format!("{:.*e}", SIGNIFICANT - 1, value);
        let (rounded, (_, exponent)) = (text.parse(), text.split_once('e').unwrap_or_default());
        let (rounded, exponent): (f64, i32) =
            (rounded.unwrap_or(value), exponent.parse().unwrap_or(0));
        let step = (exponent.max(0) / 3).min(4);
        let decimals = usize::try_from(SIGNIFICANT as i32 - 1 - exponent + 3 * step).unwrap_or(0);
        let mut text = self.fixed(rounded / libm::exp10(f64::from(3 * step)), decimals, sign);
        if let Some(scale) = usize::try_from(step - 1).ok().and_then(|i| self.scales.get(i)) {
            text.push(SPACE);
            text.push_str(scale);
        }
        text
    }

    /// As [`Self::short`] without zeros after the decimal sign: for ticks of an axis.
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
    pub fn percent(&self, share: f64, decimals: usize, sign: Sign) -> String {
        self.with_percent(self.fixed(share * 100.0, decimals, sign))
    }

    /// A share to three digits without zeros at the end: `24%`, `11.1%`.
    pub fn stated_share(&self, share: f64) -> String {
        self.with_percent(self.tick(share * 100.0))
    }

    /// A probability in whole percent, with decimals where it would round to all or nothing.
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
    pub fn with_percent(&self, mut text: String) -> String {
        if self.percent_space {
            text.push(SPACE);
        }
        text.push('%');
        text
    }

    /// A number as the user stated it: all its digits up to the sixth significant one.
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
    pub fn scientific(&self, value: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        format!("{value:.0e}").replace('-', &MINUS.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
