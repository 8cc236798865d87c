//! Every scalar metric of one strategy, from its plan and projection: one definition each.
//!
//! Definitions are those of `docs/model.md`, section 9. A metric that is undefined is absent with a
//! reason, never 0 and never NaN.

use super::model::FigureUnit;
use crate::engine::{Life, Projection};
use crate::numeric::sum::ordered_sum;
use crate::plan::{Account, Group, InflowPlan, OriginKind, Part, Plan};
use crate::scenario::{ClvConvention, TerminalValue};

/// A metric's value, or why there is none.
pub type Value = Result<f64, &'static str>;

/// One metric of one strategy or of one of its parts.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub id: &'static str,
    pub unit: FigureUnit,
    pub value: Value,
}

/// All scalar metrics of one strategy that need no other strategy.
#[derive(Clone, Debug)]
pub struct Measures {
    pub strategy: Vec<Measure>,
    pub segments: Vec<Vec<Measure>>,
    pub channels: Vec<Vec<Measure>>,
    pub programmes: Vec<Vec<Measure>>,
    /// Sums that comparisons need.
    pub totals: Totals,
}

/// Sums over the horizon.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Customers active, summed over the periods.
    pub active: f64,
    /// Retention spend, undiscounted.
    pub retention_spend: f64,
}

const NO_JOINERS: &str = "nobody joins in the horizon";
const NO_CUSTOMERS: &str = "there are no customers";
const NEVER: &str = "not paid back within the horizon";
const NO_SPEND: &str = "no channel costs money";
const INFINITE: &str = "the sum of margins to come does not converge";
const SLOW: &str = "the expected lifetime is infinite or too long to sum";

/// Measures one strategy. `undiscounted` is the projection of the same plan at a discount rate of 0.
#[must_use]
pub fn measure(
    plan: &Plan,
    run: &Projection,
    undiscounted: Option<(&Plan, &Projection)>,
) -> Measures {
    measure_with(plan, run, undiscounted, &Lifetimes::of(plan, run))
}

/// The same with what no count changes worked out before.
#[must_use]
pub fn measure_with(
    plan: &Plan,
    run: &Projection,
    undiscounted: Option<(&Plan, &Projection)>,
    lifetimes: &Lifetimes,
) -> Measures {
    let m = Measuring::new(plan, run, lifetimes);
    Measures {
        strategy: m.strategy(undiscounted),
        segments: (0..plan.segments.len()).map(|s| m.segment(s, undiscounted)).collect(),
        channels: (0..plan.channels.len()).map(|c| m.channel(c)).collect(),
        programmes: (0..plan.programmes).map(|p| m.programme(p)).collect(),
        totals: Totals { active: m.active.iter().sum(), retention_spend: m.retention.iter().sum() },
    }
}

/// What depends on the plan and on one customer's life, not on how many customers there are: the
/// same for all draws of customers' own chance.
#[derive(Clone, Debug)]
pub struct Lifetimes {
    /// Value over the horizon of a customer of each block.
    horizon: Vec<f64>,
    /// The same until nobody is left.
    run_off: Vec<Value>,
    constant_churn: Value,
    discounts: Discounts,
}

impl Lifetimes {
    /// Of the customers of one plan.
    #[must_use]
    pub fn of(plan: &Plan, run: &Projection) -> Self {
        let discounts = Discounts::of(plan, run.served.len());
        let lives = || (0..plan.blocks.len()).map(|block| run.probe(block));
        Self {
            horizon: lives().map(|life| horizon_value(plan, life, &discounts)).collect(),
            run_off: lives().map(|life| run_off_value(plan, life, &discounts)).collect(),
            constant_churn: opening_base_value_constant_churn(plan),
            discounts,
        }
    }
}

/// Discount factors by period.
#[derive(Clone, Debug)]
struct Discounts {
    /// At the cash timing.
    cash: Vec<f64>,
    /// At the period's end.
    end: Vec<f64>,
    /// Of payments at the cash timing and at the end, under the convention of lifetime values.
    counted: (Vec<f64>, Vec<f64>),
}

