//! How sure are we, over time and over all draws?

use crate::chart::{self, Fan, Lines, Periods, Quantile, Series, Span, Values, Words};
use crate::findings::Comparison;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::roles::name_of;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Draws differ, so that there is something to show.
fn drawn(comparison: &Comparison) -> bool {
    Printer::varies(&comparison.incremental_npv) && comparison.quantiles.is_some()
}

/// The gain of every strategy, its draws sorted from the worst to the best.
pub fn distribution(p: &Printer<'_>) -> Option<Picture> {
    let (at, first) = p.roles.compared(p.findings)?;
    if !drawn(first) {
        return None;
    }
    let chance =
        p.chance(format!("comparisons.{at}.probability_better"), first.probability_better?);
    let lead = p.name(p.roles.lead(p.findings));
    let title = p.say("distribution.title", &[("name", lead.clone()), ("chance", chance.into())]);
    let comparisons = &p.findings.comparisons;
    let place = |id: &str| comparisons.iter().position(|c| c.strategy == id);
    let mut shown = Vec::new();
    let mut series = Vec::new();
    for (i, look) in picture::looks(p) {
        let Some(at) = place(&p.findings.strategies[i].id).filter(|at| drawn(&comparisons[*at]))
        else {
            continue;
        };
        // The worst and the best draw alone would set the scale.
        let values = comparisons[at].quantiles.as_deref().unwrap_or_default();
        let values = values.get(1..values.len().saturating_sub(1)).unwrap_or_default().to_vec();
        series.push(Series::new(&p.findings.strategies[i].name, values, look));
        shown.push(at);
    }
    let steps = first.quantiles.as_ref().map_or(1, |all| all.len().max(2) - 1);
    let share = |step: usize| p.numbers().stated_share(step as f64 / steps as f64);
    let ticks = (1..=3).map(|quarter| quarter * steps / 4);
    let money = |value: f64| p.numbers().tick(value);
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: Words {
            id: "distribution".into(),
            title: title.plain(),
            desc: title.plain(),
            not_enough: picture::not_enough(p),
        },
        periods: Periods {
            first: 1.0,
            ticks: ticks.map(|step| (step as f64, share(step))).collect(),
            unit: p.words.plain("distribution.axis"),
        },
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        series,
        rings: Vec::new(),
        beyond_label: String::new(),
    });
    let slots = [("against", p.name(p.roles.against)), ("currency", p.currency())];
    Some(Picture {
        id: "distribution",
        nav: p.word("distribution.nav"),
        title,
        subtitle: p.say("distribution.subtitle", &slots),
        drawing: picture::probed(
            &svg,
            &read,
            |step| share(step + 1),
            |value| p.numbers().short(value, Sign::Always),
        ),
        note: p.word("distribution.note"),
        tables: vec![quantiles(p, &shown, steps)],
    })
}

fn quantiles(p: &Printer<'_>, shown: &[usize], steps: usize) -> Table {
    let mut table = Table::new(
        p.say("distribution.caption", &[("currency", p.currency())]),
        p.word("cash.strategy"),
    );
    let percent = [5, 10, 25, 50, 75, 90, 95];
    let columns = percent.map(|share| share * steps / 100);
    for share in percent {
        table.figures(p.word(&format!("distribution.p{share}")));
    }
    for at in shown {
        let comparison = &p.findings.comparisons[*at];
        let values = comparison.quantiles.as_deref().unwrap_or_default();
        let cells = columns.iter().map(|step| {
            let path = format!("comparisons.{at}.quantiles.{step}");
            values.get(*step).map_or_else(Cell::missing, |value| {
                Cell::figure(p.amount(path, *value, Sign::Always))
            })
        });
        let name = Prose::given(name_of(&p.findings.strategies, &comparison.strategy));
        table.row(name, cells.collect());
    }
    table
}

/// The lead's cumulative gain with P10 and P90 of the draws.
pub fn fan(p: &Printer<'_>) -> Option<Picture> {
    let (at, comparison) = p.roles.compared(p.findings)?;
    let band = comparison.cumulative_band.as_ref().filter(|_| drawn(comparison))?;
    let last = p.findings.scenario.periods.checked_sub(1)?;
    let ends = (*band.p10.get(last)?, *band.p90.get(last)?);
    let lead = p.name(p.roles.lead(p.findings));
    let key = match ends {
        (low, _) if low > 0.0 => "fan.gains",
        (_, high) if high < 0.0 => "fan.loses",
        _ => "fan.open",
    };
    let title = p.say(key, &[("name", lead.clone())]);
    let money = |value: f64| p.numbers().tick(value);
    let quantile = |key: &str, values: &[f64]| Quantile {
        name: p.words.plain(&format!("statistic.{key}")),
        values: values.to_vec(),
    };
    let svg = chart::fan(&Fan {
        words: Words {
            id: "fan".into(),
            title: title.plain(),
            desc: title.plain(),
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar(p),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        middle: quantile("p50", &band.p50),
        pairs: vec![(quantile("p10", &band.p10), quantile("p90", &band.p90))],
    });
    let [start, until] = picture::span(p);
    let slots = [
        ("name", lead),
        ("against", p.name(p.roles.against)),
        ("currency", p.currency()),
        start,
        until,
    ];
    let mut table = Table::new(p.say("fan.caption", &slots), p.word("fan.quantile"));
    let year_ends = picture::year_ends(p);
    for end in &year_ends {
        table.figures(p.last_month(0, *end).map_or_else(Prose::default, Prose::from));
    }
    for (key, values) in [("p10", &band.p10), ("p50", &band.p50), ("p90", &band.p90)] {
        let cells = year_ends.iter().map(|end| {
            let path = format!("comparisons.{at}.cumulative_band.{key}.{end}");
            values.get(*end).map_or_else(Cell::missing, |value| {
                Cell::figure(p.amount(path, *value, Sign::Always))
            })
        });
        table.row(p.word(&format!("statistic.{key}")), cells.collect());
    }
    Some(Picture {
        id: "fan",
        nav: p.word("fan.nav"),
        title,
        subtitle: p.say("fan.subtitle", &slots),
        drawing: picture::drawing(&svg),
        note: Prose::default(),
        tables: vec![table],
    })
}
