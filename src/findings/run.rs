//! Runs the strategies of a scenario: in expected values at the base, and inside a draw.

use super::measure::{BASE_ONLY, Lifetimes, Measures, measure, metric_after, npv_runoff};
use super::model::{Absent, Value};
use super::ran::Ran;
use crate::engine::{
    Chance, Projection, project, project_apart, project_flows, project_lives, simulate,
};
use crate::plan::{Account, Adjust, Plan, Precision, build};
use crate::scenario::{AfterHorizon, Check, Scenario, Statistic, TerminalValue};

/// One strategy at the base values.
#[derive(Clone, Debug)]
pub struct Case {
    pub plan: Plan,
    pub run: Projection,
    /// Levers as solved by `spend_as`.
    pub adjust: Adjust,
    /// Where `spend_as` was met.
    pub met: Met,
    /// Why `spend_as` could not be met.
    pub unmet: Option<String>,
}

/// How the spend of a strategy that spends as another hangs on the factor on its channels.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    /// The factor.
    pub(super) factor: f64,
    /// By how much spend grows with the factor, per unit of the channels' media: discounts for those who
    /// join are spend too.
    pub(super) growth: f64,
}

impl Default for Met {
    fn default() -> Self {
        Self { factor: 1.0, growth: 1.0 }
    }
}

/// One strategy in one draw: numbers only.
#[derive(Clone, Debug)]
pub struct Row {
    /// Place of the strategy.
    pub place: usize,
    /// Scalar metrics in the order of [`flat`]; NaN where there is no number.
    pub scalars: Vec<f64>,
    /// Why, by place, where it is not as in the base case.
    absent: Vec<(usize, Absent)>,
    /// Cumulative discounted cash flow per period.
    pub cumulative: Vec<f64>,
    /// Discounted acquisition plus retention spend with refunds, for `spend_as`.
    pub spend: f64,
}

/// Whether events happen: as often as expected, or by one uniform number for each, the same for all
/// strategies.
#[derive(Clone, Copy, Debug)]
pub enum Happening<'a> {
    Expected,
    Drawn(&'a [f64]),
}

impl Happening<'_> {
    /// Exponents of the events' multipliers under a strategy, which may state its own probabilities.
    #[must_use]
    pub fn shares(self, scenario: &Scenario, place: usize, values: &[f64]) -> Vec<f64> {
        let events = scenario.strategies[place].business.events.iter();
        let probabilities = events.map(|event| event.probability.at(values));
        match self {
            Self::Expected => probabilities.collect(),
            Self::Drawn(uniforms) => {
                let happens = |(p, u): (f64, &f64)| f64::from(u8::from(*u < p));
                probabilities.zip(uniforms).map(happens).collect()
            }
        }
    }
}

/// Strategies in an order in which each comes after the one whose spend it matches.
#[must_use]
pub fn order(scenario: &Scenario) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < scenario.strategies.len() {
        let ready = |place: &usize| {
            let spend_as = &scenario.strategies[*place].spend_as;
            !order.contains(place) && spend_as.as_ref().is_none_or(|s| order.contains(&s.strategy))
        };
        match (0..scenario.strategies.len()).find(ready) {
            Some(place) => order.push(place),
            // Checked when read: references do not go in circles.
            None => break,
        }
    }
    order
}

/// Rows of [`order`] back in the order of the file.
#[must_use]
pub fn in_file_order(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| row.place);
    rows
}

/// Runs every strategy at the base values.
#[must_use]
pub fn base_cases(scenario: &Scenario) -> Vec<Case> {
    let values = scenario.base_values();
    let mut cases: Vec<Option<Case>> = scenario.strategies.iter().map(|_| None).collect();
    for place in order(scenario) {
        let spend_of =
            |other: usize| cases[other].as_ref().map(|case| spend(&case.plan, &case.run));
        let target =
            scenario.strategies[place].spend_as.as_ref().and_then(|s| spend_of(s.strategy));
        let trial = Trial::expected(scenario, place, &values, Precision::Base);
        let (adjust, met, unmet) = trial.match_spend(&mut None, target, Met::default());
        cases[place] = Some(Case { met, unmet, ..trial.case(adjust) });
    }
    cases.into_iter().flatten().collect()
}