impl Discounts {
    fn of(plan: &Plan, last: usize) -> Self {
        let at =
            |offset: f64| -> Vec<f64> { (0..=last).map(|t| plan.discount(t, offset)).collect() };
        let (own, end) = (at(plan.delta), at(1.0));
        let counted = |offset: f64| {
            if offset == 1.0 {
                end.clone()
            } else if offset == plan.delta {
                own.clone()
            } else {
                at(offset)
            }
        };
        let (cash, late) = offsets(plan);
        Self { counted: (counted(cash), counted(late)), cash: own, end }
    }
}

struct Measuring<'a> {
    plan: &'a Plan,
    run: &'a Projection,
    lifetimes: &'a Lifetimes,
    active: Vec<f64>,
    left: Vec<f64>,
    joined: Vec<f64>,
    retention: Vec<f64>,
    cash_flow: Vec<f64>,
}

fn money(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: FigureUnit::Money, value }
}
fn count(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: FigureUnit::Count, value }
}
fn share(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: FigureUnit::Share, value }
}
fn ratio(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: FigureUnit::Ratio, value }
}
fn periods(id: &'static str, value: Value) -> Measure {
    Measure { id, unit: FigureUnit::Periods, value }
}

fn divide(left: f64, right: f64, why: &'static str) -> Value {
    if right == 0.0 { Err(why) } else { Ok(left / right) }
}

impl<'a> Measuring<'a> {
    fn new(plan: &'a Plan, run: &'a Projection, lifetimes: &'a Lifetimes) -> Self {
        let total = |series: &[Vec<f64>]| -> Vec<f64> {
            (0..plan.periods).map(|t| Projection::total(series, t)).collect()
        };
        let joined = total(&run.joined);
        let (opening, returned) = (total(&run.opening), total(&run.returned));
        let active = (0..plan.periods).map(|t| opening[t] + joined[t] + returned[t]).collect();
        Self {
            plan,
            run,
            lifetimes,
            active,
            left: total(&run.left),
            joined,
            retention: run.ledger.group(plan, Group::Retention),
            cash_flow: run.ledger.cash_flow(plan),
        }
    }

