//! Do the programmes pull their weight?

use serde::Serialize;

use crate::report::metrics;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::Table;

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
}

/// Tables under a strategy's name.
#[derive(Debug, Serialize)]
pub struct Named {
    pub name: Prose,
    pub tables: Vec<Table>,
}

/// The tables, if any programme has figures.
#[must_use]
pub fn programmes(p: &Printer<'_>) -> Option<Programmes> {
    let lead = p.roles.lead(p.findings);
    let mut all = Programmes {
        losers: Vec::new(),
        note: Prose::default(),
        first: Vec::new(),
        others: Vec::new(),
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
    if all.first.is_empty() && all.others.is_empty() { None } else { Some(all) }
}
