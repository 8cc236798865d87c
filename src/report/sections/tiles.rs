//! What are the five figures that decide?

use serde::Serialize;

use super::chances::lost;
use crate::findings::{BreakEven, Comparison, Flip, Metrics};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::{Markup, Prose};
use crate::text::{MISSING, Sign};

/// A key figure.
#[derive(Debug, Default, Serialize)]
pub struct Tile {
    /// With whom it compares and what it counts: a reader may choose.
    pub class: &'static str,
    pub label: Prose,
    pub value: Prose,
    /// Smaller words beside the value; may be empty.
    pub unit: Prose,
    /// What the value is made of; may be empty.
    pub bars: Vec<Bar>,
    /// The line under the value; may be empty.
    pub under: Prose,
    /// What the figure is, in one line.
    pub means: Prose,
    /// Whether the value is words rather than a figure.
    pub wordy: bool,
}

/// A part of a gain, drawn from where the part before it ends.
#[derive(Debug, Serialize)]
pub struct Bar {
    pub label: Prose,
    pub drawing: Markup,
    pub value: Prose,
}

/// The first tiles: the gain against each opponent, by each way of counting; one of them is seen.
pub fn gains(p: &Printer<'_>) -> Vec<Tile> {
    let places = [(p.roles.comparison, TODAY), (p.roles.rival, RIVAL)];
    let told = places.into_iter().filter_map(|(at, classes)| Some((at?, classes)));
    let states = told.flat_map(|(at, classes)| {
        let whole = gain(p, at, false, classes[0]);
        [Some(whole), goes_beyond(p, at).then(|| gain(p, at, true, classes[1]))]
    });
    let states: Vec<Tile> = states.flatten().collect();
    if states.is_empty() { vec![worth(p)] } else { states }
}

/// Classes of what is seen against an opponent, with what comes after the plan and by its end.
pub(super) const TODAY: [&str; 2] = ["state today after", "state today plan"];
pub(super) const RIVAL: [&str; 2] = ["state rival after", "state rival plan"];

/// Whether anything after the plan counts in a comparison.
pub fn goes_beyond(p: &Printer<'_>, at: usize) -> bool {
    let own = &p.findings.comparisons[at];
    p.findings.scenario.terminal_value != "none" && own.incremental_npv_after != 0.0
}

/// The tiles after the first.
pub fn tiles(p: &Printer<'_>) -> Vec<Tile> {
    let compared = p.roles.compared(p.findings);
    vec![cash_out(p, compared), ahead(p, compared), flips(p), ltv_cac(p)]
}

/// One strategy alone.
fn worth(p: &Printer<'_>) -> Tile {
    let lead = p.roles.winner;
    let path = format!("strategies.{lead}");
    let Some(strategy) = p.findings.strategies.get(lead) else {
        return Tile::default();
    };
    let npv = strategy.metrics.figure("npv");
    let range =
        npv.and_then(|npv| p.range("range", &format!("{path}.metrics.npv"), npv, Sign::OnlyMinus));
    let terminal = p.word(&format!("terminal.{}", terminal(p)));
    Tile {
        label: p.say("tiles.npv", &[("name", p.name(lead))]),
        value: p.metric_or_dash(&path, &strategy.metrics, "npv"),
        under: range.unwrap_or_default(),
        means: p.say("tiles.npv_means", &[("terminal", terminal)]),
        ..Tile::default()
    }
}

fn gain(p: &Printer<'_>, at: usize, by_the_plan: bool, class: &'static str) -> Tile {
    let own = &p.findings.comparisons[at];
    let (id, figure) = match by_the_plan {
        true => ("incremental_npv_horizon", &own.incremental_npv_horizon),
        false => ("incremental_npv", &own.incremental_npv),
    };
    let path = format!("comparisons.{at}.{id}");
    let range = p.range("range", &path, figure, Sign::Always);
    let mean =
        figure.draws.as_ref().filter(|_| Printer::varies(figure)).and_then(|draws| draws.mean.ok());
    let mean = mean.map(|mean| {
        let path = format!("{path}.mean");
        let mean = p.print(path, mean, Unit::Ratio, Digits::Three, Sign::Always);
        p.say("tiles.mean", &[("mean", mean.into())])
    });
    let mut under = Prose::list(range.into_iter().chain(mean), ", ");
    if let (false, Some(go_on)) = (by_the_plan, other_end(p, at, own)) {
        under = if under.is_empty() { go_on } else { under.then(Prose::words("; ")).then(go_on) };
    }
    let (name, against) = (p.name_of(&own.strategy), p.name_of(&own.against));
    Tile {
        class,
        label: p.say("tiles.gain", &[("name", name), ("against", against)]),
        value: p.metric(&path, figure, Digits::Three, Sign::Always).into(),
        bars: if goes_beyond(p, at) { bars(p, at, own) } else { Vec::new() },
        under,
        means: p.say("tiles.gain_means", &[("counted", counted(p, by_the_plan))]),
        ..Tile::default()
    }
}

