//! Do the programmes pull their weight?

use serde::Serialize;

use crate::metric::Unit;
use crate::report::metrics;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::{bundle, worth};

/// Tables of programmes for each strategy that runs any.
#[derive(Debug, Serialize)]
pub struct Programmes {
    /// What bundles hide.
    pub losers: Vec<Prose>,
    /// How to read the figures of a bundle; nothing where there is none.
    pub note: Prose,
    /// Those of the lead.
    pub first: Vec<Table>,
    /// Those of the other strategies.
    pub others: Vec<Named>,
    /// Cost per point by reward, for each strategy whose points have a catalogue.
    pub rewards: Vec<Rewards>,
}

/// The catalogue of a strategy.
#[derive(Debug, Serialize)]
pub struct Rewards {
    pub name: Prose,
    pub table: Table,
}

/// Tables under a strategy's name.
#[derive(Debug, Serialize)]
pub struct Named {
    pub name: Prose,
    pub tables: Vec<Table>,
}

/// The tables, if any programme has figures.
pub fn programmes(p: &Printer<'_>) -> Option<Programmes> {
    let lead = p.roles.lead(p.findings);
    let mut all = Programmes {
        losers: Vec::new(),
        note: Prose::default(),
        first: Vec::new(),
        others: Vec::new(),
        rewards: Vec::new(),
    };
    for i in p.roles.by_importance(p.findings) {
        let strategy = &p.findings.strategies[i];
        let caption =
            p.say("programmes.caption", &[("name", p.name(i)), ("currency", p.currency())]);
        let path = format!("strategies.{i}.programmes");
        let head = p.word("programmes.programme");
        let compared = p.findings.comparisons.iter().position(|c| c.strategy == strategy.id);
        let bundle = compared.and_then(|at| bundle::table(p, at, &p.name(i)));
        if bundle.is_some() {
            all.note = p.word("bundle.note");
        }
        all.losers.extend(compared.and_then(|at| bundle::loser(p, at, &p.name(i))));
        let figures =
            worth::parts(p, &path, &strategy.programmes, &metrics::PROGRAMME, caption, head);
        let tables: Vec<Table> = bundle.into_iter().chain(figures).collect();
        if i == lead {
            all.first = tables;
        } else if !tables.is_empty() {
            all.others.push(Named { name: p.name(i), tables });
        }
    }
    let order = p.roles.by_importance(p.findings).into_iter();
    let with = |i: &usize| !p.findings.strategies[*i].rewards.is_empty();
    let rewards = order.filter(with).map(|i| Rewards { name: p.name(i), table: rewards(p, i) });
    let rewards = rewards.collect();
    if all.first.is_empty() && all.others.is_empty() {
        None
    } else {
        Some(Programmes { rewards, ..all })
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
        let cell = |field: &str, value: f64, unit: Unit, decimals: usize| {
            let path = format!("strategies.{i}.rewards.{r}.{field}");
            Cell::figure(p.print(path, value, unit, Digits::Exact(decimals), Sign::OnlyMinus))
        };
        let cells = vec![
            cell("share", reward.share, Unit::Share, 0),
            cell("value_per_1000", reward.value_per_1000, Unit::Money, 2),
            cell("cost_per_1000", reward.cost_per_1000, Unit::Money, 2),
            cell("cost", reward.cost, Unit::Money, 0),
        ];
        table.row(Prose::given(reward.name.clone()), cells);
    }
    table
}