    fn strategy(&self, undiscounted: Option<(&Plan, &Projection)>) -> Vec<Measure> {
        let plan = self.plan;
        let horizon = self.npv_horizon();
        let run_off = self.npv_runoff();
        let npv = match plan.terminal {
            TerminalValue::None => Ok(horizon),
            TerminalValue::RunOff => run_off,
            TerminalValue::Perpetuity => self.perpetuity().map(|value| horizon + value),
        };
        let mix = self.mix(None);
        let clv = self.mean(&mix, |_, block| Ok(self.lifetimes.horizon[block]));
        let clv_runoff = self.mean(&mix, |_, block| self.lifetimes.run_off[block]);
        let (paid, joiners) = self.paid();
        let cac_paid = if paid.1 > 0.0 { Ok(paid.0 / paid.1) } else { Err(NO_SPEND) };
        let cac_blended = divide(paid.0, joiners, NO_JOINERS);
        let acquisition = self.run.ledger.group(plan, Group::Acquisition);
        let cac_loaded = divide(acquisition.iter().sum(), joiners, NO_JOINERS);
        let marginal = self.marginal_cac();
        let churn = self.churn();
        let over = |clv: Value, cac: Value| cac.and_then(|cac| divide(clv?, cac, NO_SPEND));
        let spend = |group: Group| {
            let chosen = |a: Account| f64::from(u8::from(a.group() == group));
            Ok(self.run.ledger.present_value(plan, chosen))
        };
        let mut list = vec![
            money("npv", npv),
            money("npv_horizon", Ok(horizon)),
            money("npv_runoff", run_off),
            money("customer_equity", self.customer_equity()),
            money("opening_base_value", self.opening_base_value()),
            money("opening_base_value_constant_churn", self.lifetimes.constant_churn),
            money("clv", clv),
            money("clv_runoff", clv_runoff),
            money("quick_ltv", self.quick_ltv(None, churn)),
            money("ltv_undiscounted", undiscounted_value(undiscounted, None)),
            money("cac_paid", cac_paid),
            money("cac_blended", cac_blended),
            money("cac_loaded", cac_loaded),
            ratio("ltv_cac", over(clv, cac_blended)),
            ratio("ltv_cac_marginal", over(clv, marginal)),
            periods("payback_simple", self.payback_simple(cac_blended)),
            periods("payback_survival", self.payback(&mix, cac_blended, Discounting::Undiscounted)),
            periods("payback_discounted", self.payback(&mix, cac_blended, Discounting::Discounted)),
            count("customers_end", Ok(Projection::total(&self.run.closing, plan.last()))),
            count("customers_joined", Ok(joiners)),
            count("customers_returned", Ok(self.run.returned.iter().flatten().sum())),
            count("customers_left", Ok(self.left.iter().sum())),
            share("churn_period", churn),
            share("churn_annual", churn.map(|rate| per_year(plan, rate))),
            share("churn_average_base", self.churn_average_base()),
            money("acquisition_spend_pv", spend(Group::Acquisition)),
            money("retention_spend_pv", spend(Group::Retention)),
            money("revenue_pv", Ok(self.revenue_pv())),
        ];
        list.extend(self.revenue_ratios());
        list.extend(self.cash_need());
        list.push(count("leaky_bucket_ceiling", self.leaky_bucket_ceiling()));
        list.extend(self.desk());
        list.push(share("reward_cost_share_of_revenue", self.reward_share()));
        list.push(count("customer_rollforward_difference", Ok(self.rollforward_difference())));
        list
    }

    fn segment(&self, s: usize, undiscounted: Option<(&Plan, &Projection)>) -> Vec<Measure> {
        let plan = self.plan;
        let mix = self.mix(Some(s));
        let left: f64 = self.run.left[s].iter().sum();
        let joined: f64 = (0..plan.periods).map(|t| self.joined_in(s, t)).sum();
        let at_risk = self.run.opening[s].iter().sum::<f64>()
            + joined
            + self.run.returned[s].iter().sum::<f64>();
        let churn = divide(left, at_risk, NO_CUSTOMERS);
        vec![
            money("clv", self.mean(&mix, |_, block| Ok(self.lifetimes.horizon[block]))),
            money("clv_runoff", self.mean(&mix, |_, block| self.lifetimes.run_off[block])),
            count("customers_end", Ok(self.run.closing[s][plan.last()])),
            money("ltv_undiscounted", undiscounted_value(undiscounted, Some(s))),
            money("quick_ltv", self.quick_ltv(Some(s), churn)),
            share("churn_period", churn),
        ]
    }

    fn channel(&self, c: usize) -> Vec<Measure> {
        let plan = self.plan;
        let own =
            |block: usize| plan.origins[plan.blocks[block].origin].kind == OriginKind::Channel(c);
        let joined: f64 =
            (0..plan.blocks.len()).filter(|b| own(*b)).flat_map(|b| &self.run.joined[b]).sum();
        let (spend, spend_pv) = self.channel_spend(c);
        let average = if spend > 0.0 { divide(spend, joined, NO_JOINERS) } else { Err(NO_SPEND) };
        let marginal =
            match plan.channels[c].inflow {
                InflowPlan::None => Err(NO_SPEND),
                InflowPlan::Stated { marginal } | InflowPlan::Response { marginal } => {
                    if spend > 0.0 { Ok(marginal) } else { Err(NO_SPEND) }
                }
            };
        let mix: Vec<(usize, f64)> = (0..plan.blocks.len())
            .filter(|b| own(*b))
            .map(|b| (b, plan.channels[c].mix[plan.blocks[b].segment]))
            .collect();
        let clv = self.mean(&mix, |_, block| Ok(self.lifetimes.horizon[block]));
        let over = |cac: Value| cac.and_then(|cac| divide(clv?, cac, NO_SPEND));
        vec![
            money("clv", clv),
            money("cac_average", average),
            money("cac_marginal", marginal),
            ratio("ltv_cac", over(average)),
            ratio("ltv_cac_marginal", over(marginal)),
            count("joined", Ok(joined)),
            money("spend_pv", Ok(spend_pv)),
        ]
    }

