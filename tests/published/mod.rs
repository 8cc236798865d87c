//! Published and derived cases: figures that someone else printed, or a closed form gives.
//!
//! One scenario and one list of figures per case in `cases/`; the cases of one question are one test.
//! Where it stands, of the 79 cases of the validation table:
//!
//! | case | where | what |
//! |---|---|---|
//! | C01 | `values` | CLV, three timing conventions, horizon and run-off |
//! | C02 | `values` | infinite CLV against a certain annuity |
//! | C03 | `values` | margin multiples |
//! | C05 | `values` | retention spending inside CLV |
//! | C07, G07 | `values` | elasticity of value to retention, by central difference (no elasticity table yet) |
//! | C08 | `values` | margin elasticity = 1 + acquisition-cost elasticity, likewise |
//! | C09 | `values` | lifetime multiple |
//! | C10 | `values` | dated cash flows: yearly rate to daily, on the rate conversion |
//! | C10b | `values` | mean lifetime |
//! | DATA1 | — | input of C11–C16, no figure of its own |
//! | C11, C15, C15c | `curves`, `fits` | the fit, and the projection at the printed parameters |
//! | C13 | `curves`, `fits` | least squares, and hazards at the printed parameters |
//! | C13b, C16 | `fits` | constant churn against beta-geometric; several cohorts, all counts or the ends |
//! | C17, G04 | `curves` | residual lifetime by tenure |
//! | C19 | `curves` | an existing base: one blended rate against heterogeneity |
//! | C22, C22c | later | recency chain, brand switching: no migration states |
//! | C24, G09 | `acquisition`, `optimise` | Blattberg–Deighton: value and marginal returns at the optimum; the search that finds it |
//! | C26 | `values` | three-year table, by schedules and by tenure |
//! | C27 | `values` | the same with explicit discount factors |
//! | C31 | `acquisition` | referral chain that does not explode |
//! | C32, C33, G01 | `accounting` | points as a performance obligation (IFRS 15): releases, estimate, roll-forwards |
//! | C35, C38b, P14 | `definitions` | GRR, NRR, quick ratio, quick LTV |
//! | C37 | `definitions` | simple payback |
//! | C38 | `metrics` | magic number |
//! | C39, G11 | `programmes` | proactive campaign: profit per target, break-even, contact costs |
//! | C40, C41, C42, C43 | later | visits relation |
//! | C45 | — | share price: arithmetic on rounded totals outside the model |
//! | C47, C48b, C48c | `curves`, `simulation` | closed-form means here, standard deviations there |
//! | C49 | `values` | mid-year costs, as two streams |
//! | G02 | `definitions` | churn from gross and net additions |
//! | G03 | `values` | monthly churn, yearly discount rate |
//! | G05 | `curves` | infinite lifetime refused |
//! | G06, P05 | `acquisition` | leaky bucket: path, ceiling, word of mouth |
//! | G08, P06 | `acquisition` | response forms, average and marginal CAC, carry-over |
//! | G10 | `programmes` | value of a save-desk contact |
//! | G12 | `programmes` | a contact that raises churn, as `effect` and as `proactive-offer` |
//! | G13, P07 | `programmes` | referral: return on the whole reward |
//! | G14 | `programmes` | return without an offer meets its stated points; the fitted curve between them is not used |
//! | G15 | `values`, `metrics` | NPV timing; IRR suppressed where its sign changes twice, MIRR |
//! | G16, P03 | `programmes`, `service`, `visits` | complaint chain: stay chances and monthly churn; monthly survival of leaving per visit |
//! | G17, P02 | `punch_cards` | filled cards, collected later, head start, cost per purchase |
//! | G18, G19 | `programmes`, `invariants` | a programme without effect; conservation |
//! | G20 | `simulation` | a mean lifetime is above the lifetime at mean churn |
//! | P01, P01b, P01c, P01d, P01e | `programmes` | save desk: path, money, repeat, capacity, back-out, save rates |
//! | P04 | `curves` | second life: multiplier on log-survival |
//! | P08 | `programmes`, `accounting` | points: cash cost, points and liability roll-forward |
//! | P09 | `programmes` | hazard split by reason |
//! | P10, P10b | `curves` | risk classes, effect inside them |
//! | P11 | `definitions` | conversion of rates and prices |
//! | P12 | `definitions` | three paybacks |
//! | P13 | `accounting` | capitalised commission amortised by survival |

