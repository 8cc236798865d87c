//! Texts such as "4.2% per month" or "6 months" as numbers with units.

use super::{Conversion, Date, Period, days_in_month};

impl Period {
    /// Model periods in one of this unit: 12 for a year in a monthly model, 1/3 for a month in a
    /// quarterly one.
    pub fn periods(self, period: Period) -> f64 {
        f64::from(self.months()) / f64::from(period.months())
    }

    /// A count per this unit as a count per model period.
    pub fn scale(self, period: Period) -> Conversion {
        if self.months() == period.months() {
            return Conversion::None;
        }
        Conversion::Scale(f64::from(period.months()) / f64::from(self.months()))
    }
}

/// A number as people write it: digits with `_` between groups, a point, perhaps a sign.
pub fn number(text: &str) -> Option<f64> {
    scaled(text, "")
}

/// A number times a power of ten, rounded once: "2.2" with `e-2` is the 0.022 nearest to it.
fn scaled(text: &str, power: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-', '\u{2212}']).unwrap_or(text);
    let plain =
        |c: char| c.is_ascii_digit() || c == '.' || c == '_' || c == 'e' || c == 'E' || c == '-';
    let legal = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(plain);
    if !legal || digits.contains("__") {
        return None;
    }
    let cleaned: String = digits.chars().filter(|c| *c != '_').collect();
    let value: f64 = format!("{cleaned}{power}").parse().ok()?;
    let negative = digits.len() < text.len() && !text.starts_with('+');
    Some(if negative { -value } else { value })
}

/// "31%" as 0.31.
pub fn share(text: &str) -> Option<f64> {
    scaled(text.trim().strip_suffix('%')?, "e-2")
}

/// A number per time: "4.2% per month", "4.6 per month".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerTime {
    /// The number; a percentage as a fraction.
    pub value: f64,
    /// Whether it was written with a percent sign.
    pub written: Written,
    /// The time.
    pub unit: Per,
}

/// How a number per time was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// "4.2% per month".
    Percent,
    /// "4.6 per month".
    Plain,
}

/// What stands after `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A time.
    Time(Period),
    /// A visit: a purchase of a customer who comes when he likes.
    Visit,
    /// A sending of a newsletter.
    Send,
}

impl Per {
    /// What stands after `per`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Time(unit) => unit.word(),
            Self::Visit => "visit",
            Self::Send => "send",
        }
    }
}

/// "4.2% per month" or "4.6 per month".
pub fn per_time(text: &str) -> Option<PerTime> {
    let mut words = text.split_whitespace().rev();
    let last = words.next()?;
    let unit = match last {
        "visit" => Per::Visit,
        "send" => Per::Send,
        _ => Per::Time(Period::from_word(last)?),
    };
    let plural = last.ends_with('s');
    if words.next()? != "per" || plural {
        return None;
    }
    let amount = text[..text.rfind("per")?].trim();
    match share(amount) {
        Some(value) => Some(PerTime { value, written: Written::Percent, unit }),
        None => Some(PerTime { value: number(amount)?, written: Written::Plain, unit }),
    }
}

/// A whole number of a unit of time: "6 months", "1 year", "12 quarters".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Period,
}

impl Length {
    /// The length in model periods, if it is a whole number of them.
    pub fn periods(self, period: Period) -> Option<usize> {
        let months = u64::from(self.count) * u64::from(self.unit.months());
        let one = u64::from(period.months());
        (months % one == 0).then(|| usize::try_from(months / one).ok()).flatten()
    }
}

/// "6 months".
pub fn length(text: &str) -> Option<Length> {
    let mut words = text.split_whitespace();
    let (count, unit) = (words.next()?, words.next()?);
    let legal = words.next().is_none() && count.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let count: String = count.chars().filter(|c| *c != '_').collect();
    let length = Length { count: count.parse().ok()?, unit: Period::from_word(unit)? };
    legal.then_some(length)
}

/// A key of a table by tenure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenures {
    /// "6 months".
    One(Length),
    /// "2-6 months".
    Range(Length, Length),
    /// "over 24 months".
    Over(Length),
}

