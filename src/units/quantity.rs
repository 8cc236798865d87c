//! One number of a scenario as the engine sees it: which assumption it comes from, and how the
//! stated unit becomes the model's.

use serde::Deserialize;

/// The value of every assumption of a scenario, in the units in which the user stated it.
///
/// The base case, one draw of the simulation and one trial of a break-even search differ only in
/// this list.
pub type Values = [f64];

/// How a stated number becomes a number per model period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Conversion {
    /// Used as stated: money, factors, shares.
    None,
    /// Multiplied by a constant: counts per time scale linearly, lengths turn into periods.
    Scale(f64),
    /// A leaving rate over `n` model periods: `1 − (1 − c)^(1/n)`.
    Leaving(f64),
    /// A growth or discount rate over `n` model periods: `(1 + d)^(1/n) − 1`.
    Growth(f64),
    /// A change of a growth rate over `n` model periods: its magnitude converted as one, the sign kept.
    GrowthChange(f64),
    /// A change of a leaving rate over `n` model periods, likewise.
    LeavingChange(f64),
    /// A chance at each visit: used as stated, and turned into one per period by the number of visits.
    PerVisit,
}

impl Conversion {
    /// The converted number.
    pub fn apply(self, stated: f64) -> f64 {
        match self {
            Self::None | Self::PerVisit => stated,
            Self::Scale(factor) => stated * factor,
            Self::Leaving(1.0) | Self::Growth(1.0) => stated,
            Self::Leaving(n) => -libm::expm1(libm::log1p(-stated) / n),
            Self::Growth(n) => libm::expm1(libm::log1p(stated) / n),
            Self::GrowthChange(n) => Self::Growth(n).apply(stated.abs()).copysign(stated),
            // A trial may move it further than a file may state it.
            Self::LeavingChange(n) => {
                Self::Leaving(n).apply(stated.abs().min(1.0)).copysign(stated)
            }
        }
    }
}

/// One number of a scenario: an entry of [`Values`], or a constant of the language (a default).
///
/// `stated = values[index] × factor + offset`; a strategy's `"x1.2"` and `"+2 points"` live in
/// `factor` and `offset`, so the overridden number still moves with the assumption it came from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    index: Option<u32>,
    factor: f64,
    offset: f64,
    conversion: Conversion,
}

impl Quantity {
    /// A number that is no assumption: a default of the language.
    pub const fn fixed(value: f64) -> Self {
        Self { index: None, factor: 0.0, offset: value, conversion: Conversion::None }
    }

    /// Entry `index` of the register of assumptions.
    pub const fn assumption(index: u32, conversion: Conversion) -> Self {
        Self { index: Some(index), factor: 1.0, offset: 0.0, conversion }
    }

    /// The same assumption times `factor` plus `offset`, both in stated units, before conversion.
    #[must_use]
    pub fn adjusted(self, factor: f64, offset: f64) -> Self {
        Self { factor: self.factor * factor, offset: self.offset * factor + offset, ..self }
    }

    /// The same assumption, converted otherwise.
    #[must_use]
    pub const fn with_conversion(self, conversion: Conversion) -> Self {
        Self { conversion, ..self }
    }

    /// What the number would be in stated units if its assumption were `value`.
    pub fn restated(self, value: f64) -> f64 {
        if self.index.is_some() { value * self.factor + self.offset } else { self.offset }
    }

    /// The value of its assumption at which the number is `restated`; none where it never moves.
    pub fn unstated(self, restated: f64) -> Option<f64> {
        let moves = self.index.is_some() && self.factor != 0.0;
        moves.then(|| (restated - self.offset) / self.factor)
    }

    /// What the number would be in the model's units if its assumption were `value`.
    pub fn reconverted(self, value: f64) -> f64 {
        self.conversion.apply(self.restated(value))
    }

    /// Whether the number is stated per visit, not per period.
    pub fn is_per_visit(self) -> bool {
        self.conversion == Conversion::PerVisit
    }

    /// The entry of the register that this number reads, if it is an assumption.
    pub const fn index(self) -> Option<u32> {
        self.index
    }

