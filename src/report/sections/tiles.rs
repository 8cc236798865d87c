//! What are the five figures that decide?

use serde::Serialize;

use super::sure::lost;
use crate::findings::{BreakEven, Comparison};
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::text::{MISSING, Sign};

/// A key figure.
#[derive(Debug, Default, Serialize)]
pub struct Tile {
    pub label: Prose,
    pub value: Prose,
    /// Smaller words beside the value; may be empty.
    pub unit: Prose,
    /// The line under the value; may be empty.
    pub under: Prose,
    /// What the figure is, in one line.
    pub means: Prose,
    /// Whether the value is words rather than a figure.
    pub wordy: bool,
}

/// The five tiles.
pub fn tiles(p: &Printer<'_>) -> Vec<Tile> {
    let compared = p.roles.compared(p.findings);
    vec![
        gain(p, compared),
        payback(p, compared),
        ltv_cac(p),
        break_even(p, compared),
        chance(p, compared),
    ]
}

fn gain(p: &Printer<'_>, compared: Option<(usize, &Comparison)>) -> Tile {
    let terminal = p.word(&format!("terminal.{}", terminal(p)));
    let Some((at, comparison)) = compared else {
        let lead = p.roles.winner;
        let path = format!("strategies.{lead}");
        let Some(strategy) = p.findings.strategies.get(lead) else {
            return Tile::default();
        };
        let range = strategy
            .metrics
            .figure("npv")
            .and_then(|npv| p.range("range", &format!("{path}.metrics.npv"), npv, Sign::OnlyMinus));
        return Tile {
            label: p.say("tiles.npv", &[("name", p.name(lead))]),
            value: p.metric_or_dash(&path, &strategy.metrics, "npv"),
            under: range.unwrap_or_default(),
            means: p.say("tiles.npv_means", &[("terminal", terminal)]),
            ..Tile::default()
        };
    };
    let path = format!("comparisons.{at}.incremental_npv");
    let figure = &comparison.incremental_npv;
    Tile {
        label: p.say("tiles.gain", &[("name", p.name(p.roles.lead(p.findings)))]),
        value: p.metric(&path, figure, Digits::Three, Sign::Always).into(),
        under: p.range("range", &path, figure, Sign::Always).unwrap_or_default(),
        means: p
            .say(
                "tiles.gain_means",
                &[("against", p.name(p.roles.against)), ("terminal", terminal)],
            )
            .then(three(p, at, comparison)),
        ..Tile::default()
    }
}

/// The gain by the end of the plan, with what its customers still bring, and if it goes on; nothing where
/// nothing after the horizon counts.
fn three(p: &Printer<'_>, at: usize, comparison: &Comparison) -> Prose {
    let gains = [&comparison.incremental_npv_stop, &comparison.incremental_npv_go_on];
    let [Some(stop), Some(go_on)] = gains else { return Prose::default() };
    if p.findings.scenario.terminal_value == "none" {
        return Prose::default();
    }
    let gain = |id: &str, value: f64| {
        p.money(format!("comparisons.{at}.{id}.expected"), value, Sign::Always).into()
    };
    let horizon = comparison.incremental_npv_horizon.expected;
    let named = [
        ("horizon", gain("incremental_npv_horizon", horizon)),
        ("stop", gain("incremental_npv_stop", stop.expected)),
        ("go_on", gain("incremental_npv_go_on", go_on.expected)),
    ];
    p.say("tiles.gain_three", &named)
}

