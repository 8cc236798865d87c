//! The variants of a sweep as a page looks at them: values by path, and the best strategy of each.

use std::collections::BTreeMap;

use crate::metric::{Better, Declared, Unit, find};
use crate::report::metrics;
use crate::report::prose::Prose;
use crate::text::{Catalogue, MISSING, SPACE, Sign};

/// Path of the names of rows: it is told, and is no axis.
const NAMES: &str = "id";

/// All variants of a sweep.
#[derive(Clone, Debug, Default)]
pub struct Swept {
    /// Of the scenario.
    pub title: String,
    /// In which the page is.
    pub language: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Names of the strategies, in the order of the file.
    pub strategies: Vec<String>,
    /// What varies.
    pub paths: Vec<String>,
    /// Figures of each strategy, such as `npv:p10`.
    pub figures: Vec<String>,
    /// Those that can be run, in the order of the plan.
    pub points: Vec<Point>,
    /// Variants whose checks hold, of which one fails, and that cannot be run.
    pub ends: [u64; 3],
}

/// One variant.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// Its values, by path.
    pub at: Vec<String>,
    /// By strategy, then by figure; NaN where there is no number.
    pub figures: Vec<f64>,
}

/// The variants, looked through once.
pub(super) struct View<'a> {
    pub(super) swept: &'a Swept,
    pub(super) words: &'static Catalogue,
    /// Figures with what is declared of their metric.
    pub(super) figures: Vec<(&'a str, &'static Declared)>,
    /// By path, its values in their order, and by point their places.
    pub(super) values: Vec<Vec<&'a str>>,
    pub(super) places: Vec<Vec<usize>>,
    /// How many variants each strategy wins by the first figure.
    pub(super) wins: Vec<usize>,
    /// By strategy, its turn for a colour: who wins most first.
    pub(super) turns: Vec<usize>,
}

