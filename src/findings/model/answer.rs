//! What was asked, and the answer in a few sentences.

use super::sentence::{Keyed, Spoken};
use super::{
    AssumptionFindings, CheckFindings, Comparison, Flip, Integrity, Line, Map, NextMoney, Optimum,
    Reason, SensitivityFindings, Sentence, SourceFindings, StrategyFindings,
};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Everything that one run says about one scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Findings {
    /// Version of the meaning of this structure.
    pub schema: u32,
    /// Version of the program.
    pub tenure: &'static str,
    /// What was asked, and with which input.
    pub scenario: ScenarioFacts,
    /// The answer in two lines.
    pub headline: Headline,
    /// One entry per strategy, in the order of the file.
    pub strategies: Vec<StrategyFindings>,
    /// Every other strategy against the comparison's `against`; last the winner against its rival.
    pub comparisons: Vec<Comparison>,
    /// The run compared with an earlier one; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<super::BaselineFindings>,
    /// Why the run is compared with nothing though a baseline was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_why: Option<Sentence>,
    /// Where the next unit of money goes.
    pub next_money: NextMoney,
    /// Response curves of the strategy that the page speaks of, at base values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<super::ResponseFindings>,
    /// The best split of a budget; only where `tenure optimise` asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimum: Option<Optimum>,
    /// How the gain hangs on the assumptions; absent with one strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<SensitivityFindings>,
    /// Gates.
    pub checks: Vec<CheckFindings>,
    /// Every number of the file, with its evidence.
    pub assumptions: Vec<AssumptionFindings>,
    /// What is assumed where the file is silent and the answer may hang on it.
    pub assumed: Vec<Assumed>,
    /// Evidence that the assumptions name.
    pub sources: Vec<SourceFindings>,
    /// Sums that must close.
    pub integrity: Vec<Integrity>,
    /// Remarks a reader must know (which tier made a number, what is not linear, warnings).
    #[serde(flatten, serialize_with = "notes")]
    pub notes: Vec<Sentence>,
    /// Those of them that are warnings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Sentence>,
}

impl Findings {
    /// Every other strategy against the comparison's `against`.
    pub fn against_today(&self) -> &[Comparison] {
        let today = |one: &&Comparison| one.against == self.scenario.against;
        &self.comparisons[..self.comparisons.iter().take_while(today).count()]
    }
}

fn notes<S: Serializer>(notes: &[Sentence], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("notes", notes)?;
    map.serialize_entry("notes_said", &notes.iter().map(Keyed).collect::<Vec<_>>())?;
    map.end()
}

/// Something assumed where the file is silent.
#[derive(Clone, Debug, Serialize)]
pub struct Assumed {
    /// Path of the key that would say it.
    pub path: String,
    /// Whom or what it is about, for readers.
    pub name: String,
    /// What is assumed.
    pub what: Reason,
}

/// Facts of the scenario and of the run.
#[derive(Clone, Debug, Serialize)]
pub struct ScenarioFacts {
    /// Its id, which names the folder of its report.
    pub id: String,
    pub(crate) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) entity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prepared_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reviewed_by: Option<String>,
    /// `draft`, `reviewed` or `approved`.
    pub status: String,
    /// Who signed, or is to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sign_offs: Vec<Signature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    pub(crate) language: String,
    /// ISO 4217.
    pub currency: String,
    /// `month`, `quarter` or `year`.
    pub period: &'static str,
    pub(crate) periods: usize,
    /// First day of period 0, ISO 8601.
    pub start: String,
    pub(crate) discount_rate_per_period: f64,
    pub(crate) discount_rate_per_year: f64,
    /// `start`, `mid-period` or `end`.
    pub cash_timing: String,
    /// `first-payment-counted`, `just-acquired` or `end-of-period`.
    pub clv_convention: String,
    /// `none`, `runoff` or `perpetuity`.
    pub terminal_value: String,
    /// `stop` or `go-on`.
    pub after_horizon: String,
    /// `nominal` or `real`.
    pub price_basis: String,
    /// Growth of prices per year; used for the real-terms line only.
    pub inflation_per_year: f64,
    /// SHA-256 by file name.
    pub input_sha256: Map<String>,
    pub(crate) seed: u64,
    pub(crate) draws: usize,
    /// Whether draws take ranged assumptions from their distributions.
    pub draws_assumptions: bool,
    /// Whether draws simulate customers in whole numbers.
    pub draws_customers: bool,
    /// Strategy that the others are compared with.
    pub against: String,
    /// Risk classes per segment that carry the churn's heterogeneity.
    pub risk_classes: usize,
}

/// Who signed.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    pub(crate) role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// ISO 8601; absent until signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// SHA-256 of the file that was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether that is the scenario's file as it is now; absent where none is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_this_file: Option<bool>,
}

/// The headline, computed from the figures below.
#[derive(Clone, Debug)]
pub struct Headline {
    /// At most two lines.
    pub lines: Vec<Line>,
    /// Candidate with the highest expected `npv`.
    pub winner: String,
    /// The next one; absent with one strategy.
    pub runner_up: Option<String>,
    /// Whom the winner is set against beside today: the last of the comparisons. Absent where today wins, and
    /// without another strategy.
    pub rival: Option<String>,
    /// Winner against the runner-up.
    pub verdict: Verdict,
    /// Share of draws in which the winner is ahead of the runner-up; absent without draws.
    pub probability_ahead: Option<f64>,
    /// Share of draws in which the winner is the best of all candidates; absent without draws.
    pub probability_best: Option<f64>,
    /// Where another candidate overtakes the winner as one assumption moves inside its range, nearest first.
    pub flips: Vec<Flip>,
    /// Strategy with the highest mean `npv` of the draws, when that is another one.
    pub winner_of_the_draws: Option<String>,
}

/// Between the text and the figures that it quotes stands who wins; what was said comes last.
impl Serialize for Headline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Spoken { text, figures, said } = Spoken::of(&self.lines);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", &text)?;
        map.serialize_entry("winner", &self.winner)?;
        if let Some(second) = &self.runner_up {
            map.serialize_entry("runner_up", second)?;
        }
        if let Some(rival) = &self.rival {
            map.serialize_entry("rival", rival)?;
        }
        map.serialize_entry("verdict", &self.verdict)?;
        if let Some(share) = self.probability_ahead {
            map.serialize_entry("probability_ahead", &share)?;
        }
        if let Some(share) = self.probability_best {
            map.serialize_entry("probability_best", &share)?;
        }
        map.serialize_entry("flips", &self.flips)?;
        if let Some(other) = &self.winner_of_the_draws {
            map.serialize_entry("winner_of_the_draws", other)?;
        }
        map.serialize_entry("figures", &figures)?;
        map.serialize_entry("said", &said)?;
        map.end()
    }
}

/// Winner against runner-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The winner is better, and ahead in most draws.
    Better,
    /// The winner has the higher expected value, and is behind in most draws.
    Worse,
    /// They are equal, or each is ahead in about half the draws.
    CannotBeToldApart,
    /// Whether the winner gains at all hangs on how what comes after the plan is counted.
    TurnsOnAfter,
    /// Another candidate is the best by the mean of the draws.
    TurnsOnTheAverage,
}
