//! What all readers of one run share: findings, the register of numbers, the time axis.

use super::{Assumption, Changed};
use crate::diag::{Diagnostic, Severity, Sources, Span};
use crate::units::{Calendar, Quantity};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Names this similar are suggested.
const SIMILAR: f64 = 0.8;
/// Longer words are near to no name.
const LONGEST_NAME: usize = 200;
/// How near a word is that one letter more, less, other or in another place makes of another.
const ONE_SLIP: f64 = 0.9;

/// One run of reading: everything found wrong and every number, so far.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// The time axis that lengths, dates and rates are converted to.
    pub calendar: Cell<Calendar>,
    /// Whether customers buy by visits, so that rates may be stated per visit.
    pub visits: Cell<bool>,
    /// Ids of `[sources.ID]`.
    pub evidence: RefCell<Vec<String>>,
    found: RefCell<Vec<Diagnostic>>,
    errors: Cell<usize>,
    register: RefCell<Vec<Assumption>>,
    values: RefCell<Vec<f64>>,
    places: RefCell<BTreeMap<Span, Vec<u32>>>,
    /// Names that may still be compared with slips of the pen.
    compared: Cell<usize>,
}

/// Names that slips are compared with in one run: of so many mistakes only the first are told, and looking for what
/// all of them may mean would be most of the work.
const MOST_COMPARED: usize = 200_000;

/// A count of errors, to ask later whether any came since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(usize);

impl<'a> Reading<'a> {
    /// Begins with nothing found.
    pub fn new(sources: &'a Sources, calendar: Calendar) -> Self {
        Self {
            sources,
            calendar: Cell::new(calendar),
            visits: Cell::new(false),
            evidence: RefCell::default(),
            found: RefCell::default(),
            errors: Cell::new(0),
            register: RefCell::default(),
            values: RefCell::default(),
            places: RefCell::default(),
            compared: Cell::new(MOST_COMPARED),
        }
    }

    /// Notes a finding.
    pub fn report(&self, one: Diagnostic) {
        let more = usize::from(one.severity == Severity::Error);
        self.errors.set(self.errors.get() + more);
        self.found.borrow_mut().push(one);
    }

    /// The errors so far.
    pub fn mark(&self) -> Mark {
        Mark(self.errors.get())
    }

    /// Whether no error came since the mark.
    pub fn clean_since(&self, mark: Mark) -> bool {
        self.mark() == mark
    }

    /// "did you mean …?" as [`suggest`] says it, as long as a run may look for it.
    pub fn suggest<'n>(
        &self,
        word: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Option<String> {
        let left = self.compared.get();
        let mut seen = 0;
        let found = suggest(word, known.into_iter().take(left).inspect(|_| seen += 1));
        self.compared.set(left - seen);
        found
    }

    /// Whether something is wrong at a key of that name, or inside it: what would follow from its value does not.
    pub fn wrong_at(&self, key: &str) -> bool {
        let found = self.found.borrow();
        found.iter().any(|one| {
            one.severity == Severity::Error && one.label.split('.').any(|part| part == key)
        })
    }

    /// Registers a number, once for each path and place in a text.
    pub fn register(&self, path: &str, span: Span, number: impl FnOnce() -> Assumption) -> u32 {
        let mut register = self.register.borrow_mut();
        let mut places = self.places.borrow_mut();
        let here = places.entry(span).or_default();
        let known = here.iter().find(|index| register[**index as usize].path == path);
        known.copied().unwrap_or_else(|| {
            let number = number();
            let index = u32::try_from(register.len()).unwrap_or(u32::MAX);
            self.values.borrow_mut().push(number.value);
            register.push(number);
            here.push(index);
            index
        })
    }

    /// Remembers what a relative change makes of an assumption; a later change has the earlier in it.
    pub fn note_change(&self, number: Quantity, strategy: Option<usize>) {
        let Some(index) = number.index() else {
            return;
        };
        let mut register = self.register.borrow_mut();
        let changed = &mut register[index as usize].changed;
        match changed.iter_mut().find(|one| one.strategy == strategy) {
            Some(one) => one.number = number,
            None => changed.push(Changed { strategy, number }),
        }
    }