/// "6 months", "2-6 months" or "over 24 months".
pub fn tenures(text: &str) -> Option<Tenures> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("over ") {
        return Some(Tenures::Over(length(rest)?));
    }
    let Some((from, rest)) = text.split_once(['-', '\u{2013}']) else {
        return Some(Tenures::One(length(text)?));
    };
    let to = length(rest)?;
    let from = from.trim();
    let legal = !from.is_empty() && from.bytes().all(|b| b.is_ascii_digit());
    let from = Length { count: from.parse().ok()?, unit: to.unit };
    legal.then_some(Tenures::Range(from, to))
}

/// How a strategy's `set` changes a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// "x1.2".
    Times(f64),
    /// "+2 points", as a fraction.
    Plus(f64),
}

/// "x1.2", "×0.8" or "+2 points".
pub fn change(text: &str) -> Option<Change> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(['x', '×']) {
        return Some(Change::Times(number(rest)?));
    }
    let rest = text.strip_suffix("points").or_else(|| text.strip_suffix("point"))?;
    text.starts_with(['+', '-', '\u{2212}']).then_some(())?;
    Some(Change::Plus(scaled(rest, "e-2")?))
}

/// A day written as year-month-day.
///
/// # Errors
/// What to write instead.
pub fn date(words: &str) -> Result<Date, String> {
    let wrong = || "a date is written as year-month-day, such as 2026-01-31".to_owned();
    let parts: Vec<&str> = words.split('-').collect();
    let [year, month, day] = parts[..] else {
        return Err(wrong());
    };
    let digits = |part: &str, length: usize| {
        let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain { part.parse::<u32>().map_err(|_| wrong()) } else { Err(wrong()) }
    };
    let year = i32::try_from(digits(year, 4)?).map_err(|_| wrong())?;
    let (month, day) = (digits(month, 2)?, digits(day, 2)?);
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return Err(format!("there is no such day; {}", wrong()));
    }
    Ok(Date { year, month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(number("-5_000_000"), Some(-5e6));
        assert_eq!(number("0.04"), Some(0.04));
        assert_eq!(number("1e3"), Some(1000.0));
        for bad in ["", "-", "1,5", "nan", "inf", ".5", "5.", "1__0", "0x10", "--1", "1 000"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn rates_name_their_period() {
        let rate = per_time("4.2% per month").unwrap();
        assert_eq!((rate.value, rate.unit), (0.042, Per::Time(Period::Month)));
        assert_eq!(per_time("2.2 % per visit").unwrap().unit, Per::Visit);
        assert_eq!(per_time("0.4% per send").unwrap().unit, Per::Send);
        assert_eq!(per_time("4.6 per month").unwrap().written, Written::Plain);
        for bad in ["4.2%", "4.2% per week", "4.2% a month", "per month", "4.2% per months", ""] {
            assert_eq!(per_time(bad), None, "{bad}");
        }
    }

    #[test]
    fn lengths_are_whole_numbers_of_a_unit() {
        assert_eq!(length("5 years").unwrap().periods(Period::Month), Some(60));
        assert_eq!(length("6 months").unwrap().periods(Period::Quarter), Some(2));
        assert_eq!(length("4 months").unwrap().periods(Period::Quarter), None);
        assert_eq!(length("1.5 years"), None);
        assert_eq!(length("4 weeks"), None);
    }

    #[test]
    fn tenure_keys_are_lengths_ranges_or_open() {
        let months = |count| Length { count, unit: Period::Month };
        assert_eq!(tenures("2-6 months"), Some(Tenures::Range(months(2), months(6))));
        assert_eq!(tenures("over 24 months"), Some(Tenures::Over(months(24))));
        assert_eq!(tenures("1 month"), Some(Tenures::One(months(1))));
        assert_eq!(tenures("-3 months"), None);
    }

    #[test]
    fn changes_multiply_or_add_points() {
        assert_eq!(change("x1.2"), Some(Change::Times(1.2)));
        assert_eq!(change("+2 points"), Some(Change::Plus(0.02)));
        assert_eq!(change("-0.5 points"), Some(Change::Plus(-0.005)));
        assert_eq!(change("2 points"), None);
        assert_eq!(change("x"), None);
        assert_eq!(change("xylophone"), None);
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(date("2024-02-29"), Ok(Date { year: 2024, month: 2, day: 29 }));
        for wrong in ["2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01", "", "+026-1-1"]
        {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }
}
