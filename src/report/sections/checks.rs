//! Do the gates hold?

use serde::Serialize;

use crate::findings::{CheckFindings, CheckVerdict};
use crate::metric::Unit;
use crate::report::printer::Printer;
use crate::report::prose::{Printed, Prose};
use crate::report::roles::name_of;
use crate::report::table::{Cell, Table};
use crate::report::{metrics, plain};
use crate::text::{MINUS, SPACE, Sign};

/// The table of checks.
#[derive(Debug, Serialize)]
pub struct Checks {
    pub table: Table,
}

/// The table, if there are checks.
pub fn checks(p: &Printer<'_>) -> Option<Checks> {
    if p.findings.checks.is_empty() {
        return None;
    }
    let mut table = Table::new(p.word("checks.caption"), p.word("checks.check"));
    table.texts(p.word("checks.verdict"));
    table.figures(p.word("checks.value"));
    table.figures(p.word("checks.limit"));
    table.texts(p.word("checks.measure"));
    table.texts(p.word("checks.of"));
    let all = &p.findings.checks;
    let mut order: Vec<(usize, &CheckFindings)> = all.iter().enumerate().collect();
    order.sort_by_key(|(_, check)| match (check.verdict, check.severity) {
        (CheckVerdict::Fail, "error") => 0,
        (CheckVerdict::Fail, _) => 1,
        (CheckVerdict::Uncertain, _) => 2,
        (CheckVerdict::Pass, _) => 3,
    });
    for (at, check) in order {
        let like = |other: &&CheckFindings| same(other, check);
        let every = all.iter().filter(like).count() == p.findings.strategies.len()
            && p.findings.strategies.len() > 1;
        if every && all[..at].iter().any(|other| same(other, check)) {
            continue;
        }
        let more = more_digits(p, at, check);
        let cells = vec![
            verdict(p, check),
            value(p, at, check, more),
            limit(p, at, check, more).map_or_else(Cell::missing, Cell::figure),
            Cell::text(measure(p, check)),
            Cell::text(if every { p.word("checks.every") } else { of(p, check) }),
        ];
        table.row(Prose::id(check.id.clone()), cells);
        let voice = p.voice();
        let value = check.value_why.as_ref().map(|_| plain::missing(check, &voice));
        let lost = plain::lost(check, &voice).map(|slots| {
            let one = check.undefined_draws == Some(1);
            p.say(if one { "check.lost_one" } else { "check.lost" }, &slots).plain()
        });
        let limit = check.limit_value_why.as_ref().map(|why| voice.filling(why).plain());
        let why = [value, lost, limit, plain::slack(check, &voice)];
        for why in why.into_iter().flatten() {
            table.note_missing(Prose::given(format!("{}: {why}", check.id)));
        }
    }
    Some(Checks { table })
}

/// Whether two checks are one that holds for several strategies with the same figure.
fn same(a: &CheckFindings, b: &CheckFindings) -> bool {
    a.id == b.id
        && a.verdict == CheckVerdict::Pass
        && b.verdict == a.verdict
        && a.value == b.value
        && a.limit == b.limit
}

/// The comparison with the limit in the unit of the metric.
fn limit(p: &Printer<'_>, at: usize, check: &CheckFindings, more: usize) -> Option<Prose> {
    let sign =
        match check.limit.trim_start().split(|c: char| !"<>=!".contains(c)).next().unwrap_or("") {
            "<=" => "≤",
            ">=" => "≥",
            "==" => "=",
            "!=" => "≠",
            other => other,
        };
    let path = format!("checks.{at}.limit_value");
    let value = check.limit_value?;
    let printed = match check.unit {
        Unit::Share => p.as_text(path, value, p.numbers().stated_share(value)),
        Unit::Periods => p.periods(path, value),
        Unit::Money => p.as_text(path, value, money(p, value, more)),
        _ => p.as_text(path, value, p.numbers().stated(value)),
    };
    let mut prose = Prose::words(format!("{sign} ")).then(printed.into());
    if check.baseline.is_some() {
        let stated = Prose::given(check.limit.clone());
        prose = prose.then(Prose::words(" ")).then(p.say("checks.relative", &[("stated", stated)]));
    }
    Some(prose)
}

/// The number to so many significant digits.
fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.0$e}", digits - 1).parse().unwrap_or(value)
}

