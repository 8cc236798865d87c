//! What would a lever bring at another spend?

use crate::chart::{
    self, Dash, Ink, Look, Mark, OnLine, Panel, Panels, Periods, Series, Span, Values,
};
use crate::findings::{ResponseFindings, Side};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::{Markup, Prose};
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Curves of one picture.
const SHOWN: usize = 6;

/// A response curve with its place in the findings.
type Own<'p> = (usize, &'p ResponseFindings);

/// The response curves of a side of the lead, each with the place planned and the one where its last customer costs
/// what he is worth.
pub fn responses(p: &Printer<'_>, side: Side) -> Option<Picture> {
    let all = p.findings.responses.iter().enumerate().filter(|(_, own)| own.side == side);
    let all: Vec<Own<'_>> = all.take(SHOWN).collect();
    let steps = all.first()?.1.spends.len() - 1;
    let (id, nav, title) = match side {
        Side::Acquisition => ("responses", p.word("responses.nav"), title(p, &all)),
        // One word of the list of contents leads to both.
        Side::Retention => ("kept", Prose::default(), title_of_kept(p, all[0])),
    };
    let percent = |value: f64| p.numbers().percent(value, 0, Sign::OnlyMinus);
    let count = |value: f64| match side {
        Side::Acquisition => p.numbers().tick(value),
        Side::Retention => percent(value),
    };
    let money = |value: f64| p.money(String::new(), value, Sign::OnlyMinus).text;
    let inside = |own: &ResponseFindings, spend: &f64| *spend <= own.spends[steps];
    let panel = |(_, own): &Own<'_>| {
        let furthest = own.spends[steps];
        let place = |spend: f64| spend / furthest * steps as f64;
        // Between two steps as on the line between them.
        let along = |at: f64| {
            let k = (at as usize).min(steps - 1);
            own.brings[k] + (own.brings[k + 1] - own.brings[k]) * (at - k as f64)
        };
        let spot = |spend: f64, key: &str, mark: Mark, ink: Ink| OnLine {
            at: place(spend),
            value: along(place(spend)),
            name: p.words.plain(key),
            look: Look { ink, dash: Dash::Solid, mark },
        };
        let worthwhile = own.worthwhile.filter(|spend| inside(own, spend));
        let worthwhile =
            worthwhile.map(|spend| spot(spend, "responses.worthwhile", Mark::Ring, Ink::Two));
        let planned = spot(own.spend, "responses.planned", Mark::Circle, Ink::Reference);
        Panel {
            title: p.told(&own.name).plain(),
            note: money(own.spend),
            series: vec![Series::new(
                "",
                own.brings.clone(),
                Look { mark: Mark::None, ..Look::FIRST },
            )],
            spots: std::iter::once(planned).chain(worthwhile).collect(),
            known: (own.min.is_some() || own.max.is_some())
                .then(|| (place(own.min.unwrap_or(0.0)), place(own.max.unwrap_or(furthest)))),
        }
    };
    let quarter = steps as f64 / 4.0;
    let ticks = (0..5).map(|n| (quarter * f64::from(n), percent(0.5 * f64::from(n))));
    let svg = chart::panels(&Panels {
        words: picture::words(p, id, &title),
        periods: Periods {
            first: 0.0,
            ticks: ticks.collect(),
            unit: p.words.plain("responses.axis"),
        },
        values: Values { format: &count, span: Span::FromZero, finest: 0.0 },
        panels: all.iter().map(panel).collect(),
    });
    let read = all.iter().flat_map(|(_, own)| {
        let at = |k: usize| {
            let brings = match side {
                Side::Acquisition => p.numbers().short(own.brings[k], Sign::OnlyMinus),
                Side::Retention => p.numbers().percent(own.brings[k], 1, Sign::OnlyMinus),
            };
            vec![format!("{}, {}", p.told(&own.name).plain(), money(own.spends[k])), brings]
        };
        (0..=steps).map(at).collect::<Vec<_>>()
    });
    let key = |of_channels: &'static str, of_kept: &'static str| match side {
        Side::Acquisition => of_channels,
        Side::Retention => of_kept,
    };
    let head = vec![String::new(), p.words.plain(key("responses.customers", "responses.kept"))];
    let shaded = |own: &ResponseFindings| {
        own.min.is_some_and(|min| min > 0.0) || own.max.is_some_and(|max| inside(own, &max))
    };
    let ringed = |own: &ResponseFindings| own.worthwhile.is_some_and(|spend| inside(own, &spend));
    let any = |has: &dyn Fn(&ResponseFindings) -> bool| all.iter().any(|(_, own)| has(own));
    let notes = [(any(&ringed), "responses.ring"), (any(&shaded), "responses.shaded")];
    let notes = notes.into_iter().filter(|(told, _)| *told).map(|(_, key)| p.word(key));
    let slots = [("name", p.name(p.roles.lead(p.findings))), ("period", p.period())];
    let note = p.say(key("responses.note", "responses.note_of_kept"), &slots[1..]);
    Some(Picture {
        nav,
        subtitle: p.say(key("responses.subtitle", "responses.subtitle_of_kept"), &slots),
        drawing: svg.drawn.then(|| Markup::new(svg.markup_with(std::iter::once(head).chain(read)))),
        note: Prose::list(std::iter::once(note).chain(notes), " "),
        tables: vec![table(p, side)],
        ..Picture::of(p, [id, "responses.nav"], title)
    })
}

