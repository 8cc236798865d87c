//! When does the decision earn its money back, and what comes after the plan?

use crate::chart::{self, Band, Lines, Look, Ring, Series, Span, Values, Words};
use crate::findings::{self, Comparison};
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Head, Row, Table};
use crate::text::Sign;

use super::picture::{self, Picture};
use super::tiles::{back_later, lost_after};

/// Cumulative discounted extra cash over today of the lead and its rival, followed beyond the plan.
pub fn payback(p: &Printer<'_>) -> Option<Picture> {
    let shown = shown(p);
    let (_, lead) = *shown.first()?;
    let looks = [Look::FIRST, Look::SECOND];
    let mut rings = Vec::new();
    let mut series = Vec::new();
    for ((_, own), look) in shown.iter().zip(looks) {
        let path = path(own);
        let mut line = Series::new(p.name_of(&own.strategy).plain(), path.clone(), look);
        line.note = path.last().map_or_else(String::new, |e| p.numbers().short(*e, Sign::Always));
        line.beyond = (!own.cumulative_difference_after.is_empty())
            .then(|| own.cumulative_difference.len() - 1);
        let wide = |band: &&findings::Band| band.p10 != band.p90;
        if series.is_empty() {
            let band = own.cumulative_band.as_ref().filter(wide);
            line.band = band.map(|b| Band { low: b.p10.clone(), high: b.p90.clone() });
        }
        if let Some(period) = own.back_period {
            let when = Prose::words(picture::month(p, period));
            let tail = p.say("payback.ring", &[("when", when)]).plain();
            let label = p.name_of(&own.strategy).plain();
            rings.push(Ring { series: series.len(), at: period as f64, label, tail });
        }
        series.push(line);
    }
    // A line along nought is no picture.
    if series.iter().all(|line| line.values.iter().all(|value| *value == 0.0)) {
        return None;
    }
    let title = title(p, lead);
    let money = |value: f64| p.numbers().tick(value);
    let against = ("against", p.name(p.roles.against));
    let read = picture::readings(&series);
    let longest = read.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    let banded = series.iter().any(|line| line.band.is_some());
    let band = banded.then(|| p.say("payback.band", &[("name", p.name_of(&lead.strategy))]));
    let ring = (!rings.is_empty()).then(|| p.word("payback.ring_note"));
    // What is not followed period by period is told in words.
    let in_the_end = shown.iter().filter(|(_, own)| !own.cumulative_difference_after.is_empty());
    let in_the_end = in_the_end.map(|(at, own)| {
        let path = format!("comparisons.{at}.incremental_npv");
        let gain = p.metric(&path, &own.incremental_npv, Digits::Three, Sign::Always);
        p.say("payback.in_the_end", &[("name", p.name_of(&own.strategy)), ("gain", gain.into())])
    });
    let note = p.say("payback.note", std::slice::from_ref(&against));
    let note = [Some(note), ring, band].into_iter().flatten().chain(in_the_end);
    let note = Prose::list(note, " ");
    let svg = chart::lines(&Lines {
        words: Words {
            id: "payback".into(),
            title: title.plain(),
            desc: title.clone().then(Prose::words(". ")).then(note.clone()).plain(),
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar_of(p, longest),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        series,
        rings,
        beyond_label: p.words.plain("payback.beyond"),
    });
    let start = p.month(0, 0).map_or_else(Prose::default, Prose::from);
    let furthest = shown.iter().max_by_key(|(_, own)| path(own).len());
    let end = furthest.map_or_else(Prose::default, |(at, own)| {
        p.date(format!("comparisons.{at}.followed_until"), &own.followed_until).into()
    });
    let slots = [("currency", p.currency()), against, ("start", start), ("end", end)];
    Some(Picture {
        subtitle: p.say("payback.subtitle", &slots),
        drawing: picture::probed(
            &svg,
            &read,
            |t| picture::month(p, t),
            |value| p.numbers().short(value, Sign::Always),
        ),
        note,
        tables: vec![table(p)],
        ..Picture::of(p, ["payback", "payback.nav"], title)
    })
}

/// The lead and its rival, each against today; the lead alone where today wins.
fn shown<'p>(p: &Printer<'p>) -> Vec<(usize, &'p Comparison)> {
    let rival = p.roles.rival.map(|at| p.findings.comparisons[at].against.as_str());
    let today = p.findings.against_today().iter().enumerate();
    let rival = rival.and_then(|id| today.clone().find(|(_, own)| own.strategy == id));
    p.roles.compared(p.findings).into_iter().chain(rival).collect()
}

/// The cumulative difference as far as it is followed.
fn path(own: &Comparison) -> Vec<f64> {
    [&own.cumulative_difference[..], &own.cumulative_difference_after[..]].concat()
}

/// When the lead is back.
fn title(p: &Printer<'_>, own: &Comparison) -> Prose {
    let name = ("name", p.name_of(&own.strategy));
    let at = p.roles.comparison.unwrap_or_default();
    let Some(most) = &own.most_out else {
        let key = match own.incremental_npv.expected > 0.0 {
            true => "payback.never_out",
            false => "payback.level",
        };
        return p.say(key, &[name]);
    };
    let low = p.date(format!("comparisons.{at}.most_out.date"), &most.date);
    match (&own.back_date, own.payback_period) {
        (Some(date), within) => {
            let when = p.date(format!("comparisons.{at}.back_date"), date);
            let key = if within.is_some() { "payback.back" } else { "payback.back_after" };
            p.say(key, &[name, ("low", low.into()), ("when", when.into())])
        }
        (None, _) if lost_after(own) => p.say("payback.lost", &[name]),
        (None, _) => {
            let end = p.date(format!("comparisons.{at}.followed_until"), &own.followed_until);
            let key = if back_later(own) { "payback.later" } else { "payback.never" };
            p.say(key, &[name, ("end", end.into())])
        }
    }
}

/// Extra cash at the end of each year of the plan, what comes after it, and when it turns positive for good.
fn table(p: &Printer<'_>) -> Table {
    let ends = picture::year_ends(p);
    let caption = p.say(
        "payback.caption",
        &[("currency", p.currency()), ("against", p.name(p.roles.against))],
    );
    let mut table = Table::new(caption, p.word("cash.strategy"));
    table.figures(p.word("tiles.payback"));
    for end in &ends {
        let label = p.last_month(0, *end).map_or_else(Prose::default, Prose::from);
        table.heads.push(Head { label, class: "n" });
    }
    let followed = p.findings.scenario.terminal_value != "none";
    if followed {
        table.figures(p.word("tiles.after_it"));
    }
    for (at, comparison) in p.findings.against_today().iter().enumerate() {
        let path = format!("comparisons.{at}");
        let when = comparison.back_date.as_ref();
        let when = when.map(|date| p.date(format!("{path}.back_date"), date));
        let missing = || {
            let lost = lost_after(comparison);
            let key = if lost { "tiles.payback_lost" } else { "tiles.payback_never" };
            Cell { content: p.word(key), class: "n" }
        };
        let amount = |path: String, value: Option<f64>| p.cell_or(path, value, Sign::Always);
        let mut cells = vec![when.map_or_else(missing, Cell::figure)];
        for t in &ends {
            let value = comparison.cumulative_difference.get(*t).copied();
            cells.push(amount(format!("{path}.cumulative_difference.{t}"), value));
        }
        if followed {
            let after = Some(comparison.incremental_npv_after);
            cells.push(amount(format!("{path}.incremental_npv_after"), after));
        }
        let head = p.name_of(&comparison.strategy);
        table.rows.push(Row { head, cells, ..Row::default() });
    }
    table
}
