//! How long do customers stay?

use crate::chart::{self, Dash, Ink, Lines, Look, Mark, Periods, Series, Span, Values};
use crate::findings::{Metric, PartFindings};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Curves that one picture shows at most.
const CURVES: usize = 4;

/// Difference of two curves that can be seen in a picture.
const SEEN: f64 = 0.01;

/// Share of new customers still active by tenure, for the segments of the lead.
pub fn survival(p: &Printer<'_>) -> Option<Picture> {
    let lead = p.roles.lead(p.findings);
    let segments = &p.findings.strategies.get(lead)?.segments;
    let curves: Vec<(usize, &PartFindings, &[f64])> = segments
        .iter()
        .enumerate()
        .filter_map(|(s, segment)| Some((s, segment, curve(segment)?)))
        .collect();
    let (.., values) = *curves.first()?;
    let year = picture::per_year(p);
    let share = |value: f64| p.numbers().percent(value, 0, Sign::OnlyMinus);
    let alone = curves.len() == 1;
    let named = |segment: &PartFindings, strategy: usize| match alone {
        true => p.name(strategy).plain(),
        false => {
            let slots =
                [("segment", Prose::given(segment.name.clone())), ("name", p.name(strategy))];
            p.say("survival.under", &slots).plain()
        }
    };
    let without: Vec<Option<&[f64]>> = curves.iter().map(|own| today(p, lead, own)).collect();
    let mut series: Vec<Series> = Vec::new();
    for (n, ((_, segment, values), without)) in curves.iter().zip(&without).take(CURVES).enumerate()
    {
        let name = if without.is_some() { named(segment, lead) } else { segment.name.clone() };
        let beyond = segment.observed.filter(|end| *end + 1 < values.len());
        series.push(Series { beyond, ..Series::new(name, values.to_vec(), Look::nth(n)) });
        if let Some(values) = without {
            let look = Look { mark: Mark::Ring, dash: Dash::Dotted, ..Look::nth(n) };
            let name = named(segment, p.roles.against);
            series.push(Series { beyond, ..Series::new(name, values.to_vec(), look) });
        }
    }
    let beyond = series.iter().any(|line| line.beyond.is_some());
    let blended = p.findings.strategies[lead]
        .metrics
        .expected("churn_period")
        .filter(|_| curves.len() <= CURVES);
    let average = blended.map(|churn| -> Vec<f64> {
        (0..values.len()).map(|t| libm::pow(1.0 - churn, t as f64)).collect()
    });
    let apart = |average: &Vec<f64>| {
        let gap = |values: &[f64]| values.iter().zip(average).any(|(a, b)| (a - b).abs() > SEEN);
        curves.iter().any(|(_, _, values)| gap(values))
    };
    let average = average.filter(apart);
    let blended = average.is_some();
    // One line alone is an input, and no finding.
    if series.len() == 1 && !blended && !beyond {
        return None;
    }
    if let Some(curve) = average {
        let look = Look { ink: Ink::Reference, dash: Dash::Dashed, mark: Mark::Ring };
        series.push(Series::new(p.words.plain("survival.blended"), curve, look));
    }
    let at = |strategy: usize, s: usize, values: &[f64], t: usize| {
        let path = format!("strategies.{strategy}.segments.{s}.metrics.survival.{t}");
        Prose::from(p.share(path, values[t], 0))
    };
    let end = values.len() - 1;
    // What is as it was before is no finding: later it may be another.
    let mut told = [("survival.year", year), ("survival.half", end)].into_iter();
    let other = told.find_map(|(key, t)| {
        let shares = |((s, segment, values), before): (&(usize, _, &[f64]), &Option<&[f64]>)| {
            let shares = (at(lead, *s, values, t), at(p.roles.against, *s, (*before)?, t));
            (shares.0.plain() != shares.1.plain()).then_some((key, *segment, shares))
        };
        curves.iter().zip(&without).filter(|_| t <= end).find_map(shares)
    });
    let title = match other {
        Some((key, segment, (share, before))) => {
            let segment = population(segment, curves.len());
            let names = [("name", p.name(lead)), ("against", p.name(p.roles.against))];
            let [name, against] = names;
            p.say(key, &[("share", share), ("before", before), ("segment", segment), name, against])
        }
        _ if blended => p.word("survival.averaged"),
        _ => p.word("survival.same"),
    };
    let periods = p.word(&format!("period.{}.other", p.findings.scenario.period));
    let step = if values.len() > 2 * year { year } else { (year / 4).max(1) };
    let ticks = (0..values.len()).step_by(step).map(|t| (t as f64, t.to_string())).collect();
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: picture::words(p, "survival", &title),
        periods: Periods {
            first: 0.0,
            ticks,
            unit: p.say("survival.unit", &[("periods", periods.clone())]).plain(),
        },
        values: Values { format: &share, span: Span::Fixed(0.0, 1.0), finest: 0.01 },
        series,
        rings: Vec::new(),
        beyond_label: p.words.plain("survival.beyond"),
    });
    Some(Picture {
        subtitle: p.say("survival.subtitle", &[("periods", periods), ("name", p.name(lead))]),
        drawing: picture::probed(
            &svg,
            &read,
            |t| p.text(t as f64, Unit::Periods, Digits::Three, Sign::OnlyMinus),
            |value| p.numbers().percent(value, 1, Sign::OnlyMinus),
        ),
        note: note(p, blended, beyond),
        tables: vec![table(p, lead, &curves, year)],
        ..Picture::of(p, ["survival", "survival.nav"], title)
    })
}