    /// Keeps the draws of the number at place `index` of the register at or below `most`, where the scenario is
    /// impossible above it.
    pub fn keep_below(&self, index: usize, most: f64) {
        self.register.borrow_mut()[index].keep(f64::MIN, most);
    }

    /// Keeps the draws of a number above `least`, where the scenario is impossible at or below it.
    pub fn keep_above(&self, quantity: Quantity, least: f64) {
        let Some(index) = quantity.index() else {
            return;
        };
        let mut register = self.register.borrow_mut();
        let one = &mut register[index as usize];
        // A changed number moves with its assumption; the bound is for the number as stated.
        if quantity.restated(one.value) == one.value {
            one.keep(least, f64::MAX);
        }
    }

    /// The bytes of a number of the register, and its path by ids.
    pub fn placed(&self, quantity: Quantity) -> Option<(Span, String)> {
        let index = quantity.index()?;
        let places = self.places.borrow();
        let (span, _) = places.iter().find(|(_, here)| here.contains(&index))?;
        Some((*span, self.register.borrow()[index as usize].path.clone()))
    }

    /// Looks at the register.
    pub fn registered<T>(&self, look: impl FnOnce(&[Assumption]) -> T) -> T {
        look(&self.register.borrow())
    }

    /// The base values of the register.
    pub fn values(&self) -> Vec<f64> {
        self.values.borrow().clone()
    }

    /// A number at the base values, in the model's units.
    pub fn base(&self, quantity: Quantity) -> f64 {
        quantity.at(&self.values.borrow())
    }

    /// The lowest value of a number, in the model's units: the low end of its range, or its base.
    pub fn lowest(&self, quantity: Quantity) -> f64 {
        self.end(quantity, |one| one.low, f64::min)
    }

    /// The highest value of a number, in the model's units: the high end of its range, or its base.
    pub fn highest(&self, quantity: Quantity) -> f64 {
        self.end(quantity, |one| one.high, f64::max)
    }

    fn end(
        &self,
        quantity: Quantity,
        end: impl Fn(&Assumption) -> Option<f64>,
        outer: impl Fn(f64, f64) -> f64,
    ) -> f64 {
        let base = quantity.at(&self.values.borrow());
        let register = self.register.borrow();
        let end = quantity.index().and_then(|index| end(&register[index as usize]));
        end.map_or(base, |end| outer(base, quantity.reconverted(end)))
    }

    /// Ends the run: findings and register.
    pub fn finish(self) -> (Vec<Diagnostic>, Vec<Assumption>) {
        (self.found.into_inner(), self.register.into_inner())
    }
}

/// "did you mean …?" for a word among known ones.
pub fn suggest<'n>(word: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    // No name is so long, and how near two texts are takes as long as both together are.
    if word.len() > LONGEST_NAME {
        return None;
    }
    // One slip anywhere is near, also where the first letters differ.
    let near = |name: &str| {
        let slip = strsim::osa_distance(word, name) == 1;
        strsim::jaro_winkler(word, name).max(if slip { ONE_SLIP } else { 0.0 })
    };
    let scored = known.into_iter().map(|name| (near(name), name));
    let best = scored.fold(None, |best: Option<(f64, &str)>, one| match best {
        Some(kept) if kept.0 >= one.0 => Some(kept),
        _ => Some(one),
    });
    best.filter(|(score, _)| *score > SIMILAR).map(|(_, name)| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::suggest;

    /// One slip anywhere is seen: a letter too few, too many, another, or two that changed places.
    #[test]
    fn one_slip_is_near_and_nonsense_is_not() {
        let known = ["churn", "price", "spend", "id"];
        for slip in ["hurn", "churnn", "xhurn", "hcurn", "chrun"] {
            assert_eq!(suggest(slip, known).as_deref(), Some("did you mean `churn`?"), "{slip}");
        }
        for other in ["", "zq", "tenure_of_the_base"] {
            assert_eq!(suggest(other, known), None, "{other}");
        }
    }
}