/// What half as much again brings more, where most and where least.
fn title(p: &Printer<'_>, all: &[Own<'_>]) -> Prose {
    let more = |(at, own): Own<'_>| {
        let path = format!("responses.{at}.half_as_much_again");
        let share = own.half_as_much_again;
        Prose::from(p.as_text(path, share, p.numbers().percent(share, 0, Sign::OnlyMinus)))
    };
    let by_share =
        |a: &&Own<'_>, b: &&Own<'_>| a.1.half_as_much_again.total_cmp(&b.1.half_as_much_again);
    // Of equals the first is most and the last is least.
    let most = *all.iter().rev().max_by(by_share).unwrap_or(&all[0]);
    let least = *all.iter().rev().min_by(by_share).unwrap_or(&all[0]);
    let slots = [("name", p.told(&most.1.name)), ("more", more(most))];
    if more(most).plain() == more(least).plain() {
        return p.say("responses.title", &slots);
    }
    let [most, more_of_it] = slots;
    let other = ("other", p.told(&least.1.name));
    p.say("responses.title_both", &[most, more_of_it, other, ("less", more(least))])
}

/// What half as much again keeps.
fn title_of_kept(p: &Printer<'_>, (at, own): Own<'_>) -> Prose {
    let more = own.brings.len() * 3 / 4;
    let share = |field: String, value: f64| {
        let text = p.numbers().percent(value, 0, Sign::OnlyMinus);
        Prose::from(p.as_text(format!("responses.{at}.{field}"), value, text))
    };
    let slots = [
        ("more", share(format!("brings.{more}"), own.brings[more])),
        ("kept", share("kept".into(), own.kept.unwrap_or_default())),
        ("period", p.period()),
    ];
    p.say("responses.title_of_kept", &slots)
}

fn table(p: &Printer<'_>, side: Side) -> Table {
    let slots = [("currency", p.currency()), ("period", p.period())];
    let (caption, brings) = match side {
        Side::Acquisition => ("responses.caption", "responses.customers"),
        Side::Retention => ("responses.caption_of_kept", "responses.kept"),
    };
    let mut table = Table::new(p.say(caption, &slots), p.word("responses.lever"));
    for key in ["responses.planned", brings, "responses.more_head", "responses.worthwhile"] {
        table.figures(p.word(key));
    }
    let all = p.findings.responses.iter().enumerate().filter(|(_, own)| own.side == side);
    for (at, own) in all {
        let path = format!("responses.{at}");
        let amount =
            |field: &str, value: f64| p.cell(format!("{path}.{field}"), value, Sign::OnlyMinus);
        let share = p.numbers().percent(own.half_as_much_again, 1, Sign::Always);
        let more = p.as_text(format!("{path}.half_as_much_again"), own.half_as_much_again, share);
        let (field, value, unit, digits) = match own.kept {
            Some(kept) => ("kept", kept, Unit::Share, Digits::Exact(1)),
            None => ("customers", own.customers.unwrap_or_default(), Unit::Count, Digits::Exact(0)),
        };
        let brings = p.print(format!("{path}.{field}"), value, unit, digits, Sign::OnlyMinus);
        let worthwhile =
            own.worthwhile.map_or_else(Cell::default, |spend| amount("worthwhile", spend));
        let cells =
            vec![amount("spend", own.spend), Cell::figure(brings), Cell::figure(more), worthwhile];
        table.row(p.told(&own.name), cells);
    }
    table.without_empty_columns()
}
