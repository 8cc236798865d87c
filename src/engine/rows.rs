//! The horizon, in rows of periods: one by one where customers act on one another; else each population goes through many
//! periods before the next one does.

use std::ops::Range;

use super::population::Population;
use super::run::Run;
use super::streams::Chance;
use crate::plan::{OriginKind, Plan, Slots};

/// Whether who joins hangs on no customers.
pub fn joins_freely(plan: &Plan) -> bool {
    let unheard = || plan.channels.iter().all(|c| c.word_of_mouth.iter().all(|w| *w == 0.0));
    let (referrals, win_backs) = (&plan.levers.referrals, &plan.levers.win_backs);
    let room = || plan.segments.iter().all(|segment| segment.capacity.is_none());
    let unlimited = plan.market.is_none() && plan.brand.is_none();
    unlimited && referrals.is_empty() && win_backs.is_empty() && unheard() && room()
}

/// Whether no customer does anything to another, and what each brings stands still between the dates of the plan.
pub fn is_alone(plan: &Plan) -> bool {
    joins_freely(plan)
        && plan.levers.risks.len() + plan.observed_risks.len() == 0
        && plan.levers.desks.is_empty()
        && plan.blocks.iter().all(|block| block.bill.is_still())
}

impl Run<'_> {
    /// All periods of the horizon.
    pub(super) fn horizon(&mut self) {
        let periods = self.plan.periods;
        let mut first = 0;
        while first < periods {
            let since = self.plan.still_since(first);
            let alike = |t: &usize| self.alone && self.plan.still_since(*t) == since;
            let row = first..first + 1 + (first + 1..periods).take_while(alike).count();
            first = row.end;
            self.row(row);
        }
    }

    /// Periods of the horizon, in the contract's order.
    fn row(&mut self, row: Range<usize>) {
        // 1–2. Opening counts; joiners enter; acquisition cost is posted. 3–6. Billing, then leaving through the desks;
        // closing counts.
        if self.alone {
            self.welcome(row.clone());
            self.together(row.clone());
        } else {
            let (plan, t) = (self.plan, row.start);
            let customers = self.populations.iter().map(|population| population.standing).sum();
            self.joining.arrivals(plan, t, customers, &mut self.arrivals);
            self.open(t);
            self.post_acquisition(t);
            (0..self.populations.len()).for_each(|place| self.join(place, t, self.arrived[place]));
            self.period(t);
            let pool = self.arrivals.pool;
            self.joining.remember(plan, &self.populations, pool);
        }
        self.billed = self.populations.iter().map(|population| population.active).sum();
        let last = row.end.min(self.plan.periods - 1);
        for (opening, closing) in self.out.opening.iter_mut().zip(&self.out.closing) {
            opening[row.start + 1..=last].copy_from_slice(&closing[row.start..last]);
        }
    }

    /// Those who come in a row of periods as planned, and what is paid for them.
    fn welcome(&mut self, row: Range<usize>) {
        let plan = self.plan;
        self.arrived.clear();
        self.arrived.resize(row.len() * self.populations.len(), 0.0);
        let mut coming = Vec::with_capacity(row.len());
        for (place, block) in plan.blocks.iter().enumerate() {
            coming.clear();
            match plan.origins[block.origin].kind {
                OriginKind::Channel(c) => {
                    let share = plan.channels[c].mix[block.segment];
                    let joiners = plan.channels[c].joiners[row.clone()].iter();
                    coming.extend(joiners.map(|joiners| joiners * share));
                }
                _ => coming.resize(row.len(), 0.0),
            }
            if self.chance != Chance::Expected {
                for (t, count) in row.clone().zip(&mut coming) {
                    *count = self.chance.joiners(plan, block, t, *count);
                }
            }
            let came = self.out.parts.get_mut(place).map(|series| &mut series.came);
            for series in self.out.joined.get_mut(place).into_iter().chain(came) {
                series.extend_from_slice(&coming);
            }
            let arrived = &mut self.arrived[self.home[place] * row.len()..];
            arrived.iter_mut().zip(&coming).for_each(|(arrived, came)| *arrived += came);
        }
        self.out.word_of_mouth.resize(row.end, 0.0);
        self.out.recommended.resize(row.end, 0.0);
        self.post_welcome(row);
    }

    /// One period of all populations.
    pub(super) fn period(&mut self, t: usize) {
        self.prepare(t);
        self.serve(t, t < self.plan.periods);
        self.out.served.push(self.served.clone());
        (0..self.terms.len()).for_each(|terms| self.live(terms, t));
        (0..self.populations.len()).for_each(|place| self.advance(place, t));
    }

    /// Many periods of one population after the other.
    fn together(&mut self, row: Range<usize>) {
        self.count_tenures();
        for terms in &mut self.terms {
            let block = &self.plan.blocks[terms.block];
            let last = terms.tenures + row.len() - 1;
            terms.tenures = match block.slots(&self.plan.segments[block.segment]) {
                Slots::Settled(slots) => last.min(slots),
                Slots::Open => last,
            };
        }
        self.price(row.start);
        self.out.served.resize_with(row.end, Vec::new);
        let lived = (0..self.terms.len()).filter(|place| self.is_lived(*place));
        for place in lived.collect::<Vec<_>>() {
            for t in row.clone() {
                let (block, used) = (self.terms[place].block, self.terms[place].probe.used());
                self.set_hazard(place, block, t, used);
                self.live(place, t);
            }
        }
        for place in 0..self.populations.len() {
            if self.fades(place) {
                self.fade(place, row.clone());
                continue;
            }
            for t in row.clone() {
                self.join(place, t, self.arrived[place * row.len() + t - row.start]);
                let Population { block, terms, customers, .. } = &self.populations[place];
                self.set_hazard(*terms, *block, t, customers.used().max(1));
                self.advance(place, t);
            }
        }
    }

    /// Hazards of every group and money of every kind of customer in period `t`.
    pub(super) fn prepare(&mut self, t: usize) {
        let plan = self.plan;
        self.aim(t);
        self.count_tenures();
        self.filled.clear();
        self.filled.resize(plan.groups, 0);
        for terms in &self.terms {
            let block = &plan.blocks[terms.block];
            let filled = &mut self.filled[block.group];
            if *filled < terms.tenures {
                let multipliers = &terms.phases.multipliers;
                self.hazards[block.group].prepare(plan, block, t, terms.tenures, multipliers);
                *filled = terms.tenures;
            }
        }
        self.price(t);
    }

    /// Counts the tenures of every kind of customer.
    fn count_tenures(&mut self) {
        for terms in &mut self.terms {
            terms.tenures = terms.probe.used().max(1);
        }
        for population in &self.populations {
            let used = population.shadow.as_ref().map_or(0, |(shadow, _)| shadow.used());
            let own = &mut self.terms[population.terms].tenures;
            *own = (*own).max(used).max(population.customers.used());
        }
    }

    /// Writes down the money of every kind of customer in period `t`, where it does not stand as it was.
    fn price(&mut self, t: usize) {
        let (plan, since) = (self.plan, self.plan.still_since(t));
        self.catch_up(|_, terms| !terms.stands(since));
        let moved = self.terms.iter_mut().filter(|terms| !terms.stands(since));
        moved.for_each(|terms| terms.price(plan, t, since));
    }

    fn set_hazard(&mut self, terms: usize, block: usize, t: usize, tenures: usize) {
        let block = &self.plan.blocks[block];
        let multipliers = &self.terms[terms].phases.multipliers;
        self.hazards[block.group].prepare(self.plan, block, t, tenures, multipliers);
    }
}