/// Which gain it is.
pub(super) fn counted(p: &Printer<'_>, by_the_plan: bool) -> Prose {
    match by_the_plan {
        true => p.say("tiles.by_the_plan", &[("end", end_of_plan(p))]),
        false => p.word(&format!("terminal.{}", terminal(p))),
    }
}

/// The gain by the end that the scenario does not name, where it differs.
fn other_end(p: &Printer<'_>, at: usize, own: &Comparison) -> Option<Prose> {
    if p.findings.scenario.terminal_value != "runoff" {
        return None;
    }
    let (id, key, figure) = match p.findings.scenario.after_horizon.as_str() {
        "stop" => ("incremental_npv_go_on", "tiles.go_on", own.incremental_npv_go_on.as_ref()?),
        _ => ("incremental_npv_stop", "tiles.stop", own.incremental_npv_stop.as_ref()?),
    };
    if figure.expected == own.incremental_npv.expected {
        return None;
    }
    let path = format!("comparisons.{at}.{id}.expected");
    let value = p.print(path, figure.expected, Unit::Ratio, Digits::Three, Sign::Always);
    Some(p.say(key, &[("value", value.into())]))
}

/// The last month of the plan.
pub(super) fn end_of_plan(p: &Printer<'_>) -> Prose {
    let last = p.findings.scenario.periods.saturating_sub(1);
    p.last_month(0, last).map_or_else(Prose::default, Prose::from)
}

/// What is gained by the end of the plan, and after it.
fn bars(p: &Printer<'_>, at: usize, own: &Comparison) -> Vec<Bar> {
    let (plan, after) = (own.incremental_npv_horizon.expected, own.incremental_npv_after);
    let ends = [0.0, plan, plan + after];
    let (low, high) = ends.iter().fold((0.0_f64, 0.0_f64), |(l, h), e| (l.min(*e), h.max(*e)));
    let value = |path: &str, value: f64| {
        let path = format!("comparisons.{at}.{path}");
        p.print(path, value, Unit::Ratio, Digits::Three, Sign::Always).into()
    };
    let bar = |label: Prose, from: f64, to: f64, value: Prose, faint: bool| Bar {
        label,
        drawing: Markup::new(span([low, high], [from, to], faint)),
        value,
    };
    let by = p.say("tiles.by_the_plan", &[("end", end_of_plan(p))]);
    let horizon = value("incremental_npv_horizon.expected", plan);
    let later = value("incremental_npv_after", after);
    vec![
        bar(by, 0.0, plan, horizon, false),
        bar(p.word("tiles.after_it"), plan, plan + after, later, true),
    ]
}

/// A bar from one value to another on a scale; minus is hatched, as in charts.
fn span([low, high]: [f64; 2], [from, to]: [f64; 2], faint: bool) -> String {
    const LENGTH: f64 = 200.0;
    let wide = (high - low).max(f64::MIN_POSITIVE);
    let at = |value: f64| (value - low) / wide * LENGTH;
    let (left, right) = (at(from.min(to)), at(from.max(to)));
    let class = if to < from { "minus" } else { "plus" };
    let faint = if faint { " faint" } else { "" };
    format!(
        "<svg class=\"part\" viewBox=\"0 0 200 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"{class}{faint}\" x=\"{left:.1}\" y=\"1\" width=\"{:.1}\" height=\"10\"/><path class=\"bar-one\" d=\"M{:.1} 0v12\"/></svg>",
        (right - left).max(0.5),
        at(0.0)
    )
}

/// The key of the words for what `npv` counts.
pub fn terminal<'a>(p: &Printer<'a>) -> &'a str {
    let facts = &p.findings.scenario;
    if facts.terminal_value == "runoff" { &facts.after_horizon } else { &facts.terminal_value }
}

/// Whether the extra money comes back within the horizon and is lost after it.
pub fn lost_after(comparison: &Comparison) -> bool {
    comparison.payback_period.is_none()
        && comparison.cumulative_difference.last().is_some_and(|last| *last > 0.0)
}

