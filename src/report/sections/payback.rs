//! When does each strategy earn its money back?

use crate::chart::{self, Lines, Look, Ring, Series, Span, Values, Words};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::roles::name_of;
use crate::report::table::{Cell, Head, Row, Table};
use crate::text::Sign;

use super::picture::{self, Picture};
use super::tiles::lost_after;

/// Cumulative discounted extra cash over what the strategies are compared with, and paybacks.
pub fn payback(p: &Printer<'_>) -> Option<Picture> {
    let comparisons = &p.findings.comparisons;
    let strategies = &p.findings.strategies;
    let place = |id: &str| strategies.iter().position(|s| s.id == id);
    let mut shown: Vec<(usize, Look)> = Vec::new();
    let mut series = Vec::new();
    let mut rings = Vec::new();
    for (i, look) in picture::looks(p) {
        let Some(at) = comparisons.iter().position(|c| place(&c.strategy) == Some(i)) else {
            continue;
        };
        let comparison = &comparisons[at];
        let mut line =
            Series::new(&strategies[i].name, comparison.cumulative_difference.clone(), look);
        line.note = comparison
            .cumulative_difference
            .last()
            .map_or_else(String::new, |end| p.numbers().short(*end, Sign::Always));
        if let Some((period, when)) =
            comparison.payback_period.and_then(|t| Some((t, p.last_month(i, t)?)))
        {
            let slots = [("name", p.name(i)), ("when", Prose::words(when.text))];
            let label = p.say("payback.ring", &slots).plain();
            rings.push(Ring { series: shown.len(), at: period as f64, label });
        }
        shown.push((at, look));
        series.push(line);
    }
    if series.is_empty() {
        return None;
    }
    let key = if rings.is_empty() { "payback.note" } else { "payback.note_rings" };
    let title = title(p);
    let money = |value: f64| p.numbers().tick(value);
    let against = ("against", p.name(p.roles.against));
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: Words {
            id: "payback".into(),
            title: title.plain(),
            desc: p.say(key, std::slice::from_ref(&against)).plain(),
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar(p),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        series,
        rings,
        beyond_label: String::new(),
    });
    let [start, end] = picture::span(p);
    let currency = ("currency", p.currency());
    Some(Picture {
        id: "payback",
        nav: p.word("payback.nav"),
        title,
        subtitle: p.say("payback.subtitle", &[currency, against.clone(), start, end]),
        drawing: picture::probed(
            &svg,
            &read,
            |t| picture::month(p, t),
            |value| p.numbers().short(value, Sign::Always),
        ),
        note: p.say(key, &[against]).then(picture::left_out(p)),
        tables: vec![table(p)],
    })
}

/// Who pays back first, if anyone does.
fn title(p: &Printer<'_>) -> Prose {
    let comparisons = &p.findings.comparisons;
    let lead = p.roles.compared(p.findings).map(|(at, _)| at);
    let paid =
        comparisons.iter().enumerate().filter_map(|(at, c)| Some((at, c, c.payback_period?)));
    // Of several in the same period the leading strategy is named.
    let first = paid.clone().min_by_key(|(at, _, period)| (*period, Some(*at) != lead));
    let Some((_, first, period)) = first else {
        let key = match &comparisons[..] {
            [only] if lost_after(only) => "payback.lost",
            [_] => "payback.never_one",
            _ => "payback.never",
        };
        let name = comparisons.first().map_or("", |c| name_of(&p.findings.strategies, &c.strategy));
        return p.say(key, &[("name", Prose::given(name))]);
    };
    let place = p.findings.strategies.iter().position(|s| s.id == first.strategy).unwrap_or(0);
    let when = p.last_month(place, period).map_or_else(Prose::default, Prose::from);
    let alone = paid.clone().count() == 1;
    let tied = paid.filter(|(_, _, other)| *other == period).count();
    let key = match (comparisons.len(), tied) {
        (1, _) => "payback.one",
        _ if alone => "payback.alone",
        (_, 1) => "payback.first",
        (all, tied) if tied == all => "payback.all",
        _ => "payback.one",
    };
    p.say(key, &[("name", p.name(place)), ("when", when)])
}

/// Extra cash at the end of each year, and when it turns positive for good.
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
    for (at, comparison) in p.findings.comparisons.iter().enumerate() {
        let strategy =
            p.findings.strategies.iter().position(|s| s.id == comparison.strategy).unwrap_or(0);
        let when = comparison.payback_period.and_then(|period| p.last_month(strategy, period));
        let mut cells = vec![when.map_or_else(
            || {
                let lost = lost_after(comparison);
                let key = if lost { "tiles.payback_lost" } else { "tiles.payback_never" };
                Cell { content: p.word(key), class: "n" }
            },
            Cell::figure,
        )];
        for t in &ends {
            cells.push(comparison.cumulative_difference.get(*t).map_or_else(
                Cell::missing,
                |value| {
                    Cell::figure(p.amount(
                        format!("comparisons.{at}.cumulative_difference.{t}"),
                        *value,
                        Sign::Always,
                    ))
                },
            ));
        }
        table.rows.push(Row { head: p.name(strategy), cells, ..Row::default() });
    }
    table
}
