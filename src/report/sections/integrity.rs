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
pub fn integrity(p: &Printer<'_>) -> Option<Integrity> {
    if p.findings.integrity.is_empty() {
        return None;
    }
    let mut table = Table::new(p.word("integrity.caption"), p.word("integrity.check"));
    table.figures(p.word("integrity.residual"));
    table.figures(p.word("integrity.tolerance"));
    table.texts(p.word("integrity.verdict"));
    let all = &p.findings.integrity;
    for (first, one) in all.iter().enumerate() {
        if all[..first].iter().any(|other| other.sum == one.sum) {
            continue;
        }
        let alike: Vec<usize> = (first..all.len()).filter(|i| all[*i].sum == one.sum).collect();
        // The same sum closes under every strategy: the worst of them stands for all.
        let closed = alike.iter().all(|i| all[*i].verdict == CheckVerdict::Pass);
        let worst =
            alike.iter().copied().max_by(|a, b| all[*a].residual.total_cmp(&all[*b].residual));
        let shown = if closed { worst.into_iter().collect() } else { alike.clone() };
        let together = closed && alike.len() > 1;
        table.rows.extend(shown.into_iter().map(|i| row(p, i, together)));
    }
    Some(Integrity { table })
}

fn row(p: &Printer<'_>, i: usize, together: bool) -> Row {
    let sum = &p.findings.integrity[i];
    let (key, class) = match sum.verdict {
        CheckVerdict::Pass => ("checks.pass", "t pass"),
        CheckVerdict::Fail => ("checks.fail", "t fail"),
        CheckVerdict::Uncertain => ("checks.uncertain", "t uncertain"),
    };
    let tiny = |field: &str, value: f64| {
        let path = format!("integrity.{i}.{field}");
        Cell::figure(p.as_text(path, value, p.numbers().scientific(value)))
    };
    let cells = vec![
        tiny("residual", sum.residual),
        tiny("tolerance", sum.tolerance),
        Cell { content: p.word(key), class },
    ];
    let head = match together {
        true => p.say("integrity.every", &[("sum", p.told(&sum.sum.into()))]),
        false => p.told(&sum.meaning().into()),
    };
    Row { head, note: Prose::given(sum.id()), cells, class: "" }
}