    fn programme(&self, p: usize) -> Vec<Measure> {
        let plan = self.plan;
        let own = |account: Account| match account {
            Account::Programme(place, _) if place == p => 1.0,
            _ => 0.0,
        };
        let mut list = vec![money("cost_pv", Ok(self.run.ledger.present_value(plan, own)))];
        let desks = plan.levers.desks.iter().zip(&self.run.desks);
        let saved: f64 =
            desks.filter(|(d, _)| d.programme == p).flat_map(|(_, series)| &series.saved).sum();
        let takers: f64 = self.run.takers[p].iter().sum();
        if plan.levers.desks.iter().any(|d| d.programme == p) {
            list.push(count("saved", Ok(saved)));
        }
        if takers > 0.0 || plan.levers.desks.iter().any(|d| d.programme == p) {
            list.push(count("takers", Ok(takers)));
        }
        let points = plan.levers.points.iter().zip(&self.run.points);
        for (_, series) in points.filter(|(lever, _)| lever.programme == p) {
            let last = |values: &[f64]| Ok(values.last().copied().unwrap_or(0.0));
            list.push(count("members_end", last(&series.members)));
            list.push(money("points_liability_end", last(&series.liability)));
        }
        list
    }

    fn joined_in(&self, s: usize, t: usize) -> f64 {
        let blocks = self.plan.blocks.iter().zip(&self.run.joined);
        blocks.filter(|(block, _)| block.segment == s).map(|(_, joined)| joined[t]).sum()
    }

    /// Blocks and weights over which a new customer is averaged: the joiners of period 0, or without
    /// any the opening customers with origin multiplier 1.
    fn mix(&self, segment: Option<usize>) -> Vec<(usize, f64)> {
        let plan = self.plan;
        let chosen = |s: usize| segment.is_none_or(|only| only == s);
        let joiners: Vec<(usize, f64)> = plan
            .blocks
            .iter()
            .enumerate()
            .filter(|(place, block)| chosen(block.segment) && self.run.joined[*place][0] > 0.0)
            .map(|(place, _)| (place, self.run.joined[place][0]))
            .collect();
        if !joiners.is_empty() {
            return joiners;
        }
        let blocks = plan.blocks.iter().enumerate();
        let opening = blocks.filter(|(_, block)| {
            chosen(block.segment) && plan.origins[block.origin].kind == OriginKind::Opening
        });
        let weight = |s: usize| {
            if segment.is_some() { 1.0 } else { self.run.opening[s][0] }
        };
        opening.map(|(place, block)| (place, weight(block.segment))).collect()
    }

    /// Weighted mean over the probes of some blocks.
    fn mean(&self, mix: &[(usize, f64)], of: impl Fn(&Life, usize) -> Value) -> Value {
        let weight: f64 = mix.iter().map(|(_, weight)| weight).sum();
        if weight == 0.0 {
            return Err(NO_CUSTOMERS);
        }
        let mut sum = 0.0;
        for (block, own) in mix {
            sum += own * of(self.run.probe(*block), *block)?;
        }
        Ok(sum / weight)
    }

    fn npv_horizon(&self) -> f64 {
        self.run.ledger.present_value(self.plan, Account::sign)
    }

    fn npv_runoff(&self) -> Value {
        let run_off = self.run.run_off.ok_or(INFINITE)?;
        let tax = self.plan.tax[self.plan.last()];
        Ok(self.npv_horizon() + run_off.value - tax * run_off.at_cash_timing)
    }

