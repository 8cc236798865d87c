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

#[cfg(test)]
mod tests {
    use super::*;

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
