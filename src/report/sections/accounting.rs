//! What do the books show beside cash?

use serde::Serialize;

use super::yearly::by_year;
use crate::findings::{Accounting, AccountingYear};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Row, Table};
use crate::text::Sign;

/// A table under a strategy's name.
#[derive(Debug, Serialize)]
pub struct Named {
    pub name: Prose,
    pub table: Table,
}

/// One table per strategy that defers or capitalises something.
#[derive(Debug, Serialize)]
pub struct AccountingView {
    /// The lead and what it is compared with.
    pub first: Vec<Table>,
    /// The most important of the others with a points programme, where these have none; all are in
    /// `findings.json` and `series.csv`, and a page has to stay small enough to send.
    pub others: Vec<Named>,
}

/// A line: field of the findings' year, the figure, and the class of the row.
type AccountingLine = (&'static str, fn(&AccountingYear) -> f64, &'static str);

const POINTS: [AccountingLine; 8] = [
    ("points.opening", |year| year.points.opening, ""),
    ("points.deferred", |year| year.points.deferred, ""),
    ("points.redeemed", |year| year.points.redeemed, ""),
    ("points.breakage", |year| year.points.breakage, ""),
    ("points.estimate", |year| year.points.estimate, ""),
    ("points.closing", |year| year.points.closing, "total"),
    ("points.current", |year| year.points.current, "sub"),
    ("points.non_current", |year| year.points.non_current, "sub"),
];

const COMMISSIONS: [AccountingLine; 4] = [
    ("commissions.opening", |year| year.commissions.opening, ""),
    ("commissions.capitalised", |year| year.commissions.capitalised, ""),
    ("commissions.amortised", |year| year.commissions.amortised, ""),
    ("commissions.closing", |year| year.commissions.closing, "total"),
];

const REVENUE: [AccountingLine; 7] = [
    ("profit.charged", |year| year.profit.charged, ""),
    ("profit.refunds", |year| year.profit.refunds, ""),
    ("profit.discounts", |year| year.profit.discounts, ""),
    ("profit.points", |year| year.profit.points, ""),
    ("profit.revenue", |year| year.profit.revenue, "total"),
    ("profit.costs", |year| year.profit.costs, ""),
    ("profit.profit", |year| year.profit.profit, "total"),
];

const PROFIT: [AccountingLine; 4] = [
    ("profit.cash_flow", |year| year.profit.cash_flow, ""),
    ("profit.points", |year| year.profit.points, ""),
    ("profit.commissions", |year| year.profit.commissions, ""),
    ("profit.profit", |year| year.profit.profit, "total"),
];

/// The tables, if any strategy has an accounting view.
pub fn accounting(p: &Printer<'_>) -> Option<AccountingView> {
    let order = p.roles.by_importance(p.findings).into_iter();
    let with = |i: usize| Some((i, p.findings.strategies[i].accounting.as_ref()?));
    let all: Vec<(usize, &Accounting)> = order.filter_map(with).collect();
    if all.is_empty() {
        return None;
    }
    let lead = p.roles.lead(p.findings);
    let is_first = |(i, _): &(usize, &Accounting)| *i == lead || *i == p.roles.against;
    let (first, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_first);
    let named =
        |(i, view): (usize, &Accounting)| Named { name: p.name(i), table: table(p, i, view) };
    let owes = |(_, view): &(usize, &Accounting)| !view.points.is_empty();
    let wanted = usize::from(!first.iter().any(owes));
    Some(AccountingView {
        first: first.into_iter().map(|(i, view)| table(p, i, view)).collect(),
        others: others.into_iter().filter(owes).take(wanted).map(named).collect(),
    })
}

fn table(p: &Printer<'_>, i: usize, view: &Accounting) -> Table {
    let dated = view.years.iter().map(|year| (year.fiscal_year, year.periods));
    let caption = p.say("accounting.caption", &[("name", p.name(i)), ("currency", p.currency())]);
    let mut table = by_year(p, caption, &format!("strategies.{i}.accounting.years"), dated);
    if !view.points.is_empty() {
        block(p, i, view, &mut table, ("accounting.points.title", &POINTS));
    }
    if !view.commissions.is_empty() {
        block(p, i, view, &mut table, ("accounting.commissions.title", &COMMISSIONS));
    }
    block(p, i, view, &mut table, ("accounting.revenue_title", &REVENUE));
    block(p, i, view, &mut table, ("accounting.profit.title", &PROFIT));
    table
}

/// The rows under one head; lines that are nothing in every year are left out, balances and sums are not.
fn block(
    p: &Printer<'_>,
    i: usize,
    view: &Accounting,
    table: &mut Table,
    (title, lines): (&str, &[AccountingLine]),
) {
    table.rows.push(Row { head: p.word(title), class: "group", ..Row::default() });
    for (field, value, class) in lines {
        let kept = *class == "total" || field.ends_with("opening");
        if !kept && view.years.iter().all(|year| value(year) == 0.0) {
            continue;
        }
        let cell = |(y, year): (usize, &AccountingYear)| {
            let path = format!("strategies.{i}.accounting.years.{y}.{field}");
            p.cell(path, value(year), Sign::OnlyMinus)
        };
        table.rows.push(Row {
            head: p.word(&format!("accounting.{field}")),
            cells: view.years.iter().enumerate().map(cell).collect(),
            class,
            ..Row::default()
        });
    }
}
