//! Which strategy wins where, over all variants of a sweep?

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::chart::{self, Best, Regions, Steps, Words};
use crate::metric::{Better, Declared, Unit, find};
use crate::text::{Catalogue, MISSING, SPACE, Sign};

use super::html::{Press, RenderError};
use super::metrics;
use super::prose::{Markup, Prose};
use super::table::{Cell, Table};

/// Values of a path that a map has room for.
const MOST_VALUES: usize = 120;
/// Maps of a figure side by side, at most.
const MOST_MAPS: usize = 6;
/// Values of a path whose effect is told one by one; of more, so many groups.
const MOST_EFFECTS: usize = 12;
const GROUPS: usize = 5;
/// Variants in the lists of the best and the worst.
const LISTED: usize = 10;
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

/// What the template shows.
#[derive(Serialize)]
struct Page {
    lang: &'static str,
    title: Prose,
    headline: Prose,
    counts: Vec<Chip>,
    maps: Vec<Map>,
    effects: Option<Table>,
    best: Option<Table>,
    worst: Option<Table>,
}

/// How many variants end in a way.
#[derive(Serialize)]
struct Chip {
    class: &'static str,
    words: Prose,
}

/// The maps of one figure.
#[derive(Serialize)]
struct Map {
    id: String,
    title: Prose,
    fixed: Prose,
    pictures: Vec<Picture>,
}

#[derive(Serialize)]
struct Picture {
    title: Prose,
    svg: Markup,
}

/// The page.
///
/// # Errors
/// When the template asks for what the page does not have.
pub fn render(swept: &Swept) -> Result<String, RenderError> {
    let words = Catalogue::of(&swept.language);
    let press = Press::shared();
    let view = View::of(swept, words);
    let page = view.page();
    let context = context! {
        page => Serde(&page),
        t => press.words(words),
        style => press.report.style.clone(),
        script => press.report.script.clone(),
        policy => press.report.policy.clone(),
    };
    Ok(press.environment.get_template("sweep.html.j2")?.render(context)?)
}

struct View<'a> {
    swept: &'a Swept,
    words: &'static Catalogue,
    /// Figures with what is declared of their metric.
    figures: Vec<(&'a str, &'static Declared)>,
    /// By path, its values in their order, and by point their places.
    values: Vec<Vec<&'a str>>,
    places: Vec<Vec<usize>>,
    /// How many variants each strategy wins by the first figure.
    wins: Vec<usize>,
}

impl<'a> View<'a> {
    fn of(swept: &'a Swept, words: &'static Catalogue) -> Self {
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
        let mut view =
            Self { swept, words, figures, values, places, wins: vec![0; swept.strategies.len()] };
        let winners: Vec<usize> = swept
            .points
            .iter()
            .filter_map(|point| view.best(point, 0))
            .map(|(place, _)| place)
            .collect();
        winners.into_iter().for_each(|place| view.wins[place] += 1);
        view
    }

    fn say(&self, key: &str, slots: &[(&str, Prose)]) -> Prose {
        Prose::say(self.words, key, slots)
    }

    fn count(&self, count: usize) -> Prose {
        Prose::words(self.words.numbers().fixed(count as f64, 0, Sign::OnlyMinus))
    }

    /// A figure of a strategy in a variant.
    fn value(&self, point: &Point, strategy: usize, figure: usize) -> Option<f64> {
        let value = point.figures.get(strategy * self.figures.len() + figure)?;
        value.is_finite().then_some(*value)
    }

    /// The strategy with the best value of a figure, and by how much it is better than the next; nothing without
    /// values. Of equals the first wins.
    fn best(&self, point: &Point, figure: usize) -> Option<(usize, f64)> {
        let sign = if self.figures.get(figure)?.1.better == Better::Low { -1.0 } else { 1.0 };
        let all = (0..self.swept.strategies.len())
            .filter_map(|place| Some((place, sign * self.value(point, place, figure)?)));
        let mut all: Vec<(usize, f64)> = all.collect();
        all.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        let (place, own) = *all.first()?;
        Some((place, own - all.get(1).map_or(0.0, |next| next.1)))
    }

    /// The strategy that wins most variants.
    fn leader(&self) -> usize {
        let most = self.wins.iter().max().copied().unwrap_or(0);
        self.wins.iter().position(|wins| *wins == most).unwrap_or(0)
    }