/// Runs one strategy in one draw. `done` holds the strategies of the draw that came before.
#[must_use]
pub fn row(
    ran: &Ran<'_>,
    place: usize,
    values: &[f64],
    events: Happening<'_>,
    done: &[Row],
    chance: Chance,
) -> Row {
    let scenario = ran.scenario;
    let trial = Trial { scenario, place, values, events, precision: Precision::Draw };
    let spend_as = scenario.strategies[place].spend_as.as_ref();
    let target =
        spend_as.and_then(|s| done.iter().find(|row| row.place == s.strategy)).map(|row| row.spend);
    let (adjust, plan) = trial.matched_plan(target, ran.cases[place].met);
    let expected = project(&plan);
    let spend = spend(&plan, &expected);
    let run = match chance {
        Chance::Expected => expected,
        Chance::Drawn(key) => simulate(&plan, key),
    };
    let undiscounted =
        asks_for_undiscounted(scenario).then(|| trial.undiscounted(&adjust, (&plan, &run)));
    let undiscounted = undiscounted.as_ref().map(|(plan, lives)| (plan, lives));
    let mut measures = measure(&plan, &run, &Lifetimes::of(&plan, &run, undiscounted));
    if asks_for_other(scenario) {
        let (after, other) = trial.other(&adjust, (&plan, &run), chance);
        measures = measures.with_other(after, other);
    }
    let flows = run.ledger.discounted(&plan, Account::sign);
    Row::of(place, &measures, &ran.measures[place], cumulative(&flows), spend)
}

impl Row {
    /// The numbers of one strategy in one draw; `base` are its measures in the base case.
    #[must_use]
    pub fn of(
        place: usize,
        measures: &Measures,
        base: &Measures,
        cumulative: Vec<f64>,
        spend: f64,
    ) -> Self {
        let both = values(measures).zip(values(base)).enumerate();
        let absent = both.filter_map(|(at, (own, base))| match own {
            // A draw shares most of its reasons with the base case: a list of its own would be as long as its numbers.
            Err(absent) if own != base && absent.why != BASE_ONLY => Some((at, absent)),
            _ => None,
        });
        Self { place, scalars: flat(measures), absent: absent.collect(), cumulative, spend }
    }

    /// One of the scalars; `base` is the same of the base case.
    pub fn value(&self, at: usize, base: Value) -> Value {
        let number = self.scalars[at];
        if !number.is_nan() {
            return Ok(number);
        }
        let own = self.absent.iter().find(|(place, _)| *place == at).map(|(_, absent)| *absent);
        Err(own.or(base.err()).unwrap_or(BASE_ONLY.into()))
    }
}

/// Whether a check asks for the draws of a lifetime value without discounting: it takes a run of its own,
/// which would make every draw a third slower.
fn asks_for_undiscounted(scenario: &Scenario) -> bool {
    let drawn = |check: &Check| check.statistic != Statistic::Expected;
    scenario.checks.iter().any(|check| check.metric == "ltv_undiscounted" && drawn(check))
}

/// Whether a check asks for the draws of the value that `after_horizon` does not name: it takes a run of its
/// own.
#[must_use]
pub fn asks_for_other(scenario: &Scenario) -> bool {
    let id = metric_after(scenario.after_horizon.other());
    let drawn = |check: &Check| check.statistic != Statistic::Expected;
    let asks = |check: &Check| check.metric.trim_start_matches("incremental_") == id;
    scenario.checks.iter().any(|check| drawn(check) && asks(check))
}

/// Running sums.
#[must_use]
pub fn cumulative(flows: &[f64]) -> Vec<f64> {
    let mut sum = crate::numeric::sum::Accumulator::new();
    let add = |flow: &f64| {
        sum.add(*flow);
        sum.value()
    };
    flows.iter().map(add).collect()
}

/// Scalar metrics in a fixed order: strategy, then segments, channels and programmes, then what is common.
pub fn values(measures: &Measures) -> impl Iterator<Item = Value> {
    let parts = measures.segments.iter().chain(&measures.channels).chain(&measures.programmes);
    let parts = parts.chain(std::iter::once(&measures.common));
    let all = std::iter::once(&measures.strategy).chain(parts).flatten();
    all.map(|measure| match measure.value {
        Ok(number) if !number.is_finite() => Err(TOO_LARGE.into()),
        value => value,
    })
}

/// Why a sum is no number.
const TOO_LARGE: &str = "its sum leaves the range of numbers";

/// The same as numbers; NaN where there is none.
#[must_use]
pub fn flat(measures: &Measures) -> Vec<f64> {
    values(measures).map(|value| value.unwrap_or(f64::NAN)).collect()
}

