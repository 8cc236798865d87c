//! `[[checks]]`: gates on figures.

use super::ground::Ground;
use super::model::{Check, Comparator, Limit, Moved, Statistic};
use crate::fields::{Fields, Node, plain};
use crate::metric::{self, Declared, Level, Shape, Unit};
use crate::units::{Period, parse};

/// Reads every check.
pub fn checks(root: &Fields<'_>, ground: &Ground<'_>) -> Vec<Check> {
    root.tables("checks").iter().filter_map(|fields| check(fields, ground)).collect()
}

fn check(fields: &Fields<'_>, ground: &Ground<'_>) -> Option<Check> {
    fields.require_all(&["metric", "must"]);
    let metric = metric(fields);
    let segment = fields.place("segment", "segment", &ground.segments);
    let channel = fields.place("channel", "channel", &ground.channels);
    let versus = fields.place("versus", "strategy", &ground.strategies);
    let statistic = fields.choice("statistic");
    if let Some(metric) = metric {
        level(fields, metric);
        over_time(fields, metric, statistic);
    }
    let scenario = metric.is_some_and(|metric| metric.is_of(Level::Scenario));
    let strategies = strategies(fields, ground, scenario);
    let must = fields.text("must");
    let parsed = must.as_deref().zip(metric).and_then(|(must, metric)| {
        let unit = match statistic {
            Statistic::ProbabilityAbove => Unit::Share,
            _ => metric.unit,
        };
        limit(fields, must, unit)
    });
    let confidence = confidence(fields);
    let (comparison, limit) = parsed?;
    Some(Check {
        id: fields.text("id").unwrap_or_default(),
        metric: metric?.id.to_owned(),
        strategies: strategies?,
        versus,
        segment,
        channel,
        statistic,
        must: must?,
        comparison,
        limit,
        severity: fields.choice("severity"),
        confidence,
        file: fields.span.file as usize,
        line: fields.reading.sources.line(fields.span),
    })
}

/// Confidence of the interval: no interval is wide enough for certainty.
fn confidence(fields: &Fields<'_>) -> f64 {
    let stated = fields.constant("confidence").unwrap_or(USUAL);
    if stated > 0.0 && stated < 1.0 {
        return stated;
    }
    let one = fields.diagnostic("confidence", "E015", "a confidence lies between 0% and 100%");
    fields.reading.report(one.help("write \"95%\", or leave the key out"));
    USUAL
}

/// Confidence where a check states none.
const USUAL: f64 = 0.95;

