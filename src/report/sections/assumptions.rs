//! What is assumed, on which evidence, and how much does it matter?

use serde::Serialize;

use crate::findings::{Assumed, AssumptionFindings, SourceFindings};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::roles::name_of;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::ribbon::evidence;

/// The register.
#[derive(Debug, Serialize)]
pub struct Assumptions {
    /// Those that move the answer most.
    pub table: Table,
    /// The others.
    pub rest: Option<Table>,
    /// What is assumed where the file is silent.
    pub assumed: Vec<Prose>,
    pub sources: Option<Table>,
    pub summary: Vec<Prose>,
    pub swing_note: Option<Prose>,
}

/// Rows shown before the others fold away.
const OPEN: usize = 20;

/// The register, if there are assumptions.
pub fn assumptions(p: &Printer<'_>) -> Option<Assumptions> {
    let all = &p.findings.assumptions;
    if all.is_empty() {
        return None;
    }
    let mut order: Vec<(usize, &AssumptionFindings)> = all.iter().enumerate().collect();
    let swing = |a: &AssumptionFindings| a.swing.map_or(-1.0, f64::abs);
    order.sort_by(|a, b| swing(b.1).total_cmp(&swing(a.1)));
    let open = if order.len() > OPEN + OPEN / 4 { OPEN } else { order.len() };
    let (first, others) = order.split_at(open);
    let table = register(p, first, "assumptions.caption");
    let rest = register(p, others, "assumptions.rest");
    let swings = all.iter().any(|a| a.swing.is_some());
    Some(Assumptions {
        table,
        rest: if rest.rows.is_empty() { None } else { Some(rest) },
        assumed: p.findings.assumed.iter().map(|one| assumed(p, one)).collect(),
        sources: sources(p),
        summary: summary(p),
        swing_note: swings.then(|| p.word("assumptions.swing_note")),
    })
}

fn register(p: &Printer<'_>, rows: &[(usize, &AssumptionFindings)], caption: &str) -> Table {
    let mut table = Table::new(p.word(caption), p.word("assumptions.path"));
    table.figures(p.word("assumptions.value"));
    table.figures(p.word("assumptions.range"));
    table.texts(p.word("assumptions.unit"));
    table.figures(p.say("assumptions.swing", &[("currency", p.currency())]));
    for key in ["source", "confidence", "owner", "place"] {
        table.texts(p.word(&format!("assumptions.{key}")));
    }
    table.rows = rows.iter().map(|(i, one)| row(p, *i, one)).collect();
    table.without_empty_columns()
}

fn row(p: &Printer<'_>, i: usize, assumption: &AssumptionFindings) -> Row {
    let path = format!("assumptions.{i}");
    let stated = |field: &str, value: f64| {
        let text = p.stated(value, &assumption.unit);
        Prose::from(p.as_text(format!("{path}.{field}"), value, text))
    };
    let text =
        |text: &Option<String>| Cell::text(text.as_ref().map_or_else(Prose::default, Prose::given));
    let range = match (assumption.low, assumption.high) {
        (Some(low), Some(high)) => p.say(
            "assumptions.low_high",
            &[("low", stated("low", low)), ("high", stated("high", high))],
        ),
        _ => Prose::default(),
    };
    let swing = assumption.swing.map_or_else(Prose::default, |swing| {
        p.amount(format!("{path}.swing"), swing, Sign::Always).into()
    });
    let place = Prose::given(format!("{}:{}", assumption.file, assumption.line));
    let cells = vec![
        Cell::figure(stated("value", assumption.value)),
        Cell::figure(range),
        Cell::text(p.voice().unit(&assumption.unit)),
        Cell::figure(swing),
        source(p, assumption),
        sure(p, &assumption.confidence),
        text(&assumption.owner),
        Cell { content: place, class: "t place" },
    ];
    let set_by = assumption.strategy.as_ref().map(|id| {
        let key =
            if assumption.for_good { "assumptions.set_for_good" } else { "assumptions.set_by" };
        p.say(key, &[("name", Prose::given(name_of(&p.findings.strategies, id)))])
    });
    let note = assumption.note.as_ref().map(|note| Prose::given(note.clone()));
    let note = match (set_by, note) {
        (Some(set_by), Some(note)) => set_by.then(Prose::words("; ")).then(note),
        (one, other) => one.or(other).unwrap_or_default(),
    };
    Row { head: Prose::id(assumption.path.clone()), note, cells, class: "" }
}

