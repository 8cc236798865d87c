//! Which date the reports print, if any: never the clock's.

use std::env;

use crate::cli::exit::Failure;
use crate::units::{Date, days_in_month};

const SECONDS_PER_DAY: i64 = 86_400;

/// The date asked for, else that of `SOURCE_DATE_EPOCH`, else none.
///
/// # Errors
/// `SOURCE_DATE_EPOCH` is not a number of seconds.
/// Source: reproducible-builds.org, SOURCE_DATE_EPOCH specification 1.1.
pub fn printed(asked: Option<Date>) -> Result<Option<Date>, Failure> {
    if asked.is_some() {
        return Ok(asked);
    }
    let Some(value) = env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let seconds = value.to_str().and_then(|text| text.parse().ok());
    match seconds.and_then(day_of) {
        Some(day) => Ok(Some(day)),
        None => Err(Failure::input(format!(
            "SOURCE_DATE_EPOCH is `{}`, which is not a number of seconds since 1970; unset it or \
             give --date",
            value.display()
        ))),
    }
}

/// The day in UTC of a number of seconds since 1970; none before 1970 and after 9999.
fn day_of(seconds: i64) -> Option<Date> {
    let mut days = u32::try_from(seconds.div_euclid(SECONDS_PER_DAY)).ok()?;
    for year in 1970..=9999 {
        for month in 1..=12 {
            let length = days_in_month(year, month);
            if days < length {
                return Some(Date { year, month, day: days + 1 });
            }
            days -= length;
        }
    }
    None
}

/// A day written as year-month-day.
///
/// # Errors
/// What to write instead.
pub fn parse(words: &str) -> Result<Date, String> {
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
    fn dates_are_days_of_the_calendar() {
        assert_eq!(parse("2024-02-29"), Ok(Date { year: 2024, month: 2, day: 29 }));
        for wrong in ["2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01", "", "+026-1-1"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn seconds_since_1970_are_days() {
        let day = |year, month, day| Some(Date { year, month, day });
        assert_eq!(day_of(0), day(1970, 1, 1));
        assert_eq!(day_of(951_782_399), day(2000, 2, 28));
        assert_eq!(day_of(951_782_400), day(2000, 2, 29));
        assert_eq!(day_of(1_767_225_600), day(2026, 1, 1));
        assert_eq!(day_of(-1), None);
        assert_eq!(day_of(i64::MAX), None);
    }
}