    /// The last period's discounted cash flow for ever after.
    fn perpetuity(&self) -> Value {
        let last = self.run.ledger.discounted(self.plan, Account::sign)[self.plan.last()];
        divide(last, self.plan.discount_rate, "a perpetuity needs a discount rate above zero")
    }

    /// `npv_runoff` before overheads, fixed programme cost, set-up and tax.
    fn customer_equity(&self) -> Value {
        let run_off = self.run.run_off.ok_or(INFINITE)?;
        let counted = |account: Account| match account {
            Account::Overhead(_)
            | Account::AcquisitionTeam(_)
            | Account::Tax
            | Account::Programme(_, Part::Fixed | Part::SetUp) => 0.0,
            other => other.sign(),
        };
        Ok(self.run.ledger.present_value(self.plan, counted) + run_off.value)
    }

    fn opening_base_value(&self) -> Value {
        let lives = self.run.opening_life.iter().enumerate();
        let here = lives.filter(|(s, _)| self.run.opening[*s][0] > 0.0);
        let values: Vec<f64> = here
            .map(|(_, life)| run_off_value(self.plan, life, &self.lifetimes.discounts))
            .collect::<Result<_, _>>()?;
        if values.is_empty() {
            Err("there are no opening customers")
        } else {
            Ok(ordered_sum(&values))
        }
    }

    /// Money and joiners of channels that cost money, and all joiners.
    fn paid(&self) -> ((f64, f64), f64) {
        let plan = self.plan;
        let (mut money, mut joiners) = (0.0, 0.0);
        for c in 0..plan.channels.len() {
            let spend = self.channel_spend(c).0;
            if spend > 0.0 {
                money += spend;
                let blocks = plan.blocks.iter().zip(&self.run.joined);
                let own = blocks
                    .filter(|(b, _)| plan.origins[b.origin].kind == OriginKind::Channel(c))
                    .flat_map(|(_, joined)| joined);
                joiners += own.sum::<f64>();
            }
        }
        ((money, joiners), self.joined.iter().sum())
    }

    /// Media and commission of a channel: undiscounted, and present value.
    fn channel_spend(&self, c: usize) -> (f64, f64) {
        let own = |account: Account| match account {
            Account::Media(place) | Account::Commission(place) if place == c => 1.0,
            _ => 0.0,
        };
        let postings = self.run.ledger.accounts().filter(|(account, _)| own(*account) == 1.0);
        (postings.flat_map(|(_, p)| p).sum(), self.run.ledger.present_value(self.plan, own))
    }

    /// Cost of one more joiner, over the channels that cost money, weighted by their joiners.
    fn marginal_cac(&self) -> Value {
        let plan = self.plan;
        let (mut cost, mut joiners) = (0.0, 0.0);
        for (c, channel) in plan.channels.iter().enumerate() {
            let marginal = match channel.inflow {
                InflowPlan::Stated { marginal } | InflowPlan::Response { marginal } => marginal,
                InflowPlan::None => continue,
            };
            if self.channel_spend(c).0 > 0.0 {
                cost += marginal * channel.joiners[0];
                joiners += channel.joiners[0];
            }
        }
        divide(cost, joiners, NO_SPEND)
    }

    fn churn(&self) -> Value {
        divide(self.left.iter().sum(), self.active.iter().sum(), NO_CUSTOMERS)
    }

    fn churn_average_base(&self) -> Value {
        let rate = |t: usize| {
            let base =
                Projection::total(&self.run.opening, t) + Projection::total(&self.run.closing, t);
            divide(self.left[t], base / 2.0, "a period has no customers")
        };
        let rates: Vec<f64> = (0..self.plan.periods).map(rate).collect::<Result<_, _>>()?;
        Ok(ordered_sum(&rates) / self.plan.periods as f64)
    }