fn source(p: &Printer<'_>, assumption: &AssumptionFindings) -> Cell {
    match (&assumption.source, &assumption.kind) {
        (Some(source), Some(kind)) if source != kind => Cell::text(
            Prose::given(source.clone()).then(Prose::words(", ")).then(evidence_kind(p, kind)),
        ),
        (Some(source), _) => Cell::text(Prose::given(source.clone())),
        (None, _) => Cell { content: p.word("assumptions.no_source"), class: "t unsourced" },
    }
}

/// The word for a kind of evidence.
fn evidence_kind(p: &Printer<'_>, kind: &str) -> Prose {
    p.word(&format!("evidence.{kind}"))
}

/// How sure it is, where that is stated.
fn sure(p: &Printer<'_>, confidence: &Option<String>) -> Cell {
    let word = |own: &String| p.word(&format!("evidence.{own}"));
    Cell::text(confidence.as_ref().map_or_else(Prose::default, word))
}

fn assumed(p: &Printer<'_>, one: &Assumed) -> Prose {
    let slots = [
        ("name", Prose::given(one.name.clone())),
        ("what", p.told(&one.what.into())),
        ("path", Prose::given(one.path.clone())),
    ];
    p.say("assumptions.assumed", &slots)
}

fn summary(p: &Printer<'_>) -> Vec<Prose> {
    let lead = p.roles.lead(p.findings);
    let Some(strategy) = p.findings.strategies.get(lead) else {
        return Vec::new();
    };
    let path = format!("strategies.{lead}");
    let mut lines = Vec::new();
    lines.extend(evidence(p).map(|told| told.then(Prose::words("."))));
    let id = "assumptions_without_source";
    if strategy.metrics.figure(id).is_some() {
        let count = p.metric_or_dash(&path, &strategy.metrics, id);
        lines.push(p.say("assumptions.without", &[("count", count)]));
    }
    let opening = strategy.billing.opening;
    if opening > 0.0 {
        let billed = p.money(format!("{path}.billing.opening"), opening, Sign::OnlyMinus);
        lines.push(p.say(
            "assumptions.opening",
            &[("amount", Prose::from(billed)), ("period", p.period())],
        ));
    }
    lines
}

/// The sources by what hangs on them, each with its kind and its date: how far the assumptions that name them move the
/// gain, the most first.
pub fn leading_sources(p: &Printer<'_>) -> Vec<Prose> {
    let swing = |id: &str| -> f64 {
        let own = p.findings.assumptions.iter().filter(|one| one.source.as_deref() == Some(id));
        own.filter_map(|one| one.swing).map(f64::abs).sum()
    };
    let mut sources: Vec<_> = p.findings.sources.iter().collect();
    sources.sort_by(|a, b| swing(&b.id).total_cmp(&swing(&a.id)));
    let told = |source: &SourceFindings| {
        let date = source.date.clone().map_or_else(Prose::default, Prose::given);
        let about = Prose::list([evidence_kind(p, &source.kind), date], ", ");
        let title = Prose::given(source.title.clone());
        title.then(Prose::words(" (")).then(about).then(Prose::words(")"))
    };
    sources.into_iter().map(told).collect()
}

fn sources(p: &Printer<'_>) -> Option<Table> {
    let sources = &p.findings.sources;
    if sources.is_empty() {
        return None;
    }
    let mut table = Table::new(p.word("assumptions.source_caption"), p.word("assumptions.source"));
    for key in ["title_head", "kind", "confidence", "owner", "date"] {
        table.texts(p.word(&format!("assumptions.{key}")));
    }
    for source in sources {
        let text = |text: &Option<String>| {
            Cell::text(text.as_ref().map_or_else(Prose::default, Prose::given))
        };
        let title = Prose::given(source.title.clone());
        let title = match &source.url {
            Some(url) => title.then(Prose::words(" ")).then(Prose::given(url.clone())),
            None => title,
        };
        let cells = vec![
            Cell::text(title),
            Cell::text(evidence_kind(p, &source.kind)),
            sure(p, &source.confidence),
            text(&source.owner),
            Cell { class: "t date", ..text(&source.date) },
        ];
        table.row(Prose::given(source.id.clone()), cells);
    }
    Some(table.without_empty_columns())
}