mod accounting;
mod acquisition;
mod curves;
mod definitions;
mod fits;
mod programmes;
mod reference;
mod second;
mod values;

use crate::runs::{Page, expected};
use std::path::PathBuf;

/// Exact figures of the table carry twelve digits; identities of the model hold to this.
const EXACT: f64 = 1e-9;
/// The case's inputs are the table's optimum, printed to ten digits or so.
const TEN_DIGIT_INPUTS: f64 = 1e-8;
/// The table's tolerance for what an optimiser found: 1e-6 on the identity. Also figures printed to
/// six digits only.
const OPTIMISER: f64 = 1e-6;
/// A marginal return is a central difference of ±0.1 %, so its error is of order 1e-6 of curvature.
const MARGINAL_RETURN: f64 = 1e-5;
/// Half a unit of the third digit of a printed share.
const THREE_DIGITS: f64 = 5e-4;
/// The table's tolerance for figures printed to four digits.
const FOUR_DIGITS: f64 = 1e-4;
/// Half a cent.
const CENT: f64 = 0.005;

/// What a list of figures allows.
#[derive(Clone, Copy, Debug)]
enum Within {
    /// Of the figure.
    Relative(f64),
    /// In its unit.
    Absolute(f64),
    /// The figure must be missing.
    Missing,
}

impl Within {
    fn named(name: &str) -> Self {
        match name {
            "exact" => Self::Relative(EXACT),
            "ten-digit-inputs" => Self::Relative(TEN_DIGIT_INPUTS),
            "optimiser" => Self::Relative(OPTIMISER),
            "marginal-return" => Self::Absolute(MARGINAL_RETURN),
            "three-digits" => Self::Absolute(THREE_DIGITS),
            "four-digits" => Self::Absolute(FOUR_DIGITS),
            "cent" => Self::Absolute(CENT),
            "missing" => Self::Missing,
            other => panic!("no tolerance is called {other}"),
        }
    }

    fn admits(self, found: Option<f64>, printed: f64) -> bool {
        match (self, found) {
            (Self::Missing, found) => found.is_none(),
            (_, None) => false,
            (Self::Relative(tolerance), Some(found)) => {
                (found - printed).abs() <= tolerance * printed.abs()
            }
            (Self::Absolute(tolerance), Some(found)) => (found - printed).abs() <= tolerance,
        }
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/published/cases")
}

/// The scenario of a case.
fn text(case: &str) -> String {
    let path = folder().join(format!("{case}.toml"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs a case.
fn page(case: &str) -> Page {
    expected(&text(case))
}

/// Runs cases and compares every figure of their lists.
fn agree(cases: &[&str]) {
    let mut wrong = Vec::new();
    for case in cases {
        let page = page(case);
        let list = folder().join(format!("{case}.csv"));
        for row in csv::Reader::from_path(&list).unwrap().into_records() {
            let row = row.unwrap();
            let (path, printed, within) =
                (&row[0], row[1].parse().unwrap_or(f64::NAN), Within::named(&row[2]));
            let found = page.number(path);
            if !within.admits(found, printed) {
                wrong.push(format!("{case} {path}: {found:?}, printed {printed}, {within:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Compares one figure.
#[track_caller]
fn meets(what: &str, found: f64, printed: f64, within: Within) {
    assert!(within.admits(Some(found), printed), "{what}: {found}, printed {printed}, {within:?}");
}

/// Compares one figure to the table's twelve digits.
#[track_caller]
fn exactly(what: &str, found: f64, printed: f64) {
    meets(what, found, printed, Within::Relative(EXACT));
}

#[test]
fn every_case_in_the_folder_is_run() {
    let tests = [
        include_str!("accounting.rs"),
        include_str!("acquisition.rs"),
        include_str!("curves.rs"),
        include_str!("definitions.rs"),
        include_str!("programmes.rs"),
        include_str!("second.rs"),
        include_str!("values.rs"),
    ];
    for file in std::fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let quoted = format!("\"{name}\"");
        assert!(tests.iter().any(|test| test.contains(&quoted)), "nobody runs {name}");
    }
}
