//! Why is it better: from one strategy to the other by account?

use crate::chart::{self, Part, Span, Values, Waterfall, Words};
use crate::findings::Comparison;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::picture::{self, Picture};
use super::tiles::{end_of_plan, goes_beyond};

/// The difference by account group over the plan, and what comes after it.
pub fn bridge(p: &Printer<'_>) -> Option<Picture> {
    let (at, comparison) = p.roles.compared(p.findings)?;
    if comparison.bridge.iter().all(|bar| bar.value == 0.0) {
        return None;
    }
    let lead = p.roles.lead(p.findings);
    let driver = |name: &str| {
        let key = format!("driver.{}", name.replace([' ', '_'], "-"));
        if p.words.pieces(&key).is_some() { p.word(&key) } else { Prose::given(name) }
    };
    let title = title(p, at, comparison, driver);
    let names =
        [("name", p.name(lead)), ("against", p.name(p.roles.against)), ("currency", p.currency())];
    let mut table = Table::new(p.say("bridge.caption", &names), p.word("bridge.driver"));
    table.figures(p.word("bridge.value"));
    for (i, bar) in comparison.bridge.iter().enumerate() {
        let value = p.amount(format!("comparisons.{at}.bridge.{i}.value"), bar.value, Sign::Always);
        table.row(driver(&bar.driver), vec![Cell::figure(value)]);
    }
    let beyond = goes_beyond(p, at);
    if beyond {
        let path = format!("comparisons.{at}.incremental_npv_after");
        let value = p.amount(path, comparison.incremental_npv_after, Sign::Always);
        table.row(p.word("bridge.after"), vec![Cell::figure(value)]);
    }
    let path = format!("comparisons.{at}.incremental_npv.expected");
    let total = p.amount(path, comparison.incremental_npv.expected, Sign::Always);
    table.rows.push(Row {
        head: p.word("bridge.total"),
        cells: vec![Cell::figure(total)],
        class: "total",
        ..Row::default()
    });
    let money = |value: f64| p.numbers().tick(value);
    let change = |value: f64| p.numbers().short(value, Sign::Always);
    let bars = comparison.bridge.iter().filter(|bar| bar.value != 0.0);
    let bars = bars.map(|bar| Part { label: driver(&bar.driver).plain(), amount: bar.value });
    let after = comparison.incremental_npv_after;
    let after = Part { label: p.words.plain("bridge.after"), amount: after };
    let bars = bars.chain(Some(after).filter(|_| beyond));
    let svg = chart::waterfall(&Waterfall {
        words: Words {
            id: "bridge".into(),
            title: title.plain(),
            desc: title.plain(),
            not_enough: picture::not_enough(p),
        },
        from: Part { label: p.findings.strategies[p.roles.against].name.clone(), amount: 0.0 },
        drivers: bars.collect(),
        to: p.words.plain("bridge.total"),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        change: &change,
    });
    Some(Picture {
        id: "bridge",
        nav: p.word("bridge.nav"),
        title,
        subtitle: p.say("bridge.subtitle", &names),
        drawing: picture::drawing(&svg),
        note: Prose::default(),
        tables: vec![table],
        ..Picture::default()
    })
}

/// What brings most and what takes most; with the part after the plan, how much that is.
fn title(
    p: &Printer<'_>,
    at: usize,
    comparison: &Comparison,
    driver: impl Fn(&str) -> Prose,
) -> Prose {
    let money = |path: String, value: f64| Prose::from(p.money(path, value, Sign::Always));
    if goes_beyond(p, at) {
        let within = comparison.incremental_npv_horizon.expected;
        let slots = [
            ("name", p.name_of(&comparison.strategy)),
            ("within", money(format!("comparisons.{at}.incremental_npv_horizon.expected"), within)),
            ("end", end_of_plan(p)),
            (
                "after",
                money(
                    format!("comparisons.{at}.incremental_npv_after"),
                    comparison.incremental_npv_after,
                ),
            ),
        ];
        return p.say("bridge.gain_after", &slots);
    }
    let bars = || comparison.bridge.iter().enumerate();
    let most = bars().max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let least = bars().min_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let (Some((i, most)), Some((j, least))) = (most, least) else { return Prose::default() };
    let figure = |i: usize, value: f64| {
        Prose::from(p.money(format!("comparisons.{at}.bridge.{i}.value"), value, Sign::Always))
    };
    let slots = [
        ("plus", driver(&most.driver)),
        ("gained", figure(i, most.value)),
        ("minus", driver(&least.driver)),
        ("lost", figure(j, least.value)),
    ];
    match (most.value > 0.0, least.value < 0.0) {
        (true, true) => p.say("bridge.title", &slots),
        (true, false) => p.say("bridge.title_gain", &slots[..2]),
        _ => p.say("bridge.title_loss", &slots[2..]),
    }
}
