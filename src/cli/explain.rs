//! `tenure explain`: what a metric, key, programme kind or code means.

use std::path::Path;

use serde_json::Value;

use crate::cli::args::ExplainArgs;
use crate::cli::baseline;
use crate::cli::exit::{Exit, Failure};
use crate::cli::glossary::GLOSSARY;
use crate::cli::print::{self, Text};
use crate::cli::{contents, limits, reference};
use crate::diag::CODES;
use crate::fields::suggest;
use crate::metric::{self, Better, Declared, METRICS};
use crate::scenario::explain;
use crate::text::Catalogue;
use crate::units::counted;

/// Topics that list what there is: (name, words).
pub const LISTS: &[(&str, &str)] = &[
    ("metrics", "every metric and its name"),
    ("codes", "every code of a message and its title"),
    ("exit-codes", "how commands end"),
    (limits::TOPIC, "how large files and runs may be"),
];

/// Codes of messages and topics that are not part of the language: (name, words).
pub const OWN: &[(&str, &str)] = &[
    (
        "check-failed",
        "A check's figure, with its whole interval of simulation error, is on the wrong side of \
         the limit; or it is no number, and what is known of it is on the wrong side, or nothing is \
         known. A figure that equals its limit (to 1e-9 of their size) keeps >=, <= and ==. Severity `error` ends the run with code 3, `warning` with code 5 under --strict.",
    ),
    (
        "check-uncertain",
        "The interval of a check's figure contains the limit, so nobody can say whether it holds: \
         its simulation error (more draws make that smaller), draws without a number, or a figure \
         known only to lie beyond a bound. So it is with a relative limit without a baseline, and \
         with a statistic of draws in a run without any. It counts as a warning.",
    ),
    (
        "check-slack",
        "A relative limit on net present value lets more than half of the baseline's gain go: 2% of \
         a large value can be more than a strategy gains. Gate `incremental_npv` as well, with \
         \">= baseline - 10%\". It counts as a warning.",
    ),
    (
        "observed-churn",
        "The strategy that churn was observed under loses more or fewer customers in its first year than were \
         observed: what its save desk does to those it saved, to a queue and to those who are sure to leave \
         is not backed out (docs/model.md, section 3). It counts as a warning.",
    ),
    (
        "fit-bound",
        "A fitted parameter went as far as the search goes. Mostly the data hold no trace of what \
         the parameter is for; take a model without it.",
    ),
    (
        "fit-endless",
        "The fitted curve falls so slowly that the expected lifetime is infinite. It can be used; \
         lifetime values then need a discount rate or a horizon.",
    ),
    (
        "fit-few",
        "The data have as many tenures as the model has parameters, so it meets them exactly, \
         whether or not it is true. Add tenures, or take a model with fewer parameters.",
    ),
    (
        "integrity",
        "A sum that must close does not: a bug in tenure. Please report it with the scenario.",
    ),
    (
        "optimum",
        "The best split of a budget over channels and programmes, found by `tenure optimise`: where \
         no exchange of money between two levers gains any more. Every lever with room then brings \
         back the same for its last unit, 1 + the shadow price of the budget; without a limit all \
         bring back 1. A lever at a limit may bring more (highest value) or less (lowest). A check \
         that holds as stated is not given up. The section of the file is `optimise`.",
    ),
];

/// Prints what is known about the topic.
///
/// # Errors
/// The topic is unknown, or the findings do not hold it.
pub fn print(args: &ExplainArgs) -> Result<Exit, Failure> {
    let Some(topic) = args.topic.as_deref().map(str::trim) else {
        print::result(&match args.page {
            Some(page) => Text::document(&reference::page(page)),
            None => contents::page(),
        })?;
        return Ok(Exit::Ok);
    };
    let metric = metric::find(topic);
    let text = match (&args.findings, metric) {
        (Some(path), Some(metric)) => {
            let mut text = describe(metric);
            text.add(&values(path, metric)?);
            text
        }
        (Some(_), None) => return Err(unknown(topic, "metric")),
        (None, _) => general(topic).ok_or_else(|| unknown(topic, "topic"))?,
    };
    print::result(&text)?;
    Ok(Exit::Ok)
}

fn general(topic: &str) -> Option<Text> {
    match topic {
        "exit-codes" => return Some(exit_codes()),
        "metrics" => return Some(metrics()),
        "codes" => return Some(codes()),
        limits::TOPIC => return Some(limits::page()),
        _ => {}
    }
    let metric = metric::find(topic).map(describe);
    let language = explain::explain(topic).map(|text| Text::document(&text));
    match (metric, language) {
        (Some(mut metric), Some(language)) => {
            metric.line("");
            metric.add(&language);
            return Some(metric);
        }
        (Some(one), None) | (None, Some(one)) => return Some(one),
        (None, None) => {}
    }
    let own = OWN.iter().chain(GLOSSARY).find(|(name, _)| *name == topic);
    own.map(|(name, words)| Text::document(&format!("{name}\n{words}\n")))
}

