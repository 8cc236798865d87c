//! The answer in two lines, computed from the figures: it cannot claim what they do not say.

use super::compare::best;
use super::messages::*;
use super::model::{
    Comparison, Draws, Flip, Form, Headline, Line, Message, Quote, Sentence, Slot, Stands, Verdict,
};
use super::opponents::Opponents;
use super::ran::Ran;
use super::ranking::{Ranking, npv, turns_after};
use crate::scenario::{AfterHorizon, Asks, Scenario, TerminalValue};

/// The sentences of a headline so far.
struct Telling<'a> {
    scenario: &'a Scenario,
    comparisons: &'a [Comparison],
    lines: Vec<Line>,
}

/// The headline of a scenario.
pub fn headline(
    ran: &Ran<'_>,
    ranking: &Ranking,
    comparisons: &[Comparison],
    flips: Vec<Flip>,
) -> Headline {
    let scenario = ran.scenario;
    let id = |place: usize| scenario.strategies[place].label.id.clone();
    let mut telling = Telling { scenario, comparisons, lines: Vec::new() };
    let winner = ranking.winner;
    let opponents = Opponents::of(ran, ranking);
    match opponents {
        None => telling.single(winner, npv(ran, winner)),
        Some(Opponents { lead, .. }) if winner == scenario.against => {
            telling.nothing_wins(lead, ranking);
        }
        Some(own) => telling.gain(ran, own, ranking),
    }
    let other = ranking.winner_of_the_draws.filter(|place| *place != winner);
    if let Some(place) = other {
        telling.say(ON_THE_MEAN.say([telling.name(place)]));
    }
    if let Some(own) = opponents {
        // Of two that cannot be told apart almost anything makes the other win.
        let open = ranking.verdict == Verdict::CannotBeToldApart;
        telling.rest(own, flips.first().filter(|_| !open));
    }
    Headline {
        lines: telling.lines,
        winner: id(winner),
        runner_up: ranking.runner_up.map(id),
        rival: opponents.and_then(|own| own.rival).map(id),
        verdict: ranking.verdict,
        probability_ahead: ranking.ahead,
        probability_best: best(ran, winner),
        flips,
        winner_of_the_draws: other.map(id),
    }
}