    fn printed(&self, value: Option<f64>, figure: usize) -> String {
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
    fn name(&self, figure: usize) -> Prose {
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
    fn axes(&self) -> Vec<usize> {
        let paths = 0..self.swept.paths.len();
        paths
            .filter(|path| self.swept.paths[*path] != NAMES && self.values[*path].len() > 1)
            .collect()
    }

    fn page(&self) -> Page {
        let leader = self.leader();
        let answered: usize = self.wins.iter().sum();
        let slots = |place: usize| {
            [
                ("name", Prose::given(self.swept.strategies[place].clone())),
                ("wins", self.count(self.wins[place])),
                ("count", self.count(answered)),
                ("figure", self.name(0)),
            ]
        };
        let headline = match answered {
            0 => self.say("sweep.nothing", &[]),
            _ if self.wins[leader] == answered => self.say("sweep.always", &slots(leader)),
            _ => self.say("sweep.mostly", &slots(leader)),
        };
        let chip = |((class, key), count): ((&'static str, &str), u64)| {
            let words = self.say(key, &[("count", self.count(count as usize))]);
            (count > 0).then_some(Chip { class, words })
        };
        let kinds = [("pass", "sweep.pass"), ("fail", "sweep.fail"), ("none", "sweep.refused")];
        Page {
            lang: self.words.language(),
            title: Prose::given(self.swept.title.clone()),
            headline,
            counts: kinds.into_iter().zip(self.swept.ends).filter_map(chip).collect(),
            maps: (0..self.figures.len()).filter_map(|figure| self.map(figure)).collect(),
            effects: self.effects(leader),
            best: self.listed("sweep.best", leader, false),
            worst: self.listed("sweep.worst", leader, true),
        }
    }

    /// Maps of a figure over the first two paths that have few enough values, one for each value of the third; of
    /// further ones the middle values are taken.
    fn map(&self, figure: usize) -> Option<Map> {
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
        let chosen: Vec<Option<(usize, usize)>> = match each {
            Some(path) => spaced(self.values[path].len()).map(|at| Some((path, at))).collect(),
            None => vec![None],
        };
        let cells = |own: Option<(usize, usize)>| {
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
        let all: Vec<Vec<Vec<Option<(usize, f64)>>>> =
            chosen.iter().map(|own| cells(*own)).collect();
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
        let picture = |(at, (own, cells)): (
            usize,
            (&Option<(usize, usize)>, Vec<Vec<Option<(usize, f64)>>>),
        )| {
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

    /// "path = value".
    fn assignment(&self, path: usize, at: usize) -> Prose {
        Prose::given(format!("{} = {}", self.swept.paths[path], self.values[path][at]))
    }

    /// How many cells each strategy has, in words.
    fn described(&self, cells: &[Vec<Option<(usize, f64)>>]) -> String {
        let won =
            |place: usize| cells.iter().flatten().flatten().filter(|best| best.0 == place).count();
        let told = self.swept.strategies.iter().enumerate().map(|(place, name)| {
            let slots = [("name", Prose::given(name.clone())), ("wins", self.count(won(place)))];
            self.say("sweep.cells", &slots)
        });
        Prose::list(told, "; ").plain()
    }

    /// What each path moves: means of the first figure of a strategy over all variants with a value of it, the path
    /// that moves it most first.
    fn effects(&self, strategy: usize) -> Option<Table> {
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
            rows.push((range, Prose::given(self.swept.paths[path].clone()), cells));
        }
        rows.sort_by(|one, other| other.0.total_cmp(&one.0));
        let some = !rows.is_empty();
        rows.into_iter().for_each(|(_, head, cells)| table.row(head, cells));
        some.then_some(table)
    }

    /// The values of a path one by one, or in so many groups of neighbours: what they are, and their places.
    fn groups(&self, path: usize) -> Vec<(String, std::ops::Range<usize>)> {
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
    fn listed(&self, key: &str, strategy: usize, worst: bool) -> Option<Table> {
        let low = self.figures.first()?.1.better == Better::Low;
        let points = self.swept.points.iter().enumerate();
        let mut all: Vec<(usize, f64)> =
            points.filter_map(|(at, point)| Some((at, self.value(point, strategy, 0)?))).collect();
        all.sort_by(|one, other| {
            let order = one.1.total_cmp(&other.1);
            if low == worst { order.reverse() } else { order }
        });
        if !worst {
            all.reverse();
        }
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
            let told = values.map(|(path, value)| Prose::given(format!("{path} = {value}")));
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

/// Places among so many, evenly spaced with both ends, few enough to be shown side by side.
fn spaced(count: usize) -> impl Iterator<Item = usize> {
    let shown = count.min(MOST_MAPS);
    (0..shown).map(move |at| if shown > 1 { at * (count - 1) / (shown - 1) } else { 0 })
}