    /// Margin of period 0 over churn per period.
    fn quick_ltv(&self, segment: Option<usize>, churn: Value) -> Value {
        let chosen = |s: &usize| segment.is_none_or(|only| only == *s);
        let (mut customers, mut margin) = (0.0, 0.0);
        for s in (0..self.plan.segments.len()).filter(chosen) {
            for (tenure, count) in self.active_at_start(s) {
                customers += count;
                margin += count * list_margin(self.plan, s, tenure);
            }
        }
        let margin = divide(margin, customers, "nobody is a customer in period 0")?;
        divide(margin, churn?, "nobody leaves: the quick formula is infinite")
    }

    /// Customers active in period 0 by tenure: the opening base, and those who come.
    fn active_at_start(&self, s: usize) -> Vec<(usize, f64)> {
        let opening = self.plan.segments[s].opening.iter().map(|group| (group.tenure, group.count));
        let come = self.joined_in(s, 0) + self.run.returned[s][0];
        opening.chain([(0, come)]).collect()
    }

    fn payback_simple(&self, cac: Value) -> Value {
        let cac = cac?;
        let margin = self.quick_ltv(None, Ok(1.0))?;
        if cac == 0.0 {
            Err(NO_SPEND)
        } else if margin <= 0.0 {
            Err("the margin of period 0 is not positive")
        } else {
            Ok(cac / margin)
        }
    }

    /// Smallest number of payments n with Σ_{t<n} S(t)m_t ≥ cost, discounted if asked.
    fn payback(&self, mix: &[(usize, f64)], cac: Value, discounting: Discounting) -> Value {
        let cac = cac?;
        if cac == 0.0 {
            return Err(NO_SPEND);
        }
        let weight: f64 = mix.iter().map(|(_, weight)| weight).sum();
        let mut sum = 0.0;
        for t in 0..self.plan.periods {
            for (block, own) in mix {
                let life = self.run.probe(*block);
                let (margin, at_end) = (life.margin[t], life.margin_at_end[t]);
                let value = match discounting {
                    Discounting::Undiscounted => margin + at_end,
                    Discounting::Discounted => {
                        let discounts = &self.lifetimes.discounts;
                        margin * discounts.cash[t] + at_end * discounts.end[t]
                    }
                };
                sum += own / weight * value;
            }
            // A sum that meets the cost to the last digit has met it.
            if sum >= cac * (1.0 - 1e-12) {
                return Ok((t + 1) as f64);
            }
        }
        Err(NEVER)
    }

    fn revenue_pv(&self) -> f64 {
        let revenue = |a: Account| f64::from(u8::from(a.group() == Group::Revenue));
        self.run.ledger.present_value(self.plan, revenue)
    }

    /// Gross and net revenue retention per year, and the quick ratio, from recurring revenue.
    fn revenue_ratios(&self) -> Vec<Measure> {
        let moves = &self.run.revenue_moves;
        let sum = |series: &[f64]| ordered_sum(series);
        let billed = sum(&moves.billed);
        let (lost, shrunk) = (sum(&moves.churned), sum(&moves.contraction));
        let (grown, new) = (sum(&moves.expansion), sum(&moves.new));
        let year = |kept: f64| libm::pow(kept.max(0.0), self.plan.cycle as f64);
        let kept = |extra: f64| divide(billed - lost - shrunk + extra, billed, NO_CUSTOMERS);
        vec![
            share("grr", kept(0.0).map(year)),
            share("nrr", kept(grown).map(year)),
            ratio("quick_ratio", divide(new + grown, lost + shrunk, "no revenue is lost")),
        ]
    }

    /// Deepest point of the cumulative cash flow, and its period.
    fn cash_need(&self) -> [Measure; 2] {
        let (mut sum, mut deepest, mut when) = (0.0, 0.0, None);
        for (t, flow) in self.cash_flow.iter().enumerate() {
            sum += flow;
            if sum < deepest {
                (deepest, when) = (sum, Some(t as f64));
            }
        }
        [
            money("peak_cash_need", Ok(-deepest)),
            periods("peak_cash_period", when.ok_or("the cumulative cash flow is never negative")),
        ]
    }