/// Whether what was put out comes back, but later than it is followed period by period.
pub fn back_later(comparison: &Comparison) -> bool {
    comparison.back_date.is_none() && comparison.incremental_npv.expected > 0.0
}

fn cash_out(p: &Printer<'_>, compared: Option<(usize, &Comparison)>) -> Tile {
    let label = p.word("tiles.out");
    let Some((at, own)) = compared else {
        let lead = p.roles.winner;
        let metrics = p.findings.strategies.get(lead).map(|s| &s.metrics);
        let path = format!("strategies.{lead}.metrics.payback_discounted.expected");
        let customer = metrics.and_then(|m| m.expected("payback_discounted"));
        let customer = customer.map(|periods| Prose::from(p.periods(path, periods)));
        return Tile {
            label: p.word("tiles.payback"),
            wordy: customer.is_none(),
            value: customer.unwrap_or_else(|| Prose::words(MISSING)),
            unit: p.word("tiles.payback_customer_only"),
            under: p.reason(metrics.and_then(|m| m.why("payback_discounted"))),
            means: p.word("tiles.payback_customer_means"),
            ..Tile::default()
        };
    };
    let against = [("against", p.name_of(&own.against))];
    let means = p.say("tiles.out_means", &against);
    let Some(most) = &own.most_out else {
        let value = p.word("tiles.out_none");
        return Tile { label, value, means, wordy: true, ..Tile::default() };
    };
    let path = format!("comparisons.{at}");
    let when = p.date(format!("{path}.most_out.date"), &most.date).into();
    let back = own.back_date.as_ref().map(|date| p.date(format!("{path}.back_date"), date));
    let under = match back {
        Some(back) => p.say("tiles.out_back", &[("when", when), ("back", back.into())]),
        None if lost_after(own) => p.say("tiles.out_lost", &[("when", when)]),
        None => {
            let end = p.date(format!("{path}.followed_until"), &own.followed_until);
            let key = if back_later(own) { "tiles.out_later" } else { "tiles.out_never" };
            p.say(key, &[("when", when), ("end", end.into())])
        }
    };
    let amount = p.money(format!("{path}.most_out.amount"), most.amount, Sign::OnlyMinus);
    Tile { label, value: amount.into(), under, means, ..Tile::default() }
}

/// In how many runs the lead is ahead of its opponents.
fn ahead(p: &Printer<'_>, today: Option<(usize, &Comparison)>) -> Tile {
    let Some(today) = today else { return nobody(p) };
    let rival = p.roles.rival.map(|at| (at, &p.findings.comparisons[at]));
    let first = rival.unwrap_or(today);
    let label = p.say("tiles.ahead", &[("against", p.name_of(&first.1.against))]);
    let share = |(at, own): (usize, &Comparison)| {
        let varies = Printer::varies(&own.incremental_npv);
        let share = own.probability_better.filter(|_| varies)?;
        Some(p.runs(&format!("comparisons.{at}.probability_better"), share))
    };
    let Some(value) = share(first) else { return unsure(p, label, first) };
    let mut notes = Vec::new();
    if let Some(share) = rival.and_then(|_| share(today)) {
        let against = p.name_of(&today.1.against);
        notes.push(p.say("tiles.ahead_of", &[("against", against), ("share", share)]));
    }
    if let (Some(_), Some(best)) = (rival, first.1.probability_best) {
        let path = format!("comparisons.{}.probability_best", first.0);
        notes.push(p.say("tiles.best", &[("share", p.runs(&path, best))]));
    }
    notes.extend(lost(p, first.0, first.1));
    let names = [("name", p.name_of(&first.1.strategy)), ("against", p.name_of(&first.1.against))];
    Tile {
        label,
        value,
        under: Prose::list(notes, "; "),
        means: p.say("tiles.ahead_means", &names),
        ..Tile::default()
    }
}

fn nobody(p: &Printer<'_>) -> Tile {
    let key = if p.findings.scenario.draws > 0 { "chance_alone" } else { "chance_unknown" };
    Tile {
        label: p.word("tiles.chance"),
        value: p.word(&format!("tiles.{key}")),
        means: p.word(&format!("tiles.{key}_means")),
        wordy: true,
        ..Tile::default()
    }
}

/// Why no chance is told.
fn unsure(p: &Printer<'_>, label: Prose, (at, own): (usize, &Comparison)) -> Tile {
    let lost = lost(p, at, own);
    let key = match (own.probability_better.is_some(), &lost) {
        (true, _) => "tiles.chance_same",
        (false, Some(_)) => "tiles.chance_lost",
        (false, None) => "tiles.chance_unknown",
    };
    Tile {
        label,
        value: p.word(key),
        under: lost.unwrap_or_default(),
        means: p.word(&format!("{key}_means")),
        wordy: true,
        ..Tile::default()
    }
}

