//! How sure are we?

use crate::chart::{self, Interval, Intervals, Look, Rule, Span, Values, Words};
use crate::findings::{Comparison, Draws};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::roles::name_of;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// The gain of every strategy with its range over the draws.
pub fn sure(p: &Printer<'_>) -> Option<Picture> {
    let comparisons = &p.findings.comparisons;
    let (_, first) = p.roles.compared(p.findings)?;
    let draws = first.incremental_npv.draws?;
    if !comparisons.iter().any(|c| Printer::varies(&c.incremental_npv)) {
        return None;
    }
    let mut order: Vec<usize> = (0..comparisons.len()).collect();
    let gain = |at: usize| comparisons[at].incremental_npv.expected;
    order.sort_by(|a, b| gain(*b).total_cmp(&gain(*a)));
    let name = |at: usize| name_of(&p.findings.strategies, &comparisons[at].strategy);
    let rows = order.iter().map(|at| {
        let figure = &comparisons[*at].incremental_npv;
        Interval {
            heading: String::new(),
            label: name(*at).to_owned(),
            note: String::new(),
            value: figure.expected,
            range: figure.draws.and_then(Draws::range),
            printed: p.numbers().short(figure.expected, Sign::Always),
            look: if comparisons[*at].strategy == first.strategy {
                Look::FIRST
            } else {
                Look::REFERENCE
            },
        }
    });
    let lead = [("name", Prose::given(name_of(&p.findings.strategies, &first.strategy)))];
    let ends = draws.range();
    let title = match (ends.is_some_and(|e| e.0 > 0.0), ends.is_some_and(|e| e.1 < 0.0)) {
        (true, _) => p.say("sure.gains", &lead),
        (_, true) => p.say("sure.loses", &lead),
        _ => p.say("sure.open", &lead),
    };
    let money = |value: f64| p.numbers().tick(value);
    let against = ("against", p.name(p.roles.against));
    let svg = chart::intervals(&Intervals {
        words: Words {
            id: "sure".into(),
            title: title.plain(),
            desc: title.plain(),
            not_enough: picture::not_enough(p),
        },
        key: Vec::new(),
        rows: rows.collect(),
        rules: vec![Rule { at: 0.0, label: p.findings.strategies[p.roles.against].name.clone() }],
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
    });
    let count = p.count("scenario.draws", p.findings.scenario.draws as f64);
    Some(Picture {
        id: "sure",
        nav: p.word("sure.nav"),
        title,
        subtitle: p
            .say("sure.subtitle", &[("currency", p.currency()), against, ("draws", count.into())]),
        drawing: picture::drawing(&svg),
        note: p.word("sure.note"),
        tables: vec![table(p, &order)],
    })
}

fn table(p: &Printer<'_>, order: &[usize]) -> Table {
    let mut table =
        Table::new(p.say("sure.caption", &[("currency", p.currency())]), p.word("cash.strategy"));
    for key in [
        "sure.expected",
        "statistic.p10",
        "statistic.p50",
        "statistic.p90",
        "statistic.mean",
        "sure.se",
        "tiles.chance",
        "sure.regret",
    ] {
        table.figures(p.word(key));
    }
    for at in order {
        let comparison = &p.findings.comparisons[*at];
        let path = format!("comparisons.{at}");
        let figure = &comparison.incremental_npv;
        let money = |tail: &str, value: Option<f64>, sign| {
            value.map_or_else(Cell::missing, |value| {
                Cell::figure(p.amount(format!("{path}.{tail}"), value, sign))
            })
        };
        let draws = figure.draws;
        let cells = vec![
            money("incremental_npv.expected", Some(figure.expected), Sign::Always),
            money("incremental_npv.p10", draws.and_then(|d| d.p10.ok()), Sign::Always),
            money("incremental_npv.p50", draws.and_then(|d| d.p50.ok()), Sign::Always),
            money("incremental_npv.p90", draws.and_then(|d| d.p90.ok()), Sign::Always),
            money("incremental_npv.mean", draws.and_then(|d| d.mean.ok()), Sign::Always),
            money("incremental_npv.se", draws.and_then(|d| d.se.ok()), Sign::OnlyMinus),
            comparison.probability_better.map_or_else(Cell::missing, |chance| {
                Cell::figure(p.chance(format!("{path}.probability_better"), chance))
            }),
            money("regret", comparison.regret, Sign::OnlyMinus),
        ];
        table.row(Prose::given(name_of(&p.findings.strategies, &comparison.strategy)), cells);
        if let Some(lost) = lost(p, *at, comparison) {
            table.note_missing(lost);
        }
    }
    table
}

/// How many draws have no gain, and why; none where every draw has one.
pub(super) fn lost(p: &Printer<'_>, at: usize, comparison: &Comparison) -> Option<Prose> {
    let draws = comparison.incremental_npv.draws?;
    let why = draws.undefined_why?;
    let count = p
        .count(format!("comparisons.{at}.incremental_npv.undefined_draws"), draws.undefined as f64);
    let name = name_of(&p.findings.strategies, &comparison.strategy);
    let slots = [
        ("name", Prose::given(name)),
        ("count", count.into()),
        ("why", p.voice().prose(&why.into()).whole()),
    ];
    Some(p.say("sure.lost", &slots))
}
