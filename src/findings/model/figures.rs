//! Numbers with their unit and how sure they are.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Absent, Known, Slot, Value, Whys};
use crate::metric::{self, Unit};

/// P10, P50 and P90 per period, and the other percentiles that the file asks for.
#[derive(Clone, Debug, Serialize)]
pub struct Band {
    pub(crate) p10: Vec<f64>,
    pub(crate) p50: Vec<f64>,
    pub(crate) p90: Vec<f64>,
    #[serde(flatten)]
    pub(crate) more: Map<Vec<f64>>,
}

/// Metrics by id, in a fixed order.
#[derive(Clone, Debug, Default)]
pub struct Metrics(pub Vec<(&'static str, Metric)>);

impl Metrics {
    /// The metric of that id, if it is listed.
    pub fn get(&self, id: &str) -> Option<&Metric> {
        self.0.iter().find(|(name, _)| *name == id).map(|(_, metric)| metric)
    }

    /// The figure of that id, if it is a scalar and defined.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        match self.get(id) {
            Some(Metric::Scalar(figure)) => Some(figure),
            _ => None,
        }
    }

    /// The expected value of that id, if it is a scalar and defined.
    pub fn expected(&self, id: &str) -> Option<f64> {
        self.figure(id).map(|figure| figure.expected)
    }

    /// Why the metric of that id is missing, if it is.
    pub fn why(&self, id: &str) -> Option<&Slot> {
        match self.get(id) {
            Some(Metric::Missing(missing)) => Some(&missing.why),
            _ => None,
        }
    }
}

impl Serialize for Metrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (id, metric) in &self.0 {
            match metric {
                Metric::Scalar(figure) => map.serialize_entry(id, figure)?,
                Metric::Array(values) => map.serialize_entry(id, values)?,
                Metric::Gaps(values) => map.serialize_entry(id, values)?,
                Metric::Object(values) => map.serialize_entry(id, values)?,
                Metric::Missing(missing) => {
                    map.serialize_entry(id, &())?;
                    map.serialize_entry(&format!("{id}_why"), &missing.why)?;
                    if let Some(beyond) = missing.side.beyond() {
                        map.serialize_entry(&format!("{id}_beyond"), &beyond)?;
                    }
                    if let Some(draws) = &missing.draws {
                        map.serialize_entry(&format!("{id}_draws"), draws)?;
                    }
                }
            }
        }
        map.end()
    }
}

/// One metric.
#[derive(Clone, Debug)]
pub enum Metric {
    /// A single number with its distribution.
    Scalar(Figure),
    /// Values by period or tenure.
    Array(Vec<f64>),
    /// Values by period, of which some are undefined.
    Gaps(Vec<Option<f64>>),
    /// Values by key.
    Object(Map<f64>),
    /// No number, and why.
    Missing(Missing),
}

impl Metric {
    /// A value with its draws, in the unit of the metric of that id.
    pub fn drawn(id: &'static str, value: Value, draws: Option<Draws>) -> (&'static str, Self) {
        let metric = match value {
            Ok(expected) => Self::Scalar(Figure { draws, ..Figure::plain(id, expected) }),
            Err(Absent { why, side }) => Self::Missing(Missing { why: why.into(), side, draws }),
        };
        (id, metric)
    }

    /// The same without draws.
    pub fn plain(id: &'static str, value: Value) -> (&'static str, Self) {
        Self::drawn(id, value, None)
    }

    /// A metric without a number, of which nothing is known.
    pub fn missing(why: impl Into<Slot>) -> Self {
        Self::Missing(Missing { why: why.into(), side: Known::Nothing, draws: None })
    }
}

/// A metric whose expected figure is no number.
#[derive(Clone, Debug)]
pub struct Missing {
    pub(crate) why: Slot,
    /// What is known all the same.
    pub side: Known,
    /// Its draws, if some of them have a number.
    pub draws: Option<Draws>,
}

/// A metric that is not drawn.
impl From<Absent> for Missing {
    fn from(absent: Absent) -> Self {
        Self { why: absent.why.into(), side: absent.side, draws: None }
    }
}

/// A number, how sure it is, and what it counts.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Expected engine, every assumption at its base.
    pub expected: f64,
    /// Summary of the draws.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub draws: Option<Draws>,
    /// Standard deviation from customers' own chance alone, by exact moments, where the plan is
    /// linear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers_sd: Option<f64>,
    /// What it counts.
    pub unit: Unit,
}

impl Figure {
    /// A number that is not drawn, in the unit of the metric of that id.
    pub fn plain(id: &'static str, expected: f64) -> Self {
        Self { expected, draws: None, customers_sd: None, unit: metric::declared(id).unit }
    }
}

/// Summary of the draws.
///
/// Percentiles are over all draws: one that is known to lie beyond a bound, or is infinite, stands on its side.
/// Mean and spread are over the draws that have a number.
#[derive(Clone, Debug)]
pub struct Draws {
    /// Mean of the draws.
    pub mean: Value,
    pub(crate) sd: Value,
    /// Standard error of the mean.
    pub se: Value,
    pub(crate) p10: Value,
    pub(crate) p50: Value,
    /// Ninetieth percentile.
    pub p90: Value,
    /// The other percentiles that the file asks for, ascending.
    pub(crate) more: Vec<(u32, Value)>,
    /// Draws without a number: beyond, infinite, undefined.
    pub undefined: usize,
    /// Why they have none.
    pub undefined_why: Option<Whys>,
}

impl Draws {
    /// Spread below this share of the figure is rounding.
    const ROUNDING: f64 = 1e-9;

    /// Whether the draws differ at all: without ranges and chance they are all the same.
    pub fn spread(&self) -> bool {
        let (Ok(mean), Ok(sd)) = (self.mean, self.sd) else {
            return false;
        };
        let end = |value: Value| value.map_or(0.0, f64::abs);
        sd > Self::ROUNDING * mean.abs().max(end(self.p10)).max(end(self.p90))
    }

    /// P10 and P90, where both are numbers.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.p10.ok().zip(self.p90.ok())
    }
}

impl Serialize for Draws {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let all = [
            ("mean", self.mean),
            ("sd", self.sd),
            ("se", self.se),
            ("p10", self.p10),
            ("p50", self.p50),
            ("p90", self.p90),
        ];
        let all = all.map(|(id, value)| (id.to_owned(), value)).into_iter();
        let more = self.more.iter().map(|(share, value)| (format!("p{share}"), *value));
        for (id, value) in all.chain(more) {
            match value {
                Ok(number) => map.serialize_entry(&id, &number)?,
                Err(absent) => {
                    map.serialize_entry(&id, &())?;
                    map.serialize_entry(&format!("{id}_why"), &absent.why)?;
                    if let Some(beyond) = absent.side.beyond() {
                        map.serialize_entry(&format!("{id}_beyond"), &beyond)?;
                    }
                }
            }
        }
        if self.undefined > 0 {
            map.serialize_entry("undefined_draws", &self.undefined)?;
            map.serialize_entry("undefined_draws_why", &self.undefined_why)?;
        }
        map.end()
    }
}

/// An ordered map, serialised as an object.
#[derive(Clone, Debug, Default)]
pub struct Map<T>(pub Vec<(String, T)>);

impl<T> Map<T> {
    /// The entry of that key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
