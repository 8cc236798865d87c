//! Cohort tables: how many customers are left by tenure, in counts or in per cent.

use std::collections::BTreeMap;

use super::columns::{Columns, Faults, FitRow, NO_ROWS, fault, quoted};
use super::data::{Data, Selection, Weight, choose_segment};
use super::survivors::{Cohort, CohortError, MOST_TENURE, Survivors};
use crate::diag::Diagnostic;
use crate::units::Period;

/// Columns of tenure, with the period that their name tells.
const TENURES: &[(&str, Option<Period>)] = &[
    ("tenure", None),
    ("period", None),
    ("month", Some(Period::Month)),
    ("quarter", Some(Period::Quarter)),
    ("year", Some(Period::Year)),
];
/// Columns of counts.
const COUNTS: &[&str] = &["customers", "survivors", "active"];
/// Columns of shares, and what stands for everybody.
const SHARES: &[(&str, f64)] = &[("percent_surviving", 100.0), ("survival", 1.0)];

/// Customers that a cohort weighs as where only shares are known, as in the published fits of Fader & Hardie (2007).
pub const CUSTOMERS_OF_SHARES: f64 = 1_000.0;

/// Tenure and count of one row, and where they stand.
struct Point {
    tenure: u32,
    customers: f64,
    row: FitRow,
}

/// Reads a table with a column of tenure, one of counts or shares, and perhaps `cohort` and `segment`.
///
/// # Errors
/// Every row that cannot be used, and every cohort that does not start at 0 or grows.
pub fn read(mut columns: Columns<'_>, selection: &Selection) -> Result<Data, Vec<Diagnostic>> {
    let tenure = TENURES.iter().find_map(|(name, period)| Some((columns.find(&[name])?, *period)));
    let share = SHARES.iter().find_map(|(name, whole)| Some((columns.find(&[name])?, *whole)));
    let value = columns.find(COUNTS).map(|count| (count, None));
    let value = value.or(share.map(|(column, whole)| (column, Some(whole))));
    let (Some((tenure, period)), Some((value, whole))) = (tenure, value) else {
        return Err(vec![unusable(&columns)]);
    };
    let header = columns.header();
    if selection.as_of.is_some() {
        let message = "an observation date belongs to a log with the columns start and end";
        return Err(vec![fault(header, message, "leave out --as-of")]);
    }
    if let (Some(asked), Some(own)) = (selection.period, period)
        && asked != own
    {
        let message =
            format!("the column `{}` counts {}s, not {}s", own.word(), own.word(), asked.word());
        return Err(vec![fault(header, message, "leave out --period")]);
    }
    let (cohort, segment) = (columns.find(&["cohort"]), columns.find(&["segment"]));
    let mut faults = Faults::default();
    let mut cohorts: BTreeMap<(String, String), Vec<Point>> = BTreeMap::new();
    while let Some(row) = columns.next() {
        match row.and_then(|row| point(&columns, row, tenure, value, whole)) {
            Ok(point) => {
                let name = |column: Option<usize>| {
                    column.map_or(String::new(), |column| point.row.cell(column).to_owned())
                };
                cohorts.entry((name(segment), name(cohort))).or_default().push(point);
            }
            Err(one) => faults.add(one),
        }
    }
    faults.none()?;
    let mut names: Vec<String> = cohorts.keys().map(|(segment, _)| segment.clone()).collect();
    names.dedup();
    let chosen = choose_segment(segment.is_some().then_some(&names), selection, header)?;
    let mut faults = Faults::default();
    let mut kept = Vec::new();
    for ((name, _), mut points) in cohorts {
        if chosen.as_ref().is_some_and(|chosen| *chosen != name) {
            continue;
        }
        points.sort_by_key(|point| point.tenure);
        let mut counts: Vec<_> = points.iter().map(|p| (p.tenure, p.customers)).collect();
        // Shares need no row of tenure 0: everybody is there.
        let added = whole.is_some() && points.first().is_some_and(|point| point.tenure > 0);
        if added {
            counts.insert(0, (0, CUSTOMERS_OF_SHARES));
        }
        let off = |point: &Point| point.tenure == 0 && point.customers != CUSTOMERS_OF_SHARES;
        if let (Some(whole), Some(point)) = (whole, points.iter().find(|point| off(point))) {
            let message = format!("at tenure 0 everybody is there: {whole}");
            let help = format!("write {whole}, or leave the row out");
            faults.add(columns.wrong(&point.row, value, message, help));
            continue;
        }
        match Cohort::new(counts) {
            Ok(cohort) => kept.push(cohort),
            Err(error) => {
                let point = &points[error.place().saturating_sub(usize::from(added))];
                let column = match error {
                    CohortError::Rises { .. } | CohortError::NoCount { .. } => value,
                    CohortError::Empty => value,
                    _ => tenure,
                };
                let help = match error {
                    CohortError::Rises { .. } => {
                        "count those who never left; who came back is a new customer"
                    }
                    CohortError::NoCount { .. } => "write how many are left, 0 or more",
                    CohortError::Empty => "leave the cohort out",
                    CohortError::Twice { .. } => "keep one of the two rows",
                    _ => "begin with tenure 0 and end with tenure 1200 at the latest",
                };
                faults.add(columns.wrong(&point.row, column, error.to_string(), help));
            }
        }
    }
    faults.none()?;
    if kept.is_empty() {
        return Err(vec![fault(header, "the data file has no rows", NO_ROWS)]);
    }
    Ok(Data {
        survivors: Survivors::new(kept),
        weight: if whole.is_some() { Weight::Shares } else { Weight::Counts },
        period: period.or(selection.period),
        segment: chosen,
        notes: Vec::new(),
    })
}

fn unusable(columns: &Columns<'_>) -> Diagnostic {
    let message = format!(
        "the columns {} are neither a cohort table nor a log",
        columns.headers.iter().take(20).map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
    );
    fault(
        columns.header(),
        message,
        "a table has tenure (or period, month, quarter, year) and customers (or survivors, active, \
         percent_surviving, survival), perhaps cohort and segment; a log of subscriptions has \
         start and end",
    )
}

fn point(
    columns: &Columns<'_>,
    row: FitRow,
    tenure: usize,
    value: usize,
    whole: Option<f64>,
) -> Result<Point, Diagnostic> {
    let (word, count) = (row.cell(tenure), row.cell(value));
    let Some(years) = word.parse().ok().filter(|years| *years <= MOST_TENURE) else {
        let message =
            format!("a tenure is a whole number from 0 to {MOST_TENURE}, not {}", quoted(word));
        return Err(columns.wrong(&row, tenure, message, "count the periods since joining"));
    };
    let number = count.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    let Some(number) = number else {
        let message = format!("a count is a number of 0 or more, not {}", quoted(count));
        return Err(columns.wrong(&row, value, message, "write digits, with a point for decimals"));
    };
    let customers = match whole {
        Some(whole) if number > whole => {
            let message = format!("a share of survivors is at most {whole}, not {}", quoted(count));
            let help = "write what is left of the whole, or call the column `customers`";
            return Err(columns.wrong(&row, value, message, help));
        }
        Some(whole) => number / whole * CUSTOMERS_OF_SHARES,
        None if number > MOST_CUSTOMERS => {
            let message = "more than 1,000,000,000,000 customers";
            return Err(columns.wrong(&row, value, message, "count in thousands"));
        }
        None => number,
    };
    Ok(Point { tenure: years, customers, row })
}

/// Most customers of a cohort: more than there are people.
pub const MOST_CUSTOMERS: f64 = 1e12;
