//! What does each fiscal year look like?

use serde::Serialize;

use crate::findings::Year;
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
    let table = by_year(p, p.say("years.difference", &names), &path, dated(&own.years));
    Some(lines(p, table, &own.years, &path, Sign::Always))
}

/// Fiscal year and number of periods of each.
fn dated(years: &[Year]) -> impl Iterator<Item = (i32, usize)> + Clone {
    years.iter().map(|year| (year.fiscal_year, year.periods))
}

/// Adds a line for each figure of the years that stand in `list`; some have none where they are nought throughout.
fn lines(p: &Printer<'_>, mut table: Table, years: &[Year], list: &str, sign: Sign) -> Table {
    for (place, (field, _)) in
        years.iter().take(1).flat_map(|year| year.figures.0.iter().enumerate())
    {
        let value = |year: &Year| year.figures.0[place].1;
        if matches!(&**field, "returned" | "fees" | "refunds" | "overhead" | "tax")
            && years.iter().all(|year| value(year) == 0.0)
        {
            continue;
        }
        let cell = |(y, year): (usize, &Year)| {
            let path = format!("{list}.{y}.{field}");
            Cell::figure(match &**field {
                "churn" => p.print(path, value(year), Unit::Share, Digits::Exact(2), sign),
                _ => p.amount(path, value(year), sign),
            })
        };
        let class = match &**field {
            "cash_flow" => "total",
            "revenue" if sign == Sign::OnlyMinus => "rule",
            _ => "",
        };
        let head = match &**field {
            "churn" => p.say("years.churn", &[("period", p.period())]),
            _ => p.word(&format!("years.{field}")),
        };
        let cells = years.iter().enumerate().map(cell).collect();
        table.rows.push(Row { head, cells, class, ..Row::default() });
    }
    table
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
    let list = format!("strategies.{i}.years");
    let caption = p.say("years.caption", &[("name", p.name(i)), ("currency", p.currency())]);
    lines(p, by_year(p, caption, &list, dated(years)), years, &list, Sign::OnlyMinus)
}