impl Telling<'_> {
    fn say(&mut self, sentence: Sentence) {
        self.lines.push(Line { sentence, stands: Stands::Always });
    }

    /// Says what does not have to be said.
    fn if_room(&mut self, sentence: Option<Sentence>) {
        let line = |sentence| Line { sentence, stands: Stands::IfRoom };
        self.lines.extend(sentence.map(line));
    }

    fn name(&self, place: usize) -> Slot {
        self.scenario.strategies[place].label.name.as_str().into()
    }

    /// Place of a strategy among the comparisons with today.
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

    /// The winner's gain over today, as the question asks for it.
    fn gain(&mut self, ran: &Ran<'_>, own: Opponents, ranking: &Ranking) {
        let winner = own.lead;
        let Some(at) = self.compared(winner) else {
            return;
        };
        let turns_after = turns_after(ran, winner);
        let mut sentence = self.gain_over_today(at, own, turns_after);
        let open = ranking.verdict == Verdict::CannotBeToldApart;
        if let (true, Some(second)) = (open, ranking.runner_up) {
            sentence = OPEN.say([self.name(winner), self.name(second), sentence.into()]);
        }
        let gains = self.gained(winner) > 0.0;
        let message = match self.scenario.about.asks {
            Asks::Which => None,
            Asks::DoesItPay if open || turns_after => Some(UNSURE),
            Asks::DoesItPay => Some(if gains { YES } else { NO }),
            Asks::HowMuch => {
                let spent = |place: usize, id: &str| {
                    let path = format!("strategies.{place}.metrics.{id}.expected");
                    Quote::of(path, ran.value(place, id).unwrap_or(0.0), Form::Amount)
                };
                let sides = |place| {
                    ["acquisition_spend_pv", "retention_spend_pv"].map(|id| spent(place, id))
                };
                let ([find, keep], [find_today, keep_today]) = (sides(winner), sides(own.today));
                sentence = HOW_MUCH.say([find, keep, find_today, keep_today, sentence.into()]);
                None
            }
            Asks::KeepOrFind if open => None,
            Asks::KeepOrFind => Some(self.side(at)),
        };
        if let Some(message) = message {
            sentence = message.say([sentence.into()]);
        }
        self.say(sentence);
        self.say_mean(at);
    }

    fn gain_over_today(&self, at: usize, own: Opponents, turns_after: bool) -> Sentence {
        let comparison = &self.comparisons[at];
        let (name, gain) = (self.name(own.lead), self.amount(own.lead));
        let (other, horizon) = (self.name(own.today), self.horizon(own.lead));
        let terminal = self.scenario.strategies[own.lead].business.terminal_value;
        let within = comparison.incremental_npv_horizon.expected;
        let quoted = |id: &str, value: f64, form| {
            Quote::of(format!("comparisons.{at}.{id}.expected"), value, form)
        };
        let ends = comparison.incremental_npv_stop.as_ref();
        let ends = ends.zip(comparison.incremental_npv_go_on.as_ref());
        if let (true, Some((stop, go_on))) = (turns_after, ends) {
            let alike = stop.expected == go_on.expected;
            let within = quoted("incremental_npv_horizon", within, Form::Signed);
            let stop = quoted("incremental_npv_stop", stop.expected, Form::Signed);
            let go_on = quoted("incremental_npv_go_on", go_on.expected, Form::Signed);
            if alike {
                return TURNS_AFTER_ALIKE.say([name, other, within, self.end(), stop]);
            }
            return TURNS_AFTER.say([name, other, within, self.end(), stop, go_on]);
        }
        if terminal == TerminalValue::None {
            return GAIN.say([name, gain, other, horizon]);
        }
        let message = if within < 0.0 { GAIN_BUT } else { GAIN_WITHIN };
        let within = quoted("incremental_npv_horizon", within, Form::Amount);
        message.say([name, gain, other, horizon, within, self.end()])
    }

    /// The last month of the plan.
    fn end(&self) -> Slot {
        let calendar = &self.scenario.calendar;
        let last = calendar.periods - 1;
        let first_day = calendar.date_of(last as i64).to_string();
        let path = format!("strategies.0.series.date.{last}");
        Slot::Month { path, first_day, months: calendar.period.months() }
    }

    /// On which side of the product's question a change puts its money.
    fn side(&self, at: usize) -> Message<1> {
        let own = &self.comparisons[at];
        let (find, keep) = (own.acquisition_spend_pv, own.retention_spend_pv);
        match (find > 0.0, keep > 0.0) {
            (true, true) if find.min(keep) > 0.1 * find.max(keep) => BOTH,
            (true, true) if keep > find => KEEPING,
            (true, _) => FINDING,
            (false, _) => KEEPING,
        }
    }

    /// Doing nothing wins: that is said first.
    fn nothing_wins(&mut self, second: usize, ranking: &Ranking) {
        let winner = ranking.winner;
        let (first, other) = (self.name(winner), self.name(second));
        let open = ranking.verdict == Verdict::CannotBeToldApart;
        if open && self.gained(second) == 0.0 {
            self.say(SAME.say([first, other]));
            return;
        }
        let (loss, horizon) = (self.amount(second), self.horizon(winner));
        let mut sentence = NOTHING_WINS.say([first.clone(), other.clone(), loss, horizon]);
        if open {
            sentence = OPEN.say([first, other, sentence.into()]);
        }
        let message = match self.scenario.about.asks {
            Asks::DoesItPay if open => Some(UNSURE),
            Asks::DoesItPay => Some(NO),
            Asks::KeepOrFind if !open => Some(NEITHER),
            _ => None,
        };
        self.say(match message {
            Some(message) => message.say([sentence.into()]),
            None => sentence,
        });
    }

    /// The mean of the draws, where it is another figure than that of the plan.
    fn say_mean(&mut self, at: usize) {
        const OTHER: f64 = 0.1;
        let figure = &self.comparisons[at].incremental_npv;
        let Some(Ok(mean)) = figure.draws.as_ref().map(|draws| draws.mean) else { return };
        let off = (mean - figure.expected).abs() > OTHER * figure.expected.abs();
        if off || (mean < 0.0) != (figure.expected < 0.0) {
            let path = format!("comparisons.{at}.incremental_npv.mean");
            self.say(MEAN.say([Quote::of(path, mean, Form::Signed)]));
        }
    }

    /// What else decides: how sure it is, what flips it, what the others do.
    fn rest(&mut self, own: Opponents, flip: Option<&Flip>) {
        let rival = self.comparisons.len() - 1;
        let today = self.compared(own.lead);
        if let Some(other) = own.rival {
            self.if_room(Some(self.other(other)));
            self.if_room(self.ahead(rival));
        } else if let Some(today) = today {
            self.if_room(self.ahead(today));
        }
        // That all of this money would earn more elsewhere comes before what else could be done with it.
        self.if_room(today.and_then(|today| self.same_money(today)));
        self.if_room(flip.map(|flip| self.flips(flip)));
        self.if_room(today.and_then(|today| self.loser(today)));
        // Every other candidate, the best first.
        let named = [Some(own.lead), Some(own.today), own.rival];
        let all = 0..self.scenario.strategies.len();
        let mut others: Vec<usize> = all.filter(|place| !named.contains(&Some(*place))).collect();
        others.sort_by(|a, b| self.gained(*b).total_cmp(&self.gained(*a)));
        for place in others {
            self.if_room(Some(self.other(place)));
        }
    }

    /// What another strategy does.
    fn other(&self, place: usize) -> Sentence {
        let message = match (self.scenario.strategies[place].candidate, self.gained(place) < 0.0) {
            (true, true) => OTHER_LOSES,
            (true, false) => OTHER_BRINGS,
            (false, true) => WOULD_LOSE,
            (false, false) => WOULD_BRING,
        };
        message.say([self.name(place), self.amount(place)])
    }

    /// In how many draws a strategy is ahead of its opponent, unless all draws are the same.
    fn ahead(&self, at: usize) -> Option<Sentence> {
        const FEW: f64 = 10.0;
        let own = &self.comparisons[at];
        let varies = own.incremental_npv.draws.as_ref().is_some_and(Draws::spread);
        let share = own.probability_better.filter(|_| varies)?;
        let path = format!("comparisons.{at}.probability_better");
        let named = |id: &str| {
            let all = self.scenario.strategies.iter();
            let mut found = all.filter(|one| one.label.id == id).map(|one| &*one.label.name);
            Slot::from(found.next().unwrap_or_default())
        };
        let (name, against) = (named(&own.strategy), named(&own.against));
        let uncertainty = &self.scenario.uncertainty;
        let runs = if uncertainty.assumptions { RANGES } else { CHANCE };
        let all = uncertainty.draws as f64;
        let draws = Quote::of("scenario.draws", all, Form::Count);
        let (with, without) = (share * all, (1.0 - share) * all);
        let counted = |value: f64| {
            Slot::Figure(Quote { path: Some(path.clone()), value: share, form: Form::Of(value) })
        };
        let sentence = match share {
            1.0 => IN_ALL.say([name, against, draws, runs.into()]),
            0.0 => IN_NONE.say([name, against, draws, runs.into()]),
            _ if with < FEW => IN_FEW.say([name, against, counted(with), draws, runs.into()]),
            _ if without < FEW => {
                IN_NEARLY_ALL.say([name, against, counted(without), draws, runs.into()])
            }
            _ => {
                let share = Quote::of(path, share, Form::Chance);
                IN_SOME.say([name, against, share, runs.into()])
            }
        };
        let undefined = own.incremental_npv.draws.as_ref().map_or(0, |draws| draws.undefined);
        if undefined == 0 {
            return Some(sentence);
        }
        let path = format!("comparisons.{at}.incremental_npv.undefined_draws");
        Some(OF_BOTH.say([sentence.into(), Quote::of(path, undefined as f64, Form::Count)]))
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

    /// Who wins where the nearest assumption stands elsewhere in its range.
    fn flips(&self, flip: &Flip) -> Sentence {
        let turn = &flip.turn;
        let value = turn.value.unwrap_or(turn.assumed);
        let message = if value < turn.assumed { FLIPS_BELOW } else { FLIPS_ABOVE };
        let place = self.scenario.strategies.iter().position(|own| own.label.id == flip.to);
        let figure = |field: &str, value: f64| {
            Quote::of(format!("headline.flips.0.{field}"), value, Form::Stated(turn.unit))
        };
        let (value, assumed) = (figure("value", value), figure("assumed", turn.assumed));
        message.say([self.name(place.unwrap_or(0)), turn.name.clone(), value, assumed])
    }
}
