//! Why is it better: from one strategy to the other by cause, and by account?

use crate::chart::{self, Part, Span, Values, Waterfall};
use crate::findings::{Comparison, Driver};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::picture::{self, Picture};
use super::tiles::{end_of_plan, goes_beyond};

/// The difference over the plan by cause, and what comes after it; by account in a table.
pub fn bridge(p: &Printer<'_>) -> Option<Picture> {
    let (at, comparison) = p.roles.compared(p.findings)?;
    if comparison.causes.is_empty() {
        return None;
    }
    let lead = p.roles.lead(p.findings);
    let title = title(p, at, comparison);
    let names =
        [("name", p.name(lead)), ("against", p.name(p.roles.against)), ("currency", p.currency())];
    let beyond = goes_beyond(p, at);
    let tables = [("causes", &comparison.causes), ("bridge", &comparison.bridge)];
    let tables = tables.map(|(list, drivers)| table(p, at, list, drivers, &names));
    let money = |value: f64| p.numbers().tick(value);
    let change = |value: f64| p.numbers().short(value, Sign::Always);
    let bars = comparison.causes.iter();
    let bars = bars.map(|bar| Part { label: driver(p, bar).plain(), amount: bar.value });
    let after = comparison.incremental_npv_after;
    let after = Part { label: p.words.plain("bridge.after"), amount: after };
    let bars = bars.chain(Some(after).filter(|_| beyond));
    let svg = chart::waterfall(&Waterfall {
        words: picture::words(p, "bridge", &title),
        from: Part { label: p.findings.strategies[p.roles.against].name.clone(), amount: 0.0 },
        drivers: bars.collect(),
        to: p.words.plain("bridge.total"),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        change: &change,
    });
    Some(Picture {
        subtitle: p.say("bridge.subtitle", &names),
        drawing: picture::drawing(&svg),
        note: p.say("bridge.note", &names),
        tables: tables.into(),
        ..Picture::of(p, ["bridge", "bridge.nav"], title)
    })
}

fn driver(p: &Printer<'_>, one: &Driver) -> Prose {
    p.word(&format!("driver.{}", one.driver.replace(' ', "-")))
}

/// The drivers of a list, what comes after the plan, and their sum.
fn table(
    p: &Printer<'_>,
    at: usize,
    list: &str,
    drivers: &[Driver],
    names: &[(&str, Prose)],
) -> Table {
    let comparison = &p.findings.comparisons[at];
    let mut table = Table::new(p.say(&format!("bridge.{list}"), names), p.word("bridge.driver"));
    table.figures(p.word("bridge.value"));
    for (i, bar) in drivers.iter().enumerate() {
        let value = p.amount(format!("comparisons.{at}.{list}.{i}.value"), bar.value, Sign::Always);
        table.row(driver(p, bar), vec![Cell::figure(value)]);
    }
    if goes_beyond(p, at) {
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
    table
}

/// What brings most and what takes most; with the part after the plan, how much that is.
fn title(p: &Printer<'_>, at: usize, comparison: &Comparison) -> Prose {
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
    let bars = || comparison.causes.iter().enumerate();
    let most = bars().max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let least = bars().min_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let (Some((i, most)), Some((j, least))) = (most, least) else { return Prose::default() };
    let figure = |i: usize, value: f64| {
        Prose::from(p.money(format!("comparisons.{at}.causes.{i}.value"), value, Sign::Always))
    };
    let slots = [
        ("plus", driver(p, most)),
        ("gained", figure(i, most.value)),
        ("minus", driver(p, least)),
        ("lost", figure(j, least.value)),
    ];
    match (most.value > 0.0, least.value < 0.0) {
        (true, true) => p.say("bridge.title", &slots),
        (true, false) => p.say("bridge.title_gain", &slots[..2]),
        _ => p.say("bridge.title_loss", &slots[2..]),
    }
}
