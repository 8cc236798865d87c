//! Do the programmes pull their weight?

use serde::Serialize;

use crate::report::metrics;
use crate::report::printer::Printer;
use crate::report::table::Table;

use super::worth;

/// A table of programmes for each strategy that runs any.
#[derive(Debug, Serialize)]
pub struct Programmes {
    pub tables: Vec<Table>,
}

/// The tables, if any programme has figures.
#[must_use]
pub fn programmes(p: &Printer<'_>) -> Option<Programmes> {
    let tables: Vec<Table> = p
        .roles
        .by_importance(p.findings)
        .into_iter()
        .filter_map(|i| {
            let strategy = &p.findings.strategies[i];
            let caption = p.say("programmes.caption", &[("name", p.name(i)), ("currency", p.currency())]);
            let path = format!("strategies.{i}.programmes");
            worth::parts(p, &path, &strategy.programmes, &metrics::PROGRAMME, caption, p.word("programmes.programme"))
        })
        .collect();
    if tables.is_empty() { None } else { Some(Programmes { tables }) }
}
