//! How a number with a range is distributed.

use super::{Measure, Node, Reading, TomlTable, measures, plain};
use crate::diag::Diagnostic;
use crate::numeric::distribution::{Distribution, Scale, Shape};

/// A larger share of a distribution cut off is a warning.
const MOST_CUT_OFF: f64 = 0.01;

impl Reading<'_> {
    /// Values and weights of a discrete distribution.
    pub(super) fn discrete(
        &self,
        table: &TomlTable,
        measure: Measure,
        path: &str,
        dist: Option<&str>,
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let (values, weights) = (table.get("values"), table.get("weights"));
        if dist != Some("discrete") {
            if let Some(node) = values.or(weights) {
                let message = "`values` and `weights` belong to dist = \"discrete\"";
                let help = "add dist = \"discrete\", or leave them out";
                self.report(Diagnostic::error("E027", node.span, message).label(path).help(help));
            }
            return None;
        }
        let list = |node: Option<&Node>, measure: Measure| -> Option<Vec<f64>> {
            let items = node.and_then(Node::list)?;
            items.iter().map(|item| Some(self.stated(item, measure, path)?.value)).collect()
        };
        let pair = (list(values, measure)?, list(weights, measures::NUMBER)?);
        (!pair.0.is_empty() && pair.0.len() == pair.1.len() && pair.1.iter().sum::<f64>() > 0.0)
            .then_some(pair)
    }

    pub(super) fn distribution(
        &self,
        node: &Node,
        path: &str,
        measure: Measure,
        (base, low, high): (f64, Option<f64>, Option<f64>),
        dist: Option<&str>,
        discrete: Option<(Vec<f64>, Vec<f64>)>,
    ) -> Option<Option<Distribution>> {
        let refuse = |message: String, help: &str| {
            self.report(Diagnostic::error("E027", node.span, message).label(path).help(help));
            None
        };
        let shape = match (dist, discrete) {
            (Some("discrete"), None) => {
                let message =
                    "a discrete distribution needs `values` and as many `weights`, as lists";
                let help = "write values = [90, 100, 120], weights = [1, 2, 1]";
                return refuse(message.to_owned(), help);
            }
            (_, Some((values, weights))) => Shape::Discrete { values, weights },
            (dist, None) => shape(dist.unwrap_or("auto"), measure, base, low, high),
        };
        let discrete = matches!(shape, Shape::Discrete { .. });
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            _ if discrete => (base, base),
            _ => return Some(None),
        };
        match Distribution::new(&shape, base, low, high) {
            Err(error) => refuse(
                error.to_string(),
                "leave `dist` out, and the form that fits the range is taken",
            ),
            Ok(whole) => {
                let (kept, cut_off) = measure.truncate(&whole);
                if cut_off > MOST_CUT_OFF {
                    let percent = plain((cut_off * 1_000.0).round() / 10.0);
                    let message = format!(
                        "{percent}% of the distribution lies outside what `{path}` allows and is cut off"
                    );
                    let help =
                        "narrow the range, or write dist = \"pert\", whose ends are low and high";
                    self.report(
                        Diagnostic::warning("W002", node.span, message).label(path).help(help),
                    );
                }
                Some(Some(kept))
            }
        }
    }
}

/// The shape of a distribution. A range that touches the end of its scale is drawn unscaled.
fn shape(dist: &str, measure: Measure, base: f64, low: Option<f64>, high: Option<f64>) -> Shape {
    let ends = [low.unwrap_or(base), base, high.unwrap_or(base)];
    let scale = match measure {
        Measure { low, .. } if low < 0.0 => Scale::Identity,
        Measure { high: 1.0, .. } => Scale::Logit,
        _ => Scale::Log,
    };
    let fits = ends.iter().all(|end| scale.apply(*end).is_finite());
    match dist {
        "normal" => Shape::Normal,
        "lognormal" => Shape::LogNormal,
        "logit-normal" => Shape::LogitNormal,
        "beta" => Shape::Beta,
        "pert" => Shape::Pert,
        "triangular" => Shape::Triangular,
        "uniform" => Shape::Uniform,
        _ => Shape::TwoPieceNormal { scale: if fits { scale } else { Scale::Identity } },
    }
}
