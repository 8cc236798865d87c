//! Do the programmes pull their weight?

use serde::Serialize;

use crate::findings::FigureUnit;
use crate::report::metrics;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::worth;
use super::yearly::Named;

/// A table of programmes for each strategy that runs any.
#[derive(Debug, Serialize)]
pub struct Programmes {
    /// That of the lead.
    pub first: Vec<Table>,
    /// Those of the other strategies.
    pub others: Vec<Named>,
    /// Cost per point by reward, for each strategy whose points have a catalogue.
    pub rewards: Vec<Named>,
}

/// The tables, if any programme has figures.
#[must_use]
pub fn programmes(p: &Printer<'_>) -> Option<Programmes> {
    let lead = p.roles.lead(p.findings);
    let (mut first, mut others) = (Vec::new(), Vec::new());
    for i in p.roles.by_importance(p.findings) {
        let strategy = &p.findings.strategies[i];
        let caption =
            p.say("programmes.caption", &[("name", p.name(i)), ("currency", p.currency())]);
        let path = format!("strategies.{i}.programmes");
        let head = p.word("programmes.programme");
        let table =
            worth::parts(p, &path, &strategy.programmes, &metrics::PROGRAMME, caption, head);
        match table {
            Some(table) if i == lead => first.push(table),
            Some(table) => others.push(Named { name: p.name(i), table }),
            None => {}
        }
    }
    let order = p.roles.by_importance(p.findings).into_iter();
    let with = |i: &usize| !p.findings.strategies[*i].rewards.is_empty();
    let rewards = order.filter(with).map(|i| Named { name: p.name(i), table: rewards(p, i) });
    let rewards = rewards.collect();
    if first.is_empty() && others.is_empty() {
        None
    } else {
        Some(Programmes { first, others, rewards })
    }
}

/// What each reward of a points catalogue is worth and costs.
fn rewards(p: &Printer<'_>, i: usize) -> Table {
    let slots = [("name", p.name(i)), ("currency", p.currency())];
    let mut table = Table::new(p.say("rewards.caption", &slots), p.word("rewards.reward"));
    for head in ["share", "value", "cost", "total"] {
        table.figures(p.word(&format!("rewards.{head}")));
    }
    for (r, reward) in p.findings.strategies[i].rewards.iter().enumerate() {
        let cell = |field: &str, value: f64, unit: FigureUnit, decimals: usize| {
            let path = format!("strategies.{i}.rewards.{r}.{field}");
            Cell::figure(p.print(path, value, unit, Digits::Exact(decimals), Sign::OnlyMinus))
        };
        let cells = vec![
            cell("share", reward.share, FigureUnit::Share, 0),
            cell("value_per_1000", reward.value_per_1000, FigureUnit::Money, 2),
            cell("cost_per_1000", reward.cost_per_1000, FigureUnit::Money, 2),
            cell("cost", reward.cost, FigureUnit::Money, 0),
        ];
        table.row(Prose::given(reward.name.clone()), cells);
    }
    table
}
