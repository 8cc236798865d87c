//! What changed since the baseline, and is it better or worse?

use serde::Serialize;

use crate::chart::{self, Part, Span, Values, Waterfall, Words};
use crate::findings::{BaselineFindings, Change};
use crate::report::printer::Printer;
use crate::report::prose::{Markup, Prose};
use crate::report::roles::name_of;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::picture;

/// The section.
#[derive(Debug, Serialize)]
pub struct Changes {
    /// What it was, what it is, and whether that is better.
    pub sentence: Prose,
    pub drawing: Option<Markup>,
    /// Changed assumptions with what each did; none where nothing changed.
    pub table: Option<Table>,
    /// How to read it.
    pub note: Prose,
    /// What else differs.
    pub others: Vec<Prose>,
    /// Net present value by strategy, then and now.
    pub strategies: Table,
}

/// Bars of single changes; smaller ones share a bar.
const BARS: usize = 8;
/// Rows of changes, and lines of other differences.
const ROWS: usize = 40;

/// The section, if the run has a baseline.
pub fn changes(p: &Printer<'_>) -> Option<Changes> {
    let found = p.findings.baseline.as_ref()?;
    let sentence = sentence(p, found);
    let something = !found.changes.is_empty() || found.other.is_some_and(|other| other != 0.0);
    let mut others: Vec<Prose> =
        found.other_changes.iter().take(ROWS).map(|one| p.voice().prose(one).whole()).collect();
    if found.other_changes.len() > ROWS {
        others.push(p.word("changes.more"));
    }
    let note = match (something, found.changes.is_empty()) {
        (false, _) => p.word("changes.nothing"),
        (true, true) => p.word("changes.no_assumption"),
        (true, false) => p.word("changes.note"),
    };
    Some(Changes {
        drawing: drawing(p, found, &sentence),
        table: something.then(|| table(p, found)),
        note,
        others,
        strategies: strategies(p, found),
        sentence,
    })
}

/// The difference in the line above the headline.
pub fn since(p: &Printer<'_>) -> Option<Prose> {
    let found = p.findings.baseline.as_ref()?;
    let difference = found.difference?;
    if difference == 0.0 {
        return Some(p.word("changes.since_same"));
    }
    let change = p.money("baseline.difference", difference, Sign::Always);
    Some(p.say("changes.since", &[("change", change.into())]))
}

/// What the figure was and is.
pub fn sentence(p: &Printer<'_>, found: &BaselineFindings) -> Prose {
    let name = |id: &str| {
        let gone = found.strategies.iter().find(|one| one.id == id);
        let known = name_of(&p.findings.strategies, id);
        Prose::given(match gone {
            Some(gone) if known == id && !gone.name.is_empty() => gone.name.as_str(),
            _ => known,
        })
    };
    let figure = match &found.against {
        Some(against) => p.say("changes.gain", &[("against", name(against))]),
        None => p.word("changes.npv"),
    };
    let by = |id: Option<&String>| match id {
        Some(id) if found.against.is_some() => p.say("changes.by", &[("name", name(id))]),
        _ => Prose::default(),
    };
    // The same change twice is named once.
    let then = found.old_strategy.as_ref().filter(|_| found.old_strategy != found.strategy);
    let money = |path: &str, value: f64, sign| Prose::from(p.money(path, value, sign));
    let mut prose = match (found.old, found.new, found.difference) {
        (Some(old), Some(new), Some(difference)) => {
            let key = if difference == 0.0 {
                "changes.same"
            } else if difference > 0.0 {
                "changes.better"
            } else {
                "changes.worse"
            };
            p.say(
                key,
                &[
                    ("figure", figure),
                    ("old", money("baseline.old", old, Sign::OnlyMinus).then(by(then))),
                    (
                        "new",
                        money("baseline.new", new, Sign::OnlyMinus)
                            .then(by(found.strategy.as_ref())),
                    ),
                    ("change", money("baseline.difference", difference, Sign::Always)),
                ],
            )
        }
        _ => {
            let why = found.difference_why.as_ref();
            let why = why.map_or_else(|| Prose::given(""), |why| p.voice().prose(why).whole());
            p.say("changes.none", &[("figure", figure), ("why", why)])
        }
    };
    if let Some((one, old, new)) = found.own() {
        let at = found.strategies.iter().position(|other| other.id == one.id).unwrap_or(0);
        let path = |field: &str| format!("baseline.strategies.{at}.{field}");
        let slots = [
            ("name", name(&one.id)),
            ("old", money(&path("old"), old, Sign::OnlyMinus)),
            ("new", money(&path("new"), new, Sign::OnlyMinus)),
        ];
        let key = if old == new { "changes.own_same" } else { "changes.own" };
        prose = prose.then(Prose::words(" ")).then(p.say(key, &slots));
    }
    if found.winner != p.findings.headline.winner {
        let slots = [("old", name(&found.winner)), ("new", name(&p.findings.headline.winner))];
        prose = prose.then(Prose::words(" ")).then(p.say("changes.winner", &slots));
    }
    prose
}

