//! How sure are we?

use crate::chart::{self, Lines, Look, Periods, Series, Span, Values};
use crate::findings::Comparison;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Draws differ, so that there is something to show.
fn drawn(comparison: &Comparison) -> bool {
    Printer::varies(&comparison.incremental_npv) && comparison.quantiles.is_some()
}

/// The gain over each opponent, its draws sorted from the worst to the best.
pub fn distribution(p: &Printer<'_>) -> Option<Picture> {
    let opponents = [p.roles.rival, p.roles.comparison].into_iter().flatten();
    let told = opponents.map(|at| (at, &p.findings.comparisons[at])).filter(|(_, own)| drawn(own));
    let told: Vec<(usize, &Comparison)> = told.collect();
    let (at, first) = *told.first()?;
    let path = format!("comparisons.{at}.probability_better");
    let chance = p.of_the_runs(&path, first.probability_better?);
    let names = [("name", p.name_of(&first.strategy)), ("against", p.name_of(&first.against))];
    let title =
        p.say("distribution.title", &[names[0].clone(), names[1].clone(), ("chance", chance)]);
    let series = told.iter().enumerate().map(|(place, (_, own))| {
        // The worst and the best draw alone would set the scale.
        let values = own.quantiles.as_deref().unwrap_or_default();
        let values = values.get(1..values.len().saturating_sub(1)).unwrap_or_default().to_vec();
        let over = p.say("distribution.over", &[("against", p.name_of(&own.against))]);
        Series::new(over.plain(), values, Look::nth(place))
    });
    let series: Vec<Series> = series.collect();
    let steps = first.quantiles.as_ref().map_or(1, |all| all.len().max(2) - 1);
    let share = |step: usize| p.numbers().stated_share(step as f64 / steps as f64);
    let ticks = (1..=3).map(|quarter| quarter * steps / 4);
    let money = |value: f64| p.numbers().tick(value);
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: picture::words(p, "distribution", &title),
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
    let lost = Prose::list(told.iter().filter_map(|(at, own)| lost(p, *at, own)), "; ");
    let note = p.word("distribution.note");
    Some(Picture {
        subtitle: p.say("distribution.subtitle", &[names[0].clone(), ("currency", p.currency())]),
        drawing: picture::probed(
            &svg,
            &read,
            |step| share(step + 1),
            |value| p.numbers().short(value, Sign::Always),
        ),
        note: Prose::list([note, lost], " "),
        tables: vec![quantiles(p, steps)],
        ..Picture::of(p, ["distribution", "distribution.nav"], title)
    })
}

/// Every comparison with what its draws come to.
fn quantiles(p: &Printer<'_>, steps: usize) -> Table {
    let caption = p.say("distribution.caption", &[("currency", p.currency())]);
    let mut table = Table::new(caption, p.word("distribution.pair"));
    // Those that the file asks for stand among them.
    let asked = p.percentiles();
    let mut percent = vec![5, 10, 25, 50, 75, 90, 95];
    percent.extend(asked.iter().filter(|one| ![5, 25, 75, 95].contains(*one)));
    percent.sort_unstable();
    table.figures(p.word("tiles.chance"));
    table.figures(p.word("statistic.mean"));
    for share in &percent {
        table.figures(p.percentile(*share));
    }
    table.figures(p.word("distribution.regret"));
    let all = p.findings.comparisons.iter().enumerate().filter(|(_, own)| drawn(own));
    for (at, own) in all {
        let path = format!("comparisons.{at}");
        let values = own.quantiles.as_deref().unwrap_or_default();
        let money = |tail: String, value: Option<f64>, sign| {
            let path = format!("{path}.{tail}");
            p.cell_or(path, value, sign)
        };
        let chance = own.probability_better.map_or_else(Cell::missing, |share| Cell {
            content: p.runs(&format!("{path}.probability_better"), share),
            class: "n",
        });
        let mean = own.incremental_npv.draws.as_ref().and_then(|draws| draws.mean.ok());
        let mut cells = vec![chance, money("incremental_npv.mean".to_owned(), mean, Sign::Always)];
        let draws = own.incremental_npv.draws.as_ref();
        let more = draws.map_or(&[][..], |draws| &draws.more);
        cells.extend(percent.iter().map(|share| match more.iter().find(|(one, _)| one == share) {
            Some((_, value)) => {
                money(format!("incremental_npv.p{share}"), value.ok(), Sign::Always)
            }
            None => {
                let step = *share as usize * steps / 100;
                money(format!("quantiles.{step}"), values.get(step).copied(), Sign::Always)
            }
        }));
        cells.push(money("regret".to_owned(), own.regret, Sign::OnlyMinus));
        let pair = [("name", p.name_of(&own.strategy)), ("against", p.name_of(&own.against))];
        table.row(p.say("distribution.row", &pair), cells);
    }
    table
}

/// How many draws have no gain, and why; none where every draw has one.
pub(super) fn lost(p: &Printer<'_>, at: usize, comparison: &Comparison) -> Option<Prose> {
    let draws = comparison.incremental_npv.draws.as_ref()?;
    let why = draws.undefined_why?;
    let count = p
        .count(format!("comparisons.{at}.incremental_npv.undefined_draws"), draws.undefined as f64);
    let slots = [
        ("name", p.name_of(&comparison.strategy)),
        ("count", count.into()),
        ("why", p.voice().prose(&why.into()).whole()),
    ];
    Some(p.say("distribution.lost", &slots))
}
