//! What will a run cost? Counted from the scenario before anything is run; never measured by a clock, so that the
//! same file has the same estimate everywhere.

use std::collections::BTreeSet;

use super::moves::DRAWS as MOVE_DRAWS;
use super::row::wishes;
use crate::engine::Size;
use crate::plan::{InflowPlan, Precision};
use crate::scenario::{Scenario, Tornado};
use crate::simulate::Trial;
use crate::units::grouped;

/// Work of one core above which a run is refused, in seconds.
pub const MOST_SECONDS: f64 = 3_600.0;
/// Memory above which a run is refused, in bytes.
pub const MOST_BYTES: f64 = 16e9;
/// Work of one core above which a run says how long it takes, in seconds.
pub const LONG: f64 = 5.0;
/// Runs that the base case of a strategy takes: its parts, its customers' worth by tenure, without discounting, and at the other
/// end.
const BASE_RUNS: f64 = 5.0;
/// Runs that look for the next money to move.
const MOVE_RUNS: f64 = 40.0;

/// Seconds of one core for one of each, as measured on an x86-64 of 2024: constants of the estimate, not of this
/// machine.
mod cost {
    /// A cell moved.
    pub const CELL: f64 = 0.9e-9;
    /// A cell of what is left at the end valued.
    pub const LEFT: f64 = 5e-9;
    /// A cell of whole customers drawn.
    pub const DRAWN: f64 = 14e-9;
    /// A chance of leaving worked out.
    pub const HAZARD: f64 = 4e-9;
    /// The chances of a tenure where every tenure has its own for ever: a power each; and in the tail to the last customer,
    /// where its money is written down too.
    pub const OPEN: f64 = 100e-9;
    pub const OPEN_TAIL: f64 = 450e-9;
    /// The money of customers of one tenure written down and posted.
    pub const SHEET: f64 = 38e-9;
    /// A punch card's chain followed for a period.
    pub const CARD: f64 = 0.7e-6;
    /// A block planned and stepped through a period.
    pub const STEP: f64 = 50e-9;
    /// A strategy measured: at all, and for each account and period.
    pub const MEASURED: f64 = 30e-6;
    pub const SUMMED: f64 = 30e-9;
}

/// Why a run is long or large.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// What it is.
    pub what: String,
    /// The key of the scenario that makes it large.
    pub key: &'static str,
    /// Seconds of one core, or bytes.
    pub amount: f64,
}

/// Keys of causes.
pub mod key {
    pub(crate) const DRAWS: &str = "uncertainty.draws";
    pub(crate) const HORIZON: &str = "model.horizon";
    pub(crate) const SWING: &str = "sensitivity.swing";
    pub(crate) const BREAK_EVEN: &str = "sensitivity.break_even";
    pub(crate) const GRIDS: &str = "sensitivity.grids";
    pub(crate) const STRATEGIES: &str = "strategies";
    pub(crate) const LEVERS: &str = "optimise.levers";
}

/// What a run will cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Seconds of one core, by what takes them; the largest first.
    pub work: Vec<Cause>,
    /// Bytes, likewise.
    pub memory: Vec<Cause>,
}

impl Estimate {
    /// Seconds of one core.
    pub fn seconds(&self) -> f64 {
        self.work.iter().map(|cause| cause.amount).sum()
    }

    /// Bytes.
    pub fn bytes(&self) -> f64 {
        self.memory.iter().map(|cause| cause.amount).sum()
    }

    fn sorted(mut self) -> Self {
        for causes in [&mut self.work, &mut self.memory] {
            causes.retain(|cause| cause.amount > 0.0);
            causes.sort_by(|one, other| other.amount.total_cmp(&one.amount));
        }
        self
    }
}

/// What `tenure run` of the scenario will cost.
pub fn estimate(scenario: &Scenario) -> Estimate {
    Counting::of(scenario).estimate().sorted()
}

/// The same with the search of `tenure optimise` over so many levers.
pub fn estimate_optimise(scenario: &Scenario, levers: usize) -> Estimate {
    let counting = Counting::of(scenario);
    let mut all = counting.estimate();
    let (n, one) = (levers as f64, counting.largest(Precision::Margin));
    // Lines and planes of two levers, climbs from their peaks, at thirteen budgets and the sizes of the mix.
    let runs = 40.0 * n + 45.0 * n * (n - 1.0) + 400.0;
    let what = format!("the search over {levers} levers, {} runs", grouped(runs, 0));
    all.work.push(Cause { what, key: key::LEVERS, amount: runs * one });
    all.sorted()
}

/// Seconds of one run of a strategy, by how much of it is asked for.
#[derive(Clone, Copy, Debug, Default)]
struct Runs {
    /// In the base case: all, its value alone, and its flows alone.
    base: f64,
    worth: f64,
    flows: f64,
    /// Its value in a marginal step.
    margin: f64,
    /// All in a draw, its value alone, and with whole customers.
    draw: f64,
    drawn_worth: f64,
    whole: f64,
    bytes: f64,
    /// Channels whose money moves.
    channels: f64,
}

