//! Findings of an earlier run: what is read back of `findings.json`, and the figures in it.

use serde::Deserialize;
use serde_json::Value;

use super::messages::*;
use super::model::{CheckFindings, Findings, Reason, Sentence, Slot};
use crate::scenario::Scenario;
use crate::units::counted;

messages! {
    BASELINE_WITHOUT_STRATEGY = "why.baseline_without_strategy" [id];
    BASELINE_WITHOUT_SEGMENT = "why.baseline_without_segment" [id];
    BASELINE_WITHOUT_CHANNEL = "why.baseline_without_channel" [id];
    BASELINE_WITHOUT_METRIC = "why.baseline_without_metric" [metric statistic strategy];
    BASELINE_WITHOUT_DIFFERENCE = "why.baseline_without_difference" [statistic];
    NO_BASELINE = "why.no_baseline" [];
    NEW_SCENARIO = "why.new_scenario" [];
}

/// Version of the meaning of `findings.json` that this program writes and compares with.
pub const SCHEMA: u32 = 2;

/// The run that a run is compared with.
#[derive(Clone, Copy, Debug)]
pub enum Earlier<'a> {
    /// No baseline is named.
    NotNamed,
    /// The baseline has other scenarios, but not this one.
    New,
    /// An earlier run of the same scenario.
    Run(&'a Baseline),
}

impl<'a> Earlier<'a> {
    /// The earlier run.
    ///
    /// # Errors
    /// Why there is none.
    pub fn run(self) -> Result<&'a Baseline, Reason> {
        match self {
            Self::Run(run) => Ok(run),
            Self::NotNamed => Err(NO_BASELINE),
            Self::New => Err(NEW_SCENARIO),
        }
    }

    /// Why a run is compared with nothing though a baseline is named.
    pub fn why(self) -> Option<Sentence> {
        matches!(self, Self::New).then(|| NEW_SCENARIO.say([]))
    }
}

impl<'a> From<Option<&'a Baseline>> for Earlier<'a> {
    fn from(run: Option<&'a Baseline>) -> Self {
        run.map_or(Self::NotNamed, Self::Run)
    }
}

/// Findings of an earlier run, as far as later ones are compared with them.
#[derive(Clone, Debug, Deserialize)]
pub struct Baseline {
    /// Version of the program.
    pub tenure: String,
    pub(crate) scenario: EarlierFacts,
    pub(crate) headline: EarlierAnswer,
    pub(crate) strategies: Vec<Part>,
    #[serde(default)]
    comparisons: Vec<EarlierComparison>,
    #[serde(default)]
    checks: Vec<Checked>,
    pub(crate) assumptions: Vec<Stated>,
}

/// Facts of the earlier scenario.
#[derive(Clone, Debug, Deserialize)]
pub struct EarlierFacts {
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub language: String,
    pub currency: String,
    pub period: String,
    pub periods: usize,
    pub against: String,
    pub start: Option<String>,
    pub cash_timing: Option<String>,
    pub clv_convention: Option<String>,
    pub terminal_value: Option<String>,
    pub after_horizon: Option<String>,
    pub price_basis: Option<String>,
    #[serde(default)]
    pub seed: u64,
    #[serde(default)]
    pub draws: usize,
}

/// The earlier headline.
#[derive(Clone, Debug, Deserialize)]
pub struct EarlierAnswer {
    pub text: String,
    pub winner: String,
    pub runner_up: Option<String>,
}

/// A strategy, segment or channel with its metrics.
#[derive(Clone, Debug, Deserialize)]
pub struct Part {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    metrics: Value,
    #[serde(default)]
    segments: Vec<Part>,
    #[serde(default)]
    channels: Vec<Part>,
}

/// A strategy against what it is compared with.
#[derive(Clone, Debug, Deserialize)]
struct EarlierComparison {
    strategy: String,
    probability_better: Option<f64>,
    #[serde(default)]
    cumulative_difference: Vec<f64>,
}

/// A gate of the earlier run.
#[derive(Clone, Debug, Deserialize)]
struct Checked {
    metric: String,
    strategy: Option<String>,
    versus: Option<String>,
    segment: Option<String>,
    channel: Option<String>,
    statistic: String,
    #[serde(default)]
    verdict: String,
    value: Option<f64>,
}

/// A number of the earlier register.
#[derive(Clone, Debug, Deserialize)]
pub struct Stated {
    pub path: String,
    #[serde(default)]
    pub name: String,
    pub strategy: Option<String>,
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub unit: String,
}

/// Replaces characters that would act on a terminal or begin a line of a log: anybody may have written the file.
fn printable(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(char::is_control) => {
            *text = text.replace(char::is_control, "\u{fffd}");
        }
        Value::Array(all) => all.iter_mut().for_each(printable),
        Value::Object(all) => all.values_mut().for_each(printable),
        _ => {}
    }
}

