//! Figures and checks in plain text, for terminals and for programs that show one line a check.

use crate::findings::{CheckFindings, CheckVerdict};
use crate::metric::Unit;

use super::prose::Prose;
use super::voice::Voice;

/// What a check is about, what it found and what it must be, on one line.
pub fn check(check: &CheckFindings, voice: &Voice) -> String {
    let say =
        |key: &str, slot: &str, text: String| voice.say(key, &[(slot, Prose::words(text))]).plain();
    let mut of = String::new();
    for (key, part) in [
        ("check.of", &check.strategy),
        ("check.against", &check.versus),
        ("check.segment", &check.segment),
        ("check.channel", &check.channel),
    ] {
        of.extend(part.iter().map(|part| say(key, "name", part.clone())));
    }
    let apart = apart(check, voice);
    let mut found = match (check.value, &apart) {
        (Some(_), Some([value, _])) => say("check.is", "value", value.clone()),
        (Some(value), None) => say("check.is", "value", figure(value, check.unit, voice)),
        (None, _) => missing(check, voice),
    };
    if let Some([low, high]) = check.interval.filter(|[low, high]| low < high) {
        let end = |end: f64| Prose::words(figure(end, check.unit, voice));
        let ends = [("low", end(low)), ("high", end(high))];
        found.push_str(&voice.say("check.range", &ends).plain());
    }
    found.push_str(&without(check, voice));
    let verdict = match check.verdict {
        CheckVerdict::Pass => "check.pass",
        CheckVerdict::Fail => "check.fail",
        CheckVerdict::Uncertain => "check.uncertain",
    };
    let slots = [
        ("id", Prose::words(check.id.clone())),
        ("verdict", voice.say(verdict, &[])),
        ("metric", Prose::words(check.metric.clone())),
        ("statistic", Prose::words(check.statistic)),
        ("of", Prose::words(of)),
        ("found", Prose::words(found)),
        ("limit", Prose::words(check.limit.clone())),
    ];
    let text = voice.say("check.line", &slots).plain();
    text + &match (&check.limit_value_why, check.limit_value) {
        (Some(why), _) => say("check.limit_open", "why", voice.filling(why).plain()),
        (None, Some(limit)) if check.baseline.is_some() => {
            let limit = apart.map_or_else(|| figure(limit, check.unit, voice), |[_, limit]| limit);
            say("check.limit_is", "value", limit)
        }
        _ => String::new(),
    }
}

/// The draws that a check is without, and why; nothing where it has all.
pub fn without(check: &CheckFindings, voice: &Voice) -> String {
    lost(check, voice).map_or_else(String::new, |slots| voice.say("check.without", &slots).plain())
}

/// How many draws a check is without, and why; none where it has all.
pub fn lost(check: &CheckFindings, voice: &Voice) -> Option<[(&'static str, Prose); 2]> {
    let (draws, why) = check.undefined_draws.zip(check.undefined_draws_why)?;
    let draws = voice.counted(&voice.grouped(draws as f64, 0), "check.draw");
    Some([("draws", Prose::words(draws)), ("why", voice.prose(&why.into()))])
}

/// Why a check has no figure, and what is known of it all the same.
pub fn missing(check: &CheckFindings, voice: &Voice) -> String {
    let why = check.value_why.as_ref().map(|why| voice.filling(why));
    let why = ("why", why.unwrap_or_else(|| voice.say("check.not_there", &[])));
    let Some(beyond) = check.beyond else {
        return voice.say("check.missing", &[why]).plain();
    };
    let key =
        if check.unit == Unit::Periods { "check.missing_after" } else { "check.missing_at_least" };
    voice.say(key, &[why, ("value", Prose::words(figure(beyond, check.unit, voice)))]).plain()
}

/// The figure of a check and its limit; of one that failed with as many digits as tell them apart. None where either
/// is missing.
pub fn apart(check: &CheckFindings, voice: &Voice) -> Option<[String; 2]> {
    let (value, limit) = check.value.zip(check.limit_value)?;
    let with = |more: usize| [value, limit].map(|number| digits(number, check.unit, more, voice));
    let told = |[value, limit]: &[String; 2]| value != limit;
    let most = if check.verdict == CheckVerdict::Fail { MOST_DIGITS } else { 1 };
    (0..most).map(with).find(told).or_else(|| Some(with(0)))
}

/// Decimals beyond the usual ones, at most: a number has no more.
const MOST_DIGITS: usize = 17;

/// What a relative limit lets go, where that is more than half of the gain; none else.
pub fn slack(check: &CheckFindings, voice: &Voice) -> Option<String> {
    let share = check.slack_share_of_gain.filter(|share| *share > MOST_SLACK)?;
    let share = Prose::words(voice.grouped_percent(share, 0));
    Some(voice.say("check.slack", &[("share", share)]).plain())
}

/// Share of the gain that a relative limit may let go without a word.
const MOST_SLACK: f64 = 0.5;

/// A figure for people: money in hundredths, shares in per cent, the rest to four places.
pub fn figure(value: f64, unit: Unit, voice: &Voice) -> String {
    digits(value, unit, 0, voice)
}

/// The same with so many decimals more.
fn digits(value: f64, unit: Unit, more: usize, voice: &Voice) -> String {
    match unit {
        Unit::Money => voice.grouped(value, 2 + more),
        Unit::Share => voice.grouped_percent(value, 2 + more),
        Unit::Periods => voice.periods(&voice.grouped(value, 2 + more)),
        Unit::Ratio | Unit::Count => voice.grouped(value, 4 + more),
    }
}

/// Whole units of money with thousands apart and a sign: `+1,234,568`.
pub fn signed_whole(amount: f64, voice: &Voice) -> String {
    let words = voice.grouped(amount, 0);
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
            assert_eq!(signed_whole(amount, &Voice::new("en", "EUR")), words);
        }
    }

    #[test]
    fn figures_are_printed_by_what_they_count() {
        let figure = |value, unit| figure(value, unit, &Voice::new("en", "EUR"));
        assert_eq!(figure(-1234.5, Unit::Money), "-1,234.5");
        assert_eq!(figure(-0.001, Unit::Money), "0");
        assert_eq!(figure(0.0421, Unit::Share), "4.21%");
        assert_eq!(figure(18.0, Unit::Periods), "18 periods");
        assert_eq!(figure(1.0, Unit::Periods), "1 period");
        assert_eq!(figure(2.999_99, Unit::Ratio), "3");
    }

    #[test]
    fn figures_have_the_marks_of_the_language() {
        let danish = Voice::new("da", "DKK");
        assert_eq!(signed_whole(-1_234_567.8, &danish), "-1.234.568");
        assert_eq!(figure(0.0421, Unit::Share, &danish), "4,21\u{a0}%");
    }
}
