//! A row of results, as it is read back.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// The fields of a row in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct VariantRow(pub Vec<(String, Value)>);

impl VariantRow {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// It is no object.
    pub fn read(line: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Its place in the plan.
    pub fn index(&self) -> Option<u64> {
        self.get("index")?.as_u64()
    }

    /// How its variant ended: 0 well, 1 with a failed check, 2 not at all.
    pub fn end(&self) -> usize {
        match self.get("exit").and_then(Value::as_u64) {
            Some(0) => 0,
            Some(3) => 1,
            _ => 2,
        }
    }

    /// Fields that are figures: all behind `exit` but what is said of an error.
    pub fn figures(&self) -> impl Iterator<Item = &(String, Value)> {
        let behind = self.0.iter().skip_while(|(name, _)| name != "exit").skip(1);
        behind.filter(|(name, _)| !["code", "error"].contains(&name.as_str()))
    }
}

impl<'de> Deserialize<'de> for VariantRow {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = VariantRow;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row of `tenure pipe`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<VariantRow, A::Error> {
                let mut all = Vec::new();
                while let Some(field) = map.next_entry()? {
                    all.push(field);
                }
                Ok(VariantRow(all))
            }
        }
        source.deserialize_map(Fields)
    }
}
