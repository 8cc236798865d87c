//! What a variant's figures depend on, as one name: equal keys, equal figures.

use std::fmt;

use serde_json::{Number, Value, json};
use sha2::{Digest, Sha256};

use super::variant::Changes;
use super::wishes::Wishes;

/// SHA-256 of everything that the figures depend on: version of this program, files of the scenario, changes by their
/// values (100 is 100.0, and their order is none), and what is asked for.
pub fn key<'a>(files: impl Iterator<Item = &'a str>, set: &Changes, wishes: &Wishes) -> Key {
    let set: Changes = set.iter().map(|(path, value)| (path.clone(), canonical(value))).collect();
    let metrics: Vec<String> = wishes.asked.iter().map(|one| one.name()).collect();
    let all = json!([
        env!("CARGO_PKG_VERSION"),
        files.collect::<Vec<_>>(),
        set,
        metrics,
        wishes.draws,
        wishes.seed,
        wishes.exactness.word(),
    ]);
    Key(Sha256::digest(all.to_string().as_bytes()).into())
}

/// The name of what figures depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The part of so many that it falls to, from 0, whatever else is in the plan.
    pub fn part(&self, parts: u64) -> u64 {
        let mut head = [0; 8];
        head.copy_from_slice(&self.0[..8]);
        u64::from_be_bytes(head) % parts
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A whole number that a float holds exactly is that float; JSON says both.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let whole = number.as_i64().filter(|whole| whole.unsigned_abs() <= 1 << 53);
            let float = whole.and_then(|whole| Number::from_f64(whole as f64));
            float.map_or_else(|| value.clone(), Value::Number)
        }
        Value::Array(items) => items.iter().map(canonical).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), canonical(value))).collect()
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Asked;
    use crate::sweep::wishes::Exactness;

    fn wishes() -> Wishes {
        let asked = vec![Asked::parse("npv").unwrap()];
        Wishes { asked, draws: None, seed: None, exactness: Exactness::Full }
    }

    fn of(files: &[&str], set: &str, wishes: &Wishes) -> Key {
        key(files.iter().copied(), &serde_json::from_str(set).unwrap(), wishes)
    }

    #[test]
    fn equal_values_are_one_key() {
        let one = of(&["a"], r#"{"x": 100, "y": [1, "b"]}"#, &wishes());
        assert_eq!(one, of(&["a"], r#"{"y": [1.0, "b"], "x": 1e2}"#, &wishes()));
    }

    #[test]
    fn whatever_figures_depend_on_is_in_the_key() {
        let own = of(&["a"], r#"{"x": 1}"#, &wishes());
        let two = vec![Asked::parse("npv").unwrap(), Asked::parse("npv:p10").unwrap()];
        for other in [
            of(&["b"], r#"{"x": 1}"#, &wishes()),
            of(&["a", "a"], r#"{"x": 1}"#, &wishes()),
            of(&["a"], r#"{"x": 1.0000000000000002}"#, &wishes()),
            of(&["a"], r#"{"x": "1"}"#, &wishes()),
            of(&["a"], r#"{"x": 1, "y": 1}"#, &wishes()),
            of(&["a"], r#"{"x": 1}"#, &Wishes { asked: two, ..wishes() }),
            of(&["a"], r#"{"x": 1}"#, &Wishes { draws: Some(10), ..wishes() }),
            of(&["a"], r#"{"x": 1}"#, &Wishes { seed: Some(10), ..wishes() }),
            of(&["a"], r#"{"x": 1}"#, &Wishes { exactness: Exactness::Draw, ..wishes() }),
        ] {
            assert_ne!(own, other);
        }
        // Seeds are whole numbers that floats do not hold.
        let seed = |seed: &str| of(&["a"], &format!(r#"{{"x": {seed}}}"#), &wishes());
        assert_ne!(seed("9007199254740993"), seed("9007199254740992"));
    }
}