struct Counting<'a> {
    scenario: &'a Scenario,
    /// By strategy.
    runs: Vec<Runs>,
}

impl<'a> Counting<'a> {
    /// Strategies with the same programmes take as long; where there are many sets of programmes, all but the plain one
    /// count like the largest.
    fn of(scenario: &'a Scenario) -> Self {
        let ids = |place: usize| -> BTreeSet<&str> {
            let programmes = &scenario.strategies[place].business.programmes;
            programmes.iter().map(|one| one.id.as_str()).collect()
        };
        let places = 0..scenario.strategies.len();
        let most = places.clone().max_by_key(|place| (ids(*place).len(), usize::MAX - place));
        let (plain, most) = (scenario.against, most.unwrap_or(0));
        let known = [plain, most].map(|place| (ids(place), one(scenario, place)));
        let of = |place: usize| {
            let own = ids(place);
            if own.is_subset(&known[0].0) { known[0].1 } else { known[1].1 }
        };
        Self { scenario, runs: places.map(of).collect() }
    }

    fn largest(&self, precision: Precision) -> f64 {
        let of = |runs: &Runs| match precision {
            Precision::Base => runs.base,
            Precision::Margin => runs.margin,
            Precision::Draw => runs.draw,
        };
        self.runs.iter().map(of).fold(0.0, f64::max)
    }

    fn estimate(&self) -> Estimate {
        let scenario = self.scenario;
        let (strategies, periods) = (scenario.strategies.len(), scenario.calendar.periods);
        let size = format!(
            "{}, {}, {}",
            counted(scenario.segments.len(), "segment"),
            counted(scenario.channels.len(), "channel"),
            counted(periods, "period")
        );
        let sum = |of: &dyn Fn(&Runs) -> f64| -> f64 { self.runs.iter().map(of).sum() };
        let matched = scenario.strategies.iter().filter(|one| one.spend_as.is_some()).count();
        let (base, margin) = (self.largest(Precision::Base), self.largest(Precision::Margin));
        let mut work = Vec::new();
        let mut add =
            |what: String, key: &'static str, amount: f64| work.push(Cause { what, key, amount });
        let own = counted_of(strategies, "strategy", "strategies");
        add(
            format!("{own} ({size})"),
            key::HORIZON,
            sum(&|one| BASE_RUNS * one.base) + 8.0 * matched as f64 * base,
        );
        let draws = scenario.uncertainty.draws;
        if draws > 0 {
            let what = format!("{} of {own} ({size})", counted(draws, "draw"));
            add(what, key::DRAWS, draws as f64 * self.draw(matched));
        }
        let programmes = |place: usize| scenario.strategies[place].business.programmes.len() as f64;
        let stepped = self
            .runs
            .iter()
            .enumerate()
            .map(|(place, one)| (2.0 * (one.channels + programmes(place)) + 6.0) * one.margin);
        let what = format!("marginal returns and elasticities of {own}");
        add(what, key::HORIZON, stepped.sum());
        let what = "the next money to move, and how sure it is".to_owned();
        let worth = self.runs.iter().map(|one| one.drawn_worth).fold(0.0, f64::max);
        let sure = draws.min(MOVE_DRAWS) as f64 * 2.0 * worth;
        // Money moves between two levers of the winner, of channels and of programmes; any may win.
        let movable = |(place, one): &(usize, &Runs)| one.channels + programmes(*place) >= 2.0;
        let movable = self.runs.iter().enumerate().filter(movable).count();
        let moves = movable as f64 / strategies as f64;
        add(what, key::HORIZON, moves * (MOVE_RUNS * margin + sure));
        let pair = if strategies > 1 { 2.0 } else { 0.0 };
        let (moved, all) = (self.moved(), sum(&|one| one.margin));
        add(
            format!("{} moved to both ends", counted(moved, "assumption")),
            key::SWING,
            moved as f64 * 2.0 * all,
        );
        let decisive = usize::from(moved > 0);
        let turns = decisive + scenario.sensitivity.break_even.len();
        let comparisons = strategies.saturating_sub(1);
        let what = format!(
            "{} of {}",
            counted(turns, "break-even value"),
            counted(comparisons, "comparison")
        );
        add(what, key::BREAK_EVEN, (turns * comparisons) as f64 * 20.0 * pair * margin);
        let grids = scenario.sensitivity.grids.len();
        // The lead, today and the rival.
        let shown = if strategies > 1 { strategies.min(3) as f64 } else { 0.0 };
        add(counted(grids, "two-way grid"), key::GRIDS, grids as f64 * 81.0 * shown * margin);
        for (place, strategy) in scenario.strategies.iter().enumerate() {
            let (players, runs) = self.bundle(place);
            let what = format!(
                "what each of {} of {} is worth",
                counted(players, "programme"),
                strategy.label.id
            );
            add(what, key::STRATEGIES, runs);
        }
        Estimate { work, memory: self.memory(&size) }
    }