fn metric(fields: &Fields<'_>) -> Option<&'static Declared> {
    let text = fields.text("metric")?;
    let known = metric::find(&text).filter(|metric| metric.checked());
    if known.is_none() {
        let one = fields.diagnostic("metric", "E037", format!("unknown metric \"{text}\""));
        let help = fields.reading.suggest(&text, metric::checked().map(|metric| metric.id));
        let other = || "`tenure explain metrics` lists them all".to_owned();
        fields.reading.report(one.help(help.unwrap_or_else(other)));
    }
    known
}

/// Whether the metric exists for the segment or channel named, or without one.
fn level(fields: &Fields<'_>, metric: &Declared) {
    let id = metric.id;
    let named = |key: &str| fields.has(key);
    for (key, level) in [("segment", Level::Segment), ("channel", Level::Channel)] {
        if named(key) && !metric.is_of(level) {
            let message = format!("`{id}` does not exist for a {key}");
            fields.error(
                key,
                "E037",
                message,
                format!("leave `{key}` out, or gate another metric"),
            );
        }
    }
    if named("segment") && named("channel") {
        let message = "a check is for a segment or for a channel, not both";
        fields.error("channel", "E037", message, "keep one of the two");
    }
    if metric.levels == [Level::Channel] && !named("channel") {
        let one = fields.diagnostic("metric", "E037", format!("`{id}` exists for a channel only"));
        fields.reading.report(one.help("add channel = \"…\""));
    }
    if metric.is_of(Level::Scenario) {
        for key in ["strategy", "versus"].into_iter().filter(|key| named(key)) {
            let all = fields.node(key).and_then(Node::text) == Some("*");
            if !all {
                let message = format!("`{id}` is the same under every strategy");
                fields.error(key, "E037", message, format!("leave `{key}` out"));
            }
        }
    }
}

/// Whether the statistic goes with the metric: one figure, or one for every period.
fn over_time(fields: &Fields<'_>, metric: &Declared, statistic: Statistic) {
    let series = metric.shape == Shape::ByPeriod;
    if statistic.over_time() == series {
        return;
    }
    let id = metric.id;
    if series {
        let message = format!("`{id}` has a figure for every period");
        let one = fields.diagnostic("metric", "E037", message);
        fields.reading.report(one.help("add statistic = \"max_over_time\" or \"min_over_time\""));
    } else {
        fields.error(
            "statistic",
            "E037",
            format!("`{id}` is one figure, not one for every period"),
            "write \"expected\", \"mean\", \"p10\", \"p50\" or \"p90\", or leave the key out",
        );
    }
}

/// Places of the strategies; empty for a metric of the whole scenario.
fn strategies(fields: &Fields<'_>, ground: &Ground<'_>, scenario: bool) -> Option<Vec<usize>> {
    let all = || (0..ground.strategies.len()).collect();
    match fields.node("strategy").and_then(Node::text) {
        _ if scenario => Some(Vec::new()),
        Some("*") => Some(all()),
        Some(_) => Some(vec![fields.place("strategy", "strategy", &ground.strategies)?]),
        None if fields.has("strategy") => {
            fields.text("strategy");
            None
        }
        None if ground.strategies.len() == 1 => Some(all()),
        None => {
            fields.require("strategy");
            None
        }
    }
}

/// ">= 0", "<= 18 months", ">= 60%", ">= baseline - 2%": comparison, and limit in the metric's unit.
fn limit(fields: &Fields<'_>, must: &str, unit: Unit) -> Option<(Comparator, Limit)> {
    let Some((comparison, rest)) = comparison_of(must) else {
        let one = fields.diagnostic("must", "E038", format!("\"{must}\" is no comparison"));
        fields.reading.report(one.help(
            "write \">= 0\", \"<= 18 months\", \">= 60%\", \"== 0\" or \">= baseline - 2%\"",
        ));
        return None;
    };
    let period = fields.reading.calendar.get().period;
    let found = if rest.contains(BASELINE) {
        moved(rest, unit, period).map(Limit::Baseline)
    } else {
        amount(rest, unit, period).map(Limit::Number)
    };
    match found {
        Ok(limit) => Some((comparison, limit)),
        Err(help) => {
            let message = format!("\"{rest}\" is not a limit of this metric");
            let one = fields.diagnostic("must", "E038", message);
            fields.reading.report(one.help(help.replace("{must}", symbol(comparison))));
            None
        }
    }
}

/// Word for the figure of an earlier run.
const BASELINE: &str = "baseline";

/// A number in the metric's unit, or what to write, with `{must}` for the comparison.
fn amount(text: &str, unit: Unit, period: Period) -> Result<f64, String> {
    let number = parse::number(text);
    let value = match unit {
        Unit::Money | Unit::Ratio | Unit::Count => {
            number.ok_or("write a number, as in \"{must} 1_000\"")?
        }
        Unit::Share => match (parse::share(text), number) {
            (Some(share), _) => share,
            (None, Some(0.0)) => 0.0,
            (None, Some(number)) => {
                let percent = plain(if number.abs() <= 1.0 { number * 100.0 } else { number });
                return Err(format!("write \"{{must}} {percent}%\""));
            }
            _ => return Err("write a percentage, as in \"{must} 60%\"".to_owned()),
        },
        Unit::Periods => match (parse::length(text), number) {
            // A limit need not be a whole number of periods.
            (Some(length), _) => f64::from(length.count) * length.unit.periods(period),
            // Bare numbers are periods, as in the findings.
            (None, Some(number)) => number,
            _ => return Err("write a length, as in \"{must} 18 months\"".to_owned()),
        },
    };
    within(value)
}

fn within(value: f64) -> Result<f64, String> {
    if value.is_finite() && value.abs() <= crate::fields::LARGEST {
        return Ok(value);
    }
    Err("limits lie within 1e15".to_owned())
}

/// The figure of an earlier run, moved: "baseline", "baseline - 2%", "baseline * 0.98", for shares
/// "baseline + 0.5 points", else also "baseline + 1_000" in the metric's unit.
fn moved(text: &str, unit: Unit, period: Period) -> Result<Moved, String> {
    let as_it_was = Moved { factor: 1.0, share: 0.0, plus: 0.0 };
    let help = || {
        let own = match unit {
            Unit::Money | Unit::Ratio | Unit::Count => "baseline - 1_000",
            Unit::Share => "baseline - 0.5 points",
            Unit::Periods => "baseline + 2 months",
        };
        format!(
            "write \"{{must}} baseline\", \"{{must}} baseline - 2%\" or \"{{must}} {own}\"; per cent are of \
             the baseline's figure"
        )
    };
    let rest = text.strip_prefix(BASELINE).ok_or_else(help)?.trim();
    let mut letters = rest.chars();
    let Some(sign) = letters.next() else {
        return Ok(as_it_was);
    };
    let rest = letters.as_str().trim();
    // A second sign would turn the first round.
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(help());
    }
    let sign = match sign {
        '+' => 1.0,
        '-' | '\u{2212}' => -1.0,
        '*' | '×' => {
            let factor = parse::number(rest).ok_or_else(help)?;
            return Ok(Moved { factor: within(factor)?, ..as_it_was });
        }
        _ => return Err(help()),
    };
    if let Some(share) = parse::share(rest) {
        return Ok(Moved { share: sign * within(share)?, ..as_it_was });
    }
    let points = rest.strip_suffix("points").or_else(|| rest.strip_suffix("point"));
    let plus = match (unit, points) {
        (Unit::Share, Some(points)) => {
            parse::number(points).map(|points| points / 100.0).ok_or_else(help)?
        }
        (Unit::Share, None) | (_, Some(_)) => return Err(help()),
        (unit, None) => amount(rest, unit, period).map_err(|_| help())?,
    };
    Ok(Moved { plus: sign * within(plus)?, ..as_it_was })
}

/// The comparison and what follows it.
fn comparison_of(must: &str) -> Option<(Comparator, &str)> {
    const SYMBOLS: [(&str, Comparator); 7] = [
        (">=", Comparator::AtLeast),
        ("≥", Comparator::AtLeast),
        ("<=", Comparator::AtMost),
        ("≤", Comparator::AtMost),
        ("==", Comparator::Equal),
        (">", Comparator::Above),
        ("<", Comparator::Below),
    ];
    let must = must.trim();
    let found = SYMBOLS
        .iter()
        .find_map(|(symbol, comparison)| Some((*comparison, must.strip_prefix(symbol)?.trim())));
    found.filter(|(_, rest)| !rest.is_empty())
}

const fn symbol(comparison: Comparator) -> &'static str {
    match comparison {
        Comparator::AtLeast => ">=",
        Comparator::AtMost => "<=",
        Comparator::Above => ">",
        Comparator::Below => "<",
        Comparator::Equal => "==",
    }
}
