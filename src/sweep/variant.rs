//! One variant of a scenario, as a line of JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use crate::fields::{Data, Node, quoted};
use crate::scenario::Override;

/// What differs from the base: values by their paths.
pub type Changes = BTreeMap<String, Value>;

/// One line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Whatever the sender knows it by.
    #[serde(default)]
    pub id: Value,
    /// Its place in the plan, from 0.
    pub index: Option<u64>,
    /// What it changes.
    #[serde(default, deserialize_with = "changes")]
    pub set: Changes,
    /// Another base, named relative to the folder of the first.
    pub scenario: Option<String>,
}

impl Variant {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and its id as far as it has one.
    pub fn read(line: &[u8]) -> Result<Self, (Value, String)> {
        serde_json::from_slice(line).map_err(|error| {
            let whole: Option<Value> = serde_json::from_slice(line).ok();
            let id = whole.and_then(|mut whole| whole.get_mut("id").map(Value::take));
            (id.unwrap_or_default(), format!("the line is no variant: {error}"))
        })
    }
}

/// The changes as `--set` takes them, in the order of their paths.
///
/// # Errors
///
/// A value that TOML does not have.
pub fn settings(set: &Changes) -> Result<Vec<Override>, String> {
    let one = |(path, value): (&String, &Value)| match toml(value) {
        Some(value) => Ok(Override { path: path.clone(), value }),
        None => Err(format!("`{path}` is set to null: leave it out")),
    };
    set.iter().map(one).collect()
}

/// A value of JSON as TOML; a text that is a day is a date.
fn toml(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) if is_date(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(toml).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                Some(format!("{} = {}", quoted(key), toml(value)?))
            };
            format!("{{ {} }}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
        }
    })
}

/// A value of a file as JSON.
pub fn json_of(node: &Node) -> Value {
    match &node.data {
        Data::Text(text) | Data::Moment(text) | Data::Changed(_, text, _) => {
            Value::from(text.as_str())
        }
        Data::Number(number) => Value::from(*number),
        Data::Whole(whole) => Value::from(*whole),
        Data::Bool(flag) => Value::from(*flag),
        Data::Date(date) => Value::from(date.to_string()),
        Data::List(items) => items.iter().map(json_of).collect(),
        Data::Table(table) => {
            table.entries.iter().map(|entry| (entry.key.clone(), json_of(&entry.node))).collect()
        }
    }
}

/// Whether a text is written like 2026-01-31: JSON has no dates, and no value of a scenario is a text like that.
fn is_date(text: &str) -> bool {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    shape.eq(*b"0000-00-00")
}

/// A map in which nothing stands twice: of two values for one path nobody knows which is meant.
fn changes<'de, D: Deserializer<'de>>(source: D) -> Result<Changes, D::Error> {
    struct Once;
    impl<'de> Visitor<'de> for Once {
        type Value = Changes;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of paths and values")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Changes, A::Error> {
            let mut all = Changes::new();
            while let Some((path, value)) = map.next_entry::<String, Value>()? {
                if all.contains_key(&path) {
                    return Err(A::Error::custom(format!("`{path}` is set twice")));
                }
                all.insert(path, value);
            }
            Ok(all)
        }
    }
    source.deserialize_map(Once)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_json_become_values_of_toml() {
        let line = br#"{"id": 7, "set": {"a": 4.1, "b.c": "3% per \"month\"", "d": [1, {"x y": true}], "e": "2026-01-31", "f": 1e20}}"#;
        let variant = Variant::read(line).unwrap();
        let all = settings(&variant.set).unwrap();
        let shown: Vec<String> =
            all.iter().map(|one| format!("{}={}", one.path, one.value)).collect();
        assert_eq!(
            shown,
            [
                "a=4.1",
                "b.c=\"3% per \\\"month\\\"\"",
                "d=[1, { \"x y\" = true }]",
                "e=2026-01-31",
                "f=1e+20"
            ]
        );
    }

    #[test]
    fn what_is_no_variant_is_told_with_its_id() {
        for (line, id, words) in [
            ("{\"id\": 1, \"sets\": {}}", Value::from(1), "unknown field `sets`"),
            (
                "{\"id\": \"a\", \"set\": {\"x\": 1, \"x\": 2}}",
                Value::from("a"),
                "`x` is set twice",
            ),
            ("{\"id\": 1", Value::Null, "EOF"),
            ("[]", Value::Null, "invalid"),
            ("{\"set\": 3}", Value::Null, "an object of paths and values"),
            ("{\"set\": {\"x\": 1e999}}", Value::Null, "number out of range"),
        ] {
            let (found, why) = Variant::read(line.as_bytes()).unwrap_err();
            assert!(found == id && why.contains(words), "{line}: {found} {why}");
        }
        assert!(Variant::read(&"[".repeat(1_000_000).into_bytes()).is_err());
        let null = Variant::read(br#"{"set": {"x": [null]}}"#).unwrap();
        assert!(settings(&null.set).is_err());
    }
}
