//! The best split as a strategy that can be put into the scenario.

use super::levers::{BudgetLever, Moves};
use crate::fields::{StatedUnit, quoted};
use crate::findings::ran::Ran;
use crate::programme::FIXED;
use crate::scenario::Scenario;
use crate::units::Path;

/// Significant digits of a value in the snippet.
const DIGITS: i32 = 9;

/// The value as the snippet prints it: what is promised is worked out at this value. Never above the value itself,
/// so that a budget is kept.
pub fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let power = (DIGITS - 1 - libm::floor(libm::log10(value.abs())) as i32).max(0);
    let nearest = |value: f64| format!("{value:.*}", power as usize).parse().unwrap_or(value);
    let near: f64 = nearest(value);
    // Noise of the last bits of a double is no reason to go a digit lower.
    let above = near > value * (1.0 + 1e-14);
    if above { nearest(near - libm::pow(10.0, f64::from(-power))) } else { near }
}

/// The value of a lever as the snippet states it, a share in percent.
pub fn as_stated(lever: &BudgetLever, value: f64) -> f64 {
    let value = match lever.unit {
        StatedUnit::Share => rounded(100.0 * value) / 100.0,
        _ => rounded(value),
    };
    value.clamp(lever.min, lever.max)
}

/// An id and a name that no strategy has yet, as short as the language asks for.
fn label(scenario: &Scenario, place: usize, called: &str) -> (String, String) {
    let (id, name) = (&scenario.strategies[place].label.id, &scenario.strategies[place].label.name);
    let id: String = id.chars().take(50).collect();
    let name: String = name.chars().take(60).collect();
    let known = |id: &str, name: &str| {
        scenario.strategies.iter().any(|one| one.label.id == id || one.label.name == name)
    };
    let mut found = (format!("{id}-best"), format!("{name}, {called}"));
    let mut number = 2;
    while known(&found.0, &found.1) {
        found = (format!("{id}-best-{number}"), format!("{name}, {called} {number}"));
        number += 1;
    }
    found
}

/// `[[strategies]]` with the levers at the values `x`.
pub fn snippet(
    ran: &Ran<'_>,
    place: usize,
    levers: &[BudgetLever],
    x: &[f64],
    (called, note): (&str, &str),
) -> String {
    let (scenario, stated) = (ran.scenario, &ran.cases[place].adjust);
    let strategy = &scenario.strategies[place];
    let (id, name) = label(scenario, place, called);
    let stopped = |p: usize| {
        levers.iter().zip(x).any(|(l, value)| l.moves == Moves::Programme(p) && *value <= 0.0)
    };
    let running = strategy.business.programmes.iter().enumerate();
    let running: Vec<String> =
        running.filter(|(p, _)| !stopped(*p)).map(|(_, one)| quoted(&one.id)).collect();
    // A channel that is not used pays nobody, where its spend alone would leave them.
    let unpaid: Vec<usize> = levers
        .iter()
        .zip(x)
        .filter_map(|(lever, value)| match lever.moves {
            Moves::Channel(c) if *value <= 0.0 => Some(c),
            _ => None,
        })
        .filter(|c| strategy.business.channels[*c].fixed != Path::fixed(0.0))
        .collect();
    let mut text = format!(
        "[[strategies]]\nid = {}\nname = {}\nprogrammes = [{}]\n",
        quoted(&id),
        quoted(&name),
        running.join(", ")
    );
    text.push_str("[strategies.set]\n");
    let moved = |path: &str| levers.iter().any(|lever| lever.path == path);
    for (path, value) in strategy.settings.iter().filter(|(path, _)| !moved(path)) {
        let of_stopped = strategy.business.programmes.iter().enumerate().any(|(p, programme)| {
            stopped(p) && path.starts_with(&format!("programmes.{}.", programme.id))
        });
        let pay = unpaid.iter().any(|c| {
            let id = &scenario.channels[*c].id;
            FIXED.iter().any(|key| path.starts_with(&format!("channels.{id}.{key}")))
        });
        if !of_stopped && !pay {
            text.push_str(&format!("{} = {value}\n", quoted(path)));
        }
    }
    // A strategy that spends as another goes on to, on the channels that are no levers.
    for (c, factor) in stated.channels.iter().enumerate().filter(|(_, factor)| **factor != 1.0) {
        if levers.iter().all(|lever| lever.moves != Moves::Channel(c)) {
            let path = format!("channels.{}.spend", scenario.channels[c].id);
            text.push_str(&format!("{} = \"x{factor}\"\n", quoted(&path)));
        }
    }
    for c in unpaid {
        let path = format!("channels.{}.{}", scenario.channels[c].id, FIXED[0]);
        text.push_str(&format!("{} = 0\n", quoted(&path)));
    }
    for (lever, value) in levers.iter().zip(x) {
        if matches!(lever.moves, Moves::Programme(_)) && *value <= 0.0 {
            continue;
        }
        let evidence = lever.source.as_ref().map(|source| format!(", source = {}", quoted(source)));
        text.push_str(&format!(
            "{} = {{ base = {}{}, note = {} }}\n",
            quoted(&lever.path),
            in_words(lever.unit, *value),
            evidence.unwrap_or_default(),
            quoted(note)
        ));
    }
    text
}

/// A value as a scenario states it.
fn in_words(unit: StatedUnit, value: f64) -> String {
    match unit {
        StatedUnit::Share => format!("\"{}%\"", rounded(100.0 * value)),
        StatedUnit::Count(period) if period != "visit" => {
            format!("\"{} per {period}\"", rounded(value))
        }
        _ => format!("{}", rounded(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn nine_digits_are_kept_and_none_is_rounded_up() {
        assert_eq!(rounded(2_412_345.678_912), 2_412_345.67);
        assert_eq!(rounded(0.123_456_789_123), 0.123_456_789);
        assert_eq!(rounded(1_234_567_891.6), 1_234_567_891.0);
        assert_eq!((rounded(62.0), rounded(100.0 * 0.55)), (62.0, 55.0));
        assert_eq!(rounded(0.0), 0.0);
    }
}
