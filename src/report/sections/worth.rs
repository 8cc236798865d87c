//! Who is worth the cost of finding them?

use crate::chart::{self, Interval, Intervals, Look, Named, Rule, Span, Values};
use crate::findings::{Draws, PartFindings, StrategyFindings};
use crate::report::metrics;
use crate::report::printer::Printer;
use crate::report::prose::{Markup, Prose};
use crate::report::table::Table;
use crate::text::Sign;

use super::picture::{self, Picture};
use super::tiles::pays_with_what_follows;

/// LTV:CAC of the channels, and the value of the segments, under the lead.
pub fn worth(p: &Printer<'_>) -> Option<Picture> {
    let lead = p.roles.lead(p.findings);
    let strategy = p.findings.strategies.get(lead)?;
    let name = [("name", p.name(lead))];
    let path = format!("strategies.{lead}");
    let channels = parts(
        p,
        &format!("{path}.channels"),
        &strategy.channels,
        &metrics::CHANNEL,
        p.say("worth.caption", &name),
        p.word("worth.channel"),
    );
    let segments = parts(
        p,
        &format!("{path}.segments"),
        &strategy.segments,
        &metrics::SEGMENT,
        p.say("worth.segments", &name),
        p.word("worth.segment"),
    );
    let tables: Vec<Table> = channels.into_iter().chain(segments).collect();
    if tables.is_empty() {
        return None;
    }
    let title = title(p, &strategy.channels);
    let drawing = drawn(p, strategy, &title);
    let drawn = drawing.is_some();
    Some(Picture {
        id: "worth",
        nav: p.word("worth.nav"),
        subtitle: p.say(if drawn { "worth.subtitle" } else { "worth.subtitle_segments" }, &name),
        drawing,
        note: note(p, drawn),
        title,
        tables,
        ..Picture::default()
    })
}

/// What the lines are.
fn note(p: &Printer<'_>, drawn: bool) -> Prose {
    if drawn { p.word("worth.lines") } else { Prose::default() }
}

/// Average and marginal LTV:CAC of each channel, and of each segment that has one.
fn drawn(p: &Printer<'_>, strategy: &StrategyFindings, title: &Prose) -> Option<Markup> {
    let sides = [
        ("ltv_cac_paid", "worth.average", Look::FIRST),
        ("ltv_cac_paid_marginal", "worth.marginal", Look::SECOND),
    ];
    let mut rows = Vec::new();
    for part in &strategy.channels {
        let mut heading = part.name.clone();
        for (id, key, look) in sides {
            let Some(figure) = part.metrics.figure(id) else {
                continue;
            };
            rows.push(Interval {
                heading: std::mem::take(&mut heading),
                label: p.words.plain(key),
                note: String::new(),
                value: figure.expected,
                range: figure.draws.as_ref().and_then(Draws::range),
                printed: p.numbers().short(figure.expected, Sign::OnlyMinus),
                look,
            });
        }
    }
    if rows.is_empty() {
        return None;
    }
    let ratio = |value: f64| p.numbers().tick(value);
    let drawn = |look: &Look| rows.iter().any(|row: &Interval| row.look == *look);
    let key = sides.iter().filter(|(.., look)| drawn(look));
    let key = key.map(|(_, key, look)| Named { name: p.words.plain(key), look: *look }).collect();
    let svg = chart::intervals(&Intervals {
        words: picture::words(p, "worth", title),
        key,
        rows,
        rules: [1.0, 3.0].map(|at| Rule { at, label: p.numbers().tick(at) }).into(),
        values: Values { format: &ratio, span: Span::FromZero, finest: 0.0 },
    });
    picture::drawing(&svg)
}

/// Whether the channels pay, by their average LTV:CAC.
fn title(p: &Printer<'_>, channels: &[PartFindings]) -> Prose {
    let known = channels.iter().filter_map(|c| Some((c, c.metrics.expected("ltv_cac_paid")?)));
    let known: Vec<(&PartFindings, f64)> = known.collect();
    let below = known.iter().filter(|(_, ratio)| *ratio < 1.0).count();
    let worst = known.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    match worst {
        None => p.word("worth.no_channels"),
        Some(_) if below == 0 => match last_below(channels) {
            Some(channel) => {
                let levers = p.findings.next_money.levers.iter();
                let own = levers.filter(|lever| lever.path.split('.').nth(1) == Some(&channel.id));
                let back = own.filter_map(|lever| lever.marginal_return).next();
                let key = match pays_with_what_follows(&channel.metrics, back) {
                    true => "worth.all_pay_following",
                    false => "worth.all_pay_average",
                };
                p.say(key, &[("name", Prose::given(channel.name.clone()))])
            }
            None => p.word("worth.all_pay"),
        },
        Some(_) if below == known.len() => p.word("worth.none_pay"),
        Some((channel, _)) => {
            p.say("worth.some_pay", &[("name", Prose::given(channel.name.clone()))])
        }
    }
}

/// The channel whose last customer is worth least of his cost, where that is less than all of it as printed.
fn last_below(channels: &[PartFindings]) -> Option<&PartFindings> {
    let known =
        channels.iter().filter_map(|c| Some((c, c.metrics.expected("ltv_cac_paid_marginal")?)));
    known.filter(|(_, ratio)| *ratio < 0.999_5).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(c, _)| c)
}

/// A row per part, a column per metric that any of them has.
pub fn parts(
    p: &Printer<'_>,
    path: &str,
    parts: &[PartFindings],
    shown: &[&str],
    caption: Prose,
    head: Prose,
) -> Option<Table> {
    let columns: Vec<_> = metrics::columns(shown)
        .filter(|shown| parts.iter().any(|part| part.metrics.figure(shown.id).is_some()))
        .collect();
    if columns.is_empty() {
        return None;
    }
    let mut table = Table::new(caption, head);
    for column in &columns {
        table.figures(metrics::name(p.words, column.id));
    }
    for (i, part) in parts.iter().enumerate() {
        let mut cells = Vec::new();
        for column in &columns {
            let (cell, why) = p.metric_cell(
                &format!("{path}.{i}"),
                &part.metrics,
                column.id,
                column.digits,
                Sign::OnlyMinus,
            );
            if let Some(why) = why {
                let name = metrics::name(p.words, column.id);
                table.note_missing(
                    Prose::given(part.name.clone())
                        .then(Prose::words(", "))
                        .then(name)
                        .then(Prose::words(": "))
                        .then(why),
                );
            }
            cells.push(cell);
        }
        table.row(Prose::given(part.name.clone()), cells);
    }
    Some(table)
}
