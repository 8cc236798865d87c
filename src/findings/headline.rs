//! The answer in two lines, computed from the figures: it cannot claim what they do not say.

use super::compare::{differences, ranked};
use super::limit;
use super::model::{Comparison, Draws, Headline, Quoted, Verdict};
use super::ran::Ran;
use crate::numeric::sum::ordered_sum;
use crate::scenario::{AfterHorizon, Scenario, TerminalValue};
use crate::text::{Numbers, Sign};
use crate::units::counted;

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

/// Characters that stand on two lines of a wide page.
const TWO_LINES: usize = 240;

fn npv(ran: &Ran<'_>, place: usize) -> f64 {
    ran.value(place, "npv").unwrap_or(f64::NEG_INFINITY)
}

impl Ranking {
    /// Ranks the candidates by npv with the scenario's terminal value; equal ones in the order of the
    /// file.
    #[must_use]
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

/// A sentence that remembers the figures it prints.
struct Sentence<'a> {
    currency: &'a str,
    numbers: Numbers,
    text: String,
    figures: Vec<Quoted>,
}

impl<'a> Sentence<'a> {
    fn new(currency: &'a str) -> Self {
        Self { currency, numbers: Numbers::default(), text: String::new(), figures: Vec::new() }
    }

    fn say(&mut self, words: &str) -> &mut Self {
        self.text.push_str(words);
        self
    }

    /// Says what does not have to be said, if it fits into two lines; returns whether it did.
    fn if_room(&mut self, say: impl FnOnce(&mut Self)) -> bool {
        let (text, figures) = (self.text.len(), self.figures.len());
        say(self);
        let said = self.text.len() > text;
        if said && self.text.chars().count() > TWO_LINES {
            self.text.truncate(text);
            self.figures.truncate(figures);
            return false;
        }
        said
    }

    fn money(&mut self, value: f64, path: String) -> &mut Self {
        let text =
            format!("{}\u{a0}{}", self.currency, self.numbers.short(value.abs(), Sign::OnlyMinus));
        self.print(text, path)
    }

    fn stated(&mut self, value: f64, unit: &str, path: String) -> &mut Self {
        let text = match unit {
            "share" | "rate" => self.numbers.stated_share(value),
            "money" => format!("{}\u{a0}{}", self.currency, self.numbers.tick(value)),
            _ => self.numbers.tick(value),
        };
        self.print(text, path)
    }

    fn print(&mut self, text: String, path: String) -> &mut Self {
        self.text.push_str(&text);
        self.figures.push(Quoted { path, text });
        self
    }
}

/// The headline of a scenario.
#[must_use]
pub fn headline(ran: &Ran<'_>, ranking: &Ranking, comparisons: &[Comparison]) -> Headline {
    let scenario = ran.scenario;
    let name = |place: usize| scenario.strategies[place].label.name.as_str();
    let id = |place: usize| scenario.strategies[place].label.id.clone();
    let mut sentence = Sentence::new(&scenario.currency);
    let winner = ranking.winner;
    match ranking.runner_up {
        None => single(&mut sentence, name(winner), npv(ran, winner)),
        Some(second) if winner == scenario.against => {
            nothing_wins(&mut sentence, scenario, comparisons, winner, second, ranking);
        }
        Some(second) => gain(&mut sentence, scenario, comparisons, winner, second, ranking),
    }
    let other = ranking.winner_of_the_draws.filter(|place| *place != winner);
    if let Some(place) = other {
        sentence.say(&format!(" On the mean of the simulations {} is ahead.", name(place)));
    }
    Headline {
        text: sentence.text,
        winner: id(winner),
        runner_up: ranking.runner_up.map(id),
        verdict: ranking.verdict,
        probability_ahead: ranking.ahead,
        winner_of_the_draws: other.map(id),
        figures: sentence.figures,
    }
}

fn single(sentence: &mut Sentence<'_>, name: &str, npv: f64) {
    let verb = if npv < 0.0 { "loses" } else { "is worth" };
    sentence.say(&format!("{name} {verb} "));
    sentence.money(npv, "strategies.0.metrics.npv.expected".to_owned()).say(".");
}

/// What the value counts, in words.
fn horizon(scenario: &Scenario, place: usize) -> String {
    let terminal = scenario.strategies[place].business.terminal_value;
    match terminal {
        TerminalValue::None => format!(" over {}", length(scenario)),
        TerminalValue::RunOff => match scenario.after_horizon {
            AfterHorizon::Stop => " with what its customers still bring".to_owned(),
            AfterHorizon::GoOn => " if it goes on".to_owned(),
        },
        TerminalValue::Perpetuity => " in perpetuity".to_owned(),
    }
}

fn length(scenario: &Scenario) -> String {
    let calendar = &scenario.calendar;
    let months = calendar.periods as u32 * calendar.period.months();
    let (count, word) =
        if months.is_multiple_of(12) { (months / 12, "year") } else { (months, "month") };
    counted(u64::from(count), word)
}

