//! What made this page, from what, and how exact is it?

use serde::Serialize;

use crate::findings::Findings;
use crate::report::RenderOptions;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::text::Sign;

/// Files that hold the figures of a page.
const DATA: [&str; 2] = ["findings.json", "series.csv"];

/// The last section.
#[derive(Debug, Serialize)]
pub struct Manifest {
    pub facts: Vec<Fact>,
    /// Files with the data of the page that the same run wrote.
    pub data: Vec<&'static str>,
    pub inputs: Vec<Input>,
}

/// A line.
#[derive(Debug, Serialize)]
pub struct Fact {
    pub name: Prose,
    pub value: Prose,
}

/// A file and its fingerprint.
#[derive(Debug, Serialize)]
pub struct Input {
    pub file: String,
    pub sha256: String,
}

/// The section.
pub fn manifest(p: &Printer<'_>, options: &RenderOptions) -> Manifest {
    let facts = &p.findings.scenario;
    let schema = p.count("schema", f64::from(p.findings.schema));
    let program = Prose::given(format!("tenure {}", p.findings.tenure))
        .then(Prose::words(", "))
        .then(p.say("manifest.schema", &[("schema", schema.into())]));
    let draws = p.count("scenario.draws", facts.draws as f64);
    let fact = |key: &str, value: Prose| Fact { name: p.word(key), value };
    let mut list = vec![
        fact("manifest.program", program),
        fact("manifest.horizon", p.periods("scenario.periods", facts.periods as f64).into()),
        fact("manifest.seed", super::method::seed(p)),
        fact("manifest.draws", draws.into()),
    ];
    if let Some((at, comparison)) = p.roles.compared(p.findings)
        && let Some(se) = comparison.incremental_npv.draws.as_ref().and_then(|draws| draws.se.ok())
    {
        let error = p.money(format!("comparisons.{at}.incremental_npv.se"), se, Sign::OnlyMinus);
        list.push(fact("manifest.error", error.into()));
    }
    if let Some(date) = &options.date {
        list.push(fact("manifest.date", Prose::given(date.clone())));
    }
    let data = DATA.into_iter().filter(|file| options.files.contains(file)).collect();
    Manifest { facts: list, data, inputs: inputs(p.findings) }
}

fn inputs(findings: &Findings) -> Vec<Input> {
    let files = findings.scenario.input_sha256.0.iter();
    files.map(|(file, sha256)| Input { file: file.clone(), sha256: sha256.clone() }).collect()
}