impl Baseline {
    /// Reads `findings.json`.
    ///
    /// # Errors
    /// What is wrong with it: no JSON, not the findings of this program, or of another schema.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let mut value: Value =
            serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}"))?;
        printable(&mut value);
        let stranger = "is no findings.json of tenure";
        match value.get("schema").and_then(Value::as_u64) {
            Some(schema) if schema == u64::from(SCHEMA) => {}
            Some(schema) => return Err(format!("has schema {schema}, and this is {SCHEMA}")),
            None => return Err(stranger.to_owned()),
        }
        serde_json::from_value(value).map_err(|error| format!("{stranger}: {error}"))
    }

    /// The same of findings that were not written yet.
    ///
    /// # Panics
    /// Never: what is read back is what is written.
    pub fn of(findings: &Findings) -> Self {
        let value = serde_json::to_value(findings).expect("findings have text keys");
        serde_json::from_value(value).expect("findings are what a baseline is read from")
    }

    /// Whether a scenario can be compared with it.
    ///
    /// # Errors
    /// What differs.
    pub fn comparable(&self, scenario: &Scenario) -> Result<(), String> {
        let own = &self.scenario;
        let calendar = &scenario.calendar;
        let differs = |what: &str, then: &str, now: &str| {
            Err(format!("is of {what} `{then}`, and this is `{now}`"))
        };
        if own.id != scenario.about.id {
            return differs("the scenario", &own.id, &scenario.about.id);
        }
        self.same_measures(&scenario.currency, calendar.period.word(), calendar.periods)
    }

    /// Whether money and time are counted in the same way.
    ///
    /// # Errors
    /// What differs.
    pub fn same_measures(
        &self,
        currency: &str,
        period: &str,
        periods: usize,
    ) -> Result<(), String> {
        let own = &self.scenario;
        if own.currency != currency {
            return Err(format!("is in {}, and this is in {currency}", own.currency));
        }
        if own.period != period || own.periods != periods {
            return Err(format!(
                "covers {}, and this covers {}",
                counted(own.periods as u64, &own.period),
                counted(periods as u64, period)
            ));
        }
        Ok(())
    }

    /// The strategy of that id.
    pub fn strategy(&self, id: &str) -> Option<&Part> {
        self.strategies.iter().find(|one| one.id == id)
    }

    /// Expected net present value of a strategy.
    pub fn npv(&self, strategy: &str) -> Option<f64> {
        self.strategy(strategy)?.scalar("npv", "expected")
    }

    /// The best change: the winner, or the runner-up where no change wins; none with one strategy.
    pub fn lead(&self) -> Option<&str> {
        let winner = Some(&self.headline.winner);
        let lead = winner.filter(|id| **id != self.scenario.against);
        lead.or(self.headline.runner_up.as_ref()).map(String::as_str)
    }

    fn compared(&self, strategy: &str) -> Option<&EarlierComparison> {
        self.comparisons.iter().find(|one| one.strategy == strategy)
    }

    /// Share of draws in which a strategy is better than what it is compared with.
    pub fn probability_better(&self, strategy: &str) -> Option<f64> {
        self.compared(strategy)?.probability_better
    }

    /// Cumulative discounted extra cash over today of the best change; empty where it has none.
    pub fn cash(&self) -> &[f64] {
        let lead = self.lead().and_then(|lead| self.compared(lead));
        lead.map_or(&[], |one| &one.cumulative_difference)
    }

    /// How many gates have that verdict.
    pub fn verdicts(&self, verdict: &str) -> usize {
        self.checks.iter().filter(|check| check.verdict == verdict).count()
    }

    /// The figure that a check looks at; `strategy` is the one it reads where it names none.
    ///
    /// # Errors
    /// Why the baseline does not have it.
    pub fn figure(&self, check: &CheckFindings, strategy: &str) -> Result<f64, Sentence> {
        // A check of the earlier run has any figure; metrics have those of a single strategy.
        let same = |one: &&Checked| {
            one.metric == check.metric
                && one.strategy == check.strategy
                && one.versus == check.versus
                && one.segment == check.segment
                && one.channel == check.channel
                && one.statistic == check.statistic
        };
        let checked = self.checks.iter().find(same).and_then(|one| one.value);
        if let Some(value) = checked {
            return Ok(value);
        }
        let own = self.measured(check, strategy)?;
        match &check.versus {
            None => Ok(own),
            Some(other) if matches!(check.statistic, "expected" | "mean") => {
                Ok(own - self.measured(check, other)?)
            }
            Some(_) => Err(BASELINE_WITHOUT_DIFFERENCE.say([check.statistic.into()])),
        }
    }

    fn measured(&self, check: &CheckFindings, strategy: &str) -> Result<f64, Sentence> {
        let own = self.strategy(strategy);
        let mut part = own.ok_or_else(|| BASELINE_WITHOUT_STRATEGY.say([strategy.into()]))?;
        for (none, id, list) in [
            (BASELINE_WITHOUT_SEGMENT, &check.segment, &part.segments),
            (BASELINE_WITHOUT_CHANNEL, &check.channel, &part.channels),
        ] {
            if let Some(id) = id {
                let found = list.iter().find(|one| one.id == *id);
                part = found.ok_or_else(|| none.say([id.as_str().into()]))?;
                break;
            }
        }
        let statistic = check.statistic;
        let found = match statistic {
            "expected" | "mean" | "p10" | "p50" | "p90" => part.scalar(&check.metric, statistic),
            "max_over_time" => part.extreme(&check.metric, f64::max),
            "min_over_time" => part.extreme(&check.metric, f64::min),
            _ => None,
        };
        let slots = [check.metric.as_str(), statistic, strategy];
        found.ok_or_else(|| BASELINE_WITHOUT_METRIC.say(slots.map(Slot::from)))
    }
}

impl Part {
    /// A statistic of a metric that is one number.
    pub fn scalar(&self, metric: &str, statistic: &str) -> Option<f64> {
        self.metrics.get(metric)?.get(statistic)?.as_f64()
    }

    fn extreme(&self, metric: &str, pick: fn(f64, f64) -> f64) -> Option<f64> {
        let values = self.metrics.get(metric)?.as_array()?;
        values.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>()?.into_iter().reduce(pick)
    }
}