impl<'a> View<'a> {
    pub(super) fn of(swept: &'a Swept, words: &'static Catalogue) -> Self {
        let declared = |name: &'a String| {
            let id = name.split(':').next().unwrap_or(name);
            (name.as_str(), find(id).unwrap_or(&crate::metric::METRICS[0]))
        };
        let figures = swept.figures.iter().map(declared).collect();
        let values: Vec<Vec<&str>> =
            (0..swept.paths.len()).map(|path| distinct(swept, path)).collect();
        let index: Vec<BTreeMap<&str, usize>> = values
            .iter()
            .map(|all| all.iter().enumerate().map(|(place, value)| (*value, place)).collect())
            .collect();
        let place = |point: &Point| -> Vec<usize> {
            let of = |(path, value): (usize, &String)| index[path].get(value.as_str()).copied();
            point.at.iter().enumerate().map(|one| of(one).unwrap_or(0)).collect()
        };
        let places = swept.points.iter().map(place).collect();
        let count = swept.strategies.len();
        let mut view = Self {
            swept,
            words,
            figures,
            values,
            places,
            wins: vec![0; count],
            turns: vec![0; count],
        };
        let won = |figure: usize| {
            let mut won = vec![0; count];
            let best = swept.points.iter().filter_map(|point| view.best(point, figure));
            best.for_each(|(place, _)| won[place] += 1);
            won
        };
        let by_figure: Vec<Vec<usize>> = (0..view.figures.len()).map(won).collect();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|place| {
            std::cmp::Reverse(by_figure.iter().map(|won| won[*place]).collect::<Vec<_>>())
        });
        order.iter().enumerate().for_each(|(turn, place)| view.turns[*place] = turn);
        view.wins = by_figure.into_iter().next().unwrap_or(view.wins);
        view
    }

    pub(super) fn say(&self, key: &str, slots: &[(&str, Prose)]) -> Prose {
        Prose::say(self.words, key, slots)
    }

    pub(super) fn count(&self, count: usize) -> Prose {
        Prose::words(self.words.numbers().fixed(count as f64, 0, Sign::OnlyMinus))
    }

    /// A figure of a strategy in a variant.
    pub(super) fn value(&self, point: &Point, strategy: usize, figure: usize) -> Option<f64> {
        let value = point.figures.get(strategy * self.figures.len() + figure)?;
        value.is_finite().then_some(*value)
    }

    /// The strategy with the best value of a figure, and by how much it is better than the next; nothing without
    /// values. Of equals the first wins.
    pub(super) fn best(&self, point: &Point, figure: usize) -> Option<(usize, f64)> {
        let sign = if self.figures.get(figure)?.1.better == Better::Low { -1.0 } else { 1.0 };
        let all = (0..self.swept.strategies.len())
            .filter_map(|place| Some((place, sign * self.value(point, place, figure)?)));
        let mut all: Vec<(usize, f64)> = all.collect();
        all.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        let (place, own) = *all.first()?;
        Some((place, own - all.get(1).map_or(0.0, |next| next.1)))
    }

    /// The strategy that wins most variants.
    pub(super) fn leader(&self) -> usize {
        let most = self.wins.iter().max().copied().unwrap_or(0);
        self.wins.iter().position(|wins| *wins == most).unwrap_or(0)
    }

    pub(super) fn printed(&self, value: Option<f64>, figure: usize) -> String {
        let (name, metric) = self.figures[figure];
        let numbers = self.words.numbers();
        let Some(value) = value else { return MISSING.to_owned() };
        if name.ends_with(":probability_above") {
            return numbers.chance(value);
        }
        match metric.unit {
            Unit::Share => numbers.percent(value, metric.digits, Sign::OnlyMinus),
            _ => numbers.fixed(value, metric.digits, Sign::OnlyMinus),
        }
    }

    /// What a figure is called, in which unit.
    pub(super) fn name(&self, figure: usize) -> Prose {
        let (name, metric) = self.figures[figure];
        let own = metrics::name(self.words, metric.id);
        let statistic = name.split_once(':').map(|(_, word)| word);
        let own = match statistic {
            Some(word) => own
                .then(Prose::words(", "))
                .then(Prose::words(self.words.plain(&format!("sweep.statistic.{word}")))),
            None => own,
        };
        match metric.unit {
            Unit::Money if statistic != Some("probability_above") => {
                own.then(Prose::words(format!(",{SPACE}{}", self.swept.currency)))
            }
            _ => own,
        }
    }

    /// Paths that vary, without the names of rows.
    pub(super) fn axes(&self) -> Vec<usize> {
        let paths = 0..self.swept.paths.len();
        paths
            .filter(|path| self.swept.paths[*path] != NAMES && self.values[*path].len() > 1)
            .collect()
    }

    /// "path = value".
    pub(super) fn assignment(&self, path: usize, at: usize) -> Prose {
        Prose::given(format!("{} = {}", self.swept.paths[path], self.values[path][at]))
    }
}

/// The values of a path: in the order of their numbers where all have one, else as they come.
fn distinct(swept: &Swept, path: usize) -> Vec<&str> {
    let mut seen = BTreeMap::new();
    for point in &swept.points {
        let next = seen.len();
        seen.entry(point.at[path].as_str()).or_insert(next);
    }
    let number = |text: &str| -> Option<f64> {
        text.trim_start_matches('x').trim_end_matches('%').parse().ok()
    };
    let mut all: Vec<(&str, usize)> = seen.into_iter().collect();
    match all.iter().map(|(text, _)| number(text)).collect::<Option<Vec<f64>>>() {
        Some(numbers) => {
            let mut both: Vec<(f64, &str)> =
                numbers.into_iter().zip(all.iter().map(|(text, _)| *text)).collect();
            both.sort_by(|one, other| one.0.total_cmp(&other.0));
            both.into_iter().map(|(_, text)| text).collect()
        }
        None => {
            all.sort_by_key(|(_, place)| *place);
            all.into_iter().map(|(text, _)| text).collect()
        }
    }
}