    /// The number in stated units.
    pub fn stated(self, values: &Values) -> f64 {
        match self.index {
            Some(index) => values[index as usize] * self.factor + self.offset,
            None => self.offset,
        }
    }

    /// The number in the model's units.
    pub fn at(self, values: &Values) -> f64 {
        self.conversion.apply(self.stated(values))
    }
}

/// How a dated schedule runs between its dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Each value holds from the whole of its period until the next.
    #[default]
    Step,
    /// Straight lines in period index between the dates.
    Linear,
}

/// A number that may change with time or with a customer's tenure.
#[derive(Clone, Debug, PartialEq)]
pub enum Path {
    /// The same in every period.
    Constant(Quantity),
    /// Dated values, ordered by period, at least one.
    Scheduled {
        /// Period (may be negative: before the start) and value.
        points: Vec<(i64, Quantity)>,
        /// Step or linear.
        shape: Shape,
    },
    /// Values by tenure: (first tenure k for which it holds, value), ordered, the first at 0.
    ByTenure(Vec<(usize, Quantity)>),
}

impl Path {
    /// The same constant in every period.
    pub const fn fixed(value: f64) -> Self {
        Self::Constant(Quantity::fixed(value))
    }

    /// Values of `periods` periods for new customers.
    pub fn by_period(&self, periods: usize, values: &Values) -> Vec<f64> {
        match self {
            Self::Constant(quantity) => vec![quantity.at(values); periods],
            _ => (0..periods).map(|t| self.at(t, 0, values)).collect(),
        }
    }

    /// Value in period `t` for a customer of tenure `k`.
    pub fn at(&self, t: usize, k: usize, values: &Values) -> f64 {
        match self {
            Self::Constant(quantity) => quantity.at(values),
            Self::ByTenure(steps) => {
                let step = steps.partition_point(|(from, _)| *from <= k).saturating_sub(1);
                steps[step].1.at(values)
            }
            Self::Scheduled { points, shape } => {
                let t = t as i64;
                let next = points.partition_point(|(from, _)| *from <= t);
                if next == 0 {
                    return points[0].1.at(values);
                }
                let (from, value) = (points[next - 1].0, points[next - 1].1.at(values));
                match (shape, points.get(next)) {
                    (Shape::Linear, Some((to, target))) => {
                        let share = (t - from) as f64 / (to - from) as f64;
                        value + share * (target.at(values) - value)
                    }
                    _ => value,
                }
            }
        }
    }

    /// Whether its numbers are stated per visit; a reader sees to it that all of them are or none.
    pub fn is_per_visit(&self) -> bool {
        self.quantities().any(Quantity::is_per_visit)
    }

    /// The same path with every number replaced.
    #[must_use]
    pub fn map(self, mut change: impl FnMut(Quantity) -> Quantity) -> Self {
        match self {
            Self::Constant(quantity) => Self::Constant(change(quantity)),
            Self::Scheduled { points, shape } => {
                let points = points.into_iter().map(|(t, quantity)| (t, change(quantity)));
                Self::Scheduled { points: points.collect(), shape }
            }
            Self::ByTenure(steps) => Self::ByTenure(
                steps.into_iter().map(|(k, quantity)| (k, change(quantity))).collect(),
            ),
        }
    }

    /// First tenure from which the value no longer changes with tenure.
    pub fn settled_tenure(&self) -> usize {
        match self {
            Self::ByTenure(steps) => steps.last().map_or(0, |(k, _)| *k),
            _ => 0,
        }
    }

    /// Every number of the path.
    pub fn quantities(&self) -> impl Iterator<Item = Quantity> + '_ {
        let (one, dated, tenured) = match self {
            Self::Constant(quantity) => (Some(*quantity), None, None),
            Self::Scheduled { points, .. } => (None, Some(points.iter().map(|p| p.1)), None),
            Self::ByTenure(steps) => (None, None, Some(steps.iter().map(|s| s.1))),
        };
        one.into_iter().chain(dated.into_iter().flatten()).chain(tenured.into_iter().flatten())
    }
}
