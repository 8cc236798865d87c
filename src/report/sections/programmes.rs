//! Do the programmes pull their weight?

use serde::Serialize;

use crate::report::metrics;
use crate::report::printer::Printer;
use crate::report::table::Table;

use super::worth;
use super::yearly::Named;

/// A table of programmes for each strategy that runs any.
#[derive(Debug, Serialize)]
pub struct Programmes {
    /// That of the lead.
    pub first: Vec<Table>,
    /// Those of the other strategies.
    pub others: Vec<Named>,
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
    if first.is_empty() && others.is_empty() { None } else { Some(Programmes { first, others }) }
}