/// Net present value with the scenario's terminal value.
///
/// # Errors
///
/// Why there is none: it is infinite.
pub fn npv(plan: &Plan, run: &Projection) -> Result<f64, &'static str> {
    let horizon = run.ledger.present_value(plan, Account::sign);
    match plan.terminal {
        TerminalValue::None => Ok(horizon),
        TerminalValue::RunOff => npv_runoff(plan, run).map_err(|absent| absent.why),
        TerminalValue::Perpetuity => {
            let last = run.ledger.discounted(plan, Account::sign)[plan.last()];
            if plan.discount_rate > 0.0 {
                Ok(horizon + last / plan.discount_rate)
            } else {
                Err("a perpetuity needs a discount rate above zero")
            }
        }
    }
}

/// Discounted spend on acquisition and retention over the horizon, refunds included.
#[must_use]
pub fn spend(plan: &Plan, run: &Projection) -> f64 {
    run.ledger.present_value(plan, Account::spent)
}

/// One strategy at given values, to be tried with different levers.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    pub scenario: &'a Scenario,
    pub place: usize,
    pub values: &'a [f64],
    pub events: Happening<'a>,
    pub precision: Precision,
}

impl<'a> Trial<'a> {
    /// With events as often as they are expected.
    #[must_use]
    pub const fn expected(
        scenario: &'a Scenario,
        place: usize,
        values: &'a [f64],
        precision: Precision,
    ) -> Self {
        Self { scenario, place, values, events: Happening::Expected, precision }
    }

    /// Levers as stated.
    #[must_use]
    pub fn none(&self) -> Adjust {
        let business = &self.scenario.strategies[self.place].business;
        Adjust::none(business.channels.len(), business.programmes.len())
    }

    /// How far each event happens under this strategy.
    pub(super) fn shares(&self) -> Vec<f64> {
        self.events.shares(self.scenario, self.place, self.values)
    }

    /// The plan with the levers moved.
    #[must_use]
    pub fn plan(&self, adjust: &Adjust) -> Plan {
        let Self { scenario, place, values, precision, .. } = *self;
        let mut plan = build(scenario, place, values, adjust, &self.shares(), precision);
        let as_observed = place == scenario.against && *adjust == self.none();
        if !plan.observed_risks.is_empty() && !as_observed {
            // Whom the offers targeted is seen in the run of `against`.
            let against = Self { place: scenario.against, ..*self };
            plan.observed = Some(std::sync::Arc::new(against.plan(&against.none())));
        }
        plan
    }

    /// Plan and expected projection with the levers moved.
    #[must_use]
    pub fn run(&self, adjust: &Adjust) -> (Plan, Projection) {
        let plan = self.plan(adjust);
        let run = project(&plan);
        (plan, run)
    }

    /// The strategy with the levers moved.
    #[must_use]
    pub fn case(&self, adjust: Adjust) -> Case {
        let plan = self.plan(&adjust);
        let run = project_apart(&plan);
        Case { plan, run, adjust, met: Met::default(), unmet: None }
    }

    /// The value with what runs after the horizon where that is not what the scenario names; what the
    /// strategy does within it has been run under `named`.
    pub fn other(
        &self,
        adjust: &Adjust,
        named: (&Plan, &Projection),
        chance: Chance,
    ) -> (AfterHorizon, Value) {
        let after = self.scenario.after_horizon.other();
        let plan = self.plan(&Adjust { after: Some(after), ..adjust.clone() });
        // Where no programme runs, or the same ones do, there is one value.
        if plan.levers == named.0.levers {
            return (after, npv_runoff(named.0, named.1));
        }
        let run = match chance {
            Chance::Expected => project(&plan),
            Chance::Drawn(key) => simulate(&plan, key),
        };
        (after, npv_runoff(&plan, &run))
    }

    /// The same as far as [`npv`] needs it.
    #[must_use]
    pub fn run_for_npv(&self, adjust: &Adjust) -> (Plan, Projection) {
        let plan = self.plan(adjust);
        let run = if plan.terminal == TerminalValue::RunOff {
            project(&plan)
        } else {
            project_flows(&plan)
        };
        (plan, run)
    }

    /// The plan with money that keeps its value, and the lives of single customers under it; desks serve
    /// them as in `run`.
    pub fn undiscounted(
        &self,
        adjust: &Adjust,
        (own, run): (&Plan, &Projection),
    ) -> (Plan, Projection) {
        let mut plan = crate::plan::build_undiscounted(
            self.scenario,
            self.place,
            self.values,
            adjust,
            &self.shares(),
            self.precision,
        );
        plan.aims.clone_from(&own.aims);
        plan.observed_aims.clone_from(&own.observed_aims);
        let lives = project_lives(&plan, &run.served);
        (plan, lives)
    }
}