#[cfg(test)]
mod tests {
    use super::super::run::{Depth, Kept};
    use super::super::{Many, Projection, project};
    use super::*;
    use crate::plan::{Adjust, Precision, build};
    use crate::scenario::read_text;

    /// Two segments and two channels, one that stops; dated prices, onboarding, customers at the start, a discount.
    const FIRM: &str = r#"
schema = 1
[scenario]
id = "firm"
title = "Does a lower churn pay for itself?"
[model]
currency = "EUR"
start = 2026-03-01
period = "month"
horizon = "40 months"
discount_rate = "10% per year"
cash_timing = "mid-period"
[[segments]]
id = "small"
opening_customers = 0
price = { schedule = { 2026-03-01 = 30, 2027-01-01 = 32 } }
retention_spend = 2
[[segments]]
id = "large"
opening_customers = { "0-3 months" = 120, "4-30 months" = 80 }
price = 90
retention_spend = 4
cost_of_revenue = "12%"
churn = "2% per month"
[churn]
model = "beta-geometric"
alpha = 0.668
beta = 3.806
[[channels]]
id = "ads"
customers = 100.5
cost_per_customer = 120
mix = { small = "70%", large = "30%" }
[[channels]]
id = "fairs"
customers = 40
starts = 2026-05-01
stops = 2028-01-01
cost_per_customer = 200
onboarding_cost = 15
mix = { small = "20%", large = "80%" }
[[strategies]]
id = "baseline"
[[strategies]]
id = "keep-more"
set = { "churn.beta" = 4.4, "segments.small.retention_spend" = 3 }
"#;

