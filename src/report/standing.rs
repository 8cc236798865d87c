//! How does a scenario stand among many: what a run found of it, or what the `findings.json` of an earlier one says?

use serde::{Deserialize, Serialize};

use crate::findings::{
    BaselineFindings, Change, CheckFindings, CheckVerdict, Comparison, Figure, Findings, Form,
    Quote, Slot, StrategyFindings,
};
use crate::text;

use super::printer::Printer;
use super::sections::ribbon::headline;
use super::voice::Voice;

/// A scenario of a run: small enough to keep for thousands of them.
#[derive(Clone, Debug, Deserialize)]
pub struct Standing {
    /// What it is.
    pub scenario: StandingFacts,
    /// What it answers.
    pub headline: StandingAnswer,
    #[serde(default)]
    pub(crate) strategies: Vec<Strategy>,
    #[serde(default)]
    pub(crate) comparisons: Vec<Compared>,
    #[serde(default)]
    pub(crate) checks: Vec<Gate>,
    /// What changed since the baseline, if there is one.
    pub baseline: Option<Since>,
    /// Why it is compared with nothing though a baseline was named: it is new.
    pub baseline_why: Option<String>,
}

/// Facts of the scenario.
#[derive(Clone, Debug, Deserialize)]
pub struct StandingFacts {
    /// Its id.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub(crate) language: String,
    pub(crate) currency: String,
    pub(crate) period: String,
    /// First day of period 0, ISO 8601.
    #[serde(default)]
    pub start: String,
}

/// The headline.
#[derive(Clone, Debug, Deserialize)]
pub struct StandingAnswer {
    /// The sentence.
    pub text: String,
    pub(crate) winner: String,
    pub(crate) runner_up: Option<String>,
    /// Its id, such as `cannot-be-told-apart`.
    #[serde(default)]
    pub verdict: String,
}

/// A strategy by itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Strategy {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) metrics: Own,
}

/// Metrics of a strategy that lists show.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Own {
    pub(crate) npv: Option<Number>,
    pub(crate) payback_discounted: Option<Number>,
}

/// A figure: the expected value, and how far its draws spread.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Number {
    /// Expected value.
    pub expected: f64,
    /// Absent without draws that differ.
    pub sd: Option<f64>,
}

/// A strategy against another.
#[derive(Clone, Debug, Deserialize)]
pub struct Compared {
    pub(crate) strategy: String,
    /// Gain with the terminal value.
    pub incremental_npv: Number,
    pub(crate) incremental_npv_horizon: Number,
    pub(crate) incremental_npv_stop: Option<Number>,
    pub(crate) incremental_npv_go_on: Option<Number>,
    pub(crate) probability_better: Option<f64>,
    pub(crate) payback_period: Option<usize>,
}

/// A gate and its outcome, by the words of `findings.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Gate {
    pub(crate) id: String,
    pub(crate) strategy: Option<String>,
    pub(crate) verdict: String,
    pub(crate) severity: String,
}

/// The figure now and in the baseline.
#[derive(Clone, Debug, Deserialize)]
pub struct Since {
    /// The figure then; none where it cannot be compared.
    pub old: Option<f64>,
    /// The figure now less the one then.
    pub difference: Option<f64>,
    /// Id of the winner of the baseline.
    pub winner: String,
    /// Name and effect of the change that moved the figure most, if an assumption did.
    #[serde(skip)]
    pub moved_most: Option<(String, f64)>,
    /// Gates that failed in the baseline.
    #[serde(skip)]
    pub failed: Vec<Gate>,
}

/// A file of the run that has no findings, and why.
pub struct Undone<'a> {
    /// The file, as the user knows it.
    pub path: &'a str,
    /// What is wrong with it, with file and line.
    pub said: &'a [String],
}

/// How many gates pass and do not.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Gates {
    pub(crate) pass: usize,
    /// Required ones that fail.
    pub fail: usize,
    /// Advisory ones that fail.
    pub advisory: usize,
    pub(crate) uncertain: usize,
}

