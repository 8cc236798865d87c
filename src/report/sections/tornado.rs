//! What could turn the decision?

use crate::chart::{self, End, Rule, Span, Swing, Tornado, Values, Words};
use crate::fields::Unit;
use crate::findings::AssumptionFindings;
use crate::metric;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Rows of the picture and of its table.
const MOST: usize = 8;

/// The gain with one assumption at a time at the ends of its range.
pub fn tornado(p: &Printer<'_>) -> Option<Picture> {
    let (at, comparison) = p.roles.compared(p.findings)?;
    let all = &p.findings.assumptions;
    let mut order: Vec<usize> = (0..all.len()).filter(|i| width(&all[*i]) > 0.0).collect();
    order.sort_by(|a, b| width(&all[*b]).total_cmp(&width(&all[*a])));
    order.truncate(MOST);
    let title = title(p, &order)?;
    let swings = order.iter().filter_map(|i| {
        let one = &all[*i];
        let ((low, high), results) = (ends(one)?, (one.at_low?, one.at_high?));
        Some(Swing {
            label: p.told(&one.name).plain(),
            low: End { input: text(p, one, low), result: results.0 },
            high: End { input: text(p, one, high), result: results.1 },
        })
    });
    let money = |value: f64| p.numbers().tick(value);
    let svg = chart::tornado(&Tornado {
        words: Words {
            id: "tornado".into(),
            title: title.plain(),
            desc: title.plain(),
            not_enough: picture::not_enough(p),
        },
        base: comparison.incremental_npv.expected,
        swings: swings.collect(),
        ends: (p.words.plain("tornado.low"), p.words.plain("tornado.high")),
        rules: vec![Rule { at: 0.0, label: p.findings.strategies[p.roles.against].name.clone() }],
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        most: MOST,
    });
    let base = p.money(
        format!("comparisons.{at}.incremental_npv.expected"),
        comparison.incremental_npv.expected,
        Sign::Always,
    );
    let slots = [
        ("name", p.name(p.roles.lead(p.findings))),
        ("against", p.name(p.roles.against)),
        ("currency", p.currency()),
        ("gain", base.into()),
    ];
    Some(Picture {
        id: "tornado",
        nav: p.word("tornado.nav"),
        title,
        subtitle: p.say("tornado.subtitle", &slots),
        drawing: picture::drawing(&svg),
        note: judged(p).unwrap_or_default(),
        tables: vec![table(p, &order)],
    })
}

/// Share of the swings that nothing measured backs.
fn judged(p: &Printer<'_>) -> Option<Prose> {
    let share = p.findings.sensitivity.as_ref()?.judgement_swing_share?;
    let path = "sensitivity.judgement_swing_share";
    let share = p.print(path, share, metric::Unit::Share, Digits::Exact(0), Sign::OnlyMinus);
    Some(p.say("tornado.judged", &[("share", share.into())]))
}

fn width(one: &AssumptionFindings) -> f64 {
    one.swing.map_or(0.0, f64::abs)
}

/// The two values that were tried.
fn ends(one: &AssumptionFindings) -> Option<(f64, f64)> {
    one.tried.map(|[low, high]| (low, high)).or(one.low.zip(one.high))
}

fn text(p: &Printer<'_>, one: &AssumptionFindings, value: f64) -> String {
    if Unit::in_percent(&one.unit) {
        p.numbers().stated_share(value)
    } else {
        p.numbers().tick(value)
    }
}

/// How many assumptions turn the answer alone.
fn title(p: &Printer<'_>, order: &[usize]) -> Option<Prose> {
    let first = &p.findings.assumptions[*order.first()?];
    let turns = |i: &&usize| {
        let one = &p.findings.assumptions[**i];
        one.at_low.zip(one.at_high).is_some_and(|(low, high)| (low < 0.0) != (high < 0.0))
    };
    let turning: Vec<&usize> = order.iter().filter(turns).collect();
    Some(match turning[..] {
        [] => p.say("tornado.none", &[("assumption", p.told(&first.name))]),
        [one] => {
            let name = p.told(&p.findings.assumptions[*one].name);
            p.say("tornado.one", &[("assumption", name)])
        }
        _ => p.word("tornado.several"),
    })
}

fn table(p: &Printer<'_>, order: &[usize]) -> Table {
    let mut table = Table::new(
        p.say("tornado.caption", &[("currency", p.currency())]),
        p.word("assumptions.path"),
    );
    for key in ["low", "high", "at_low", "at_high"] {
        table.figures(p.word(&format!("tornado.{key}")));
    }
    let correlated = |i: &usize| p.findings.assumptions[*i].rank_correlation.is_some();
    let correlated = order.iter().any(correlated);
    if correlated {
        table.figures(p.word("tornado.correlation"));
    }
    for i in order {
        let one = &p.findings.assumptions[*i];
        let path = format!("assumptions.{i}");
        let fields = if one.tried.is_some() { ["tried.0", "tried.1"] } else { ["low", "high"] };
        let Some((low, high)) = ends(one) else {
            continue;
        };
        let stated = |field: &str, value: f64| {
            Cell::figure(p.as_text(format!("{path}.{field}"), value, text(p, one, value)))
        };
        let gain = |field: &str, value: Option<f64>| {
            value.map_or_else(Cell::missing, |value| {
                Cell::figure(p.amount(format!("{path}.{field}"), value, Sign::Always))
            })
        };
        let mut cells = vec![
            stated(fields[0], low),
            stated(fields[1], high),
            gain("at_low", one.at_low),
            gain("at_high", one.at_high),
        ];
        if correlated {
            cells.push(correlation(p, &path, one));
        }
        table.rows.push(Row { head: p.told(&one.name), cells, ..Row::default() });
    }
    table
}

fn correlation(p: &Printer<'_>, path: &str, one: &AssumptionFindings) -> Cell {
    let ratio = |field: &str, value: f64, sign| {
        let path = format!("{path}.{field}");
        Prose::from(p.print(path, value, metric::Unit::Ratio, Digits::Exact(2), sign))
    };
    let Some(r) = one.rank_correlation else {
        return Cell::missing();
    };
    let error = one
        .rank_correlation_se
        .map(|se| Prose::words(" ± ").then(ratio("rank_correlation_se", se, Sign::OnlyMinus)));
    Cell::figure(ratio("rank_correlation", r, Sign::Always).then(error.unwrap_or_default()))
}