/// The key of the words for what `npv` counts.
pub fn terminal(p: &Printer<'_>) -> &'static str {
    let facts = &p.findings.scenario;
    if facts.terminal_value == "runoff" { facts.after_horizon } else { facts.terminal_value }
}

/// Whether the extra money comes back within the horizon and is lost after it.
pub fn lost_after(comparison: &Comparison) -> bool {
    comparison.payback_period.is_none()
        && comparison.cumulative_difference.last().is_some_and(|last| *last > 0.0)
}

fn payback(p: &Printer<'_>, compared: Option<(usize, &Comparison)>) -> Tile {
    let lead = p.roles.lead(p.findings);
    let label = p.word("tiles.payback");
    let metrics = p.findings.strategies.get(lead).map(|s| &s.metrics);
    let customer = metrics.and_then(|m| m.expected("payback_discounted"));
    let path = format!("strategies.{lead}.metrics.payback_discounted.expected");
    let customer = customer.map(|periods| Prose::from(p.periods(path, periods)));
    let Some((at, comparison)) = compared else {
        let why = metrics.and_then(|m| m.why("payback_discounted"));
        return Tile {
            label,
            wordy: customer.is_none(),
            value: customer.unwrap_or_else(|| Prose::words(MISSING)),
            unit: p.word("tiles.payback_customer_only"),
            under: p.reason(why),
            means: p.word("tiles.payback_customer_means"),
        };
    };
    let when = comparison.payback_period.and_then(|period| p.last_month(lead, period));
    let wordy = when.is_none();
    let [never, never_means] = match lost_after(comparison) {
        true => ["tiles.payback_lost", "tiles.payback_lost_means"],
        false => ["tiles.payback_never", "tiles.payback_never_means"],
    };
    let after = comparison.payback_periods.map(|periods| {
        Prose::from(p.periods(format!("comparisons.{at}.payback_periods"), periods as f64))
    });
    let under = match (after, customer) {
        (Some(after), Some(customer)) => {
            p.say("tiles.payback_both", &[("after", after), ("customer", customer)])
        }
        (Some(after), None) => p.say("tiles.payback_after", &[("after", after)]),
        (None, Some(customer)) => p.say("tiles.payback_customer", &[("customer", customer)]),
        (None, None) => Prose::default(),
    };
    Tile {
        label,
        value: when.map_or_else(|| p.word(never), Prose::from),
        under,
        means: p.say(
            if wordy { never_means } else { "tiles.payback_means" },
            &[("against", p.name(p.roles.against))],
        ),
        wordy,
        ..Tile::default()
    }
}

fn ltv_cac(p: &Printer<'_>) -> Tile {
    let lead = p.roles.lead(p.findings);
    let Some(strategy) = p.findings.strategies.get(lead) else {
        return Tile::default();
    };
    let path = format!("strategies.{lead}");
    let average = strategy.metrics.figure("ltv_cac");
    let marginal = p.metric_or_dash(&path, &strategy.metrics, "ltv_cac_marginal");
    let why = strategy.metrics.why("ltv_cac");
    Tile {
        label: p.word("tiles.ltv_cac"),
        value: p.metric_or_dash(&path, &strategy.metrics, "ltv_cac"),
        unit: if average.is_some() { p.word("tiles.ltv_cac_average") } else { Prose::default() },
        under: match average {
            Some(_) => p.say("tiles.ltv_cac_marginal", &[("value", marginal)]),
            None => p.reason(why),
        },
        means: p.word("tiles.ltv_cac_means"),
        wordy: false,
    }
}

fn break_even(p: &Printer<'_>, compared: Option<(usize, &Comparison)>) -> Tile {
    let label = p.word("tiles.break_even");
    // One that turns the answer says more than the widest that does not.
    let told = compared.and_then(|(at, c)| {
        let turns = c.break_even.iter().position(|turn| turn.value.is_some()).unwrap_or(0);
        c.break_even.get(turns).map(|turn| (at, turns, turn))
    });
    let Some((at, turns, turn)) = told else {
        let programmes = compared.and_then(|(_, c)| c.attribution.as_ref());
        let own =
            programmes.is_some_and(|all| all.programmes.iter().any(|p| p.break_even.is_some()));
        return Tile {
            label,
            value: p.word("tiles.break_even_unknown"),
            means: p.word(if own {
                "tiles.break_even_own_means"
            } else {
                "tiles.break_even_unknown_means"
            }),
            wordy: true,
            ..Tile::default()
        };
    };
    let path = format!("comparisons.{at}.break_even.{turns}");
    let assumption = ("assumption", p.told(&turn.name));
    let today = stated(p, format!("{path}.assumed"), turn.assumed, turn);
    let assumed = ("value", today);
    match turn.value {
        Some(value) => Tile {
            label,
            value: stated(p, format!("{path}.value"), value, turn),
            under: p.say("tiles.break_even_assumed", &[assumed]),
            means: p.say("tiles.break_even_means", &[assumption]),
            ..Tile::default()
        },
        None => Tile {
            label,
            value: p.word("tiles.break_even_never"),
            means: p.say("tiles.break_even_never_means", &[assumption, assumed]),
            wordy: true,
            ..Tile::default()
        },
    }
}

/// A stated value with its unit.
pub(super) fn stated(p: &Printer<'_>, path: String, value: f64, turn: &BreakEven) -> Prose {
    match turn.unit {
        "money" => p.money(path, value, Sign::OnlyMinus).into(),
        "share" | "rate" => p.as_text(path, value, p.numbers().stated_share(value)).into(),
        _ => p.as_text(path, value, p.numbers().tick(value)).into(),
    }
}

fn chance(p: &Printer<'_>, compared: Option<(usize, &Comparison)>) -> Tile {
    let label = p.word("tiles.chance");
    let known = compared.and_then(|(at, c)| c.probability_better.map(|chance| (at, c, chance)));
    let varies = compared.is_some_and(|(_, c)| Printer::varies(&c.incremental_npv));
    let Some((at, comparison, chance)) = known.filter(|_| varies) else {
        let lost = compared.and_then(|(at, comparison)| lost(p, at, comparison));
        let why = match (known.is_some(), &lost) {
            (true, _) => "tiles.chance_same",
            (false, Some(_)) => "tiles.chance_lost",
            // One strategy alone is better than nothing, however many draws there are.
            (false, None) if p.findings.scenario.draws > 0 => "tiles.chance_alone",
            (false, None) => "tiles.chance_unknown",
        };
        return Tile {
            label,
            value: p.word(why),
            under: lost.unwrap_or_default(),
            means: p.word(&format!("{why}_means")),
            wordy: true,
            ..Tile::default()
        };
    };
    let regret = comparison.regret.map(|regret| {
        let value = p.money(format!("comparisons.{at}.regret"), regret, Sign::OnlyMinus);
        p.say("tiles.chance_regret", &[("value", value.into())])
    });
    let names = [("name", p.name(p.roles.lead(p.findings))), ("against", p.name(p.roles.against))];
    Tile {
        label,
        value: p.chance(format!("comparisons.{at}.probability_better"), chance).into(),
        under: match (regret, lost(p, at, comparison)) {
            (Some(regret), Some(lost)) => regret.then(Prose::words("; ")).then(lost),
            (regret, lost) => regret.or(lost).unwrap_or_default(),
        },
        means: p.say("tiles.chance_means", &names),
        ..Tile::default()
    }
}
