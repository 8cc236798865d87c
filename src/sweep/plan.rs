//! The plan of a sweep: every variant by its place, and what its figures depend on.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::cache::Cache;
use super::job::{Job, written};
use super::key::Key;
use super::part::{Part, PartFacts};
use super::variant::{Changes, Variant, json_of};
use super::wishes::{Exactness, Wishes};
use crate::diag::visible;
use crate::scenario::{Scenario, Sweep, Variants};

/// A sweep that can be run.
#[derive(Debug)]
pub struct Plan {
    job: Job,
    variants: Variants,
    keys: Vec<Key>,
    /// Keys that several variants have.
    shared: BTreeSet<Key>,
    pub facts: PartFacts,
}

impl Plan {
    /// The plan of a sweep whose base, checked, is `scenario`.
    pub fn of(sweep: Sweep, scenario: &Scenario) -> Self {
        let Sweep { base, variants, .. } = sweep;
        let (asked, draws) = (variants.asked.clone(), variants.draws);
        let wishes = Wishes { asked, draws, seed: None, exactness: Exactness::Full };
        let job = Job::new(base, wishes);
        let key = |place| {
            let (_, set) = point(&variants, place);
            job.key(&set).unwrap_or(Key([0; 32]))
        };
        let keys: Vec<Key> = (0..variants.count()).into_par_iter().map(key).collect();
        let mut whole = Sha256::new();
        for (place, key) in keys.iter().enumerate() {
            let (id, _) = point(&variants, place as u64);
            whole.update(id.to_string());
            whole.update(key.0);
        }
        let mut sorted = keys.clone();
        sorted.par_sort_unstable();
        let shared = sorted.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
        let label =
            |one: &crate::scenario::Strategy| [one.label.id.clone(), one.label.name.clone()];
        let facts = PartFacts {
            tenure: env!("CARGO_PKG_VERSION").to_owned(),
            plan: Key(whole.finalize().into()).to_string(),
            variants: variants.count(),
            scenario: scenario.about.id.clone(),
            title: scenario.about.title.clone(),
            language: scenario.about.language.to_owned(),
            currency: scenario.currency.clone(),
            strategies: scenario.strategies.iter().map(label).collect(),
            against: scenario.strategies[scenario.against].label.id.clone(),
            paths: variants.paths().into_iter().map(str::to_owned).collect(),
            metrics: variants.asked.iter().map(|one| one.name()).collect(),
        };
        Self { job, variants, keys, shared, facts }
    }

    /// A variant as `tenure pipe` takes it, a line with its break.
    pub fn line(&self, place: u64) -> String {
        let (id, set) = point(&self.variants, place);
        let line = json!({ "id": id, "index": place, "set": set });
        visible::json(&format!("{line}\n"))
    }

    /// The places of the variants of a part; of all without one. A variant's part hangs on itself alone.
    pub fn places(&self, part: Option<Part>) -> Vec<u64> {
        let own = |key: &Key| part.is_none_or(|part| key.part(part.of) + 1 == part.number);
        let all = self.keys.iter().enumerate().filter(|(_, key)| own(key));
        all.map(|(place, _)| place as u64).collect()
    }

    /// The rows of the variants at some places, each of them with its line breaks. What is computed once for several
    /// is remembered in `known`.
    pub fn rows<E>(
        &self,
        places: &[u64],
        known: &mut BTreeMap<Key, Vec<String>>,
        cache: Option<&Cache>,
        guard: impl Fn(&dyn Fn() -> Vec<String>) -> Result<Vec<String>, E> + Sync,
    ) -> Result<Vec<String>, E>
    where
        E: Send,
    {
        let key = |place: &u64| self.keys[*place as usize];
        let mut open: BTreeMap<Key, u64> =
            places.iter().map(|place| (key(place), *place)).collect();
        open.retain(|key, _| !known.contains_key(key));
        let one = |(key, place): (Key, u64)| {
            let bodies = match cache.and_then(|cache| cache.get(&key)) {
                Some(bodies) => bodies,
                None => {
                    let bodies = guard(&|| self.bodies(place))?;
                    cache.into_iter().for_each(|cache| cache.put(&key, &bodies));
                    bodies
                }
            };
            Ok((key, bodies))
        };
        let found: Vec<(Key, Vec<String>)> =
            open.into_par_iter().map(one).collect::<Result<_, E>>()?;
        known.extend(found);
        let row = |place: &u64| {
            let (id, _) = point(&self.variants, *place);
            written(&id, Some(*place), &known[&key(place)])
        };
        let rows = places.iter().map(row).collect();
        known.retain(|key, _| self.shared.contains(key));
        Ok(rows)
    }

    fn bodies(&self, place: u64) -> Vec<String> {
        let (id, set) = point(&self.variants, place);
        self.job.bodies(&Variant { id, index: Some(place), set, scenario: None })
    }
}

/// Where a variant lies, which is its id, and what it sets.
fn point(variants: &Variants, place: u64) -> (Value, Changes) {
    let of = |(path, _, node)| (path, json_of(&node));
    let all: Changes = variants.at(place).into_iter().map(of).collect();
    let id: Map<String, Value> = all.clone().into_iter().collect();
    let set = all.into_iter().filter(|(path, _)| path != "id").collect();
    (Value::Object(id), set)
}
