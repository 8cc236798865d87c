//! What does each fiscal year look like?

use serde::Serialize;

use crate::findings::{Year, YearDifference};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

/// What the lead changes, and a table for it and one for what it is compared with; findings.json holds all strategies.
#[derive(Debug, Serialize)]
pub struct Yearly {
    pub difference: Option<Table>,
    pub tables: Vec<Table>,
}

/// A line of the table of differences: field of the findings, and the figure.
type Change = (&'static str, fn(&YearDifference) -> f64);

const CHANGES: [Change; 8] = [
    ("customers_end", |year| year.customers_end),
    ("revenue", |year| year.revenue),
    ("contribution", |year| year.contribution),
    ("acquisition_spend", |year| year.acquisition_spend),
    ("retention_spend", |year| year.retention_spend),
    ("overhead", |year| year.overhead),
    ("tax", |year| year.tax),
    ("cash_flow", |year| year.cash_flow),
];

/// A line of the table: field of the findings, and the figure.
type YearLine = (&'static str, fn(&Year) -> f64);

const LINES: [YearLine; 14] = [
    ("customers_end", |year| year.customers_end),
    ("joined", |year| year.joined),
    ("returned", |year| year.returned),
    ("left", |year| year.left),
    ("churn", |year| year.churn),
    ("revenue", |year| year.revenue),
    ("fees", |year| year.fees),
    ("refunds", |year| year.refunds),
    ("contribution", |year| year.contribution),
    ("acquisition_spend", |year| year.acquisition_spend),
    ("retention_spend", |year| year.retention_spend),
    ("overhead", |year| year.overhead),
    ("tax", |year| year.tax),
    ("cash_flow", |year| year.cash_flow),
];

/// The tables, if there are years.
pub fn yearly(p: &Printer<'_>) -> Option<Yearly> {
    let order = p.roles.by_importance(p.findings);
    if p.findings.strategies.iter().all(|s| s.years.is_empty()) {
        return None;
    }
    let lead = p.roles.lead(p.findings);
    let shown = order.into_iter().filter(|i| *i == lead || *i == p.roles.against);
    Some(Yearly { difference: difference(p), tables: shown.map(|i| table(p, i)).collect() })
}

/// What the lead changes, year by year.
fn difference(p: &Printer<'_>) -> Option<Table> {
    let (at, own) = p.roles.compared(p.findings)?;
    let names = [
        ("name", p.name_of(&own.strategy)),
        ("against", p.name_of(&own.against)),
        ("currency", p.currency()),
    ];
    let path = format!("comparisons.{at}.years");
    let dated = own.years.iter().map(|year| (year.fiscal_year, year.periods));
    let mut table = by_year(p, p.say("years.difference", &names), &path, dated);
    for (field, value) in CHANGES {
        if matches!(field, "overhead" | "tax") && own.years.iter().all(|y| value(y) == 0.0) {
            continue;
        }
        let cells = own.years.iter().enumerate().map(|(y, year)| {
            Cell::figure(p.amount(format!("{path}.{y}.{field}"), value(year), Sign::Always))
        });
        let class = if field == "cash_flow" { "total" } else { "" };
        let head = p.word(&format!("years.{field}"));
        table.rows.push(Row { head, cells: cells.collect(), class, ..Row::default() });
    }
    Some(table)
}

/// A table with a column for each of the years whose findings stand in `list`: fiscal year and number of periods.
pub(super) fn by_year(
    p: &Printer<'_>,
    caption: Prose,
    list: &str,
    years: impl Iterator<Item = (i32, usize)> + Clone,
) -> Table {
    let mut table = Table::new(caption, p.word("years.measure"));
    let full = years.clone().map(|(_, periods)| periods).max().unwrap_or(0);
    for (y, (year, periods)) in years.enumerate() {
        let path = format!("{list}.{y}");
        let label = p.as_text(format!("{path}.fiscal_year"), f64::from(year), year.to_string());
        // A year cut by the horizon says so.
        table.figures(if periods < full {
            let periods = p.periods(format!("{path}.periods"), periods as f64);
            p.say("years.short", &[("year", label.into()), ("periods", periods.into())])
        } else {
            label.into()
        });
    }
    table
}

fn table(p: &Printer<'_>, i: usize) -> Table {
    let years = &p.findings.strategies[i].years;
    let dated = years.iter().map(|year| (year.fiscal_year, year.periods));
    let caption = p.say("years.caption", &[("name", p.name(i)), ("currency", p.currency())]);
    let mut table = by_year(p, caption, &format!("strategies.{i}.years"), dated);
    for (field, value) in LINES {
        if matches!(field, "returned" | "fees" | "refunds" | "overhead" | "tax")
            && years.iter().all(|year| value(year) == 0.0)
        {
            continue;
        }
        let cell = |(y, year): (usize, &Year)| {
            let path = format!("strategies.{i}.years.{y}.{field}");
            match field {
                "churn" => Cell::figure(p.print(
                    path,
                    value(year),
                    Unit::Share,
                    Digits::Exact(2),
                    Sign::OnlyMinus,
                )),
                _ => Cell::figure(p.amount(path, value(year), Sign::OnlyMinus)),
            }
        };
        let class = match field {
            "cash_flow" => "total",
            "revenue" => "rule",
            _ => "",
        };
        let head = match field {
            "churn" => p.say("years.churn", &[("period", p.period())]),
            _ => p.word(&format!("years.{field}")),
        };
        table.rows.push(Row {
            head,
            cells: years.iter().enumerate().map(cell).collect(),
            class,
            ..Row::default()
        });
    }
    table
}