/// Place of a strategy among the comparisons.
fn compared(scenario: &Scenario, comparisons: &[Comparison], place: usize) -> Option<usize> {
    let id = &scenario.strategies[place].label.id;
    comparisons.iter().position(|comparison| comparison.strategy == *id)
}

fn gain(
    sentence: &mut Sentence<'_>,
    scenario: &Scenario,
    comparisons: &[Comparison],
    winner: usize,
    second: usize,
    ranking: &Ranking,
) {
    let name = |place: usize| scenario.strategies[place].label.name.as_str();
    let Some(at) = compared(scenario, comparisons, winner) else {
        return;
    };
    let (own, against) = (&comparisons[at], scenario.against);
    if ranking.verdict == Verdict::CannotBeToldApart {
        sentence.say(&format!("{} and {} cannot be told apart: ", name(winner), name(second)));
    }
    sentence.say(&format!("{} is worth ", name(winner)));
    sentence
        .money(own.incremental_npv.expected, format!("comparisons.{at}.incremental_npv.expected"));
    sentence.say(&format!(" more than {}{}", name(against), horizon(scenario, winner)));
    let terminal = scenario.strategies[winner].business.terminal_value;
    if terminal != TerminalValue::None {
        let within = own.incremental_npv_horizon.expected;
        let path = format!("comparisons.{at}.incremental_npv_horizon.expected");
        let (lead, words) = if within < 0.0 { (", but ", "less") } else { (", ", "of it") };
        sentence.say(lead).money(within, path);
        sentence.say(&format!(" {words} within {}", length(scenario)));
    }
    sentence.say(".");
    say_chance(sentence, scenario, comparisons, at, "Better");
    let ahead = ranking.ahead.filter(|share| *share < 1.0 && second != against);
    let told = ahead.is_some_and(|share| {
        sentence.if_room(|s| {
            s.say(&format!(" It is ahead of {}, which brings ", name(second)));
            let (value, path) = gained(scenario, comparisons, second);
            s.money(value, path).say(", in ");
            let text = s.numbers.chance(share);
            s.print(text, "headline.probability_ahead".to_owned()).say(".");
        })
    });
    let rival = scenario.rival.filter(|rival| *rival != winner && !(told && *rival == second));
    if let Some(rival) = rival {
        sentence.if_room(|s| say_other(s, scenario, comparisons, rival));
    }
    sentence.if_room(|s| say_loser(s, comparisons, at));
    sentence.if_room(|s| say_turning_point(s, scenario, comparisons, at));
    if sentence.if_room(|s| say_same_money(s, comparisons, at)) || told || rival.is_some() {
        return;
    }
    // What the best of the other changes does, also where it does worse than no change.
    let value = |place: &usize| gained(scenario, comparisons, *place).0;
    let other =
        (0..scenario.strategies.len()).filter(|place| *place != winner && *place != against);
    if let Some(best) = other.max_by(|a, b| value(a).total_cmp(&value(b))) {
        sentence.if_room(|s| say_other(s, scenario, comparisons, best));
    }
}

/// What a strategy gains, and where that stands; the least of all where it is not compared.
fn gained(scenario: &Scenario, comparisons: &[Comparison], place: usize) -> (f64, String) {
    let Some(at) = compared(scenario, comparisons, place) else {
        return (f64::NEG_INFINITY, String::new());
    };
    let path = format!("comparisons.{at}.incremental_npv.expected");
    (comparisons[at].incremental_npv.expected, path)
}

/// What another strategy does.
fn say_other(
    sentence: &mut Sentence<'_>,
    scenario: &Scenario,
    comparisons: &[Comparison],
    place: usize,
) {
    let (value, path) = gained(scenario, comparisons, place);
    let strategy = &scenario.strategies[place];
    let verb = match (strategy.candidate, value < 0.0) {
        (true, true) => "loses",
        (true, false) => "brings",
        (false, true) => "would show a loss of",
        (false, false) => "would show",
    };
    sentence.say(&format!(" {} {verb} ", strategy.label.name));
    sentence.money(value, path).say(".");
}

/// Doing nothing wins: that is said first.
fn nothing_wins(
    sentence: &mut Sentence<'_>,
    scenario: &Scenario,
    comparisons: &[Comparison],
    winner: usize,
    second: usize,
    ranking: &Ranking,
) {
    let name = |place: usize| scenario.strategies[place].label.name.as_str();
    let Some(at) = compared(scenario, comparisons, second) else {
        return;
    };
    let own = &comparisons[at];
    if ranking.verdict == Verdict::CannotBeToldApart && own.incremental_npv.expected == 0.0 {
        sentence.say(&format!("{} and {} are worth the same.", name(winner), name(second)));
        return;
    }
    sentence.say(&format!(
        "{} beats every change: the best of them, {}, loses ",
        name(winner),
        name(second)
    ));
    sentence
        .money(own.incremental_npv.expected, format!("comparisons.{at}.incremental_npv.expected"));
    sentence.say(&format!("{}.", horizon(scenario, winner)));
    say_chance(sentence, scenario, comparisons, at, &format!("{} is better", name(second)));
    if let Some(rival) = scenario.rival.filter(|rival| *rival != second) {
        sentence.if_room(|s| say_other(s, scenario, comparisons, rival));
    }
    sentence.if_room(|s| say_turning_point(s, scenario, comparisons, at));
}