fn note(p: &Printer<'_>, blended: bool, beyond: bool) -> Prose {
    let say = |shown: bool, key: &str| if shown { p.word(key) } else { Prose::default() };
    let gap = if blended && beyond { Prose::words(" ") } else { Prose::default() };
    // Without risk classes nobody is more loyal than another: programmes or events change churn.
    let classes = p.findings.scenario.risk_classes > 1;
    let average = if classes { "survival.blended_note" } else { "survival.average_note" };
    say(beyond, "survival.beyond_note").then(gap).then(say(blended, average))
}

/// The segment's name in brackets, or nothing when there is only one.
fn population(segment: &PartFindings, curves: usize) -> Prose {
    if curves == 1 {
        return Prose::default();
    }
    Prose::words(" (").then(Prose::given(segment.name.clone())).then(Prose::words(")"))
}

/// The curve of the same segment under what the lead is compared with, where it is seen to be another.
fn today<'p>(
    p: &Printer<'p>,
    lead: usize,
    (_, own, values): &(usize, &PartFindings, &[f64]),
) -> Option<&'p [f64]> {
    let strategy =
        p.findings.strategies.get(p.roles.against).filter(|_| lead != p.roles.against)?;
    let without = curve(strategy.segments.iter().find(|segment| segment.id == own.id)?)?;
    let apart = values.iter().zip(without).any(|(a, b)| (a - b).abs() > SEEN);
    (apart && values.len() == without.len()).then_some(without)
}

fn curve(segment: &PartFindings) -> Option<&[f64]> {
    match segment.metrics.get("survival") {
        Some(Metric::Array(values)) if values.len() > 1 => Some(values),
        _ => None,
    }
}

/// The curves at each anniversary.
fn table(
    p: &Printer<'_>,
    lead: usize,
    curves: &[(usize, &PartFindings, &[f64])],
    year: usize,
) -> Table {
    let longest = curves.iter().map(|(_, _, values)| values.len()).max().unwrap_or(0);
    let mut table = Table::new(p.word("survival.caption"), p.word("worth.segment"));
    for t in (year..longest).step_by(year) {
        // The tenure is the index of the value, so it is no figure of its own.
        table.figures(Prose::given(format!("{t}")));
    }
    for (s, segment, values) in curves {
        let cell = |t: usize| {
            values.get(t).map_or_else(Cell::missing, |value| {
                let path = format!("strategies.{lead}.segments.{s}.metrics.survival.{t}");
                Cell::figure(p.share(path, *value, 1))
            })
        };
        let cells = (year..longest).step_by(year).map(cell).collect();
        table.row(Prose::given(segment.name.clone()), cells);
    }
    table
}