    /// N* = A/(h − w) at the joiners A, churn h and word of mouth w of the last period.
    fn leaky_bucket_ceiling(&self) -> Value {
        let last = self.plan.last();
        let churn = divide(self.left[last], self.active[last], NO_CUSTOMERS)?;
        let spoken = self.run.word_of_mouth[last];
        let before =
            if last == 0 { Projection::total(&self.run.opening, 0) } else { self.active[last - 1] };
        let word = if spoken == 0.0 { 0.0 } else { divide(spoken, before, NO_CUSTOMERS)? };
        if churn <= word {
            return Err("word of mouth outweighs churn: there is no ceiling");
        }
        Ok((self.joined[last] - spoken) / (churn - word))
    }

    /// Save rates: of those saved in the first period of the desk, and the desks' utilisation.
    fn desk(&self) -> Vec<Measure> {
        let contacts: f64 = self.run.desks.iter().flat_map(|desk| &desk.contacts).sum();
        let saved: f64 = self.run.desks.iter().flat_map(|desk| &desk.saved).sum();
        if self.run.desks.is_empty() {
            let none = Err("the strategy has no save desk");
            return vec![share("save_rate", none)];
        }
        vec![share("save_rate", divide(saved, contacts, "nobody reached the desk"))]
    }

    /// Rewards and discounts of programmes as a share of revenue.
    fn reward_share(&self) -> Value {
        let rewards = |account: Account| {
            matches!(account, Account::Programme(_, Part::Reward | Part::Discount))
        };
        let sum = |chosen: &dyn Fn(Account) -> bool| -> f64 {
            let accounts = self.run.ledger.accounts().filter(|(account, _)| chosen(*account));
            accounts.flat_map(|(_, postings)| postings).sum()
        };
        let revenue = sum(&|account| account.group() == Group::Revenue);
        divide(sum(&rewards), revenue, "there is no revenue")
    }

    /// Largest gap of closing = opening + joined + returned − left over periods and segments, where
    /// the opening is the closing of the period before; differences below the last digits are none.
    fn rollforward_difference(&self) -> f64 {
        let residual = super::integrity::rollforward(self.plan, self.run);
        if residual <= super::integrity::IDENTITY { 0.0 } else { residual }
    }
}

#[derive(Clone, Copy)]
enum Discounting {
    Undiscounted,
    Discounted,
}

/// The opening base valued with one blended retention rate, to show the error.
fn opening_base_value_constant_churn(plan: &Plan) -> Value {
    let (mut now, mut before) = (0.0, 0.0);
    for segment in &plan.segments {
        let grown = segment.opening.iter().filter(|group| group.tenure >= 1);
        for group in grown {
            now += group.count;
            before += group.count * segment.classes.one_renewal_ago(group.tenure, &group.classes);
        }
    }
    if before == 0.0 {
        return Err("every opening customer is new: there is no aggregate retention rate");
    }
    let r = now / before;
    let factor = plan.factor();
    if r * factor >= 1.0 {
        return Err(INFINITE);
    }
    let annuity = 1.0 / (1.0 - r * factor);
    let (cash, end, periods) = match plan.convention {
        ClvConvention::FirstPaymentCounted => (plan.discount(0, plan.delta), factor, annuity),
        ClvConvention::JustAcquired => (plan.discount(0, plan.delta), factor, annuity - 1.0),
        ClvConvention::EndOfPeriod => (factor, factor, annuity),
    };
    let mut value = 0.0;
    for (s, segment) in plan.segments.iter().enumerate() {
        for group in &segment.opening {
            let retention = segment.retention_spend.at(0, group.tenure);
            let response = segment.response_spend[0];
            let (early, late) =
                if plan.retention_at_end { (0.0, retention) } else { (retention, 0.0) };
            let margin = list_margin(plan, s, group.tenure) + retention;
            value += group.count * ((margin - early) * cash - (late + response) * end);
        }
    }
    Ok(periods * value)
}