    /// Seconds of one draw of all strategies.
    fn draw(&self, matched: usize) -> f64 {
        let scenario = self.scenario;
        let whole = scenario.uncertainty.customers;
        let lives = f64::from(u8::from(wishes(scenario).undiscounted));
        let one = |runs: &Runs| (1.0 + lives) * runs.draw + if whole { runs.whole } else { 0.0 };
        let all: f64 = self.runs.iter().map(one).sum();
        all + matched as f64 * 2.0 * self.largest(Precision::Draw)
    }

    /// Assumptions that the tornado moves.
    fn moved(&self) -> usize {
        let ranged = self.scenario.assumptions.iter().filter(|one| one.low.is_some());
        match &self.scenario.sensitivity.tornado {
            Tornado::AllRanges => ranged.count(),
            Tornado::Paths(paths) => paths.len(),
        }
    }

    /// Programmes that a strategy has and the one it is compared with has not, and the seconds of the runs that say what
    /// they are worth.
    fn bundle(&self, place: usize) -> (usize, f64) {
        let scenario = self.scenario;
        let own = &scenario.strategies[place].business.programmes;
        let others = &scenario.strategies[scenario.against].business.programmes;
        let players = own.iter().filter(|one| others.iter().all(|other| other.id != one.id));
        let n = players.count();
        let coalitions = if n <= 10 { f64::from(1u32 << n) } else { 200.0 * n as f64 };
        // The same money elsewhere takes a search for each channel; a break-even one for each programme, whose runs
        // are those of a margin. In half of the coalitions a programme does not run.
        let one = &self.runs[place];
        let elsewhere = (n + 1) as f64 * one.channels * (2.0 * one.flows + one.worth);
        let turns = 14.0 * n as f64 * one.margin;
        (n, if n == 0 { 0.0 } else { 0.5 * coalitions * one.worth + elsewhere + turns })
    }

    fn memory(&self, size: &str) -> Vec<Cause> {
        let scenario = self.scenario;
        let strategies = scenario.strategies.len();
        let programmes = scenario.strategies.iter().map(|one| one.business.programmes.len()).max();
        // The figures of a strategy, of each of its segments, channels and programmes, and its cash by period.
        let figures = 70
            + 7 * scenario.segments.len()
            + 7 * scenario.channels.len()
            + 5 * programmes.unwrap_or(0)
            + scenario.calendar.periods;
        let kept =
            (figures * 8 + 160) as f64 * strategies as f64 * scenario.uncertainty.draws as f64;
        let draws = counted(scenario.uncertainty.draws, "draw");
        let own = counted_of(strategies, "strategy", "strategies");
        // As many runs as cores go on at once: eight are counted, whatever the machine.
        let running = self.runs.iter().map(|one| one.bytes).fold(0.0, f64::max) * 8.0;
        let base: f64 = self.runs.iter().map(|one| one.bytes).sum();
        vec![
            Cause {
                what: format!("{} of {draws} of {own}", counted(figures, "figure")),
                key: key::DRAWS,
                amount: kept,
            },
            Cause {
                what: format!("eight runs at once ({size})"),
                key: key::HORIZON,
                amount: running,
            },
            Cause {
                what: format!("the base case of {own} ({size})"),
                key: key::HORIZON,
                amount: base,
            },
        ]
    }
}

/// What a strategy takes, from its plans.
fn one(scenario: &Scenario, place: usize) -> Runs {
    let values = scenario.base_values();
    let of = |precision: Precision| {
        let trial = Trial::expected(scenario, place, &values, precision);
        let plan = trial.plan(&trial.none());
        let size = Size::of(&plan);
        let sums = (plan.periods * plan.chart.accounts().len()) as f64 * cost::SUMMED;
        let flows = size.cells * cost::CELL
            + size.hazards * cost::HAZARD
            + size.open * cost::OPEN
            + size.sheets * cost::SHEET
            + size.cards * cost::CARD
            + size.steps * cost::STEP
            + 0.5 * sums;
        let worth = flows + size.open_tail * cost::OPEN_TAIL + size.tail * cost::LEFT;
        let lives = size.lives * cost::CELL + size.cards_of_lives * cost::CARD;
        let moves = |inflow: InflowPlan| !matches!(inflow, InflowPlan::None);
        let channels = plan.channels.iter().filter(|channel| moves(channel.inflow)).count();
        ([flows, worth, worth + lives + 0.5 * sums + cost::MEASURED], size, channels as f64)
    };
    let ([flows, worth, base], size, channels) = of(Precision::Base);
    let ([_, margin, _], ..) = of(Precision::Margin);
    let ([_, drawn_worth, draw], drawn, _) = of(Precision::Draw);
    let whole = drawn.cells_apart * cost::DRAWN + drawn.cards * cost::CARD;
    Runs { base, worth, flows, margin, draw, drawn_worth, whole, bytes: size.bytes, channels }
}

/// "3 segments".
fn counted(count: usize, word: &str) -> String {
    counted_of(count, word, &format!("{word}s"))
}

fn counted_of(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count as f64, 0), if count == 1 { one } else { many })
}
