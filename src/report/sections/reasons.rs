//! Why do customers leave, and what can reach it?

use crate::chart::{self, Look, Named, Reach, Reason, Reasons, Span, Svg, Values};
use crate::findings::ReasonFindings;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Leavers by reason under the lead, the unreachable floor marked.
pub fn reasons(p: &Printer<'_>) -> Option<Picture> {
    let lead = p.roles.lead(p.findings);
    let reasons = &p.findings.strategies.get(lead)?.reasons;
    if reasons.len() < 2 {
        return None;
    }
    let mut order: Vec<(usize, &ReasonFindings)> = reasons.iter().enumerate().collect();
    order.sort_by(|a, b| b.1.left.total_cmp(&a.1.left));
    let title = title(p, lead, reasons);
    let name = [("name", p.name(lead))];
    let mut table = Table::new(p.say("reasons.caption", &name), p.word("reasons.reason"));
    table.figures(p.word("reasons.left"));
    table.figures(p.say("reasons.rate", &[("period", p.period())]));
    table.texts(p.word("reasons.reach"));
    for (i, reason) in &order {
        let path = format!("strategies.{lead}.reasons.{i}");
        let (key, class) = match (reason.reached_here, reason.reached_anywhere) {
            (true, _) => ("reasons.reached", "t reach"),
            (false, true) => ("reasons.anywhere", "t"),
            (false, false) => ("reasons.floor", "t floor"),
        };
        let rate = p.share(format!("{path}.rate"), reason.rate, 2);
        let by = Prose::given(listed(p, &reason.reached_by));
        let reached = p.say(key, &[("name", p.name(lead)), ("programmes", by)]);
        let cells = vec![
            Cell::figure(p.count(format!("{path}.left"), reason.left)),
            Cell::figure(rate),
            Cell { content: reached, class },
        ];
        table.row(Prose::given(words(&reason.reason)), cells);
    }
    let svg = drawn(p, lead, &order, &title);
    let floor = order.iter().any(|(_, reason)| !reason.reached_anywhere);
    Some(Picture {
        subtitle: p.say("reasons.subtitle", &[("name", p.name(lead)), ("period", p.period())]),
        drawing: picture::drawing(&svg),
        note: if floor { p.word("reasons.floor_note") } else { Prose::default() },
        tables: vec![table],
        ..Picture::of(p, ["reasons", "reasons.nav"], title)
    })
}

/// For which reason leaving falls most; that the shares are as they were assumed is no finding.
fn title(p: &Printer<'_>, lead: usize, reasons: &[ReasonFindings]) -> Prose {
    let today = &p.findings.strategies[p.roles.against].reasons;
    let rate = |strategy: usize, at: usize, rate: f64| {
        let path = format!("strategies.{strategy}.reasons.{at}.rate");
        Prose::from(p.as_text(path, rate, p.numbers().percent(rate, 2, Sign::OnlyMinus)))
    };
    let falls = |at: &usize| today.get(*at).map_or(0.0, |then| then.rate - reasons[*at].rate);
    let most = (0..reasons.len()).max_by(|a, b| falls(a).total_cmp(&falls(b)));
    let told = most.filter(|at| falls(at) > 0.0).map(|at| {
        (at, rate(lead, at, reasons[at].rate), rate(p.roles.against, at, today[at].rate))
    });
    match told.filter(|(_, now, then)| now.plain() != then.plain()) {
        Some((at, now, then)) => {
            let slots = [
                ("reason", Prose::given(words(&reasons[at].reason))),
                ("period", p.period()),
                ("now", now),
                ("then", then),
                ("name", p.name(lead)),
                ("against", p.name(p.roles.against)),
            ];
            p.say("reasons.falls", &slots)
        }
        None if lead != p.roles.against => p.say("reasons.none_falls", &[("name", p.name(lead))]),
        None => p.word("reasons.same"),
    }
}

/// Bars of what the lead is compared with, marks of the lead.
fn drawn(p: &Printer<'_>, lead: usize, order: &[(usize, &ReasonFindings)], title: &Prose) -> Svg {
    let strategies = &p.findings.strategies;
    let mut shown = vec![(p.roles.against, Look::REFERENCE)];
    if lead != p.roles.against {
        shown.push((lead, Look::FIRST));
    }
    let share = |value: f64| p.numbers().stated_share(value);
    let rows = order.iter().map(|(_, reason)| {
        let rate = |i: usize| {
            strategies[i].reasons.iter().find(|r| r.reason == reason.reason).map(|r| r.rate)
        };
        Reason {
            label: words(&reason.reason),
            note: String::new(),
            values: shown.iter().map(|(i, _)| rate(*i).unwrap_or(f64::NAN)).collect(),
            printed: p.numbers().percent(reason.rate, 2, Sign::OnlyMinus),
            reach: if reason.reached_anywhere { Reach::Reached } else { Reach::Unreached },
        }
    });
    chart::reasons(&Reasons {
        words: picture::words(p, "reasons", title),
        strategies: shown
            .iter()
            .map(|(i, look)| Named { name: strategies[*i].name.clone(), look: *look })
            .collect(),
        reasons: rows.collect(),
        unreached: p.words.plain("reasons.floor_short"),
        values: Values { format: &share, span: Span::FromZero, finest: 0.001 },
    })
}

/// Names of programmes in a row: the first two, and a word for more.
fn listed(p: &Printer<'_>, names: &[String]) -> String {
    let more = |all: String| format!("{all} {}", p.words.plain("reasons.and_more"));
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} {} {two}", p.words.plain("reasons.and")),
        [one, two, ..] => more(format!("{one}, {two}")),
    }
}

/// A reason's key as words: `not_using` → `Not using`.
fn words(reason: &str) -> String {
    let spaced = reason.replace(['_', '-'], " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
