//! Periods and dates: which period a day falls into, and which calendar month a period starts with.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A step of the model, and a unit of time that a user may write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// One calendar month.
    #[default]
    Month,
    /// Three calendar months.
    Quarter,
    /// Twelve calendar months.
    Year,
}

impl Period {
    /// The unit that a word names, in singular or plural.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "month" | "months" => Some(Self::Month),
            "quarter" | "quarters" => Some(Self::Quarter),
            "year" | "years" => Some(Self::Year),
            _ => None,
        }
    }

    /// Calendar months in one period: 1, 3 or 12.
    pub const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// Periods in one year: 12, 4 or 1.
    pub const fn per_year(self) -> u32 {
        12 / self.months()
    }

    /// The word used in scenarios and findings: `month`, `quarter` or `year`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A day of the proleptic Gregorian calendar. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year, 1900 to 2200 in scenarios.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month, 1 to 31.
    pub day: u32,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// When recurring flows fall inside their period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CashTiming {
    /// At its start: offset 0.
    Start,
    /// In its middle: offset one half.
    #[default]
    MidPeriod,
    /// At its end: offset 1.
    End,
}

impl CashTiming {
    /// The offset δ of `docs/model.md` section 1, in periods: 0, 0.5 or 1.
    pub const fn offset(self) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::MidPeriod => 0.5,
            Self::End => 1.0,
        }
    }
}

/// The time axis of a scenario: periods 0 … `periods` − 1 from `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// First day of period 0.
    pub start: Date,
    /// Length of one period.
    pub period: Period,
    /// Number of periods of the horizon, at least 1.
    pub periods: usize,
    /// Last month of the fiscal year, 1 to 12.
    pub fiscal_year_end_month: u32,
}

impl Calendar {
    /// The period that contains `date`; negative before the start.
    pub fn period_of(&self, date: Date) -> i64 {
        let months = 12 * (i64::from(date.year) - i64::from(self.start.year))
            + i64::from(date.month)
            - i64::from(self.start.month);
        let whole = if date.day < self.start.day { months - 1 } else { months };
        whole.div_euclid(i64::from(self.period.months()))
    }

    /// First day of period `t`. A day that the month does not have becomes its last day.
    pub fn date_of(&self, t: i64) -> Date {
        let months = i64::from(self.start.month) - 1 + t * i64::from(self.period.months());
        let year = i64::from(self.start.year) + months.div_euclid(12);
        let month = u32::try_from(months.rem_euclid(12)).unwrap_or(0) + 1;
        let year = i32::try_from(year).unwrap_or(i32::MAX);
        Date { year, month, day: self.start.day.min(days_in_month(year, month)) }
    }

    /// Calendar months (0 = January) that period `t` covers: 1, 3 or 12 of them.
    pub fn calendar_months(&self, t: usize) -> impl Iterator<Item = usize> + use<> {
        let first = (self.start.month as usize - 1) + t * self.period.months() as usize;
        (0..self.period.months() as usize).map(move |i| (first + i) % 12)
    }

    /// Fiscal year that period `t` ends in, by the year in which that fiscal year ends.
    pub fn fiscal_year(&self, t: usize) -> i32 {
        let last = self.date_of(t as i64 + 1);
        // The last month of the period is the one before the first month of the next.
        let months = i64::from(last.year) * 12 + i64::from(last.month) - 2;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let year = i32::try_from(year).unwrap_or(i32::MAX);
        if month > i64::from(self.fiscal_year_end_month) { year + 1 } else { year }
    }
}

/// Days in a month of the Gregorian calendar.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(period: Period) -> Calendar {
        let start = Date { year: 2026, month: 3, day: 1 };
        Calendar { start, period, periods: 24, fiscal_year_end_month: 12 }
    }

    #[test]
    fn a_date_means_the_period_that_contains_it() {
        let day = |year, month, day| Date { year, month, day };
        assert_eq!(calendar(Period::Month).period_of(day(2027, 3, 31)), 12);
        assert_eq!(calendar(Period::Month).period_of(day(2026, 2, 28)), -1);
        assert_eq!(calendar(Period::Quarter).period_of(day(2026, 8, 31)), 1);
        assert_eq!(calendar(Period::Year).period_of(day(2027, 2, 28)), 0);
    }

    #[test]
    fn a_fiscal_year_ends_in_its_named_month() {
        let mut calendar = calendar(Period::Month);
        assert_eq!(calendar.fiscal_year(9), 2026);
        assert_eq!(calendar.fiscal_year(10), 2027);
        calendar.fiscal_year_end_month = 6;
        assert_eq!(calendar.fiscal_year(3), 2026);
        assert_eq!(calendar.fiscal_year(4), 2027);
    }
}