fn table(p: &Printer<'_>, found: &BaselineFindings) -> Table {
    let currency = || [("currency", p.currency())];
    let mut table = Table::new(p.word("changes.caption"), p.word("changes.assumption"));
    table.figures(p.word("changes.was"));
    table.figures(p.word("changes.is"));
    table.figures(p.say("changes.alone", &currency()));
    table.figures(p.say("changes.in_order", &currency()));
    for (i, change) in found.changes.iter().take(ROWS).enumerate() {
        let value = |field: &str, value: f64| {
            let text = p.stated(value, &change.unit);
            Cell::figure(p.as_text(format!("baseline.changes.{i}.{field}"), value, text))
        };
        let effect = |field: &str, value: Option<f64>| {
            p.cell_or(format!("baseline.changes.{i}.{field}"), value, Sign::Always)
        };
        let cells = vec![
            value("old", change.old),
            value("new", change.new),
            effect("alone", change.alone),
            effect("in_order", change.in_order),
        ];
        table.rows.push(Row {
            head: Prose::given(change.path.clone()),
            note: set_by(p, change),
            cells,
            ..Row::default()
        });
    }
    let empty = || Cell { content: Prose::default(), class: "n" };
    if found.changes.len() > ROWS {
        table.row(p.word("changes.more"), vec![empty(), empty(), empty(), empty()]);
    }
    let mut end = |key: &str, field: &str, value: Option<f64>, class| {
        let cell = p.cell_or(format!("baseline.{field}"), value, Sign::Always);
        let cells = vec![empty(), empty(), empty(), cell];
        table.rows.push(Row { head: p.word(key), cells, class, ..Row::default() });
    };
    end("changes.other", "other", found.other, "");
    end("changes.total", "difference", found.difference, "total");
    if let (Some(why), Some(_)) = (&found.difference_why, found.difference) {
        table.note_missing(p.voice().prose(why).whole());
    }
    table
}

/// The unit, and the strategy that states the value.
fn set_by(p: &Printer<'_>, change: &Change) -> Prose {
    let unit = p.unit(&change.unit);
    let Some(id) = &change.strategy else {
        return unit;
    };
    let name = Prose::given(name_of(&p.findings.strategies, id));
    unit.then(Prose::words("; ")).then(p.say("assumptions.set_by", &[("name", name)]))
}

/// The walk from then to now; none where nothing moved the figure.
fn drawing(p: &Printer<'_>, found: &BaselineFindings, sentence: &Prose) -> Option<Markup> {
    let effects: Option<Vec<f64>> = found.changes.iter().map(|change| change.in_order).collect();
    let effects = effects?;
    let mut sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let least = sizes.get(BARS).copied().unwrap_or(0.0);
    let (mut drivers, mut rest) = (Vec::new(), 0.0);
    for (change, effect) in found.changes.iter().zip(&effects) {
        if effect.abs() > least {
            drivers.push(Part { label: p.told(&change.name).plain(), amount: *effect });
        } else {
            rest += effect;
        }
    }
    for (key, amount) in [("changes.smaller", rest), ("changes.other", found.other?)] {
        if amount != 0.0 {
            drivers.push(Part { label: p.words.plain(key), amount });
        }
    }
    if drivers.len() < 2 {
        // One bar says nothing that the table does not.
        return None;
    }
    let money = |value: f64| p.numbers().tick(value);
    let change = |value: f64| p.numbers().short(value, Sign::Always);
    let svg = chart::waterfall(&Waterfall {
        words: Words {
            id: "since".into(),
            title: p.words.plain("changes.drawing"),
            desc: sentence.plain(),
            not_enough: picture::not_enough(p),
        },
        from: Part { label: p.words.plain("changes.was_then"), amount: 0.0 },
        drivers,
        to: p.words.plain("changes.total"),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        change: &change,
    });
    picture::drawing(&svg)
}

/// Net present value by strategy.
fn strategies(p: &Printer<'_>, found: &BaselineFindings) -> Table {
    let caption = p.say("changes.strategies", &[("currency", p.currency())]);
    let mut table = Table::new(caption, p.word("cash.strategy"));
    table.figures(p.word("changes.was"));
    table.figures(p.word("changes.is"));
    for (i, one) in found.strategies.iter().enumerate() {
        let cell = |field: &str, value: Option<f64>| {
            p.cell_or(format!("baseline.strategies.{i}.{field}"), value, Sign::OnlyMinus)
        };
        let name = if one.name.is_empty() { &one.id } else { &one.name };
        table.row(Prose::given(name.clone()), vec![cell("old", one.old), cell("new", one.new)]);
    }
    table
}