/// The two nearest values at which another candidate wins.
fn flips(p: &Printer<'_>) -> Tile {
    let flips = &p.findings.headline.flips;
    let Some(first) = flips.first() else {
        return Tile {
            label: p.word("tiles.flips_none"),
            value: p.word(unturned(p)),
            means: never(p),
            wordy: true,
            ..Tile::default()
        };
    };
    let slots = turn(p, 0, first);
    let more = flips.get(1).map(|flip| p.say("tiles.flips_next", &turn(p, 1, flip)));
    Tile {
        label: p.say("tiles.flips", &slots),
        value: slots[2].1.clone(),
        under: p.say("tiles.flips_assumed", &slots),
        means: more.unwrap_or_else(|| p.word("tiles.flips_means")),
        ..Tile::default()
    }
}

/// Which candidate wins, where which assumption stands at which value instead of which.
fn turn(p: &Printer<'_>, at: usize, flip: &Flip) -> [(&'static str, Prose); 4] {
    let path = |field: &str| format!("headline.flips.{at}.{field}");
    let value = flip.turn.value.unwrap_or(flip.turn.assumed);
    [
        ("name", p.name_of(&flip.to)),
        ("assumption", p.told(&flip.turn.name)),
        ("value", stated(p, path("value"), value, &flip.turn)),
        ("assumed", stated(p, path("assumed"), flip.turn.assumed, &flip.turn)),
    ]
}

/// The same as a sentence.
pub fn flip_words(p: &Printer<'_>, at: usize, flip: &Flip) -> Prose {
    let below = flip.turn.value.is_some_and(|value| value < flip.turn.assumed);
    p.say(if below { "headline.flips_below" } else { "headline.flips_above" }, &turn(p, at, flip))
}

/// The key of the words for why no value flips the answer.
fn unturned(p: &Printer<'_>) -> &'static str {
    let moved = p.findings.comparisons.iter().any(|own| !own.tornado.is_empty());
    if moved { "tiles.flips_never" } else { "tiles.flips_unknown" }
}

/// The same as a sentence.
fn never(p: &Printer<'_>) -> Prose {
    p.word(&format!("{}_means", unturned(p)))
}

fn ltv_cac(p: &Printer<'_>) -> Tile {
    let lead = p.roles.lead(p.findings);
    let Some(strategy) = p.findings.strategies.get(lead) else {
        return Tile::default();
    };
    let path = format!("strategies.{lead}");
    let average = strategy.metrics.figure("ltv_cac_paid");
    let id = "ltv_cac_paid_marginal";
    let marginal = p.metric_or_dash(&path, &strategy.metrics, id);
    let means = match pays_with_what_follows(
        &strategy.metrics,
        strategy.metrics.expected("marginal_return_acquisition"),
    ) {
        true => "tiles.ltv_cac_himself",
        false => "tiles.ltv_cac_means",
    };
    Tile {
        label: p.word("tiles.ltv_cac"),
        value: p.metric_or_dash(&path, &strategy.metrics, "ltv_cac_paid"),
        under: match average {
            Some(_) if strategy.metrics.figure(id).is_none() => Prose::default(),
            Some(_) => p.say("tiles.ltv_cac_marginal", &[("value", marginal)]),
            None => p.reason(strategy.metrics.why("ltv_cac_paid")),
        },
        means: p.say(
            means,
            &[("back", p.metric_or_dash(&path, &strategy.metrics, "marginal_return_acquisition"))],
        ),
        ..Tile::default()
    }
}

/// Whether the last customer by himself is worth less than he cost, and the last unit of money, which counts all that
/// follows from him, brings back more: both as printed.
pub(super) fn pays_with_what_follows(metrics: &Metrics, back: Option<f64>) -> bool {
    let himself = metrics.expected("ltv_cac_paid_marginal");
    himself.is_some_and(|ratio| ratio < 0.999_5) && back.is_some_and(|back| back >= 1.005)
}

/// A stated value with its unit.
pub(super) fn stated(p: &Printer<'_>, path: String, value: f64, turn: &BreakEven) -> Prose {
    match turn.unit {
        "money" => p.money(path, value, Sign::OnlyMinus).into(),
        "share" | "rate" => p.as_text(path, value, p.numbers().stated_share(value)).into(),
        _ => p.as_text(path, value, p.numbers().tick(value)).into(),
    }
}
