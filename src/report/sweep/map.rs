//! Maps: the best strategy over two paths, one for each value of a third.

use serde::Serialize;

use super::view::View;
use crate::chart::{self, Best, Regions, Steps, Words};
use crate::report::prose::{Markup, Prose};

/// Values of a path that a map has room for.
const MOST_VALUES: usize = 120;
/// Maps of a figure side by side, at most.
const MOST_MAPS: usize = 6;

/// By step up, then across: the best strategy, and by how much.
type Cells = Vec<Vec<Option<(usize, f64)>>>;
/// A path that has a map for each of its values, and one of them; none where one map shows all.
type Chosen = Option<(usize, usize)>;

/// The maps of one figure.
#[derive(Serialize)]
pub(super) struct Map {
    pub(super) id: String,
    pub(super) title: Prose,
    pub(super) fixed: Prose,
    pub(super) pictures: Vec<Picture>,
}

#[derive(Serialize)]
pub(super) struct Picture {
    pub(super) title: Prose,
    pub(super) svg: Markup,
}

impl View<'_> {
    /// Maps of a figure over the first two paths that have few enough values, one for each value of the third; of
    /// further ones the middle values are taken.
    pub(super) fn map(&self, figure: usize) -> Option<Map> {
        let axes = self.axes();
        let few = |path: &&usize| self.values[**path].len() <= MOST_VALUES;
        let mapped: Vec<usize> = axes.iter().filter(few).take(2).copied().collect();
        let across = *mapped.first()?;
        let up = mapped.get(1).copied();
        let rest: Vec<usize> = axes.into_iter().filter(|path| !mapped.contains(path)).collect();
        let (each, fixed) = match rest.split_first() {
            Some((each, fixed)) if self.values[*each].len() <= MOST_VALUES => (Some(*each), fixed),
            _ => (None, &rest[..]),
        };
        let middle = |path: usize| self.values[path].len() / 2;
        let chosen: Vec<Chosen> = match each {
            Some(path) => spaced(self.values[path].len()).map(|at| Some((path, at))).collect(),
            None => vec![None],
        };
        let cells = |own: Chosen| {
            let (columns, rows) =
                (self.values[across].len(), up.map_or(1, |up| self.values[up].len()));
            let mut cells = vec![vec![None; columns]; rows];
            let fits = |places: &[usize]| {
                own.is_none_or(|(path, at)| places[path] == at)
                    && fixed.iter().all(|path| places[*path] == middle(*path))
            };
            for (point, places) in self.swept.points.iter().zip(&self.places) {
                if fits(places) {
                    cells[up.map_or(0, |up| places[up])][places[across]] = self.best(point, figure);
                }
            }
            cells
        };
        let all: Vec<Cells> = chosen.iter().map(|own| cells(*own)).collect();
        let known = || all.iter().flatten().flatten().flatten();
        let cells_in_all: usize = all.iter().flatten().map(Vec::len).sum();
        // Points of chance leave a map of holes.
        if known().count() * 2 < cells_in_all {
            return None;
        }
        let (low, high) = known()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, by)| {
                (low.min(*by), high.max(*by))
            });
        // What is best by nothing is palest; of one strategy alone, what is least.
        let low = if self.swept.strategies.len() > 1 { 0.0 } else { low };
        let lead =
            |by: f64| if high > low { ((by - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        let side = |path: usize| Steps {
            name: self.swept.paths[path].clone(),
            labels: self.values[path].iter().map(|one| (*one).to_owned()).collect(),
        };
        let one_row = Steps { name: String::new(), labels: vec![String::new()] };
        let picture = |(at, (own, cells)): (usize, (&Chosen, Cells))| {
            let title = match own {
                Some((path, at)) => self.assignment(*path, *at),
                None => Prose::default(),
            };
            let best =
                |cell: Option<(usize, f64)>| cell.map(|(place, by)| Best { place, lead: lead(by) });
            let read =
                self.say("sweep.map", &[("figure", self.name(figure)), ("where", title.clone())]);
            let regions = Regions {
                words: Words {
                    id: format!("map-{figure}-{at}"),
                    title: read.plain(),
                    desc: self.described(&cells),
                    not_enough: self.words.plain("charts.not_enough"),
                },
                across: side(across),
                up: up.map_or_else(|| one_row.clone(), side),
                cells: cells.into_iter().map(|row| row.into_iter().map(best).collect()).collect(),
                names: self.swept.strategies.clone(),
                turns: self.turns.clone(),
            };
            Picture { title, svg: Markup::new(chart::regions(&regions).markup()) }
        };
        Some(Map {
            id: format!("map-{figure}"),
            title: self.name(figure),
            fixed: Prose::list(
                fixed.iter().map(|path| self.assignment(*path, middle(*path))),
                ", ",
            ),
            pictures: chosen.iter().zip(all).enumerate().map(picture).collect(),
        })
    }

    /// How many cells each strategy has, in words.
    fn described(&self, cells: &Cells) -> String {
        let won =
            |place: usize| cells.iter().flatten().flatten().filter(|best| best.0 == place).count();
        let told = self.swept.strategies.iter().enumerate().map(|(place, name)| {
            let slots = [("name", Prose::given(name.clone())), ("wins", self.count(won(place)))];
            self.say("sweep.cells", &slots)
        });
        Prose::list(told, "; ").plain()
    }
}

/// Places among so many, evenly spaced with both ends, few enough to be shown side by side.
fn spaced(count: usize) -> impl Iterator<Item = usize> {
    let shown = count.min(MOST_MAPS);
    (0..shown).map(move |at| if shown > 1 { at * (count - 1) / (shown - 1) } else { 0 })
}