impl Standing {
    /// Of a run; `before` is the run that it is compared with.
    pub fn of(findings: &Findings, before: Option<&Self>) -> Self {
        let (facts, voice) = (&findings.scenario, Voice::of(findings));
        let answer = headline(&Printer::new(findings));
        let strategy = |one: &StrategyFindings| Strategy {
            id: one.id.clone(),
            name: one.name.clone(),
            metrics: Own {
                npv: one.metrics.figure("npv").map(number),
                payback_discounted: one.metrics.figure("payback_discounted").map(number),
            },
        };
        let since = |found: &BaselineFindings| {
            let effect = |change: &Change| {
                Some((
                    voice.filling(&change.name).plain(),
                    change.in_order.filter(|by| *by != 0.0)?,
                ))
            };
            let all = found.changes.iter().filter_map(effect);
            let failed = before.iter().flat_map(|run| &run.checks).filter(|gate| gate.fails());
            Since {
                old: found.old,
                difference: found.difference,
                winner: found.winner.clone(),
                moved_most: all.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())),
                failed: failed.cloned().collect(),
            }
        };
        Self {
            scenario: StandingFacts {
                id: facts.id.clone(),
                title: facts.title.clone(),
                language: facts.language.clone(),
                currency: facts.currency.clone(),
                period: facts.period.to_owned(),
                start: facts.start.clone(),
            },
            headline: StandingAnswer {
                text: answer.sentence.plain(),
                winner: findings.headline.winner.clone(),
                runner_up: findings.headline.runner_up.clone(),
                verdict: answer.verdict.to_owned(),
            },
            strategies: findings.strategies.iter().map(strategy).collect(),
            comparisons: findings.against_today().iter().map(compared).collect(),
            checks: findings.checks.iter().map(gate).collect(),
            baseline: findings.baseline.as_ref().map(since),
            baseline_why: findings.baseline_why.as_ref().map(|why| voice.prose(why).plain()),
        }
    }

    /// What a `findings.json` says; none where it is of another kind.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The comparison with today that is spoken of: the winner's, or the runner-up's where today wins.
    pub fn lead(&self) -> Option<&Compared> {
        let of = |id: &str| self.comparisons.iter().find(|one| one.strategy == id);
        let second = || self.headline.runner_up.as_deref().and_then(of);
        of(&self.headline.winner).or_else(second).or(self.comparisons.first())
    }

    /// The gain of the lead, with its sign.
    pub fn gain(&self) -> Option<String> {
        Some(self.signed(self.lead()?.incremental_npv.expected))
    }

    /// Money with its sign and currency.
    pub fn signed(&self, value: f64) -> String {
        let quote = Quote { path: None, value, form: Form::Signed };
        Voice::new(&self.scenario.language, &self.scenario.currency)
            .filling(&Slot::Figure(quote))
            .plain()
    }

    /// Share of the draws in which the lead is better; none where they do not differ.
    pub fn chance(&self) -> Option<f64> {
        let lead = self.lead()?;
        lead.probability_better.filter(|_| lead.incremental_npv.sd.is_some_and(|sd| sd > 0.0))
    }

    /// Last month of the period in which the lead is paid back, ISO 8601.
    pub fn paid_back(&self) -> Option<String> {
        let months = match self.scenario.period.as_str() {
            "quarter" => 3,
            "year" => 12,
            _ => 1,
        };
        let periods = u32::try_from(self.lead()?.payback_period?).ok()?;
        Some(text::later(&self.scenario.start, (periods + 1) * months - 1))
    }

    /// Change of the figure since the baseline as a share of it; none where it was not a gain.
    pub fn share(&self) -> Option<f64> {
        let since = self.baseline.as_ref()?;
        let old = since.old.filter(|old| *old > 0.0)?;
        Some(since.difference? / old)
    }

    /// Whether its figure, its winner or a gate is another than in the baseline, or all of it is new.
    pub fn changed(&self) -> bool {
        let Some(since) = &self.baseline else { return self.baseline_why.is_some() };
        let same = since.difference == Some(0.0) && since.winner == self.headline.winner;
        !same || self.newly().next().is_some() || self.fixed().next().is_some()
    }

    /// Whether there is anything to say of it: it is compared with nothing, it changed, or a gate fails.
    pub fn is_told(&self) -> bool {
        self.baseline.is_none() || self.changed() || self.gates().fail > 0
    }

    /// Gates that fail and did not in the baseline.
    pub fn newly(&self) -> impl Iterator<Item = &Gate> {
        let before = self.baseline.iter().flat_map(|since| &since.failed);
        let before: Vec<&Gate> = before.collect();
        let is_new = move |gate: &&Gate| gate.fails() && !before.iter().any(|one| one.is(gate));
        self.checks.iter().filter(is_new).filter(|_| self.baseline.is_some())
    }

    /// Gates that failed in the baseline and hold now.
    pub fn fixed(&self) -> impl Iterator<Item = &Gate> {
        let before = self.baseline.iter().flat_map(|since| &since.failed);
        let holds =
            |gate: &&Gate| self.checks.iter().any(|one| one.is(gate) && one.verdict == "pass");
        before.filter(holds)
    }

    /// The gates, counted.
    pub fn gates(&self) -> Gates {
        let mut gates = Gates::default();
        for gate in &self.checks {
            *match (gate.verdict.as_str(), gate.severity.as_str()) {
                ("pass", _) => &mut gates.pass,
                ("fail", "warning") => &mut gates.advisory,
                ("fail", _) => &mut gates.fail,
                _ => &mut gates.uncertain,
            } += 1;
        }
        gates
    }

    /// Name of a strategy.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        let named = self.strategies.iter().find(|one| one.id == id && !one.name.is_empty());
        named.map_or(id, |one| &one.name)
    }
}

