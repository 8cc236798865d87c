//! Do the sums close?

use serde::Serialize;

use crate::findings::CheckVerdict;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};

/// The sums.
#[derive(Debug, Serialize)]
pub struct Integrity {
    pub table: Table,
}

/// The table, if any sum was checked.
#[must_use]
pub fn integrity(p: &Printer<'_>) -> Option<Integrity> {
    if p.findings.integrity.is_empty() {
        return None;
    }
    let mut table = Table::new(p.word("integrity.caption"), p.word("integrity.check"));
    table.figures(p.word("integrity.residual"));
    table.figures(p.word("integrity.tolerance"));
    table.texts(p.word("integrity.verdict"));
    for (i, sum) in p.findings.integrity.iter().enumerate() {
        let (key, class) = match sum.verdict {
            CheckVerdict::Pass => ("checks.pass", "t pass"),
            CheckVerdict::Fail => ("checks.fail", "t fail"),
            CheckVerdict::Uncertain => ("checks.uncertain", "t uncertain"),
        };
        let tiny = |field: &str, value: f64| {
            Cell::figure(p.as_text(
                format!("integrity.{i}.{field}"),
                value,
                p.numbers().scientific(value),
            ))
        };
        let cells = vec![
            tiny("residual", sum.residual),
            tiny("tolerance", sum.tolerance),
            Cell { content: p.word(key), class },
        ];
        table.rows.push(Row {
            head: Prose::given(sum.meaning.clone()),
            note: Prose::given(sum.id.clone()),
            cells,
            class: "",
        });
    }
    Some(Integrity { table })
}