    /// As a row, or period by period.
    fn run(mut run: Run<'_>, alone: bool) -> (f64, Projection) {
        assert!(run.alone, "nobody acts on anybody");
        run.alone = alone;
        run.horizon();
        (run.billed, run.finish())
    }

    /// However populations go through the horizon, every figure has the same bits.
    #[test]
    fn rows_of_periods_come_to_what_single_periods_do() {
        let changes = [
            ("", ""),
            (
                "price = 90",
                "price = { by_tenure = { \"1-2 months\" = 50, \"over 2 months\" = 90 } }",
            ),
            ("churn = \"2% per month\"", "churn = \"2% per month\"\nexpansion = \"3% per year\""),
            ("model = \"beta-geometric\"", "model = \"beta-discrete-weibull\"\nshape = 0.8"),
            ("alpha = 0.668\nbeta = 3.806\n[[channels]]\nid = \"ads\"\ncustomers = 100.5", GONE),
            ("[churn]", "[churn]\nseasonality = { jul = 1.3, dec = 0.9 }"),
            ("[[strategies]]\nid = \"baseline\"", REST),
        ];
        let (mut faded, mut foreseen) = (0, 0);
        for (from, to) in changes {
            assert!(FIRM.contains(from), "{from}");
            let (scenario, ..) = match read_text("firm.toml", &FIRM.replacen(from, to, 1), &[]) {
                Ok(read) => read,
                Err((found, _)) => panic!("{found:?}"),
            };
            let values = scenario.base_values();
            for place in 0..scenario.strategies.len() {
                let business = &scenario.strategies[place].business;
                let none = Adjust::none(business.channels.len(), business.programmes.len());
                let plan = build(&scenario, place, &values, &none, &[], Precision::Draw);
                if !is_alone(&plan) {
                    assert!(to.contains("expansion"), "{to}");
                    continue;
                }
                for (chance, kept) in [
                    (Chance::Expected, Kept::Together),
                    (Chance::Expected, Kept::Money),
                    (Chance::Expected, Kept::Apart),
                    (Chance::Expected, Kept::Split),
                    (Chance::Drawn(7), Kept::Whole),
                ] {
                    for depth in [Depth::Flows, Depth::Customers, Depth::Values] {
                        let own = || Run::new(&plan, chance, depth, kept);
                        let of = |alone| format!("{:?}", run(own(), alone));
                        assert!(of(true) == of(false), "{to} {depth:?}");
                    }
                }
                // Who is left is known before.
                let many = Many::of(&plan, &project(&plan));
                foreseen += many.foreseen();
                let (mut rows, mut singly) = (many.draws(), many.draws());
                singly.each_alone();
                for draws in [&mut rows, &mut singly] {
                    draws.foresee(&[3, 4]);
                }
                for draw in 0..2 {
                    let found = format!("{:?}", rows.project(draw));
                    assert!(found == format!("{:?}", singly.project(draw)), "{to}");
                    assert_eq!(rows.billed().to_bits(), singly.billed().to_bits(), "{to}");
                }
                let fresh = Run::new(&plan, Chance::Expected, Depth::Flows, Kept::Together);
                faded += usize::from(fresh.populations.iter().any(|own| own.alike));
            }
        }
        assert!(faded > 0 && foreseen > 0);
    }

    /// Nobody is left of the first channel's joiners when the price changes.
    const GONE: &str = r#"alpha = 60
beta = 3.806
[[channels]]
id = "ads"
customers = { schedule = { 2026-03-01 = 3, 2026-06-01 = 0 } }"#;

    /// Events, and a programme that acts on nobody's leaving.
    const REST: &str = r#"[[events]]
id = "storm"
kind = "competitor-offer"
starts = 2026-09-01
lasts = "4 months"
churn = 1.4
acquisition = 0.8
[[programmes]]
id = "news"
kind = "newsletter"
subscribers = "40%"
sends = "1 per month"
cost = { fixed_per_year = 1200, per_contact = 0.1 }
[[strategies]]
id = "baseline""#;
}
