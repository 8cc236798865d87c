//! Where does a difference turn? The value of one assumption at which it is 0.

use super::messages::{NO_EFFECT, NO_TURN};
use super::model::{BreakEven, Form, Quote};
use super::names::name_of;
use crate::numeric::root::{bracket, brent, remembered};
use crate::scenario::{Assumption, Scenario, StatedUnit};

/// Cells of the range in which a change of sign is looked for: two crossings closer to each other than a
/// cell are missed.
const CELLS: u32 = 16;
/// Cells after which a difference that only rises or only falls is looked at no closer: it crosses zero once.
const STRIDES: u32 = 4;

/// Where to look, and where the assumption stands under the strategy that is looked at.
pub struct Search<'a> {
    pub scenario: &'a Scenario,
    /// Place of the assumption in the register.
    pub place: usize,
    /// Strategy whose `set` may change the assumption.
    pub strategy: usize,
}

impl Search<'_> {
    fn assumption(&self) -> &Assumption {
        &self.scenario.assumptions[self.place]
    }

    /// The value of the assumption, as in force under the strategy, at which `difference` is 0.
    ///
    /// The search covers the range widened by its own width on both sides, inside the legal domain; without
    /// a range from the value less to the value plus twice its size. `difference` is asked for values as the
    /// file states them.
    pub fn turn(&self, difference: impl Fn(f64) -> Option<f64>) -> BreakEven {
        let assumption = self.assumption();
        // A change that leaves nothing of the assumption is none to search along.
        let changed =
            assumption.in_force(Some(self.strategy)).filter(|one| one.unstated(0.0).is_some());
        let BreakEven { assumed: base, low, high, .. } = self.unturned();
        let width = match (low, high) {
            (Some(low), Some(high)) => (high - low).max(base.abs() * 0.1),
            _ => 2.0 * base.abs(),
        };
        let (low, high) = (low.unwrap_or(base), high.unwrap_or(base));
        let (least, most) = domain(&assumption.unit, base);
        let (from, to) = ((low - width).max(least), (high + width).min(most));
        let at = remembered(|value: f64| {
            let value = changed.map_or(Some(value), |number| number.unstated(value));
            value.and_then(&difference).unwrap_or(f64::NAN)
        });
        // Where nothing is left of a programme there is no gain either: that is no turn.
        let inside = (to - from) * 1e-6;
        let (begin, end) = (
            if at(from) == 0.0 { from + inside } else { from },
            if at(to) == 0.0 { to - inside } else { to },
        );
        let stride = |k: u32| at(begin + (end - begin) * f64::from(k) / f64::from(STRIDES));
        let rises = |k: u32| (stride(k + 1) - stride(k)).signum();
        let one_way = (0..STRIDES).all(|k| rises(k) == rises(0));
        let cells = if one_way { STRIDES } else { CELLS };
        let found = bracket(&at, begin, end, cells).and_then(|(lo, hi)| {
            let tolerance = 1e-9 * (hi.abs() + lo.abs());
            brent(&at, lo, hi, tolerance, 60)
        });
        let why = || {
            if at(from) == at(to) {
                NO_EFFECT.say([])
            } else {
                let form = match assumption.unit.word() {
                    "money" => Form::Stated("number"),
                    unit => Form::Stated(unit),
                };
                NO_TURN.say([from, to].map(|end| Quote::alone(end, form)))
            }
        };
        BreakEven { value: found, value_why: found.is_none().then(why), ..self.unturned() }
    }

    /// The value of the assumption on its way from the base to one `end` of its range at which `difference` first
    /// loses its sign; none where it keeps it at the end. Both as the file states them.
    pub fn on_the_way(
        &self,
        end: f64,
        difference: impl Fn(f64) -> Option<f64>,
    ) -> Option<BreakEven> {
        let base = self.assumption().value;
        let at = remembered(|value: f64| difference(value).unwrap_or(f64::NAN));
        let tolerance = 1e-9 * (base.abs() + end.abs());
        let found = brent(&at, base, end, tolerance, 60)?;
        Some(BreakEven { value: Some(self.own(found)), ..self.unturned() })
    }

    /// A value of the file as it is in force under the strategy.
    fn own(&self, value: f64) -> f64 {
        // A change that leaves nothing of the assumption is none to search along.
        let changed = self.assumption().in_force(Some(self.strategy));
        let changed = changed.filter(|one| one.unstated(0.0).is_some());
        changed.map_or(value, |number| number.restated(value))
    }

    /// The assumption where it stands, with no turn.
    fn unturned(&self) -> BreakEven {
        let assumption = self.assumption();
        let ends = [assumption.low, assumption.high].map(|end| end.map(|end| self.own(end)));
        // A negative factor turns the range round.
        let [low, high] = match ends {
            [Some(low), Some(high)] if low > high => [Some(high), Some(low)],
            ends => ends,
        };
        BreakEven {
            assumption: assumption.path.clone(),
            name: name_of(self.scenario, assumption),
            value: None,
            value_why: None,
            assumed: self.own(assumption.value),
            low,
            high,
            unit: assumption.unit.word(),
            source: assumption.source.clone(),
        }
    }
}

/// Values that an assumption may take at all.
fn domain(unit: &StatedUnit, base: f64) -> (f64, f64) {
    match unit {
        StatedUnit::Share if base < 0.0 => (-1.0, 1.0),
        StatedUnit::Share => (0.0, 1.0),
        StatedUnit::Rate(_) => (0.0, 1.0 - 1e-9),
        StatedUnit::Growth(_) => (-0.99, f64::INFINITY),
        _ if base > 0.0 => (base * 1e-6, f64::INFINITY),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// The assumption of a path that is in force under a strategy: its own `set` before the file's value.
pub fn in_force(scenario: &Scenario, strategy: usize, path: &str) -> Option<usize> {
    let of = |owner: Option<usize>| {
        let stated = |one: &Assumption| one.path == path && one.strategy == owner;
        scenario.assumptions.iter().position(stated)
    };
    of(Some(strategy)).or_else(|| of(None))
}

/// The ends between which an assumption is moved: its range, else `swing` of its size either way, inside
/// its domain.
pub fn ends(assumption: &Assumption, swing: f64) -> (f64, f64) {
    if let (Some(low), Some(high)) = (assumption.low, assumption.high) {
        return (low, high);
    }
    let width = swing * assumption.value.abs();
    let (least, most) = domain(&assumption.unit, assumption.value);
    ((assumption.value - width).max(least), (assumption.value + width).min(most))
}