/// In how many draws the strategy is better, unless all draws are the same.
fn say_chance(
    sentence: &mut Sentence<'_>,
    scenario: &Scenario,
    comparisons: &[Comparison],
    at: usize,
    lead: &str,
) {
    let own = &comparisons[at];
    let varies = own.incremental_npv.draws.is_some_and(Draws::spread);
    let Some(share) = own.probability_better.filter(|_| varies) else {
        return;
    };
    sentence.say(&format!(" {lead} in "));
    let draws = scenario.uncertainty.draws as f64;
    let count = sentence.numbers.fixed(draws, 0, Sign::OnlyMinus);
    let path = "scenario.draws".to_owned();
    let undefined = own.incremental_npv.draws.map_or(0, |draws| draws.undefined);
    match (share == 1.0, share == 0.0) {
        (true, _) if undefined > 0 => sentence.say("all simulations in which both have a value"),
        (_, true) if undefined > 0 => sentence.say("none in which both have a value"),
        (true, _) => sentence.say("all ").print(count, path).say(" simulations"),
        (_, true) => sentence.say("none of ").print(count, path).say(" simulations"),
        _ => {
            let text = sentence.numbers.chance(share);
            sentence.print(text, format!("comparisons.{at}.probability_better"));
            sentence.say(if undefined > 0 {
                " of the simulations in which both have a value"
            } else {
                " of simulations"
            })
        }
    };
    if undefined > 0 {
        let count = sentence.numbers.fixed(undefined as f64, 0, Sign::OnlyMinus);
        let path = format!("comparisons.{at}.incremental_npv.undefined_draws");
        sentence.say("; in ").print(count, path).say(" they do not");
    }
    sentence.say(".");
}

/// What the money of the winner's programmes would bring elsewhere, where that is more.
fn say_same_money(sentence: &mut Sentence<'_>, comparisons: &[Comparison], at: usize) {
    let own = &comparisons[at];
    let attribution = own.attribution.as_ref();
    let Some(other) = attribution.and_then(|all| all.same_money.as_ref()) else {
        return;
    };
    if other.incremental_npv <= own.incremental_npv.expected {
        return;
    }
    let path = |field: &str| format!("comparisons.{at}.attribution.same_money.{field}");
    sentence.say(&format!(" The same money in {}, at ", other.name));
    let factor = sentence.numbers.fixed(other.factor, 2, Sign::OnlyMinus);
    sentence.print(factor, path("factor")).say(" times its size, would bring ");
    sentence.money(other.incremental_npv, path("incremental_npv")).say(".");
}

/// The programme that a winning bundle would be better without.
fn say_loser(sentence: &mut Sentence<'_>, comparisons: &[Comparison], at: usize) {
    let attribution = comparisons[at].attribution.as_ref();
    let Some((i, worst)) = attribution.and_then(super::model::Attribution::loser) else {
        return;
    };
    sentence.say(&format!(" Without {} it would be worth ", worst.name));
    let path = format!("comparisons.{at}.attribution.programmes.{i}.incremental_npv_last");
    sentence.money(worst.incremental_npv_last, path).say(" more.");
}

/// The assumption on which the answer turns, when it turns inside its range.
fn say_turning_point(
    sentence: &mut Sentence<'_>,
    scenario: &Scenario,
    comparisons: &[Comparison],
    at: usize,
) {
    let Some(turning) = comparisons[at].break_even.first() else {
        return;
    };
    let (Some(value), Some(low), Some(high)) = (turning.value, turning.low, turning.high) else {
        return;
    };
    if value < low || value > high {
        return;
    }
    // Right after the sentences on the strategy, "its" is what belongs to it.
    let own = scenario.strategies.iter().find(|s| s.label.id == comparisons[at].strategy);
    let owner = own.map(|strategy| format!(" of {}", strategy.label.name));
    let short = owner.and_then(|owner| turning.name.strip_suffix(&owner).map(str::to_owned));
    let what = match short {
        Some(short) => format!("its {short}"),
        None => format!("the {}", turning.name),
    };
    sentence.say(&format!(" It turns if {what} is "));
    sentence.stated(value, turning.unit, format!("comparisons.{at}.break_even.0.value"));
    sentence.say(", not ");
    sentence.stated(
        turning.assumed,
        turning.unit,
        format!("comparisons.{at}.break_even.0.assumed"),
    );
    sentence.say(".");
}
