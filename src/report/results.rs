//! `summary.csv` and `summary.json`: one row per scenario and strategy, for spreadsheets and scripts.

use csv::{Terminator, WriterBuilder};
use serde::Serialize;

use super::csv::{plain, text};
use super::finite::NotFinite;
use super::json;
use super::standing::{Gates, Number, Standing};

/// Columns, in order. The names are part of the contract with other programs.
pub const COLUMNS: [&str; 10] = [
    "scenario",
    "strategy",
    "verdict",
    "incremental_npv",
    "incremental_npv_horizon",
    "incremental_npv_stop",
    "incremental_npv_go_on",
    "probability_better",
    "payback_discounted",
    "gates",
];

/// A strategy; expected values in the scenario's currency and periods. Gains of `against` are missing.
#[derive(Serialize)]
struct ResultRow<'a> {
    scenario: &'a str,
    strategy: &'a str,
    /// Of the scenario's headline.
    verdict: &'a str,
    incremental_npv: Option<f64>,
    incremental_npv_horizon: Option<f64>,
    incremental_npv_stop: Option<f64>,
    incremental_npv_go_on: Option<f64>,
    probability_better: Option<f64>,
    payback_discounted: Option<f64>,
    /// All gates of the scenario.
    gates: Gates,
}

fn rows(standings: &[Standing]) -> Vec<ResultRow<'_>> {
    let of = |one: &'_ Standing| one.strategies.len();
    let mut rows = Vec::with_capacity(standings.iter().map(of).sum());
    for one in standings {
        for strategy in &one.strategies {
            let compared = one.comparisons.iter().find(|own| own.strategy == strategy.id);
            let expected = |number: Option<Number>| number.map(|number| number.expected);
            rows.push(ResultRow {
                scenario: &one.scenario.id,
                strategy: &strategy.id,
                verdict: &one.headline.verdict,
                incremental_npv: compared.map(|own| own.incremental_npv.expected),
                incremental_npv_horizon: compared.map(|own| own.incremental_npv_horizon.expected),
                incremental_npv_stop: expected(compared.and_then(|own| own.incremental_npv_stop)),
                incremental_npv_go_on: expected(compared.and_then(|own| own.incremental_npv_go_on)),
                probability_better: compared.and_then(|own| own.probability_better),
                payback_discounted: expected(strategy.metrics.payback_discounted),
                gates: one.gates(),
            });
        }
    }
    rows
}

/// The rows as a JSON array; what is missing is null.
///
/// # Errors
/// A figure that is NaN or infinite, which is a bug in whatever computed it.
pub fn json(standings: &[Standing]) -> Result<String, NotFinite> {
    json::any(&rows(standings))
}

/// The rows as RFC 4180 text: a header, lines that end in CR LF, an empty cell for what is missing.
pub fn csv(standings: &[Standing]) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let into_memory = "writing to memory cannot fail";
    writer.write_record(COLUMNS).expect(into_memory);
    for row in rows(standings) {
        let Gates { pass, fail, advisory, uncertain } = row.gates;
        let figures = [
            row.incremental_npv,
            row.incremental_npv_horizon,
            row.incremental_npv_stop,
            row.incremental_npv_go_on,
            row.probability_better,
            row.payback_discounted,
        ];
        let ids = [row.scenario, row.strategy, row.verdict].map(|id| text(id).into_owned());
        let figures = figures.map(|value| value.map(plain).unwrap_or_default());
        let gates = format!("pass={pass};fail={fail};advisory={advisory};uncertain={uncertain}");
        let cells = ids.into_iter().chain(figures).chain([gates]);
        writer.write_record(cells).expect(into_memory);
    }
    let bytes = writer.into_inner().expect(into_memory);
    String::from_utf8(bytes).expect("every cell is text")
}
