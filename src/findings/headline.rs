//! The answer in two lines, computed from the figures: it cannot claim what they do not say.

use super::compare::{differences, ranked};
use super::limit;
use super::messages::*;
use super::model::{
    Comparison, Draws, Form, Headline, Line, Quote, Sentence, Slot, Stands, Verdict,
};
use super::ran::Ran;
use crate::numeric::sum::ordered_sum;
use crate::scenario::{AfterHorizon, Scenario, TerminalValue};

/// Which strategy wins, and how surely.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// Candidate with the highest expected npv.
    pub winner: usize,
    /// The next one.
    pub runner_up: Option<usize>,
    /// Share of draws in which the winner is ahead of the runner-up.
    pub ahead: Option<f64>,
    /// Winner against runner-up.
    pub verdict: Verdict,
    /// Strategy with the highest mean npv over the draws.
    pub winner_of_the_draws: Option<usize>,
}

/// Between these shares of draws two strategies cannot be told apart.
const UNDECIDED: std::ops::RangeInclusive<f64> = 0.4..=0.6;

fn npv(ran: &Ran<'_>, place: usize) -> f64 {
    ran.value(place, "npv").unwrap_or(f64::NEG_INFINITY)
}

impl Ranking {
    /// Ranks the candidates by npv with the scenario's terminal value; equal ones in the order of the
    /// file.
    pub fn of(ran: &Ran<'_>) -> Self {
        let candidates = ran.scenario.candidates();
        let mut places = candidates.clone();
        places.sort_by(|a, b| npv(ran, *b).total_cmp(&npv(ran, *a)));
        let winner = places[0];
        let runner_up = places.get(1).copied();
        let sure = runner_up
            .and_then(|other| differences(ran, winner, other, "npv"))
            .and_then(|column| column.odds().share());
        let same =
            runner_up.is_some_and(|other| limit::equal(npv(ran, winner), npv(ran, other), 0.0));
        let verdict = match sure {
            _ if same => Verdict::CannotBeToldApart,
            Some(share) if UNDECIDED.contains(&share) => Verdict::CannotBeToldApart,
            Some(share) if share < *UNDECIDED.start() => Verdict::Worse,
            _ => Verdict::Better,
        };
        let draws = ranked(ran, &candidates);
        // Without draws there is no mean.
        let mean = |at: usize| {
            let values: Vec<f64> = draws.iter().map(|draw| draw[at]).collect();
            ordered_sum(&values) / values.len() as f64
        };
        let by_mean = candidates.iter().enumerate().map(|(at, place)| (*place, mean(at)));
        let winner_of_the_draws = by_mean
            .filter(|(_, mean)| mean.is_finite())
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(place, _)| place);
        Self { winner, runner_up, ahead: sure, verdict, winner_of_the_draws }
    }
}

/// The sentences of a headline so far.
struct Telling<'a> {
    scenario: &'a Scenario,
    comparisons: &'a [Comparison],
    lines: Vec<Line>,
}

/// The headline of a scenario.
pub fn headline(ran: &Ran<'_>, ranking: &Ranking, comparisons: &[Comparison]) -> Headline {
    let scenario = ran.scenario;
    let id = |place: usize| scenario.strategies[place].label.id.clone();
    let mut telling = Telling { scenario, comparisons, lines: Vec::new() };
    let winner = ranking.winner;
    match ranking.runner_up {
        None => telling.single(winner, npv(ran, winner)),
        Some(second) if winner == scenario.against => telling.nothing_wins(second, ranking),
        Some(second) => telling.gain(second, ranking),
    }
    let other = ranking.winner_of_the_draws.filter(|place| *place != winner);
    if let Some(place) = other {
        let sentence = ON_THE_MEAN.say([telling.name(place)]);
        telling.say(sentence);
    }
    Headline {
        lines: telling.lines,
        winner: id(winner),
        runner_up: ranking.runner_up.map(id),
        verdict: ranking.verdict,
        probability_ahead: ranking.ahead,
        winner_of_the_draws: other.map(id),
    }
}

