//! `tenure explain`: what a metric, key, programme kind or code means.

use std::path::Path;

use serde_json::Value;

use crate::cli::args::ExplainArgs;
use crate::cli::baseline;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Text};
use crate::cli::topics::{glossary, own, word};
use crate::cli::{contents, limits, reference};
use crate::diag::CODES;
use crate::fields::suggest;
use crate::metric::{self, Better, Declared, METRICS};
use crate::scenario::explain;
use crate::text::Catalogue;
use crate::units::counted;

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
    let own = own().chain(glossary()).find(|(name, _)| *name == topic);
    own.map(|(name, words)| Text::document(&format!("{name}\n{words}\n")))
}

fn exit_codes() -> Text {
    let row = |exit: Exit| vec![exit.code().to_string(), exit.meaning().to_owned()];
    let rows: Vec<_> = Exit::all().into_iter().map(row).collect();
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
