//! Logs of subscriptions: one row each, with the days on which it started and ended.

use super::columns::{Columns, Faults, FitRow, NO_ROWS, fault, quoted};
use super::counts::Counts;
use super::data::{Data, Selection, Weight, choose_segment};
use super::survivors::MOST_TENURE;
use crate::diag::Diagnostic;
use crate::units::{Calendar, Date, Period, parse};

/// Years that dates may have, as in scenarios.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A subscription.
struct Subscription {
    segment: String,
    start: Date,
    /// Last day, or the day on which it was not renewed; none while it is active.
    end: Option<Date>,
}

/// Reads a log with the columns `start` and `end` (empty while active), and perhaps `segment`.
///
/// A customer is watched for the whole periods between the start and the observation date and counted at their ends.
/// It is there at tenure t if it ended after the t-th period's last day; who left within the period that was still
/// running on the observation date counts as there, because those who will yet leave in it are not known.
///
/// # Errors
/// Every row that cannot be used, and options that are missing.
pub fn read(mut columns: Columns<'_>, selection: &Selection) -> Result<Data, Vec<Diagnostic>> {
    let header = columns.header();
    let (Some(start), Some(end)) = (columns.find(&["start"]), columns.find(&["end"])) else {
        return Err(vec![fault(
            header,
            "a log of subscriptions needs the columns start and end",
            "add the one that is missing; `end` is empty where the subscription runs",
        )]);
    };
    let Some(period) = selection.period else {
        let message = "a log of dates does not say what a period is";
        return Err(vec![fault(header, message, "add --period month, quarter or year")]);
    };
    let segment = columns.find(&["segment"]);
    let mut faults = Faults::default();
    let mut rows = Vec::new();
    let mut latest: Option<Date> = None;
    while let Some(row) = columns.next() {
        match row.and_then(|row| subscription(&columns, &row, start, end, segment)) {
            Ok(one) => {
                latest = latest.max(Some(one.start)).max(one.end);
                rows.push(one);
            }
            Err(one) => faults.add(one),
        }
    }
    faults.none()?;
    let Some(as_of) = selection.as_of.or(latest) else {
        return Err(vec![fault(header, "the data file has no rows", NO_ROWS)]);
    };
    let mut names: Vec<String> = rows.iter().map(|row| row.segment.clone()).collect();
    names.sort();
    names.dedup();
    let chosen = choose_segment(segment.is_some().then_some(&names), selection, header)?;
    rows.retain(|row| chosen.as_ref().is_none_or(|chosen| *chosen == row.segment));
    let mut notes = vec![format!("observed to {as_of}")];
    let all = rows.len();
    rows.retain(|row| row.start <= as_of);
    if rows.len() < all {
        notes.push(format!("{} subscriptions started later and are left out", all - rows.len()));
    }
    let cohorts = cohorts(&rows, as_of, period);
    notes.extend(cohorts.young(period.word()));
    Ok(Data {
        survivors: cohorts.survivors(),
        weight: Weight::Counts,
        period: Some(period),
        segment: chosen,
        notes,
    })
}

/// Subscriptions by the whole periods for which they were watched.
fn cohorts(rows: &[Subscription], as_of: Date, period: Period) -> Counts {
    let mut cohorts = Counts::default();
    for row in rows {
        let watched = whole_periods(row.start, as_of, period).min(MOST_TENURE);
        let gone = row.end.map(|end| first_gone(row.start, end, period));
        cohorts.add(watched, gone.filter(|gone| *gone <= watched), 1.0);
    }
    cohorts
}

/// Calendar of a customer's own periods.
fn calendar(start: Date, period: Period) -> Calendar {
    Calendar { start, period, periods: 1, fiscal_year_end_month: 12 }
}

