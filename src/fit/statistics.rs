//! Tables of counts, as `tenure sql` makes them of a log: how many were watched how long, and when they were gone.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Columns, Faults, FitRow, NO_ROWS, fault, quoted};
use super::counts::Counts;
use super::data::{Data, Selection, Weight, choose_segment};
use super::survivors::MOST_TENURE;
use super::tables::MOST_CUSTOMERS;
use crate::diag::Diagnostic;

/// Columns of the table, in their order.
const COLUMNS: [&str; 4] = ["segment", "watched", "gone", "customers"];

/// Whether a file has the columns of such a table.
pub fn is_one(columns: &Columns<'_>) -> bool {
    COLUMNS[1..].iter().all(|name| columns.find(&[name]).is_some())
}

/// Reads a table with the columns `watched` (whole periods), `gone` (the first tenure at which they are, empty while
/// they are there), `customers`, and perhaps `segment`.
///
/// # Errors
/// Every row that cannot be used.
pub fn read(mut columns: Columns<'_>, selection: &Selection) -> Result<Data, Vec<Diagnostic>> {
    let header = columns.header();
    let [_, watched, gone, customers] = COLUMNS.map(|name| columns.find(&[name]).unwrap_or(0));
    let segment = columns.find(&["segment"]);
    if selection.as_of.is_some() {
        let message = "the customers of this table are counted: their observation date is past";
        return Err(vec![fault(header, message, "leave out --as-of")]);
    }
    let mut faults = Faults::default();
    let mut by_segment: BTreeMap<String, Counts> = BTreeMap::new();
    while let Some(row) = columns.next() {
        match row
            .and_then(|row| counted(&columns, &row, [watched, gone, customers]).map(|c| (row, c)))
        {
            Ok((row, (watched, gone, customers))) => {
                let name = segment.map_or(String::new(), |column| row.cell(column).to_owned());
                by_segment.entry(name).or_default().add(watched, gone, customers);
            }
            Err(one) => faults.add(one),
        }
    }
    faults.none()?;
    if by_segment.is_empty() {
        return Err(vec![fault(header, "the data file has no rows", NO_ROWS)]);
    }
    let names: Vec<String> = by_segment.keys().cloned().collect();
    let chosen = choose_segment(segment.is_some().then_some(&names), selection, header)?;
    let counts = by_segment.remove(&chosen.clone().unwrap_or_default()).unwrap_or_default();
    let period = selection.period;
    Ok(Data {
        survivors: counts.survivors(),
        weight: Weight::Counts,
        period,
        segment: chosen,
        notes: counts.young(period.map_or("period", |period| period.word())).into_iter().collect(),
    })
}

/// Tenures and customers of a row.
fn counted(
    columns: &Columns<'_>,
    row: &FitRow,
    [watched, gone, customers]: [usize; 3],
) -> Result<(u32, Option<u32>, f64), Diagnostic> {
    let tenure = |column: usize, least: u32, most: u32| {
        let cell = row.cell(column);
        let whole = cell.parse::<f64>().ok().filter(|value| value.fract() == 0.0);
        let whole = whole.filter(|value| (f64::from(least)..=f64::from(most)).contains(value));
        whole.map(|value| value as u32).ok_or_else(|| {
            let message = format!(
                "a whole number of periods from {least} to {most} is needed, not {}",
                quoted(cell)
            );
            columns.wrong(row, column, message, "write what `tenure sql` counts")
        })
    };
    let length = tenure(watched, 0, MOST_TENURE)?;
    let gone = match row.cell(gone) {
        "" => None,
        _ if length == 0 => {
            let message = "who was not watched for a period cannot be seen to be gone";
            return Err(columns.wrong(row, gone, message, "leave the cell empty"));
        }
        _ => Some(tenure(gone, 1, length)?),
    };
    let cell = row.cell(customers);
    let count = cell.parse::<f64>().ok().filter(|count| (0.0..=MOST_CUSTOMERS).contains(count));
    let count = count.ok_or_else(|| {
        let message = format!(
            "a number of customers up to {MOST_CUSTOMERS:e} is needed, not {}",
            quoted(cell)
        );
        columns.wrong(row, customers, message, "write how many they are")
    })?;
    Ok((length, gone, count))
}

/// The names of the segments of a data file, in their order; none where it has no such column or cannot be read.
pub fn segments(text: &str) -> Vec<String> {
    let Ok(mut columns) = Columns::open(text, 0) else {
        return Vec::new();
    };
    let Some(segment) = columns.find(&["segment"]) else {
        return Vec::new();
    };
    let mut names = BTreeSet::new();
    while let Some(row) = columns.next() {
        names.extend(row.ok().map(|row| row.cell(segment).to_owned()));
    }
    names.into_iter().collect()
}
