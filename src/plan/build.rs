//! From the checked scenario to the flat tables of one strategy.

use std::sync::Arc;

use super::acquisition::{ProductPlan, entry_costs};
use super::aim::followed;
use super::builder::Builder;
use super::classes::RiskClasses;
use super::ground::{accounts, independent, still_from};
use super::observed::{Rates, damped_from};
use super::opening::{by_slot, by_tenure, steady_state};
use super::service::Surroundings;
use super::{
    Adjust, Aim, Base, Bill, BlockPlan, BrandPlan, ChannelPlan, Chart, Discounts, MarketPlan,
    OpeningGroup, OriginPlan, OverheadPlan, Plan, PointCosts, Precision, RateTable, Reach,
    SegmentPlan, Slots, TenureShape, cards, visits, waiting,
};
use crate::lever::{Amount, Levers, Occasion, RiskOffer, Scope, TenureLever};
use crate::scenario::ChurnCurve;
use crate::scenario::{Opening, OverheadAccount, PriceBasis, Segment};
use crate::units::{CashTiming, Path, Quantity};

/// Which levers reach a block, and how much more often its customers leave, where that matters for their cards.
type Alike = (Vec<bool>, f64);

impl Builder<'_> {
    pub(super) fn build(&self, adjust: &Adjust, events: &[f64]) -> Plan {
        let (business, values) = (self.business, self.values);
        let after = self.after(adjust);
        let entries = after.entries;
        let against_levers = self.observed_levers(entries);
        let mut levers = self.own_levers(adjust, &after);
        let (all, horizon) = (&levers, self.periods);
        let around = Surroundings { business, levers: all, values, horizon, periods: entries };
        let (costs, takers) = around.answers();
        levers.customer_costs.extend(costs);
        levers.takers.extend(takers);
        let origins = self.origins(&levers);
        let bills: Vec<Vec<Bill>> = business
            .segments
            .iter()
            .enumerate()
            .map(|own| self.bills(own, &origins, [&levers, &against_levers], entries))
            .collect();
        let segments: Vec<SegmentPlan> = business
            .segments
            .iter()
            .zip(&bills)
            .enumerate()
            .map(|(s, (segment, bills))| {
                let of = |all: &Levers| {
                    let own = all.tenures.iter().filter(|l| l.scope.segments[s]);
                    own.cloned().collect::<Vec<_>>()
                };
                let rewards = [of(&levers), of(&against_levers)].concat();
                let mut risks = levers.risks.iter().chain(&against_levers.risks);
                let least = match self.precision {
                    _ if risks.all(|risk| !risk.scope.segments[s]) => 0,
                    Precision::Base => 100,
                    _ => 48,
                };
                self.segment((s, segment, bills), &origins, &levers, adjust, (&rewards, least))
            })
            .collect();
        waiting::wait(&mut levers, &segments, self.periods);
        let cycle = self.scenario.calendar.period.per_year() as usize;
        let felt = levers.tenures.iter().chain(&against_levers.tenures);
        let felt = felt.map(TenureLever::settled_from).max().unwrap_or(0);
        let mut settled_from = self.settled_from().max(entries - 1).max(felt);
        let aiming = [&levers.risks, &against_levers.risks];
        if aiming.iter().copied().flatten().any(RiskOffer::goes_on) {
            settled_from += followed(self.discount_rate, cycle);
        }
        let length = settled_from + cycle;
        let season = business.segments.iter().map(|own| self.seasons(&own.seasonality, length));
        let season: Vec<Vec<f64>> = season.collect();
        let rates = Rates {
            business,
            against: self.against,
            levers: &levers,
            against_levers: &against_levers,
            values,
            events,
            reasons: self.scenario.reasons.len(),
            horizon: self.periods,
            periods: entries,
            length,
            season: &season,
        };
        let (blocks, groups) = self.blocks(&rates, &origins, &segments, bills);
        let channels = self.channels(&segments, adjust, events);
        let brand = self.brand(&channels);
        let market = business.market.as_ref().map(|market| {
            MarketPlan::of(business, market, &self.scenario.calendar, events, values)
        });
        let products = ProductPlan::all(business, events, settled_from + cycle, values);
        let chart = Arc::new(Chart::new(accounts(business, &levers)));
        let independent =
            independent(business, &levers, &channels, market.as_ref(), brand.as_ref());
        let still = |for_good: bool| {
            still_from(&segments, &blocks, &products, &levers, self.periods, for_good)
        };
        let (still_from, still_within) = (still(true), still(false));
        let factor = 1.0 / (1.0 + self.discount_rate);
        Plan {
            point_costs: PointCosts::new(&levers.points, factor, still_from),
            periods: self.periods,
            entries,
            cycle,
            settled_from,
            still_from,
            still_within,
            discount_rate: self.discount_rate,
            kept: adjust.kept,
            inflation: self.inflation(cycle),
            opening_cash: self.scenario.opening_cash.map(|cash| cash.at(values)),
            delta: business.cash_timing.offset(),
            retention_at_end: business.retention_timing == CashTiming::End,
            convention: business.clv_convention,
            terminal: business.terminal_value,
            after: adjust.after.unwrap_or(self.scenario.after_horizon),
            tax: self.by_period(&business.corporate_tax),
            segments,
            origins,
            blocks,
            groups,
            discounts: Discounts::of(
                self.discount_rate,
                business.cash_timing.offset(),
                settled_from + cycle,
            ),
            channels,
            events_on_word_of_mouth: self.events_on(events, |event| &event.word_of_mouth),
            brand,
            market,
            entry_costs: entry_costs(business, events, self.periods, values),
            products,
            programmes: business.programmes.len(),
            aims: vec![Aim::untaken(settled_from); levers.risks.len()],
            observed_aims: vec![Aim::untaken(settled_from); against_levers.risks.len()],
            observed_risks: against_levers.risks,
            observed: None,
            levers,
            reasons: self.scenario.reasons.len(),
            overheads: business
                .overheads
                .iter()
                .map(|o| OverheadPlan {
                    team: o.account == OverheadAccount::AcquisitionTeam,
                    segment: o.segment,
                    amount: self.by_period(&o.amount),
                })
                .collect(),
            chart,
            independent,
        }
    }

    /// Rise of prices per period that the amounts contain; none where no inflation is stated.
    fn inflation(&self, cycle: usize) -> Option<f64> {
        let yearly = self.scenario.inflation.at(self.values);
        match self.scenario.price_basis {
            PriceBasis::Real => Some(0.0),
            PriceBasis::Nominal if yearly == 0.0 => None,
            PriceBasis::Nominal => Some(libm::expm1(libm::log1p(yearly) / cycle as f64)),
        }
    }

    /// Blocks of customers, with tables and hazards shared where levers and multipliers agree.
    fn blocks(
        &self,
        rates: &Rates<'_>,
        origins: &[OriginPlan],
        segments: &[SegmentPlan],
        bills: Vec<Vec<Bill>>,
    ) -> (Vec<BlockPlan>, usize) {
        let mut blocks: Vec<BlockPlan> = Vec::with_capacity(segments.len() * origins.len());
        let mut groups = 0;
        for ((s, segment), bills) in segments.iter().enumerate().zip(bills) {
            let mut known: Vec<(Alike, Arc<RateTable>, Arc<Reach>)> = Vec::new();
            let mut settled = cards::Settled::default();
            let own = blocks.len();
            for ((o, origin), bill) in origins.iter().enumerate().zip(bills) {
                let scope = self.scope_of(origin.kind);
                // Who is lost at visits carries a card for the shorter the more often he leaves.
                let leaving = if segment.lost_at_visits { origin.multiplier } else { 1.0 };
                let reached = (rates.reach(s, scope), leaving);
                let alike = known.iter().position(|(other, ..)| *other == reached);
                let place = alike.unwrap_or_else(|| {
                    let table = rates.table(s, scope);
                    let within = (s, segment, leaving);
                    let reach = self.reach(rates, within, scope, &table, &mut settled);
                    known.push((reached, Arc::new(table), Arc::new(reach)));
                    known.len() - 1
                });
                let (_, table, reach) = &known[place];
                let alike = |b: &&BlockPlan| {
                    b.multiplier == origin.multiplier && Arc::ptr_eq(&b.rates, table)
                };
                let group = blocks[own..].iter().find(alike).map_or(groups, |block| block.group);
                groups = groups.max(group + 1);
                blocks.push(BlockPlan {
                    segment: s,
                    origin: o,
                    group,
                    multiplier: origin.multiplier,
                    bill,
                    rates: Arc::clone(table),
                    reach: Arc::clone(reach),
                });
            }
        }
        (blocks, groups)
    }

    /// What the levers do to customers of a segment and scope whose rates are those of the `table`.
    fn reach(
        &self,
        rates: &Rates<'_>,
        (s, segment, multiplier): (usize, &SegmentPlan, f64),
        scope: usize,
        table: &RateTable,
        settled: &mut cards::Settled,
    ) -> Reach {
        let levers = rates.levers;
        let reached = |l: &Scope| l.segments[s] && l.origins[scope];
        let visit_factor = visits::factor(levers, s, scope, &table.visits);
        let cards = places(&levers.cards, |l| reached(&l.scope));
        let later = self.periods..rates.periods;
        let settled_cards = later.map(|t| {
            let visits = segment.visits.as_ref().map(|v| v.at(t, usize::MAX >> 1));
            let each = visits.map_or(0.0, |each| visits::made(each, t, &visit_factor));
            let lost = match segment.lost_at_visits && each > 0.0 && !cards.is_empty() {
                true => self.leaving_for_good(rates, segment, multiplier, table, t) / each,
                false => 0.0,
            };
            settled.of(levers, &cards, s, t, (each, lost.min(1.0)))
        });
        Reach {
            settled_cards: settled_cards.collect(),
            risks: places(&levers.risks, |l| reached(&l.scope)),
            observed_risks: places(&rates.against_levers.risks, |l| reached(&l.scope)),
            points: places(&levers.points, |l| reached(&l.scope)),
            costs: places(&levers.customer_costs, |l| reached(&l.scope)),
            takers: places(&levers.takers, |l| reached(&l.scope)),
            promotions: places(&levers.promotions, |l| reached(&l.scope)),
            visit_factor,
            cards,
        }
    }

    /// −ln of the share of customers kept in period `t` after the horizon, averaged over the seasons: of long
    /// standing, and of whom no offer from before then makes leave more often.
    fn leaving_for_good(
        &self,
        rates: &Rates<'_>,
        segment: &SegmentPlan,
        multiplier: f64,
        table: &RateTable,
        t: usize,
    ) -> f64 {
        let (classes, old) = (&segment.classes, usize::MAX >> 1);
        let year = self.scenario.calendar.period.per_year() as usize;
        let season = table.observed[t..t + year].iter().sum::<f64>() / year as f64;
        let time = classes.time[self.periods - 1] * classes.shape.at(old);
        let observed = classes.log_hazard[0] * time * multiplier * season;
        let attempted = RateTable::attempted(observed, table.attempts_per_leaver[t]);
        let leaving = table.leaving(t, old);
        let saved = rates.levers.desks.iter().zip(&table.heard).map(|(desk, heard)| {
            let taken = desk.reach[t] * desk.accept[t] * (1.0 - desk.would_have_stayed);
            leaving.share(t, heard) * taken
        });
        let left = -libm::expm1(-attempted * leaving.total[t]);
        -libm::log1p(-left * (1.0 - saved.sum::<f64>()))
    }

    pub(super) fn by_period(&self, path: &Path) -> Vec<f64> {
        path.by_period(self.periods, self.values)
    }

    pub(super) fn brand(&self, channels: &[ChannelPlan]) -> Option<BrandPlan> {
        let brand = self.business.brand.as_ref()?;
        Some(BrandPlan::of(brand, channels, self.periods, self.values))
    }

    fn segment(
        &self,
        (s, segment, bills): (usize, &Segment, &[Bill]),
        origins: &[OriginPlan],
        levers: &Levers,
        adjust: &Adjust,
        (rewards, least): (&[TenureLever], usize),
    ) -> SegmentPlan {
        let values = self.values;
        let own = segment.churn_multiplier.at(values);
        let mut acting: Vec<f64> = origins.iter().map(|o| o.multiplier * own).collect();
        acting.dedup();
        let base = match segment.opening {
            Opening::SteadyState(_) => Base::SteadyState,
            _ => Base::Stated,
        };
        let mut classes = RiskClasses::of(
            &segment.churn,
            own,
            &acting,
            self.periods,
            self.least_discount(bills),
            base,
            (self.precision, least),
            values,
        );
        let visits = segment.visits.as_ref().map(|visits| self.grid(visits, None));
        if let (ChurnCurve::Constant(rate), Some(visits)) = (&segment.churn, &visits)
            && rate.is_per_visit()
        {
            classes.leave_by_visits(visits, |t| rate.at(t, 0, values));
        }
        if !rewards.is_empty() {
            classes.tell_tenures_apart();
        }
        let mut response_spend = vec![0.0; self.periods];
        if let ChurnCurve::Response(response) = &segment.churn {
            let factor = adjust.retention_response;
            let periods = classes.time.iter_mut().zip(&mut response_spend).enumerate();
            for (t, (time, spend)) in periods {
                *time = -libm::log(response.kept_at(t, factor, values));
                *spend = response.spend.at(t, 0, values) * factor;
            }
        }
        let damped = damped_from(self.business).last().copied().unwrap_or(0);
        if damped > 0 && matches!(classes.shape, TenureShape::Uniform) {
            // Events set tenures apart.
            classes.shape = TenureShape::Table(vec![1.0; damped + 1]);
        }
        let grid = |path: &Path| self.grid(path, None);
        let price = self.grid(&segment.price.amount, segment.price.vat_included.as_ref());
        let price = visits.as_ref().map_or(price.clone(), |visits| price.times(visits));
        let costs = [
            &segment.cost_of_revenue,
            &segment.payment_fees,
            &segment.cost_of_sales,
            &segment.variable_labour,
            &segment.service_cost,
            &segment.retention_spend,
            &segment.price.amount,
        ];
        let apart = segment.opening_price.iter().flat_map(|own| [&own.amount, &own.file.amount]);
        let terms = origins.iter().map(|origin| {
            origin.trial.0.max(origin.offer.as_ref().map_or(0, |offer| offer.discount.len()))
        });
        let given = || levers.given_by_tenure(s);
        let offers = given().map(|amount| amount.settled_tenure().unwrap_or(0));
        let risks = levers.risks.iter().filter(|risk| risk.scope.segments[s]);
        let offers = offers.chain(risks.map(|risk| risk.discount.len()));
        let paths = costs.into_iter().chain(&segment.visits).chain(apart);
        let felt = rewards.iter().filter_map(TenureLever::settled_tenure);
        let settled = paths
            .map(Path::settled_tenure)
            .chain(terms)
            .chain(offers)
            .chain([damped])
            .chain(felt)
            .max()
            .unwrap_or(0);
        let felt = rewards.iter().map(|reward| reward.occasion);
        let occasions: Vec<Occasion> = felt.chain(given().filter_map(Amount::occasion)).collect();
        let ends = occasions.iter().all(|occasion| occasion.every.is_none());
        let (slots, recurring) = match classes.shape.settled_tenure() {
            Some(hazard) if ends => (Slots::Settled(settled.max(hazard) + 1), None),
            Some(hazard) => (Slots::Open, Occasion::recurring(&occasions, settled.max(hazard))),
            None => (Slots::Open, None),
        };
        let of_the_past = bills.iter().any(|bill| !bill.start.is_empty());
        let told_apart = if of_the_past { Slots::Open } else { slots };
        let opening = self.opening(&segment.opening, &classes, told_apart);
        SegmentPlan {
            classes,
            opening,
            capacity: segment.capacity.as_ref().map(|capacity| self.by_period(capacity)),
            slots,
            recurring,
            price,
            lost_at_visits: visits.is_some()
                && matches!(&segment.churn, ChurnCurve::Constant(rate) if rate.is_per_visit()),
            visits,
            cost_of_revenue: grid(&segment.cost_of_revenue),
            payment_fees: grid(&segment.payment_fees),
            cost_of_sales: grid(&segment.cost_of_sales),
            variable_labour: grid(&segment.variable_labour),
            service_cost: grid(&segment.service_cost),
            retention_spend: grid(&segment.retention_spend),
            response_spend,
            vat: self.by_period(&segment.price.vat),
        }
    }

    fn opening(&self, opening: &Opening, classes: &RiskClasses, slots: Slots) -> Vec<OpeningGroup> {
        let (scale, ranges) = match opening {
            Opening::New(count) => {
                let (count, classes) = (count.at(self.values), classes.weight.clone());
                let new = (count > 0.0).then_some(OpeningGroup { tenure: 0, count, classes });
                return new.into_iter().collect();
            }
            Opening::SteadyState(count) => {
                return steady_state(classes, slots, count.at(self.values));
            }
            Opening::Shares(count, ranges) => (count.at(self.values), ranges),
            Opening::Counts(ranges) => (1.0, ranges),
        };
        let one_by_one = self.precision == Precision::Base || self.scenario.uncertainty.customers;
        let alike = matches!(classes.shape, TenureShape::Uniform) && !one_by_one;
        match slots {
            Slots::Settled(slots) if alike => by_slot(classes, slots, scale, ranges, self.values),
            _ => by_tenure(classes, scale, ranges, self.values),
        }
    }

    /// Means over the calendar months of each of so many periods.
    pub(super) fn seasons(&self, by_month: &[Quantity; 12], periods: usize) -> Vec<f64> {
        let by_month = by_month.map(|month| month.at(self.values));
        if by_month.iter().all(|month| *month == 1.0) {
            return vec![1.0; periods];
        }
        // They come again each year.
        let year = self.scenario.calendar.period.per_year() as usize;
        let mean = |t: usize| {
            let months = self.scenario.calendar.calendar_months(t);
            let add = |(sum, count), month: usize| (sum + by_month[month], count + 1.0);
            let (sum, count) = months.fold((0.0, 0.0), add);
            sum / count
        };
        let once: Vec<f64> = (0..year).map(mean).collect();
        once.iter().copied().cycle().take(periods).collect()
    }

    /// First period at or after the horizon's end at which no dated event begins or ends any more.
    fn settled_from(&self) -> usize {
        let events = self.business.events.iter();
        let last = events
            .map(|event| event.starts + event.lasts.map_or(0, |lasts| lasts as i64))
            .max()
            .unwrap_or(0);
        self.periods.max(usize::try_from(last).unwrap_or(0))
    }
}

fn places<T>(items: &[T], reached: impl Fn(&T) -> bool) -> Vec<usize> {
    items.iter().enumerate().filter(|(_, item)| reached(item)).map(|(place, _)| place).collect()
}
