//! How do the strategies compare, measure by measure?

use serde::Serialize;

use crate::findings::StrategyFindings;
use crate::metric::{Better, Declared, Unit};
use crate::report::metrics;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

/// Strategies as columns.
#[derive(Debug, Serialize)]
pub struct SideBySide {
    /// What a decision is taken by.
    pub table: Table,
    /// All else, of those strategies that matter most: a page has to stay small enough to send.
    pub rest: Table,
    /// Whether a row has its percentiles below it.
    pub ranged: bool,
    /// Where the other strategies are.
    pub note: Option<Prose>,
}

/// Strategies of the table of all else.
const COLUMNS: usize = 4;

/// The rows that a decision is taken by.
const FIRST: [&str; 12] = [
    "npv",
    "npv_horizon",
    "incremental_npv",
    "incremental_npv_horizon",
    "customers_end",
    "churn_annual",
    "clv_runoff",
    "cac_paid",
    "ltv_cac_paid",
    "acquisition_spend_pv",
    "retention_spend_pv",
    "peak_cash_need",
];

/// The tables.
pub fn side_by_side(p: &Printer<'_>) -> Option<SideBySide> {
    let order = p.roles.by_importance(p.findings);
    let (first, rest) = distinct(p).into_iter().partition(|shown| FIRST.contains(&shown.id));
    let few = p.roles.foremost(p.findings, COLUMNS);
    let left = order.len() > few.len();
    let note = left.then(|| p.word("side.rest_note"));
    let table_of = |rows, order: &[usize]| table(p, rows, order);
    let (table, rest) = (table_of(first, &order), table_of(rest, &few));
    let ranged = table.rows.iter().any(|row| row.class == "sub");
    Some(SideBySide { table, rest, ranged, note })
}

/// The rows that a decision is taken by, of at most so many strategies, without heads and reasons.
pub fn shortest(p: &Printer<'_>, most: usize) -> Table {
    let first = distinct(p).into_iter().filter(|shown| FIRST.contains(&shown.id));
    let mut table = table(p, first.collect(), &p.roles.foremost(p.findings, most));
    table.rows.retain(|row| row.class != "group");
    table.missing.clear();
    table
}

/// The rows with figures; of several with the same figures the first, those that a decision is taken by before others.
fn distinct(p: &Printer<'_>) -> Vec<&'static Declared> {
    let strategies = &p.findings.strategies;
    let mut seen: Vec<(Unit, Vec<Option<u64>>)> = Vec::new();
    let told = |shown: &&'static Declared| {
        let value = |own: &StrategyFindings| own.metrics.expected(shown.id).map(f64::to_bits);
        let row = (shown.unit, strategies.iter().map(value).collect::<Vec<_>>());
        let zero = row.1.iter().all(|value| value.is_none_or(|bits| f64::from_bits(bits) == 0.0));
        let new = zero || !seen.contains(&row);
        seen.push(row);
        new && strategies.iter().any(|own| own.metrics.figure(shown.id).is_some())
    };
    let (mut rows, rest): (Vec<_>, Vec<_>) =
        metrics::rows().partition(|shown| FIRST.contains(&shown.id));
    rows.extend(rest);
    rows.retain(told);
    rows
}

fn table(p: &Printer<'_>, rows: Vec<&'static Declared>, order: &[usize]) -> Table {
    let strategies = &p.findings.strategies;
    let periods = p.word(&format!("period.{}.other", p.findings.scenario.period));
    let caption = p.say("side.caption", &[("currency", p.currency()), ("periods", periods)]);
    let mut table = Table::new(caption, p.word("side.metric"));
    for i in order {
        table.figures(p.name(*i));
    }
    let mut group = "";
    let mut missing = Vec::new();
    for shown in rows {
        if let Some(next) = shown.row.filter(|next| *next != group) {
            table.rows.push(Row { head: p.word(next), class: "group", ..Row::default() });
            group = next;
        }
        let best = best(strategies, shown);
        let sign =
            if shown.id.starts_with("incremental_npv") { Sign::Always } else { Sign::OnlyMinus };
        let mut cells = Vec::new();
        for i in order {
            let path = format!("strategies.{i}");
            let (mut cell, why) =
                p.metric_cell(&path, &strategies[*i].metrics, shown.id, shown.digits, sign);
            if best == Some(*i) {
                cell.class = "n best";
            }
            missing.extend(why.map(|why| (why, shown, *i)));
            cells.push(cell);
        }
        table.rows.push(Row { head: metrics::name(p.words, shown.id), cells, ..Row::default() });
        table.rows.extend(ranges(p, order, shown, sign));
    }
    table.missing = reasons(p, &missing, order.len());
    table
}

