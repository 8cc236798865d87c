//! The scenario language as JSON Schema, draft 4, for TOML editors; made from the declarations
//! that the reader itself uses.

use super::keys::ROOT;
use crate::fields::{
    CONFIDENCE, DISTRIBUTIONS, EVIDENCE, Key, Kind, LARGEST, Measure, Section, What, measures,
};
use crate::metric;
use crate::programme::KINDS;
use serde_json::{Map, Value, json};

const DATE: &str = "^(19|20|21|22)[0-9]{2}-[0-9]{2}-[0-9]{2}$";

const LENGTH: &str = r"^[0-9_]+ (month|months|quarter|quarters|year|years)$";

/// The schema, as pretty JSON.
pub fn schema() -> String {
    let mut root = section(&ROOT);
    if let Value::Object(object) = &mut root {
        object.insert("$schema".into(), "http://json-schema.org/draft-04/schema#".into());
        object.insert("title".into(), "tenure scenario".into());
        object.insert("definitions".into(), definitions());
    }
    format!("{root:#}\n")
}

fn definitions() -> Value {
    let mut all = Map::new();
    for (name, measure) in measures::NAMED {
        let plain = scalar(*measure);
        let value = json!({ "anyOf": [plain.clone(), assumption(&plain)] });
        let inner = json!({ "$ref": format!("#/definitions/{name}") });
        let table = |key: &str, names: Value| {
            let mut properties = json!({
                "owner": { "type": "string" },
                "confidence": kind(&CONFIDENCE),
                "source": { "type": "string" },
                "note": { "type": "string" },
            });
            properties[key] = names;
            properties
        };
        let free = json!({
            "type": "object",
            "properties": { "source": { "type": "string" }, "note": { "type": "string" } },
            "additionalProperties": inner.clone(),
            "minProperties": 1
        });
        let mut dated = table("schedule", free.clone());
        dated["path"] = json!({ "enum": ["step", "linear"] });
        let object = |properties: Value, key: &str| json!({ "type": "object", "properties": properties, "required": [key], "additionalProperties": false });
        let dated = json!({ "anyOf": [inner, object(dated, "schedule")] });
        let path = json!({ "anyOf": [
            { "$ref": format!("#/definitions/{name}_dated") },
            object(table("by_tenure", free), "by_tenure"),
        ] });
        all.insert((*name).to_owned(), value);
        all.insert(format!("{name}_dated"), dated);
        all.insert(format!("{name}_path"), path);
    }
    Value::Object(all)
}

/// One number without a range.
fn scalar(measure: Measure) -> Value {
    let number = r"[+-]?[0-9][0-9_]*(\.[0-9_]+)?";
    let each = measure.each.map_or(String::new(), |each| format!("|{}", each.word()));
    match measure.what {
        What::Share | What::Change => match measure.each {
            None => json!({ "type": "string", "pattern": format!(r"^{number} ?%$") }),
            Some(each) => {
                let word = each.word();
                json!({ "type": "string", "pattern": format!(r"^{number} ?%( per {word})?$") })
            }
        },
        What::Rate | What::Growth | What::GrowthChange | What::RateChange => json!({
            "type": "string", "pattern": format!(r"^{number} ?% per (month|quarter|year{each})$")
        }),
        What::Count => json!({
            "type": "string", "pattern": format!(r"^{number} ?%? per (month|quarter|year)$")
        }),
        _ => {
            let mut value =
                json!({ "type": "number", "minimum": measure.low, "maximum": measure.high });
            if measure.above_low {
                value["exclusiveMinimum"] = true.into();
            }
            if measure.below_high {
                value["exclusiveMaximum"] = true.into();
            }
            value
        }
    }
}

fn assumption(plain: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["base"],
        "additionalProperties": false,
        "properties": {
            "base": plain, "low": plain, "high": plain,
            "dist": { "enum": DISTRIBUTIONS },
            "values": { "type": "array", "items": plain, "minItems": 1 },
            "weights": { "type": "array", "items": { "type": "number", "minimum": 0 } },
            "source": { "type": "string" },
            "note": { "type": "string" },
            "owner": { "type": "string" },
            "confidence": kind(&CONFIDENCE),
        }
    })
}

fn named(measure: Measure, ending: &str) -> Value {
    let plain = Measure { per: None, ..measure };
    let found = measures::NAMED.iter().find(|(_, known)| *known == plain);
    // Without a name a value would lose its ranges and its sources; the schema is written in tests.
    let (name, _) = found.expect("every measure of a key has a name");
    json!({ "$ref": format!("#/definitions/{name}{ending}") })
}

