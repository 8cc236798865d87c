//! What each path moves, and the best and the worst variants.

use super::view::View;
use crate::metric::Better;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};

/// Values of a path whose effect is told one by one; of more, so many groups.
const MOST_EFFECTS: usize = 12;
const GROUPS: usize = 5;
/// Variants in the lists of the best and the worst.
pub(super) const LISTED: usize = 10;

impl View<'_> {
    /// What each path moves: means of the first figure of a strategy over all variants with a value of it, the path
    /// that moves it most first.
    pub(super) fn effects(&self, strategy: usize) -> Option<Table> {
        self.figures.first()?;
        let slots = [
            ("figure", self.name(0)),
            ("name", Prose::given(self.swept.strategies.get(strategy)?.clone())),
        ];
        let mut table = Table::new(self.say("sweep.effects", &slots), self.say("sweep.path", &[]));
        for key in ["sweep.lowest", "sweep.highest", "sweep.range"] {
            table.figures(self.say(key, &[]));
        }
        let mut rows: Vec<(f64, Prose, Vec<Cell>)> = Vec::new();
        for path in self.axes() {
            let groups = self.groups(path);
            let mut sums = vec![(0.0, 0_usize); groups.len()];
            for (point, places) in self.swept.points.iter().zip(&self.places) {
                let group = groups.iter().position(|(_, ends)| ends.contains(&places[path]));
                if let (Some(group), Some(value)) = (group, self.value(point, strategy, 0)) {
                    sums[group] = (sums[group].0 + value, sums[group].1 + 1);
                }
            }
            let means = sums.iter().enumerate().filter(|(_, (_, count))| *count > 0);
            let mut means: Vec<(usize, f64)> =
                means.map(|(group, (sum, count))| (group, sum / *count as f64)).collect();
            means.sort_by(|one, other| one.1.total_cmp(&other.1));
            let (Some(low), Some(high)) = (means.first(), means.last()) else { continue };
            let cell = |(group, mean): &(usize, f64)| {
                let slots = [
                    ("mean", Prose::words(self.printed(Some(*mean), 0))),
                    ("value", Prose::given(groups[*group].0.clone())),
                ];
                Cell::figure(self.say("sweep.at", &slots))
            };
            let range = high.1 - low.1;
            let cells = vec![
                cell(low),
                cell(high),
                Cell::figure(Prose::words(self.printed(Some(range), 0))),
            ];
            rows.push((range, Prose::id(self.swept.paths[path].clone()), cells));
        }
        rows.sort_by(|one, other| other.0.total_cmp(&one.0));
        let some = !rows.is_empty();
        rows.into_iter().for_each(|(_, head, cells)| table.row(head, cells));
        some.then_some(table)
    }

    /// The values of a path one by one, or in so many groups of neighbours: what they are, and their places.
    pub(super) fn groups(&self, path: usize) -> Vec<(String, std::ops::Range<usize>)> {
        let values = &self.values[path];
        if values.len() <= MOST_EFFECTS {
            let one = |(at, value): (usize, &&str)| ((*value).to_owned(), at..at + 1);
            return values.iter().enumerate().map(one).collect();
        }
        let end = |group: usize| group * values.len() / GROUPS;
        let one = |group: usize| {
            let ends = end(group)..end(group + 1);
            (format!("{} … {}", values[ends.start], values[ends.end - 1]), ends)
        };
        (0..GROUPS).map(one).collect()
    }

    /// The variants with the best, or worst, first figure of a strategy.
    pub(super) fn listed(&self, key: &str, strategy: usize, worst: bool) -> Option<Table> {
        let low = self.figures.first()?.1.better == Better::Low;
        let points = self.swept.points.iter().enumerate();
        let mut all: Vec<(usize, f64)> =
            points.filter_map(|(at, point)| Some((at, self.value(point, strategy, 0)?))).collect();
        all.sort_by(|one, other| {
            let order = one.1.total_cmp(&other.1);
            if low == worst { order.reverse() } else { order }
        });
        let slots = [
            ("figure", self.name(0)),
            ("name", Prose::given(self.swept.strategies[strategy].clone())),
        ];
        let mut table = Table::new(self.say(key, &slots), self.say("sweep.variant", &[]));
        let own = |figure: usize| self.name(figure);
        (0..self.figures.len()).for_each(|figure| table.figures(own(figure)));
        table.texts(self.say("sweep.winner", &[]));
        for (at, _) in all.iter().take(LISTED) {
            let point = &self.swept.points[*at];
            let values = self.swept.paths.iter().zip(&point.at);
            let told = values.map(|(path, value)| {
                Prose::id(path.clone()).then(Prose::given(format!(" = {value}")))
            });
            let figures = (0..self.figures.len()).map(|figure| {
                Cell::figure(Prose::words(
                    self.printed(self.value(point, strategy, figure), figure),
                ))
            });
            let winner = self.best(point, 0).map_or_else(Prose::default, |(place, _)| {
                Prose::given(self.swept.strategies[place].clone())
            });
            table.row(Prose::list(told, ", "), figures.chain([Cell::text(winner)]).collect());
        }
        (!all.is_empty()).then_some(table)
    }
}