/// Price less cost of revenue, service and `retention_spend` in period 0, at list price.
fn list_margin(plan: &Plan, s: usize, tenure: usize) -> f64 {
    let own = &plan.segments[s];
    let shares = own.cost_of_revenue.at(0, tenure)
        + own.payment_fees.at(0, tenure)
        + own.cost_of_sales.at(0, tenure);
    own.price.at(0, tenure) * (1.0 - shares)
        - own.service_cost.at(0, tenure)
        - own.retention_spend.at(0, tenure)
}

fn per_year(plan: &Plan, rate: f64) -> f64 {
    -libm::expm1(plan.cycle as f64 * libm::log1p(-rate))
}

/// Σ over the payments that the convention counts within the horizon.
fn horizon_value(plan: &Plan, life: &Life, discounts: &Discounts) -> f64 {
    let (first, last) = match plan.convention {
        ClvConvention::JustAcquired => (1, plan.periods + 1),
        _ => (0, plan.periods),
    };
    counted(life, first, last, discounts)
}

/// Σ over the payments that the convention counts until nobody is left.
fn run_off_value(plan: &Plan, life: &Life, discounts: &Discounts) -> Value {
    let rest = life.rest.ok_or(INFINITE)?;
    let first = usize::from(plan.convention == ClvConvention::JustAcquired);
    let end = life.active.len();
    let (cash, late) = &discounts.counted;
    let rest = rest.margin * cash[end] + rest.margin_at_end * late[end];
    Ok(counted(life, first, end, discounts) + rest)
}

/// Σ over all payments, the first included, whatever the convention.
fn whole_life(life: &Life, discounts: &Discounts) -> Value {
    let rest = life.rest.ok_or(INFINITE)?;
    Ok(counted(life, 0, life.active.len(), discounts) + rest.margin + rest.margin_at_end)
}

fn counted(life: &Life, first: usize, last: usize, discounts: &Discounts) -> f64 {
    let (cash, late) = &discounts.counted;
    let value = |t: usize| life.margin[t] * cash[t] + life.margin_at_end[t] * late[t];
    ordered_sum(&(first..last).map(value).collect::<Vec<_>>())
}

/// Offsets of payments at the cash timing and at the end of the period, under the convention.
pub(super) fn offsets(plan: &Plan) -> (f64, f64) {
    match plan.convention {
        ClvConvention::EndOfPeriod => (1.0, 1.0),
        _ => (plan.delta, 1.0),
    }
}

fn undiscounted_value(run: Option<(&Plan, &Projection)>, segment: Option<usize>) -> Value {
    let (plan, run) = run.ok_or("computed for the base case only")?;
    let finite = |s: usize| plan.segments[s].classes.finite_lifetime;
    let chosen = |s: usize| segment.is_none_or(|only| only == s);
    if (0..plan.segments.len()).any(|s| chosen(s) && !finite(s)) {
        return Err(
            "the expected lifetime is infinite (shifted beta-geometric with alpha of 1 or less, or nobody leaves)",
        );
    }
    let lifetimes = Lifetimes::of(plan, run);
    let measuring = Measuring::new(plan, run, &lifetimes);
    let mix = measuring.mix(segment);
    measuring
        .mean(&mix, |life, _| whole_life(life, &lifetimes.discounts))
        .map_err(|why| if why == INFINITE { SLOW } else { why })
}

/// Shares of a new customer still active, t = 0 … T, averaged as `clv` is.
#[must_use]
pub fn survival(plan: &Plan, run: &Projection, segment: Option<usize>) -> Option<Vec<f64>> {
    let lifetimes = Lifetimes::of(plan, run);
    let measuring = Measuring::new(plan, run, &lifetimes);
    let mix = measuring.mix(segment);
    let at = |t: usize| measuring.mean(&mix, |life, _| Ok(life.active[t])).ok();
    (0..=plan.periods).map(at).collect()
}
