//! From a variant to its rows.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::key::{Key, key};
use super::lines::LONGEST_LINE;
use super::variant::{Changes, Variant, settings};
use super::wishes::Wishes;
use crate::diag::{Diagnostic, Severity, visible};
use crate::findings::estimate::{MOST_BYTES, MOST_SECONDS, estimate};
use crate::findings::{Answered, rows};
use crate::scenario::{Asked, Base, Loaded, Scenario, assemble};

/// Code of a line that is no variant.
const NO_VARIANT: &str = "E046";
/// Code of a variant that would take too long.
const LIMITS: &str = "limits";
/// Scenarios beside the base that are kept at a time.
const KEPT: usize = 256;

/// A base and what is asked for of its variants.
#[derive(Debug)]
pub struct Job {
    base: Arc<Base>,
    pub wishes: Wishes,
    /// Other bases that variants name.
    others: Mutex<BTreeMap<String, Arc<Base>>>,
}

/// A variant before it is run.
#[derive(Debug)]
struct Prepared {
    /// What its figures depend on.
    key: Key,
    loaded: Loaded,
    /// Whether it may be larger than the base.
    unbounded: bool,
}

/// A variant that cannot be run: code and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What its figures would depend on, as far as that is known.
    key: Option<Key>,
    code: String,
    error: String,
}

impl Job {
    /// Variants of that base.
    pub fn new(base: Base, wishes: Wishes) -> Self {
        Self { base: Arc::new(base), wishes, others: Mutex::default() }
    }

    /// The rows of a line, each ended by a line break: one a strategy, or one that says why there are none. Nothing in
    /// them acts on a terminal.
    pub fn line(&self, line: Option<&[u8]>) -> String {
        let Some(line) = line else {
            let error = format!("the line is longer than {} MB", LONGEST_LINE / 1_000_000);
            return written(&Value::Null, None, &refused(NO_VARIANT, error).bodies());
        };
        match Variant::read(line) {
            Ok(variant) => written(&variant.id, variant.index, &self.bodies(&variant)),
            Err((id, error)) => written(&id, None, &refused(NO_VARIANT, error).bodies()),
        }
    }

    /// What the rows of a variant say beside whose they are: fields of JSON without braces.
    pub fn bodies(&self, variant: &Variant) -> Vec<String> {
        match self.prepare(variant).map(|prepared| self.run(prepared)) {
            Ok(bodies) => bodies,
            Err(refused) => refused.bodies(),
        }
    }

    /// Applies the changes of a variant and names what comes of it.
    ///
    /// # Errors
    ///
    /// It cannot be.
    fn prepare(&self, variant: &Variant) -> Result<Prepared, Refused> {
        let settings = settings(&variant.set).map_err(|error| refused(NO_VARIANT, error))?;
        let base = match &variant.scenario {
            None => Arc::clone(&self.base),
            Some(name) => self.other(name).map_err(|error| refused("E003", error))?,
        };
        let loaded = base.with(&settings);
        let key = key(loaded.fingerprints(), &variant.set, &self.wishes);
        let longer = |path: &String| path.starts_with("model") || path.starts_with("uncertainty");
        let unbounded = variant.scenario.is_some() || variant.set.keys().any(longer);
        Ok(Prepared { key, loaded, unbounded })
    }

    /// What the figures of a variant of the base depend on; as [`Job::bodies`] says it, in a fraction of the time
    /// where no data file is named.
    ///
    /// # Errors
    ///
    /// A value that no scenario can have.
    pub fn key(&self, set: &Changes) -> Result<Key, Refused> {
        let nested = |value: &Value| value.is_object() || value.is_array();
        if set.iter().any(|(path, value)| path.ends_with("file") || nested(value)) {
            let settings = settings(set).map_err(|error| refused(NO_VARIANT, error))?;
            return Ok(key(self.base.with(&settings).fingerprints(), set, &self.wishes));
        }
        Ok(key(self.base.fingerprints(), set, &self.wishes))
    }

    fn other(&self, name: &str) -> Result<Arc<Base>, String> {
        let held = || self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().get(name) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(self.base.beside(name)?);
        let mut all = held();
        if all.len() < KEPT {
            all.insert(name.to_owned(), Arc::clone(&read));
        }
        Ok(read)
    }

    fn run(&self, prepared: Prepared) -> Vec<String> {
        let Prepared { key, loaded, unbounded } = prepared;
        match self.scenario(loaded, unbounded) {
            Ok(scenario) => {
                let asked = &self.wishes.asked;
                self.figures(&key, &rows(scenario, asked, self.wishes.exactness.precision()))
            }
            Err(refused) => Refused { key: Some(key), ..refused }.bodies(),
        }
    }

    fn scenario(&self, loaded: Loaded, unbounded: bool) -> Result<Scenario, Refused> {
        let (mut scenario, ..) = assemble(loaded).map_err(|(found, sources)| {
            // The base is right: what the variant brings is to blame, and what follows from it comes later.
            let brought = |one: &Diagnostic| one.span.is_some_and(|span| sources.is_outside(span));
            let wrong = found.into_iter().filter(|one| one.severity == Severity::Error);
            let first = wrong.min_by_key(|one| !brought(one));
            first.map_or_else(|| refused(NO_VARIANT, String::new()), of_diagnostic)
        })?;
        let own = self.wishes.draws.map(|draws| draws as usize);
        scenario.uncertainty.draws = own.unwrap_or(scenario.uncertainty.draws);
        scenario.seed = self.wishes.seed.unwrap_or(scenario.seed);
        if unbounded {
            let work = estimate(&scenario);
            if work.seconds() > MOST_SECONDS || work.bytes() > MOST_BYTES {
                let error = "a run of this variant is beyond the bounds of `tenure explain limits`";
                return Err(refused(LIMITS, error.to_owned()));
            }
        }
        Ok(scenario)
    }

    fn figures(&self, key: &Key, answer: &Answered) -> Vec<String> {
        let exit = if answer.failed { 3 } else { 0 };
        let names: Vec<String> = self.wishes.asked.iter().map(Asked::name).collect();
        let row = |row: &crate::findings::AnsweredRow| {
            let mut body = format!(
                "\"key\":\"{key}\",\"strategy\":{},\"exit\":{exit}",
                Value::from(row.strategy.as_str())
            );
            for (name, figure) in names.iter().zip(&row.figures) {
                body.push_str(&format!(",\"{name}\":{}", Value::from(*figure)));
            }
            body
        };
        answer.rows.iter().map(row).collect()
    }
}

/// Rows as lines: whose they are, and what they say.
pub fn written(id: &Value, index: Option<u64>, bodies: &[String]) -> String {
    let index = index.map_or_else(String::new, |index| format!(",\"index\":{index}"));
    let id = id.to_string();
    let lines = bodies.iter().map(|body| format!("{{\"id\":{id}{index},{body}}}\n"));
    visible::json(&lines.collect::<String>())
}

fn refused(code: &str, error: String) -> Refused {
    Refused { key: None, code: code.to_owned(), error }
}

fn of_diagnostic(one: Diagnostic) -> Refused {
    let Diagnostic { code, message, label, .. } = one;
    let error = if label.is_empty() { message } else { format!("{label}: {message}") };
    refused(code, error)
}

impl Refused {
    /// The one row that there is then.
    fn bodies(&self) -> Vec<String> {
        let key = self.key.as_ref().map_or_else(String::new, |key| format!("\"key\":\"{key}\","));
        let (code, error) = (Value::from(self.code.as_str()), Value::from(self.error.as_str()));
        vec![format!("{key}\"exit\":2,\"code\":{code},\"error\":{error}")]
    }
}
