//! Why is it better: from one strategy to the other by account?

use crate::chart::{self, Part, Span, Values, Waterfall, Words};
use crate::findings::Comparison;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// What the walk leaves out when the scenario counts more than its horizon.
fn beyond(p: &Printer<'_>, at: usize, comparison: &Comparison) -> Prose {
    if p.findings.scenario.terminal_value == "none" {
        return Prose::default();
    }
    let path = format!("comparisons.{at}.incremental_npv.expected");
    let gain = p.money(path, comparison.incremental_npv.expected, Sign::Always);
    let terminal = p.word(&format!("terminal.{}", super::tiles::terminal(p)));
    p.say("bridge.beyond", &[("terminal", terminal), ("gain", gain.into())])
}

/// The difference over the horizon by account group.
pub fn bridge(p: &Printer<'_>) -> Option<Picture> {
    let (at, comparison) = p.roles.compared(p.findings)?;
    let largest =
        comparison.bridge.iter().max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()))?;
    if largest.value == 0.0 {
        return None;
    }
    let lead = p.roles.lead(p.findings);
    let driver = |name: &str| {
        let key = format!("driver.{}", name.replace([' ', '_'], "-"));
        if p.words.pieces(&key).is_some() { p.word(&key) } else { Prose::given(name) }
    };
    let key = if largest.value > 0.0 { "bridge.title_gain" } else { "bridge.title_loss" };
    let title = p.say(key, &[("driver", driver(&largest.driver))]);
    let names =
        [("name", p.name(lead)), ("against", p.name(p.roles.against)), ("currency", p.currency())];
    let mut table = Table::new(p.say("bridge.caption", &names), p.word("bridge.driver"));
    table.figures(p.word("bridge.value"));
    for (i, bar) in comparison.bridge.iter().enumerate() {
        let value = p.amount(format!("comparisons.{at}.bridge.{i}.value"), bar.value, Sign::Always);
        table.row(driver(&bar.driver), vec![Cell::figure(value)]);
    }
    let path = format!("comparisons.{at}.incremental_npv_horizon.expected");
    let total = p.amount(path, comparison.incremental_npv_horizon.expected, Sign::Always);
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
        note: beyond(p, at, comparison),
        tables: vec![table],
    })
}