/// Why cells are empty: each reason once, with the measures, and the strategies where it is not all of them.
fn reasons(p: &Printer<'_>, missing: &[(Prose, &Declared, usize)], all: usize) -> Vec<Prose> {
    let mut whys: Vec<&Prose> = Vec::new();
    for (why, ..) in missing {
        if !whys.contains(&why) {
            whys.push(why);
        }
    }
    let told = |why: &Prose| {
        let mut measures: Vec<(&str, Vec<usize>)> = Vec::new();
        for (_, shown, strategy) in missing.iter().filter(|(own, ..)| own == why) {
            match measures.last_mut().filter(|(id, _)| *id == shown.id) {
                Some((_, strategies)) => strategies.push(*strategy),
                None => measures.push((shown.id, vec![*strategy])),
            }
        }
        let measures = measures.into_iter().map(|(id, of)| {
            let name = metrics::name(p.words, id);
            if of.len() == all {
                return name;
            }
            let of = Prose::list(of.into_iter().map(|i| p.name(i)), ", ");
            name.then(Prose::words(" (")).then(of).then(Prose::words(")"))
        });
        why.clone().then(Prose::words(": ")).then(Prose::list(measures, ", "))
    };
    whys.into_iter().map(told).collect()
}

/// The candidate with the best value, if better means anything and they differ.
fn best(strategies: &[StrategyFindings], shown: &Declared) -> Option<usize> {
    let value = |i: usize| strategies[i].metrics.expected(shown.id);
    let candidates = || (0..strategies.len()).filter(|i| strategies[*i].candidate);
    let known = || candidates().filter_map(|i| Some((i, value(i)?)));
    let (high, low) =
        (known().max_by(|a, b| a.1.total_cmp(&b.1))?, known().min_by(|a, b| a.1.total_cmp(&b.1))?);
    if known().count() < 2 || high.1 == low.1 {
        return None;
    }
    let (best, value) = match shown.better {
        Better::High => high,
        Better::Low => low,
        Better::Neither => return None,
    };
    // A first place shared to the digits printed is nobody's.
    let decimals = shown.digits + if shown.unit == Unit::Share { 2 } else { 0 };
    let printed = |value: f64| format!("{value:.decimals$}");
    let shared = known().filter(|(_, other)| printed(*other) == printed(value)).count() > 1;
    if shared { None } else { Some(best) }
}

/// P10 to P90 of the money metrics that a decision rests on, and the other percentiles that are asked for.
fn ranges(p: &Printer<'_>, order: &[usize], shown: &Declared, sign: Sign) -> Vec<Row> {
    if !["npv", "incremental_npv", "clv"].contains(&shown.id) {
        return Vec::new();
    }
    let sub = |head: Prose, cells: Vec<Option<Prose>>| {
        let told = cells.iter().any(Option::is_some);
        let cells = cells.into_iter().map(|told| told.map_or_else(Cell::missing, Cell::figure));
        told.then(|| Row { head, cells: cells.collect(), class: "sub", ..Row::default() })
    };
    let range = |i: usize| {
        let figure = p.findings.strategies[i].metrics.figure(shown.id)?;
        let draws = figure.draws.as_ref()?;
        if draws.range() == Some((0.0, 0.0)) {
            return Some(Prose::default());
        }
        p.range(
            "assumptions.low_high",
            &format!("strategies.{i}.metrics.{}", shown.id),
            figure,
            sign,
        )
    };
    let first = sub(p.word("side.p10p90"), order.iter().map(|i| range(*i)).collect());
    let at = |i: usize, percentile: u32| {
        let figure = p.findings.strategies[i].metrics.figure(shown.id)?;
        let told = figure.draws.as_ref().filter(|_| Printer::varies(figure))?;
        let value = told.more.iter().find(|(own, _)| *own == percentile)?.1.ok()?;
        let path = format!("strategies.{i}.metrics.{}.p{percentile}", shown.id);
        Some(p.print(path, value, Unit::Ratio, Digits::Three, sign).into())
    };
    let asked = p.percentiles();
    let more = asked
        .into_iter()
        .map(|one| sub(p.percentile(one), order.iter().map(|i| at(*i, one)).collect()));
    first.into_iter().chain(more.flatten()).collect()
}
