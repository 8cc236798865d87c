//! Where does the money go: finding customers or keeping them, and what does the last unit of each bring?

use crate::chart::{self, Bar, Bars, Look, Named, Span, Values};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// The two sides of the product's question: the metric of the spend, that of its last unit, and the words.
const SIDES: [(&str, &str, &str); 2] = [
    ("acquisition_spend_pv", "marginal_return_acquisition", "spend.acquisition_head"),
    ("retention_spend_pv", "marginal_return_retention", "spend.retention_head"),
];

/// Strategies that the picture shows; the table has all.
const SHOWN: usize = 5;

/// Discounted spend of the foremost strategies on both sides, with what the last unit of each brings back.
pub fn spending(p: &Printer<'_>) -> Option<Picture> {
    spending_of(p, &p.roles.foremost(p.findings, SHOWN))
}

/// The same of some strategies.
pub fn spending_of(p: &Printer<'_>, order: &[usize]) -> Option<Picture> {
    let strategies = &p.findings.strategies;
    let mut bars = Vec::new();
    // Of a side on which nobody spends there is nothing to see.
    let spent =
        |spend: &str| order.iter().any(|i| strategies[*i].metrics.expected(spend) != Some(0.0));
    let sides = SIDES.into_iter().zip([Look::SECOND, Look::FIRST]);
    let sides: Vec<_> = sides.filter(|((spend, ..), _)| spent(spend)).collect();
    for i in order {
        let metrics = &strategies[*i].metrics;
        let mut heading = strategies[*i].name.clone();
        for (side, ((spend, last, key), _)) in sides.iter().enumerate() {
            let Some(value) = metrics.expected(spend) else { continue };
            let back = metrics.expected(last).filter(|_| value > 0.0).map(|back| {
                let digits = if back.abs() < 1e6 { Digits::Exact(2) } else { Digits::Three };
                let text = p.text(back, Unit::Ratio, digits, Sign::OnlyMinus);
                p.say("spend.last", &[("back", Prose::words(text))]).plain()
            });
            bars.push(Bar {
                heading: std::mem::take(&mut heading),
                label: p.words.plain(key),
                note: back.unwrap_or_default(),
                group: side,
                value,
                printed: p.numbers().short(value, Sign::OnlyMinus),
            });
        }
    }
    if bars.iter().all(|bar| bar.value == 0.0) {
        return None;
    }
    let title = title(p);
    let money = |value: f64| p.numbers().tick(value);
    let groups =
        sides.iter().map(|((.., key), look)| Named { name: p.words.plain(key), look: *look });
    let svg = chart::bars(&Bars {
        words: picture::words(p, "spend", &title),
        groups: groups.collect(),
        bars,
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
    });
    Some(Picture {
        subtitle: p.say("spend.subtitle", &[("currency", p.currency())]),
        drawing: picture::drawing(&svg),
        note: p.word("spend.note"),
        tables: vec![table(p, &p.roles.by_importance(p.findings))],
        ..Picture::of(p, ["spend", "spend.nav"], title)
    })
}

/// On which side the lead spends more than today.
fn title(p: &Printer<'_>) -> Prose {
    let Some((at, own)) = p.roles.compared(p.findings) else {
        return p.say("spend.alone", &[("name", p.name(p.roles.winner))]);
    };
    let money = |field: &str, value: f64| {
        Prose::from(p.money(format!("comparisons.{at}.{field}"), value, Sign::Always))
    };
    let slots = [
        ("name", p.name_of(&own.strategy)),
        ("against", p.name_of(&own.against)),
        ("acquisition", money("acquisition_spend_pv", own.acquisition_spend_pv)),
        ("retention", money("retention_spend_pv", own.retention_spend_pv)),
    ];
    let lead = p.findings.strategies.iter().find(|one| one.id == own.strategy);
    // A change that the figures of the picture do not show is none.
    let stays = |spend: &str, change: f64| {
        let short = |level: f64| p.numbers().short(level, Sign::OnlyMinus);
        let level = lead.and_then(|lead| lead.metrics.expected(spend)).unwrap_or(f64::NAN);
        change == 0.0 || short(level) == short(level - change)
    };
    let finding = stays(SIDES[0].0, own.acquisition_spend_pv);
    let key = match (finding, stays(SIDES[1].0, own.retention_spend_pv)) {
        (true, false) => "spend.moves_keep",
        (false, true) => "spend.moves_find",
        (true, true) => "spend.moves_none",
        _ => "spend.moves",
    };
    p.say(key, &slots)
}

fn table(p: &Printer<'_>, order: &[usize]) -> Table {
    let caption = p.say("spend.caption", &[("currency", p.currency())]);
    let mut table = Table::new(caption, p.word("cash.strategy"));
    for (.., key) in SIDES {
        table.figures(p.word(key));
        table.figures(p.word("spend.last_head"));
    }
    for i in order {
        let metrics = &p.findings.strategies[*i].metrics;
        let path = format!("strategies.{i}");
        let cell = |id: &str, decimals: usize| -> Cell {
            p.metric_cell(&path, metrics, id, decimals, Sign::OnlyMinus).0
        };
        let cells = SIDES.iter().flat_map(|(spend, last, _)| [cell(spend, 0), cell(last, 2)]);
        table.row(p.name(*i), cells.collect());
    }
    table
}
