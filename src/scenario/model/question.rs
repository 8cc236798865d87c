//! What is asked: who asks, over which time, which strategies are compared.

use super::{
    Assumption, Budget, Business, Check, Correlation, Label, Optimise, Sensitivity, SignOff,
    Source, Variants,
};
use crate::units::{Calendar, Quantity};
use serde::{Deserialize, Serialize};

/// One business and the strategies to compare.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Who asks what.
    pub about: About,
    /// Time axis; the same under every strategy.
    pub calendar: Calendar,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// Whether amounts are nominal or real, with yearly inflation for the real-terms line.
    pub price_basis: PriceBasis,
    /// Yearly inflation.
    pub inflation: Quantity,
    /// Cash at the start; none where not stated.
    pub opening_cash: Option<Quantity>,
    /// Register of every number of the file and of the strategies' overrides.
    pub assumptions: Vec<Assumption>,
    /// Rank correlations between ranged assumptions.
    pub correlations: Vec<Correlation>,
    /// What is simulated, and how often.
    pub uncertainty: Uncertainty,
    /// Ids of the segments, in the order of the file.
    pub segments: Vec<Label>,
    /// Ids of the channels, in the order of the file.
    pub channels: Vec<Label>,
    /// Names of the reasons for leaving; `all` when the file names none.
    pub reasons: Vec<String>,
    /// The strategies, in the order of the file, at least one.
    pub strategies: Vec<Strategy>,
    /// Place of the strategy that the others are compared with; its churn is the observed one.
    pub against: usize,
    /// Place of the strategy that the question sets against the winner.
    pub rival: Option<usize>,
    /// Limit on extra spending, of `[comparison]`.
    pub budget: Option<Budget>,
    /// Which assumptions are varied.
    pub sensitivity: Sensitivity,
    /// What an optimisation moves; none where the file does not say.
    pub optimise: Option<Optimise>,
    /// What runs once the horizon is over.
    pub after_horizon: AfterHorizon,
    /// Gates.
    pub checks: Vec<Check>,
    /// Evidence.
    pub sources: Vec<Source>,
    /// Who signed.
    pub sign_offs: Vec<SignOff>,
    /// What varies between its variants.
    pub variants: Option<Variants>,
    /// Seed of every random stream.
    pub seed: u64,
    /// Files read: name relative to the scenario's folder, and SHA-256 of the bytes in hexadecimal.
    pub files: Vec<InputFile>,
}

impl Scenario {
    /// Every assumption at its base value.
    pub fn base_values(&self) -> Vec<f64> {
        self.assumptions.iter().map(|assumption| assumption.value).collect()
    }

    /// Places of the strategies that may be recommended: at least the one the others are compared with.
    pub fn candidates(&self) -> Vec<usize> {
        (0..self.strategies.len()).filter(|place| self.strategies[*place].candidate).collect()
    }
}

/// What runs once the horizon is over (`docs/model.md`, section 9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterHorizon {
    /// The programmes of the strategy that is compared with: the decision was made for the horizon.
    #[default]
    Stop,
    /// Each strategy's own programmes.
    GoOn,
}

impl AfterHorizon {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Stop => Self::GoOn,
            Self::GoOn => Self::Stop,
        }
    }
}

/// `[scenario]`.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Lower case, digits, hyphens; names the output folder.
    pub id: String,
    /// Title of the report.
    pub title: String,
    /// The question that the report answers.
    pub question: Option<String>,
    /// What kind of question that is.
    pub asks: Asks,
    /// Company or unit.
    pub entity: Option<String>,
    /// Who wrote it.
    pub prepared_by: Option<String>,
    /// Who checked it.
    pub reviewed_by: Option<String>,
    /// Draft, reviewed or approved.
    pub status: Status,
    /// The user's version of the file.
    pub version: Option<String>,
    /// Language of the report, an ISO 639-1 code.
    pub language: String,
}

/// Kinds of question, each answered in its own way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// Which of the strategies?
    #[default]
    Which,
    /// Does the change pay?
    DoesItPay,
    /// How much on finding and how much on keeping customers?
    HowMuch,
    /// Keeping customers or finding new ones?
    KeepOrFind,
}

/// Life of a scenario file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written.
    #[default]
    Draft,
    /// Checked by someone else.
    Reviewed,
    /// Signed.
    Approved,
}

/// Nominal or real amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PriceBasis {
    /// Money of the day.
    #[default]
    Nominal,
    /// Money of the start date.
    Real,
}

/// `[uncertainty]`.
#[derive(Clone, Debug)]
pub struct Uncertainty {
    /// Number of draws; 0 uses the expected engine only.
    pub draws: usize,
    /// Whether customers' own chance is simulated in whole numbers.
    pub customers: bool,
    /// Whether ranged assumptions are drawn.
    pub assumptions: bool,
    /// Percentiles that are told beside P10, P50 and P90, ascending: 1 to 99.
    pub report: Vec<u32>,
}

/// `[[strategies]]`.
#[derive(Clone, Debug)]
pub struct Strategy {
    /// Id and name.
    pub label: Label,
    /// The file with this strategy's `set` applied.
    pub business: Business,
    /// Spend as much as another strategy.
    pub spend_as: Option<SpendAs>,
    /// Whether it may be recommended, or is only shown beside the others.
    pub candidate: bool,
    /// Its `set` as written: path and value as TOML.
    pub settings: Vec<(String, String)>,
}

/// `spend_as`: one factor on the named channels' spend, so that discounted acquisition plus
/// retention spend equals the named strategy's.
#[derive(Clone, Debug)]
pub struct SpendAs {
    /// Place of the strategy to match.
    pub strategy: usize,
    /// Channels whose spend moves, by place.
    pub channels: Vec<usize>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Name relative to the folder of the scenario.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}