/// Digits beyond the usual ones that tell the figure of a check that failed from its limit.
fn more_digits(p: &Printer<'_>, at: usize, check: &CheckFindings) -> usize {
    if check.verdict != CheckVerdict::Fail {
        return 0;
    }
    let Some((found, limit)) = check.value.zip(check.limit_value) else {
        return 0;
    };
    let apart = |more: &usize| {
        let [found, limit] = [found, limit]
            .map(|value| print(p, format!("checks.{at}.value"), value, check.unit, *more).text);
        found != limit
    };
    (0..MOST_DIGITS).find(apart).unwrap_or(0)
}

/// Digits beyond the usual ones, at most: a number has no more.
const MOST_DIGITS: usize = 13;

/// Money in whole units, or with so many decimals, with its currency: figures of several units stand in one column.
fn money(p: &Printer<'_>, value: f64, decimals: usize) -> String {
    let digits = p.numbers().fixed(value.abs(), decimals, Sign::OnlyMinus);
    let seen = digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    let sign = if value < 0.0 && seen { MINUS.to_string() } else { String::new() };
    format!("{sign}{}{SPACE}{digits}", p.findings.scenario.currency)
}

/// Name of the metric and which number of it is compared.
fn measure(p: &Printer<'_>, check: &CheckFindings) -> Prose {
    let name = metrics::name(p.words, &check.metric);
    let key = format!("statistic.{}", check.statistic);
    match (check.statistic, p.words.pieces(&key)) {
        ("expected", _) => name,
        (_, Some(_)) => name.then(Prose::words(", ")).then(p.word(&key)),
        (other, None) => name.then(Prose::words(", ")).then(Prose::given(other)),
    }
}

fn of(p: &Printer<'_>, check: &CheckFindings) -> Prose {
    let strategies = &p.findings.strategies;
    let mut prose = match (&check.strategy, &check.versus) {
        (Some(name), Some(versus)) => {
            let slots = [
                ("name", Prose::given(name_of(strategies, name))),
                ("versus", Prose::given(name_of(strategies, versus))),
            ];
            p.say("checks.versus", &slots)
        }
        (Some(name), None) => Prose::given(name_of(strategies, name)),
        (None, _) => p.word("checks.all"),
    };
    for part in [&check.segment, &check.channel].into_iter().flatten() {
        prose = prose.then(Prose::words(", ")).then(Prose::given(part.clone()));
    }
    prose
}

/// A figure as exact as the limit it is held against, with so many digits more.
fn print(p: &Printer<'_>, path: String, value: f64, unit: Unit, more: usize) -> Printed {
    let numbers = p.numbers();
    match unit {
        Unit::Share => {
            let text = numbers.stated(rounded(value * 100.0, 4 + more));
            p.as_text(path, value, numbers.with_percent(text))
        }
        Unit::Periods if more == 0 => p.periods(path, value),
        Unit::Periods => p.as_text(path, value, numbers.fixed(value, more, Sign::OnlyMinus)),
        Unit::Ratio => p.as_text(path, value, numbers.fixed(value, 2 + more, Sign::OnlyMinus)),
        Unit::Money => p.as_text(path, value, money(p, value, more)),
        Unit::Count if more == 0 => p.as_text(path, value, numbers.stated(value)),
        Unit::Count => p.as_text(path, value, numbers.fixed(value, more, Sign::OnlyMinus)),
    }
}

fn value(p: &Printer<'_>, at: usize, check: &CheckFindings, more: usize) -> Cell {
    let Some(value) = check.value else {
        return Cell::missing();
    };
    let path = format!("checks.{at}");
    let print = |path: String, value: f64| print(p, path, value, check.unit, more);
    let mut prose = Prose::from(print(format!("{path}.value"), value));
    if let Some([low, high]) = check.interval.filter(|[low, high]| low != high) {
        let low = print(format!("{path}.interval.0"), low);
        let high = print(format!("{path}.interval.1"), high);
        let range = p.say("checks.interval", &[("low", low.into()), ("high", high.into())]);
        prose = prose.then(Prose::words(" (")).then(range).then(Prose::words(")"));
    }
    Cell { content: prose, class: "n" }
}

fn verdict(p: &Printer<'_>, check: &CheckFindings) -> Cell {
    let (key, class) = match (check.verdict, check.severity) {
        (CheckVerdict::Pass, _) => ("checks.pass", "t pass"),
        (CheckVerdict::Fail, "error") => ("checks.fail", "t fail"),
        (CheckVerdict::Fail, _) => ("checks.fail", "t warn"),
        (CheckVerdict::Uncertain, _) => ("checks.uncertain", "t uncertain"),
    };
    let severity = p.word(&format!("checks.severity-{}", check.severity));
    let content = p.word(key).then(Prose::words(", ")).then(severity);
    Cell { content, class }
}