impl Telling<'_> {
    fn say(&mut self, sentence: Sentence) {
        self.lines.push(Line { sentence, stands: Stands::Always });
    }

    /// Says what does not have to be said.
    fn if_room(&mut self, sentence: Option<Sentence>, unless: &'static [&'static str]) {
        let line = |sentence| Line { sentence, stands: Stands::IfRoom { unless } };
        self.lines.extend(sentence.map(line));
    }

    fn name(&self, place: usize) -> Slot {
        self.scenario.strategies[place].label.name.as_str().into()
    }

    /// Place of a strategy among the comparisons.
    fn compared(&self, place: usize) -> Option<usize> {
        let id = &self.scenario.strategies[place].label.id;
        self.comparisons.iter().position(|comparison| comparison.strategy == *id)
    }

    /// What a strategy gains; the least of all where it is not compared.
    fn gained(&self, place: usize) -> f64 {
        let at = self.compared(place);
        at.map_or(f64::NEG_INFINITY, |at| self.comparisons[at].incremental_npv.expected)
    }

    /// The amount that it gains or loses.
    fn amount(&self, place: usize) -> Slot {
        let at = self.compared(place).unwrap_or_default();
        let path = format!("comparisons.{at}.incremental_npv.expected");
        Quote::of(path, self.gained(place), Form::Amount)
    }

    fn length(&self) -> Slot {
        let calendar = &self.scenario.calendar;
        let months = calendar.periods as u32 * calendar.period.months();
        let (count, unit) =
            if months.is_multiple_of(12) { (months / 12, "year") } else { (months, "month") };
        Quote::alone(f64::from(count), Form::Length(unit))
    }

    /// What the value counts.
    fn horizon(&self, place: usize) -> Slot {
        let terminal = self.scenario.strategies[place].business.terminal_value;
        let words = match (terminal, self.scenario.after_horizon) {
            (TerminalValue::None, _) => OVER.say([self.length()]),
            (TerminalValue::RunOff, AfterHorizon::Stop) => STOP.say([]),
            (TerminalValue::RunOff, AfterHorizon::GoOn) => GO_ON.say([]),
            (TerminalValue::Perpetuity, _) => PERPETUITY.say([]),
        };
        words.into()
    }

    fn single(&mut self, place: usize, npv: f64) {
        let message = if npv < 0.0 { LOSES } else { WORTH };
        let npv = Quote::of("strategies.0.metrics.npv.expected", npv, Form::Amount);
        self.say(message.say([self.name(place), npv]));
    }

    fn gain(&mut self, second: usize, ranking: &Ranking) {
        let (scenario, winner) = (self.scenario, ranking.winner);
        let Some(at) = self.compared(winner) else {
            return;
        };
        let (own, against) = (&self.comparisons[at], scenario.against);
        let (name, gain) = (self.name(winner), self.amount(winner));
        let (other, horizon) = (self.name(against), self.horizon(winner));
        let mut sentence = match scenario.strategies[winner].business.terminal_value {
            TerminalValue::None => GAIN.say([name, gain, other, horizon]),
            _ => {
                let within = own.incremental_npv_horizon.expected;
                let message = if within < 0.0 { GAIN_BUT } else { GAIN_WITHIN };
                let path = format!("comparisons.{at}.incremental_npv_horizon.expected");
                let within = Quote::of(path, within, Form::Amount);
                message.say([name, gain, other, horizon, within, self.length()])
            }
        };
        if ranking.verdict == Verdict::CannotBeToldApart {
            sentence = OPEN.say([self.name(winner), self.name(second), sentence.into()]);
        }
        self.say(sentence);
        self.say_chance(at, BETTER.say([]));
        if let Some(share) = ranking.ahead.filter(|share| *share < 1.0 && second != against) {
            let share = Quote::of("headline.probability_ahead", share, Form::Chance);
            let ahead = AHEAD.say([self.name(second), self.amount(second), share]);
            self.if_room(Some(ahead), &[]);
        }
        let rival = scenario.rival.filter(|rival| *rival != winner);
        if let Some(rival) = rival {
            // The sentence on who comes second says what it brings.
            let unless: &[&str] = if rival == second { &[AHEAD.key] } else { &[] };
            self.if_room(Some(self.other(rival)), unless);
        }
        self.if_room(self.loser(at), &[]);
        self.if_room(self.turning_point(at), &[]);
        self.if_room(self.same_money(at), &[]);
        if rival.is_some() {
            return;
        }
        // What the best of the other changes does, also where it does worse than no change.
        let other =
            (0..scenario.strategies.len()).filter(|place| *place != winner && *place != against);
        let best = other.max_by(|a, b| self.gained(*a).total_cmp(&self.gained(*b)));
        self.if_room(best.map(|best| self.other(best)), &[AHEAD.key, SAME_MONEY.key]);
    }

    /// Doing nothing wins: that is said first.
    fn nothing_wins(&mut self, second: usize, ranking: &Ranking) {
        let winner = ranking.winner;
        let Some(at) = self.compared(second) else {
            return;
        };
        let (first, other) = (self.name(winner), self.name(second));
        if ranking.verdict == Verdict::CannotBeToldApart && self.gained(second) == 0.0 {
            self.say(SAME.say([first, other]));
            return;
        }
        let (loss, horizon) = (self.amount(second), self.horizon(winner));
        self.say(NOTHING_WINS.say([first, other, loss, horizon]));
        self.say_chance(at, IS_BETTER.say([self.name(second)]));
        let rival = self.scenario.rival.filter(|rival| *rival != second);
        self.if_room(rival.map(|rival| self.other(rival)), &[]);
        self.if_room(self.turning_point(at), &[]);
    }

    /// What another strategy does.
    fn other(&self, place: usize) -> Sentence {
        let message = match (self.scenario.strategies[place].candidate, self.gained(place) < 0.0) {
            (true, true) => LOSES,
            (true, false) => OTHER_BRINGS,
            (false, true) => WOULD_LOSE,
            (false, false) => WOULD_BRING,
        };
        message.say([self.name(place), self.amount(place)])
    }

    /// In how many draws the strategy is better, unless all draws are the same.
    fn say_chance(&mut self, at: usize, better: Sentence) {
        let own = &self.comparisons[at];
        let varies = own.incremental_npv.draws.is_some_and(Draws::spread);
        let Some(share) = own.probability_better.filter(|_| varies) else {
            return;
        };
        let better = better.into();
        let some =
            || Quote::of(format!("comparisons.{at}.probability_better"), share, Form::Chance);
        let undefined = own.incremental_npv.draws.map_or(0, |draws| draws.undefined);
        let sentence = if undefined > 0 {
            let path = format!("comparisons.{at}.incremental_npv.undefined_draws");
            let without = Quote::of(path, undefined as f64, Form::Count);
            match share {
                1.0 => IN_ALL_OF_BOTH.say([better, without]),
                0.0 => IN_NONE_OF_BOTH.say([better, without]),
                _ => IN_SOME_OF_BOTH.say([better, some(), without]),
            }
        } else {
            let draws = self.scenario.uncertainty.draws as f64;
            let draws = Quote::of("scenario.draws", draws, Form::Count);
            match share {
                1.0 => IN_ALL.say([better, draws]),
                0.0 => IN_NONE.say([better, draws]),
                _ => IN_SOME.say([better, some()]),
            }
        };
        self.say(sentence);
    }

    /// What the money of the winner's programmes would bring elsewhere, where that is more.
    fn same_money(&self, at: usize) -> Option<Sentence> {
        let own = &self.comparisons[at];
        let other = own.attribution.as_ref()?.same_money.as_ref()?;
        if other.incremental_npv <= own.incremental_npv.expected {
            return None;
        }
        let figure = |field: &str, value: f64, form| {
            Quote::of(format!("comparisons.{at}.attribution.same_money.{field}"), value, form)
        };
        let factor = figure("factor", other.factor, Form::Factor);
        let gain = figure("incremental_npv", other.incremental_npv, Form::Amount);
        Some(SAME_MONEY.say([other.name.clone(), factor, gain]))
    }

    /// The programme that a winning bundle would be better without.
    fn loser(&self, at: usize) -> Option<Sentence> {
        let (i, worst) = self.comparisons[at].attribution.as_ref()?.loser()?;
        let path = format!("comparisons.{at}.attribution.programmes.{i}.incremental_npv_last");
        let gain = Quote::of(path, worst.incremental_npv_last, Form::Amount);
        Some(WITHOUT.say([worst.name.as_str().into(), gain]))
    }

    /// The assumption on which the answer turns, when it turns inside its range.
    fn turning_point(&self, at: usize) -> Option<Sentence> {
        let turning = self.comparisons[at].break_even.first()?;
        let value = turning.value.filter(|value| {
            let within = turning.low.zip(turning.high);
            within.is_some_and(|(low, high)| (low..=high).contains(value))
        })?;
        // Right after the sentences on the strategy, "its" is what belongs to it.
        let of = &self.comparisons[at].strategy;
        let own = self.scenario.strategies.iter().find(|strategy| strategy.label.id == *of);
        let own = own.map(|strategy| Slot::from(strategy.label.name.as_str()));
        let short = match &turning.name {
            Slot::Words(name) if name.key == OF.key && name.slot("name") == own.as_ref() => {
                name.slot("what")
            }
            _ => None,
        };
        let what = match short {
            Some(short) => ITS.say([short.clone()]),
            None => THE.say([turning.name.clone()]),
        };
        let figure = |field: &str, value: f64| {
            let path = format!("comparisons.{at}.break_even.0.{field}");
            Quote::of(path, value, Form::Stated(turning.unit))
        };
        let (value, assumed) = (figure("value", value), figure("assumed", turning.assumed));
        Some(TURNS.say([what.into(), value, assumed]))
    }
}
