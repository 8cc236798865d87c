//! Figures and checks in plain text, for terminals and for programs that show one line a check.

use crate::findings::{CheckFindings, CheckVerdict};
use crate::metric::Unit;
use crate::units::grouped;

use super::voice::Voice;

/// What a check is about, what it found and what it must be, on one line.
#[must_use]
pub fn check(check: &CheckFindings, voice: &Voice) -> String {
    let mut of = String::new();
    for (before, part) in [
        (" of ", &check.strategy),
        (" against ", &check.versus),
        (", segment ", &check.segment),
        (", channel ", &check.channel),
    ] {
        if let Some(part) = part {
            of.push_str(before);
            of.push_str(part);
        }
    }
    let apart = apart(check);
    let mut found = match (check.value, &apart) {
        (Some(_), Some([value, _])) => format!("is {value}"),
        (Some(value), None) => format!("is {}", figure(value, check.unit)),
        (None, _) => missing(check, voice),
    };
    if let Some([low, high]) = check.interval.filter(|[low, high]| low < high) {
        let [low, high] = [low, high].map(|end| figure(end, check.unit));
        found.push_str(&format!(" ({low} to {high})"));
    }
    found.push_str(&without(check));
    let verdict = match check.verdict {
        CheckVerdict::Pass => "passed",
        CheckVerdict::Fail => "failed",
        CheckVerdict::Uncertain => "is uncertain",
    };
    let mut text = format!(
        "check `{}` {verdict}: {} ({}){of} {found}, and must be {}",
        check.id, check.metric, check.statistic, check.limit
    );
    match (&check.limit_value_why, check.limit_value) {
        (Some(why), _) => {
            text.push_str(&format!(", which is open: {}", voice.filling(why).plain()));
        }
        (None, Some(limit)) if check.baseline.is_some() => {
            let limit = apart.map_or_else(|| figure(limit, check.unit), |[_, limit]| limit);
            text.push_str(&format!(", that is {limit}"));
        }
        _ => {}
    }
    text
}

/// The draws that a check is without, and why; nothing where it has all.
#[must_use]
pub fn without(check: &CheckFindings) -> String {
    match (check.undefined_draws, check.undefined_draws_why) {
        (Some(draws), Some(why)) => format!(" (without {}: {why})", counted(draws, "draw")),
        _ => String::new(),
    }
}

/// Why a check has no figure, and what is known of it all the same.
#[must_use]
pub fn missing(check: &CheckFindings, voice: &Voice) -> String {
    let why = check.value_why.as_ref().map(|why| voice.filling(why).plain());
    let why = why.unwrap_or_else(|| "it is missing".to_owned());
    match check.beyond {
        Some(beyond) if check.unit != Unit::Periods => {
            format!("has no value: {why}, at least {}", figure(beyond, check.unit))
        }
        Some(beyond) => format!("has no value: {why}, {}", figure(beyond, check.unit)),
        None => format!("has no value: {why}"),
    }
}

/// The figure of a check and its limit; of one that failed with as many digits as tell them apart. None where either
/// is missing.
#[must_use]
pub fn apart(check: &CheckFindings) -> Option<[String; 2]> {
    let (value, limit) = check.value.zip(check.limit_value)?;
    let with = |more: usize| [value, limit].map(|number| digits(number, check.unit, more));
    let told = |[value, limit]: &[String; 2]| value != limit;
    let most = if check.verdict == CheckVerdict::Fail { MOST_DIGITS } else { 1 };
    (0..most).map(with).find(told).or_else(|| Some(with(0)))
}

/// Decimals beyond the usual ones, at most: a number has no more.
const MOST_DIGITS: usize = 17;

/// What a relative limit lets go, where that is more than half of the gain; none else.
#[must_use]
pub fn slack(check: &CheckFindings) -> Option<String> {
    let share = check.slack_share_of_gain.filter(|share| *share > MOST_SLACK)?;
    Some(format!(
        "it lets {}% of the baseline's gain go unseen: gate incremental_npv as well",
        grouped(share * 100.0, 0)
    ))
}

/// Share of the gain that a relative limit may let go without a word.
const MOST_SLACK: f64 = 0.5;

/// A count with its noun: "1 draw", "1,200 draws".
#[must_use]
pub fn counted(count: usize, word: &str) -> String {
    noun(&grouped(count as f64, 0), word)
}

/// A printed count with its noun, in the number that the digits ask for.
fn noun(count: &str, word: &str) -> String {
    format!("{count} {word}{}", if count == "1" { "" } else { "s" })
}

/// A figure for people: money in hundredths, shares in per cent, the rest to four places.
#[must_use]
pub fn figure(value: f64, unit: Unit) -> String {
    digits(value, unit, 0)
}

/// The same with so many decimals more.
fn digits(value: f64, unit: Unit, more: usize) -> String {
    match unit {
        Unit::Money => grouped(value, 2 + more),
        Unit::Share => format!("{}%", grouped(value * 100.0, 2 + more)),
        Unit::Periods => noun(&grouped(value, 2 + more), "period"),
        Unit::Ratio | Unit::Count => grouped(value, 4 + more),
    }
}

/// Whole units of money with thousands apart and a sign: `+1,234,568`.
#[must_use]
pub fn signed_whole(amount: f64) -> String {
    let words = grouped(amount, 0);
    if words.starts_with('-') { words } else { format!("+{words}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_signed() {
        let cases = [
            (0.0, "+0"),
            (-0.4, "+0"),
            (999.6, "+1,000"),
            (-1_234_567.8, "-1,234,568"),
            (12.0, "+12"),
        ];
        for (amount, words) in cases {
            assert_eq!(signed_whole(amount), words);
        }
    }

    #[test]
    fn figures_are_printed_by_what_they_count() {
        assert_eq!(figure(-1234.5, Unit::Money), "-1,234.5");
        assert_eq!(figure(-0.001, Unit::Money), "0");
        assert_eq!(figure(0.0421, Unit::Share), "4.21%");
        assert_eq!(figure(18.0, Unit::Periods), "18 periods");
        assert_eq!(figure(2.999_99, Unit::Ratio), "3");
    }
}