/// Whole periods from a start to a day that is not before it. A day that a month does not have is its last.
fn whole_periods(start: Date, day: Date, period: Period) -> u32 {
    let own = calendar(start, period);
    let whole = own.period_of(day);
    let whole = if own.date_of(whole + 1) <= day { whole + 1 } else { whole };
    u32::try_from(whole).unwrap_or(0)
}

/// The first tenure, from 1, at which a customer that ended on a day is gone: the number of periods begun.
fn first_gone(start: Date, end: Date, period: Period) -> u32 {
    let whole = whole_periods(start, end, period);
    let exact = calendar(start, period).date_of(i64::from(whole)) == end;
    (if exact { whole } else { whole + 1 }).max(1)
}

fn subscription(
    columns: &Columns<'_>,
    row: &FitRow,
    start: usize,
    end: usize,
    segment: Option<usize>,
) -> Result<Subscription, Diagnostic> {
    let date = |column: usize| match parse::date(row.cell(column)) {
        Ok(date) if YEARS.contains(&date.year) => Ok(date),
        Ok(date) => {
            let message = format!("{date} is not between 1900-01-01 and 2200-12-31");
            Err(columns.wrong(row, column, message, "write a year in between"))
        }
        Err(why) => {
            let message = format!("{}: {why}", quoted(row.cell(column)));
            Err(columns.wrong(row, column, message, "write year, month and day: 2026-01-31"))
        }
    };
    let first = date(start)?;
    let last = if row.cell(end).is_empty() { None } else { Some(date(end)?) };
    if last.is_some_and(|last| last < first) {
        let message = format!("ends on {}, before its start on {first}", row.cell(end));
        let help = "correct one of the two, or leave `end` empty where it runs";
        return Err(columns.wrong(row, end, message, help));
    }
    let segment = segment.map_or(String::new(), |column| row.cell(column).to_owned());
    Ok(Subscription { segment, start: first, end: last })
}

#[cfg(test)]
mod tests {
    use super::super::survivors::{Cohort, Survivors};
    use super::*;

    fn day(words: &str) -> Date {
        parse::date(words).unwrap()
    }

    #[test]
    fn periods_are_counted_from_the_own_start() {
        let gone = |start, end| first_gone(day(start), day(end), Period::Month);
        // The last paid day and the day of the missed renewal both end the first month.
        assert_eq!(gone("2024-01-01", "2024-01-01"), 1);
        assert_eq!(gone("2024-01-01", "2024-01-31"), 1);
        assert_eq!(gone("2024-01-01", "2024-02-01"), 1);
        assert_eq!(gone("2024-01-01", "2024-02-02"), 2);
        assert_eq!(gone("2024-01-31", "2024-02-29"), 1);
        assert_eq!(gone("2024-01-31", "2024-03-01"), 2);
        let whole = |start, end, period| whole_periods(day(start), day(end), period);
        assert_eq!(whole("2024-01-31", "2024-02-29", Period::Month), 1);
        assert_eq!(whole("2024-01-31", "2024-02-28", Period::Month), 0);
        assert_eq!(whole("2020-02-29", "2023-02-28", Period::Year), 3);
        assert_eq!(whole("2020-02-10", "2020-08-09", Period::Quarter), 1);
    }

    #[test]
    fn who_left_in_the_running_period_counts_as_there() {
        let row = |start: &str, end: Option<&str>| Subscription {
            segment: String::new(),
            start: day(start),
            end: end.map(day),
        };
        let rows = [
            row("2024-01-01", None),
            row("2024-01-01", Some("2024-01-20")),
            row("2024-01-01", Some("2024-02-10")),
            row("2024-02-10", None),
        ];
        let cohort = |points: &[(u32, f64)]| Cohort::new(points.to_vec()).unwrap();
        let counts = cohorts(&rows, day("2024-02-15"), Period::Month);
        let wanted = vec![cohort(&[(0, 1.0)]), cohort(&[(0, 3.0), (1, 2.0)])];
        assert_eq!(counts.survivors(), Survivors::new(wanted));
    }
}
