//! A part of a sweep, and what its files say of it.

use serde::{Deserialize, Serialize};

/// Name of the file that says what a folder of results holds.
pub const MANIFEST: &str = "manifest.json";

/// What all parts of a sweep have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartFacts {
    /// Version of the program.
    pub tenure: String,
    /// SHA-256 of all variants and of what their figures depend on.
    pub plan: String,
    /// How many variants there are.
    pub variants: u64,
    pub scenario: String,
    pub title: String,
    pub language: String,
    pub currency: String,
    /// Id and name of each strategy.
    pub strategies: Vec<[String; 2]>,
    /// Id of the strategy that others are compared with.
    pub against: String,
    /// What varies, in the order of the file.
    pub paths: Vec<String>,
    /// Figures of each strategy.
    pub metrics: Vec<String>,
}

/// A part of a sweep: the k-th of n, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub number: u64,
    pub of: u64,
}

impl Part {
    /// Reads "3/7".
    ///
    /// # Errors
    ///
    /// It is not a part.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parsed =
            text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        match parsed {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("write the k-th of n parts, such as 3/7".to_owned()),
        }
    }
}

/// What a file of rows holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    #[serde(flatten)]
    pub facts: PartFacts,
    /// Which part; none for the whole.
    pub part: Option<Part>,
    /// Name of the file of rows.
    pub rows: String,
    /// SHA-256 of that file.
    pub sha256: String,
}

impl Manifest {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// It is none.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// As it is written.
    pub fn text(&self) -> String {
        // Texts and numbers: nothing that JSON does not have.
        format!("{:#}\n", serde_json::to_value(self).unwrap_or_default())
    }
}

impl Part {
    /// Names of its files, without their endings.
    pub fn name(self) -> String {
        format!("part-{}-of-{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_count_from_one() {
        assert_eq!(Part::parse("3/7"), Ok(Part { number: 3, of: 7 }));
        for wrong in ["0/7", "8/7", "3", "a/b", "1/0", "-1/2", ""] {
            assert!(Part::parse(wrong).is_err(), "{wrong}");
        }
    }
}
