//! What would a channel bring at another spend?

use crate::chart::{
    self, Dash, Ink, Look, Mark, OnLine, Panel, Panels, Periods, Series, Span, Values,
};
use crate::findings::ResponseFindings;
use crate::report::printer::Printer;
use crate::report::prose::{Markup, Prose};
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Curves of one picture.
const SHOWN: usize = 6;

/// The response curves of the lead, each with today's place and the one where its last customer costs what he is worth.
pub fn responses(p: &Printer<'_>) -> Option<Picture> {
    let all: Vec<&ResponseFindings> = p.findings.responses.iter().take(SHOWN).collect();
    let steps = all.first()?.spends.len() - 1;
    let title = title(p)?;
    let count = |value: f64| p.numbers().tick(value);
    let money = |value: f64| p.money(String::new(), value, Sign::OnlyMinus).text;
    let panel = |own: &&ResponseFindings| {
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
        let worthwhile = own.worthwhile.filter(|spend| *spend <= furthest);
        let worthwhile =
            worthwhile.map(|spend| spot(spend, "responses.worthwhile", Mark::Ring, Ink::Two));
        let today = spot(own.spend, "responses.today", Mark::Circle, Ink::Reference);
        Panel {
            title: own.name.clone(),
            note: money(own.spend),
            series: vec![Series::new(
                "",
                own.brings.clone(),
                Look { mark: Mark::None, ..Look::FIRST },
            )],
            spots: std::iter::once(today).chain(worthwhile).collect(),
            known: (own.min.is_some() || own.max.is_some())
                .then(|| (place(own.min.unwrap_or(0.0)), place(own.max.unwrap_or(furthest)))),
        }
    };
    let quarter = steps as f64 / 4.0;
    let ticks = (0..5).map(|n| {
        let share = p.numbers().percent(0.5 * f64::from(n), 0, Sign::OnlyMinus);
        (quarter * f64::from(n), share)
    });
    let svg = chart::panels(&Panels {
        words: picture::words(p, "responses", &title),
        periods: Periods {
            first: 0.0,
            ticks: ticks.collect(),
            unit: p.words.plain("responses.axis"),
        },
        values: Values { format: &count, span: Span::FromZero, finest: 0.0 },
        panels: all.iter().map(panel).collect(),
    });
    let read = all.iter().flat_map(|own| {
        let at = |k: usize| {
            let brings = p.numbers().short(own.brings[k], Sign::OnlyMinus);
            vec![format!("{}, {}", own.name, money(own.spends[k])), brings]
        };
        (0..=steps).map(at).collect::<Vec<_>>()
    });
    let head = vec![String::new(), p.words.plain("responses.customers")];
    let limits = all.iter().any(|own| own.min.is_some() || own.max.is_some());
    let ringed =
        |own: &&ResponseFindings| own.worthwhile.is_some_and(|spend| spend <= own.spends[steps]);
    let notes = [(all.iter().any(ringed), "responses.ring"), (limits, "responses.shaded")];
    let notes = notes.into_iter().filter(|(told, _)| *told).map(|(_, key)| p.word(key));
    let slots = [("name", p.name(p.roles.lead(p.findings))), ("period", p.period())];
    let note = p.say("responses.note", &slots[1..]);
    Some(Picture {
        subtitle: p.say("responses.subtitle", &slots),
        drawing: svg.drawn.then(|| Markup::new(svg.markup_with(std::iter::once(head).chain(read)))),
        note: Prose::list(std::iter::once(note).chain(notes), " "),
        tables: vec![table(p)],
        ..Picture::of(p, ["responses", "responses.nav"], title)
    })
}

/// What half as much again brings more, where most and where least.
fn title(p: &Printer<'_>) -> Option<Prose> {
    let more = |at: usize| {
        let path = format!("responses.{at}.half_as_much_again");
        let share = p.findings.responses[at].half_as_much_again;
        Prose::from(p.as_text(path, share, p.numbers().percent(share, 0, Sign::OnlyMinus)))
    };
    let mut order: Vec<usize> = (0..p.findings.responses.len().min(SHOWN)).collect();
    let share = |at: &usize| p.findings.responses[*at].half_as_much_again;
    order.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let name = |at: usize| Prose::given(p.findings.responses[at].name.clone());
    let (most, least) = (*order.first()?, *order.last()?);
    let slots = [("name", name(most)), ("more", more(most))];
    if more(most).plain() == more(least).plain() {
        return Some(p.say("responses.title", &slots));
    }
    let [most, more_of_it] = slots;
    let other = ("other", name(least));
    Some(p.say("responses.title_both", &[most, more_of_it, other, ("less", more(least))]))
}

fn table(p: &Printer<'_>) -> Table {
    let slots = [("currency", p.currency()), ("period", p.period())];
    let mut table = Table::new(p.say("responses.caption", &slots), p.word("worth.channel"));
    for key in ["today", "customers", "more_head", "worthwhile"] {
        table.figures(p.word(&format!("responses.{key}")));
    }
    for (at, own) in p.findings.responses.iter().enumerate() {
        let path = format!("responses.{at}");
        let amount =
            |field: &str, value: f64| p.cell(format!("{path}.{field}"), value, Sign::OnlyMinus);
        let share = p.numbers().percent(own.half_as_much_again, 1, Sign::Always);
        let more = p.as_text(format!("{path}.half_as_much_again"), own.half_as_much_again, share);
        let customers = p.count(format!("{path}.customers"), own.customers);
        let worthwhile =
            own.worthwhile.map_or_else(Cell::missing, |spend| amount("worthwhile", spend));
        let cells = vec![
            amount("spend", own.spend),
            Cell::figure(customers),
            Cell::figure(more),
            worthwhile,
        ];
        table.row(Prose::given(own.name.clone()), cells);
    }
    table
}