impl Gate {
    /// Whether it fails.
    pub fn fails(&self) -> bool {
        self.verdict == "fail"
    }

    /// Whether it stops a run.
    pub fn required(&self) -> bool {
        self.severity == "error"
    }

    fn is(&self, other: &Self) -> bool {
        (&self.id, &self.strategy) == (&other.id, &other.strategy)
    }
}

impl Gates {
    /// The worst of them: `fail`, `warn`, `uncertain`, `pass`, or `none` where there are none.
    pub(crate) const fn worst(self) -> &'static str {
        match self {
            Self { fail: 1.., .. } => "fail",
            Self { advisory: 1.., .. } => "warn",
            Self { uncertain: 1.., .. } => "uncertain",
            Self { pass: 1.., .. } => "pass",
            _ => "none",
        }
    }
}

fn number(figure: &Figure) -> Number {
    let sd = figure.draws.as_ref().filter(|draws| draws.spread()).and_then(|draws| draws.sd.ok());
    Number { expected: figure.expected, sd }
}

fn compared(one: &Comparison) -> Compared {
    Compared {
        strategy: one.strategy.clone(),
        incremental_npv: number(&one.incremental_npv),
        incremental_npv_horizon: number(&one.incremental_npv_horizon),
        incremental_npv_stop: one.incremental_npv_stop.as_ref().map(number),
        incremental_npv_go_on: one.incremental_npv_go_on.as_ref().map(number),
        probability_better: one.probability_better,
        payback_period: one.payback_period,
    }
}

fn gate(check: &CheckFindings) -> Gate {
    let verdict = match check.verdict {
        CheckVerdict::Pass => "pass",
        CheckVerdict::Fail => "fail",
        CheckVerdict::Uncertain => "uncertain",
    };
    Gate {
        id: check.id.clone(),
        strategy: check.strategy.clone(),
        verdict: verdict.to_owned(),
        severity: check.severity.to_owned(),
    }
}

/// The text, cut to so many characters on one line.
pub(super) fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
