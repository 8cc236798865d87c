//! A figure that is asked for by name, as in a check.

use super::model::Statistic;
use crate::metric::{self, Declared, Level, Shape};

/// A figure that every strategy is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// A metric of strategies.
    pub metric: &'static Declared,
    /// Which figure of it.
    pub statistic: Statistic,
}

impl Asked {
    /// Reads "npv" and "npv:p10".
    ///
    /// # Errors
    ///
    /// There is no such figure; what there is.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (id, word) = text.split_once(':').unwrap_or((text, Statistic::Expected.word()));
        let of_each = |metric: &&Declared| {
            metric.shape != Shape::ByTenure
                && (metric.is_of(Level::Strategy) || metric.is_of(Level::Scenario))
        };
        let metric = metric::find(id).filter(of_each).ok_or_else(|| {
            format!("`{id}` is no metric of strategies: `tenure explain metrics` lists them")
        })?;
        let known = Statistic::ALL.map(Statistic::word).join(", ");
        let statistic = Statistic::of(word)
            .ok_or_else(|| format!("`{word}` is no figure of a metric; one of {known}"))?;
        if statistic.over_time() != (metric.shape == Shape::ByPeriod) {
            return Err(match metric.shape {
                Shape::ByPeriod => format!(
                    "`{id}` has a figure for every period: ask for {id}:max_over_time or {id}:min_over_time"
                ),
                _ => format!("`{id}` is one figure, not one for every period"),
            });
        }
        let gain = id.starts_with("incremental_npv");
        if statistic.of_draws() && !gain && !metric.drawn.contains(&Level::Strategy) {
            return Err(format!("`{id}` is of the base case only: it has no draws"));
        }
        Ok(Self { metric, statistic })
    }

    /// As it is asked for, and the name of its field in rows.
    pub fn name(&self) -> String {
        match self.statistic {
            Statistic::Expected => self.metric.id.to_owned(),
            other => format!("{}:{}", self.metric.id, other.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for text in [
            "npv",
            "ltv_cac:p10",
            "incremental_npv:probability_above",
            "desk_utilisation:max_over_time",
        ] {
            assert_eq!(Asked::parse(text).unwrap().name(), text);
        }
        for wrong in [
            "",
            "nvp",
            "npv:",
            "npv:p11",
            "npv:max_over_time",
            "desk_utilisation",
            "survival",
            "cost_pv",
            "budget_use:p10",
        ] {
            assert!(Asked::parse(wrong).is_err(), "{wrong}");
        }
    }
}