fn exit_codes() -> Text {
    let row = |exit: &Exit| vec![exit.code().to_string(), exit.meaning().to_owned()];
    let rows: Vec<_> = Exit::ALL.iter().map(row).collect();
    let mut text = Text::default();
    text.table(&rows);
    text.line(&Exit::order());
    text
}

/// Every code of a message and its title.
fn codes() -> Text {
    let rows: Vec<_> =
        CODES.iter().map(|one| vec![one.code.to_owned(), one.title.to_owned()]).collect();
    let mut text = Text::default();
    text.table(&rows);
    text
}

/// Every metric and its name.
fn metrics() -> Text {
    let rows: Vec<_> =
        METRICS.iter().map(|one| vec![one.id.to_owned(), word(one, "name")]).collect();
    let mut text = Text::default();
    text.table(&rows);
    text
}

/// What is said about a metric.
#[must_use]
pub fn word(metric: &Declared, part: &str) -> String {
    Catalogue::of("en").plain(&format!("metric.{}.{part}", metric.id))
}

fn describe(metric: &Declared) -> Text {
    let mut text = Text::of(&format!("{}: {}", metric.id, word(metric, "name")));
    text.line(&word(metric, "meaning"));
    let mut rows = vec![
        vec!["formula".to_owned(), word(metric, "formula")],
        vec!["unit".into(), metric.counts()],
        vec!["of each".into(), metric.of_each()],
        vec!["draws".into(), metric.draws()],
    ];
    match metric.better {
        Better::High => rows.push(vec!["better".into(), "higher".into()]),
        Better::Low => rows.push(vec!["better".into(), "lower".into()]),
        Better::Neither => {}
    }
    let source = format!("metric.{}.source", metric.id);
    if Catalogue::of("en").pieces(&source).is_some() {
        rows.push(vec!["source".into(), word(metric, "source")]);
    }
    if !metric.from.is_empty() {
        rows.push(vec!["see also".into(), metric.from.join(", ")]);
    }
    text.table(&rows);
    text
}

/// The metric, and those that its formula contains, for each strategy of some findings.
fn values(path: &Path, metric: &Declared) -> Result<Text, Failure> {
    let shown = path.display();
    let text = baseline::findings_text(path)
        .map_err(|wrong| Failure::input(format!("`{shown}` {wrong}")))?;
    let findings: Value = serde_json::from_str(&text)
        .map_err(|e| Failure::input(format!("`{shown}` is not findings.json: {e}")))?;
    let Some(strategies) = findings.get("strategies").and_then(Value::as_array) else {
        return Err(Failure::input(format!("`{shown}` is not findings.json: no strategies in it")));
    };
    let mut rows = vec![];
    for id in [metric.id].iter().chain(metric.from) {
        for strategy in strategies {
            let name = text_of(strategy, "id");
            row(&mut rows, id, &name, strategy);
            for parts in ["segments", "channels", "programmes"] {
                let parts = strategy.get(parts).and_then(Value::as_array);
                for part in parts.into_iter().flatten() {
                    row(&mut rows, id, &format!("{name}, {}", text_of(part, "id")), part);
                }
            }
        }
    }
    if !rows.iter().any(|row| row[0] == metric.id) {
        return Err(Failure::input(format!("`{shown}` does not hold `{}`", metric.id)));
    }
    let mut text = Text::of("");
    text.line(&format!("in {shown}"));
    text.table(&rows);
    Ok(text)
}

fn row(rows: &mut Vec<Vec<String>>, id: &str, of: &str, holder: &Value) {
    let Some(metrics) = holder.get("metrics") else {
        return;
    };
    let Some(value) = metrics.get(id) else { return };
    let words = match value {
        Value::Null => {
            let why = metrics.get(format!("{id}_why")).and_then(Value::as_str);
            format!("missing: {}", why.unwrap_or("no reason given"))
        }
        Value::Object(figure) => match figure.get("expected") {
            Some(expected) => {
                let mut words = expected.to_string();
                if let (Some(low), Some(high)) = (figure.get("p10"), figure.get("p90")) {
                    words.push_str(&format!("  (P10 {low}, P90 {high})"));
                }
                words
            }
            None => counted(figure.len() as u64, "value"),
        },
        Value::Array(values) => counted(values.len() as u64, "value"),
        other => other.to_string(),
    };
    rows.push(vec![id.to_owned(), of.to_owned(), words]);
}

fn text_of(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn unknown(topic: &str, kind: &str) -> Failure {
    let nearest = match kind {
        "metric" => suggest(topic, METRICS.iter().map(|metric| metric.id)),
        _ => explain::nearest(topic),
    };
    let nearest = nearest.map(|question| format!("; {question}"));
    Failure::input(format!("`{topic}` is no {kind}{}", nearest.unwrap_or_default()))
}