fn kind(kind: &Kind) -> Value {
    match kind {
        Kind::Value(measure) => named(*measure, ""),
        Kind::Dated(measure) => named(*measure, "_dated"),
        Kind::Path(measure) => named(*measure, "_path"),
        Kind::Text => json!({ "type": "string" }),
        Kind::Metric => json!({ "enum": metric::checked().map(|one| one.id).collect::<Vec<_>>() }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Whole => json!({ "type": "integer", "maximum": LARGEST }),
        Kind::Date => date(),
        Kind::Length => json!({ "type": "string", "pattern": LENGTH }),
        Kind::Id => json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 64 }),
        Kind::Words(words) => json!({ "enum": words }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Table(inner) => section(inner),
        Kind::Tables(inner) if inner.name == "programmes" => {
            json!({ "type": "array", "items": programme() })
        }
        Kind::Tables(inner) => json!({ "type": "array", "items": section(inner) }),
        Kind::Map(names, inner) => json!({
            "type": "object",
            "description": format!("keys: {names}"),
            "properties": { "source": { "type": "string" }, "note": { "type": "string" } },
            "additionalProperties": self::kind(inner)
        }),
        Kind::Either(kinds) => json!({ "anyOf": kinds.iter().map(self::kind).collect::<Vec<_>>() }),
        Kind::Any => json!({}),
    }
}

/// A date of TOML, which no type of JSON is, or the text that most editors make of it.
fn date() -> Value {
    let types = ["array", "boolean", "null", "number", "object", "string"];
    json!({ "anyOf": [
        { "type": "string", "pattern": DATE },
        { "not": { "type": types } },
    ] })
}

fn section(section: &Section) -> Value {
    object(section, |_| None)
}

fn object(section: &Section, replace: impl Fn(&Key) -> Option<Value>) -> Value {
    let mut properties = Map::new();
    for key in section.keys.iter().chain(section.also.iter().flat_map(|other| other.keys)) {
        let mut value = replace(key).unwrap_or_else(|| kind(&key.kind));
        if let Value::Object(object) = &mut value
            && !object.contains_key("$ref")
        {
            object.insert("description".into(), key.meaning.into());
        }
        properties.insert(key.name.to_owned(), value);
    }
    for key in EVIDENCE {
        properties.entry(key).or_insert_with(|| json!({ "type": "string" }));
    }
    let all = section.keys.iter().chain(section.also.iter().flat_map(|other| other.keys));
    // A file that extends another may leave to it what a section needs.
    let needed: Vec<&str> =
        all.filter(|key| key.needed && key.name == "id").map(|key| key.name).collect();
    let mut value = json!({
        "type": "object",
        "description": section.meaning,
        "properties": properties,
        "additionalProperties": false
    });
    if !needed.is_empty() {
        value["required"] = needed.into();
    }
    value
}

/// One of the kinds.
fn programme() -> Value {
    let one = |kind: &&crate::programme::ProgrammeKind| {
        let name = kind.name;
        object(&kind.section, |key| (key.name == "kind").then(|| json!({ "enum": [name] })))
    };
    let mut kinds: Vec<Value> = KINDS.iter().map(one).collect();
    // A layer over another file may leave the kind to it.
    kinds.push(json!({ "type": "object", "required": ["id"], "not": { "required": ["kind"] } }));
    json!({ "anyOf": kinds })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keywords of draft 4 that the schema may use.
    const KEYWORDS: &[&str] = &[
        "$schema",
        "$ref",
        "title",
        "description",
        "definitions",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "minProperties",
        "items",
        "minItems",
        "enum",
        "anyOf",
        "not",
        "pattern",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ];

    fn walk(value: &Value, names: bool, definitions: &Map<String, Value>) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    if !names {
                        assert!(KEYWORDS.contains(&key.as_str()), "{key}");
                        if key == "$ref" {
                            let name =
                                inner.as_str().unwrap().strip_prefix("#/definitions/").unwrap();
                            assert!(definitions.contains_key(name), "{name}");
                        }
                    }
                    let inside_names =
                        !names && ["properties", "definitions"].contains(&key.as_str());
                    walk(inner, inside_names, definitions);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, false, definitions)),
            _ => {}
        }
    }

    #[test]
    fn the_schema_uses_keywords_of_draft_4_and_its_own_definitions() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let definitions = schema["definitions"].as_object().unwrap().clone();
        walk(&schema, false, &definitions);
        assert!(schema["properties"]["churn"]["properties"]["alpha"].is_object());
        let metrics = &schema["properties"]["checks"]["items"]["properties"]["metric"]["enum"];
        let metrics: Vec<&str> =
            metrics.as_array().unwrap().iter().flat_map(Value::as_str).collect();
        let date = &schema["properties"]["model"]["properties"]["start"]["anyOf"];
        assert_eq!(date[0]["pattern"], DATE);
        assert!(date[1]["not"]["type"].as_array().is_some_and(|all| all.len() == 6));
        assert!(metrics.contains(&"joined") && !metrics.contains(&"survival"), "{metrics:?}");
    }
}
