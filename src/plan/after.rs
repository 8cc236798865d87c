//! What runs after the horizon (`docs/model.md`, section 9): the strategy's own programmes go on, or they
//! end and those of the strategy that is compared with take over.

use super::Adjust;
use super::builder::Builder;
use crate::lever::Levers;
use crate::programme::{Context, Programme};
use crate::scenario::{AfterHorizon, Business, ChurnCurve, Segment};

/// What of a strategy's programmes there is after the horizon.
pub(super) struct After {
    /// Whether each of the strategy's own goes on.
    own: Vec<bool>,
    /// Programmes of the strategy that is compared with which take over, by place there.
    others: Vec<usize>,
    /// Entries that the levers' series need: those of the horizon, one more, and as many as something ends or
    /// is still felt after it.
    pub entries: usize,
}

/// A programme that ends later than this after the horizon does not end: a century of months.
const NEVER: usize = 1_200;

/// How a programme is compiled.
#[derive(Clone, Copy)]
struct Terms {
    /// Its place among the levers.
    programme: usize,
    goes_on: bool,
    within: f64,
    entries: usize,
}

impl Builder<'_> {
    /// What there is after the horizon of a strategy whose levers are moved.
    pub(super) fn after(&self, adjust: &Adjust) -> After {
        let (own, theirs) = (&self.business.programmes, &self.against.programmes);
        let stop = adjust.after.unwrap_or(self.scenario.after_horizon) == AfterHorizon::Stop;
        let mut others: Vec<usize> =
            (0..theirs.len()).filter(|q| stop && self.runs_at_the_end(self.against, *q)).collect();
        let mut stays = |p: usize| {
            if !adjust.running[p] || !own[p].mechanics.goes_on() || !stop {
                return adjust.running[p] && own[p].mechanics.goes_on();
            }
            let known = others.iter().position(|q| theirs[*q].id == own[p].id);
            let Some(place) = known else { return false };
            let terms =
                Terms { programme: p, goes_on: true, within: 1.0, entries: self.periods + 1 };
            let (mut mine, mut other) = (Levers::default(), Levers::default());
            self.compile(self.business, p, terms, &mut mine);
            self.compile(self.against, others[place], terms, &mut other);
            let same = mine == other;
            if same {
                others.remove(place);
            }
            same
        };
        let own: Vec<bool> = (0..own.len()).map(&mut stays).collect();
        let entries = self.entries(&own, adjust);
        After { own, others, entries }
    }

    /// Whether a programme is in force in the horizon's last period and can go on.
    fn runs_at_the_end(&self, business: &Business, place: usize) -> bool {
        let item = &business.programmes[place];
        let terms =
            Terms { programme: place, goes_on: true, within: 1.0, entries: self.periods + 1 };
        let running = self.context(business, item, terms, (&[], &[])).running(self.periods - 1);
        item.mechanics.goes_on() && item.mechanics.reach(self.values) > 0.0 && running > 0.0
    }

    fn entries(&self, own: &[bool], adjust: &Adjust) -> usize {
        let last = self.periods;
        let still_changes = |item: &Programme, goes_on: bool| {
            let stops = item.common.stops.map(|stops| usize::try_from(stops).unwrap_or(0));
            let stops = stops.filter(|stops| *stops < last + NEVER);
            if item.common.starts.is_some_and(|starts| starts >= last as i64) {
                return None;
            }
            let end = if goes_on { stops } else { Some(stops.map_or(last, |s| s.min(last))) };
            let builds_up = last + item.mechanics.builds_up();
            Some(end.map_or(builds_up, |end| end + item.mechanics.lingers(self.values)))
        };
        let mine = self.business.programmes.iter().zip(own).zip(&adjust.running);
        let mine = mine.filter(|(_, runs)| **runs).map(|((item, goes_on), _)| (item, *goes_on));
        let theirs = self.against.programmes.iter().map(|item| (item, item.mechanics.goes_on()));
        let ends = mine.chain(theirs).filter_map(|(item, goes_on)| still_changes(item, goes_on));
        // Customers with a bad event come less often for a while.
        let fewer =
            self.business.quality.as_ref().and_then(|quality| quality.fewer_visits.as_ref());
        let later = fewer.map_or(0, |fewer| fewer.lasts);
        ends.max().unwrap_or(0).max(last) + later + 1
    }

    /// Levers of the programmes that the figures were observed under: they go on as long as they are dated.
    pub(super) fn observed_levers(&self, entries: usize) -> Levers {
        let mut levers = Levers::default();
        for (programme, item) in self.against.programmes.iter().enumerate() {
            let goes_on = item.mechanics.goes_on();
            let terms = Terms { programme, goes_on, within: 1.0, entries };
            self.compile(self.against, programme, terms, &mut levers);
        }
        levers.apply_skills();
        levers
    }

    /// Levers of the strategy's programmes that run, and of those that take over after the horizon; the latter
    /// have places after the strategy's own.
    pub(super) fn own_levers(&self, adjust: &Adjust, after: &After) -> Levers {
        let stop = adjust.after.unwrap_or(self.scenario.after_horizon) == AfterHorizon::Stop;
        let mut levers = Levers::default();
        let own = self.business.programmes.len();
        for programme in (0..own).filter(|p| adjust.running[*p]) {
            let terms = Terms {
                programme,
                goes_on: after.own[programme],
                within: adjust.programmes[programme],
                entries: after.entries,
            };
            self.compile(self.business, programme, terms, &mut levers);
        }
        adjust.apply(&mut levers, self.periods, &|p| stop && after.own[p]);
        let mut others = Levers::default();
        for (i, place) in after.others.iter().enumerate() {
            let terms =
                Terms { programme: own + i, goes_on: true, within: 0.0, entries: after.entries };
            self.compile(self.against, *place, terms, &mut others);
        }
        others.begin_at(self.periods);
        levers.extend(others);
        levers.apply_skills();
        levers
    }

    fn compile(&self, business: &Business, place: usize, terms: Terms, levers: &mut Levers) {
        let mixed = |segment: &Segment| {
            matches!(
                segment.churn,
                ChurnCurve::BetaGeometric { .. } | ChurnCurve::BetaDiscreteWeibull { .. }
            )
        };
        let differ: Vec<bool> = business.segments.iter().map(mixed).collect();
        let vat = |segment: &Segment| self.by_period(&segment.price.vat);
        let vat: Vec<Vec<f64>> = business.segments.iter().map(vat).collect();
        let item = &business.programmes[place];
        let context = self.context(business, item, terms, (&differ, &vat));
        item.mechanics.levers(&context, levers);
        levers.fixed.push(context.fixed_cost());
        if !self.desks {
            levers.desks.clear();
        }
    }

    fn context<'c>(
        &'c self,
        business: &Business,
        item: &'c Programme,
        terms: Terms,
        (differ, vat): (&'c [bool], &'c [Vec<f64>]),
    ) -> Context<'c> {
        let observed = self.against.programmes.iter().find(|own| own.id == item.id);
        Context {
            programme: terms.programme,
            common: &item.common,
            goes_on: terms.goes_on,
            within: terms.within,
            calendar: &self.scenario.calendar,
            values: self.values,
            horizon: self.periods,
            periods: terms.entries,
            segments: business.segments.len(),
            channels: business.channels.len(),
            reasons: self.scenario.reasons.len(),
            differ,
            vat,
            observed_from: observed.map(|own| own.common.starts.unwrap_or(i64::MIN)),
        }
    }
}
