//! What is owed for points and stamps at the end of each fiscal year?

use crate::chart::{self, Bar, Bars, Look, Named, Span, Values};
use crate::report::printer::Printer;
use crate::text::Sign;

use super::picture::{self, Picture};

/// The liability for points of the lead, year by year; its table is that of the accounting view.
pub fn liability(p: &Printer<'_>) -> Option<Picture> {
    let lead = p.roles.lead(p.findings);
    let view = p.findings.strategies.get(lead)?.accounting.as_ref()?;
    let last = view.years.len().checked_sub(1)?;
    let owed = |y: usize| view.years[y].points.closing;
    if view.points.is_empty() || (0..=last).all(|y| owed(y) == 0.0) {
        return None;
    }
    let path = format!("strategies.{lead}.accounting.years.{last}");
    let slots = [
        ("name", p.name(lead)),
        ("owed", p.money(format!("{path}.points.closing"), owed(last), Sign::OnlyMinus).into()),
        // The last fiscal year may end with the plan and not with the year.
        ("end", picture::span(p)[1].1.clone()),
        ("currency", p.currency()),
    ];
    let title = p.say("liability.title", &slots);
    let bars = view.years.iter().enumerate().map(|(y, own)| Bar {
        heading: String::new(),
        label: own.fiscal_year.to_string(),
        note: String::new(),
        group: 0,
        value: owed(y),
        printed: p.numbers().short(owed(y), Sign::OnlyMinus),
    });
    let money = |value: f64| p.numbers().tick(value);
    let svg = chart::bars(&Bars {
        words: picture::words(p, "liability", &title),
        groups: vec![Named { name: p.words.plain("accounting.points.title"), look: Look::FIRST }],
        bars: bars.collect(),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
    });
    Some(Picture {
        subtitle: p.say("liability.subtitle", &slots),
        drawing: picture::drawing(&svg),
        ..Picture::of(p, ["liability", "liability.nav"], title)
    })
}
