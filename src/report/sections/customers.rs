//! How many customers does each strategy bring and keep?

use crate::chart::{self, Lines, Series, Span, Values, Words};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::Cell;
use crate::text::Sign;

use super::picture::{self, Picture};

/// Strategies whose customers differ by less than this share end about level.
const LEVEL: f64 = 0.005;

/// Customers at the end of each period by strategy.
pub fn customers(p: &Printer<'_>) -> Option<Picture> {
    let strategies = &p.findings.strategies;
    let last = p.findings.scenario.periods.checked_sub(1)?;
    let count = |value: f64| p.numbers().tick(value);
    let mut series = Vec::new();
    for (i, look) in picture::looks(p) {
        let strategy = &strategies[i];
        let mut line = Series::new(&strategy.name, strategy.series.flows.closing.clone(), look);
        line.note = strategy
            .series
            .flows
            .closing
            .get(last)
            .map_or_else(String::new, |end| p.numbers().short(*end, Sign::OnlyMinus));
        series.push(line);
    }
    let title = title(p, last);
    let lead = p.roles.lead(p.findings);
    let flows = flows(p, lead, last);
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: Words {
            id: "customers".into(),
            title: title.plain(),
            desc: flows.plain(),
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar(p),
        values: Values { format: &count, span: Span::FromZero, finest: 1.0 },
        series,
        rings: Vec::new(),
        beyond_label: String::new(),
    });
    let table = picture::at_year_ends(p, p.word("customers.caption_ends"), |i, t| {
        let value = *strategies[i].series.flows.closing.get(t)?;
        Some(Cell::figure(p.count(format!("strategies.{i}.series.closing.{t}"), value)))
    });
    let [start, end] = picture::span(p);
    Some(Picture {
        id: "customers",
        nav: p.word("customers.nav"),
        title,
        subtitle: p.say("customers.subtitle", &[("period", p.period()), start, end]),
        drawing: picture::probed(
            &svg,
            &read,
            |t| picture::month(p, t),
            |value| p.numbers().short(value, Sign::OnlyMinus),
        ),
        note: flows.then(picture::left_out(p)),
        tables: vec![table],
    })
}

fn title(p: &Printer<'_>, last: usize) -> Prose {
    let strategies = &p.findings.strategies;
    let end = |i: usize| strategies[i].series.flows.closing.get(last).copied().unwrap_or(0.0);
    let most = (0..strategies.len()).max_by(|a, b| end(*a).total_cmp(&end(*b))).unwrap_or(0);
    let fewest = (0..strategies.len()).map(end).fold(f64::INFINITY, f64::min);
    if strategies.len() == 1 {
        let value = p.print(
            format!("strategies.0.series.closing.{last}"),
            end(0),
            Unit::Count,
            Digits::Three,
            Sign::OnlyMinus,
        );
        return p.say("customers.only", &[("name", p.name(0)), ("value", value.into())]);
    }
    if end(most) - fewest <= LEVEL * end(most) {
        return p.word("customers.same");
    }
    let drawn: Vec<usize> = picture::looks(p).iter().map(|(i, _)| *i).collect();
    if drawn.contains(&most) {
        return p.say("customers.most", &[("name", p.name(most))]);
    }
    // A title must be seen in its picture.
    let seen = drawn.into_iter().max_by(|a, b| end(*a).total_cmp(&end(*b))).unwrap_or(most);
    p.say("customers.most_seen", &[("name", p.name(seen))])
}

/// The roll-forward of the lead over the horizon.
fn flows(p: &Printer<'_>, lead: usize, last: usize) -> Prose {
    let strategy = &p.findings.strategies[lead];
    let path = format!("strategies.{lead}");
    let (Some(opening), Some(end)) =
        (strategy.series.flows.opening.first(), strategy.series.flows.closing.get(last))
    else {
        return Prose::default();
    };
    if strategy.metrics.figure("customers_joined").is_none()
        || strategy.metrics.figure("customers_left").is_none()
    {
        return Prose::default();
    }
    let count = |path: String, value: f64| {
        Prose::from(p.print(path, value, Unit::Count, Digits::Three, Sign::OnlyMinus))
    };
    let slots = [
        ("name", p.name(lead)),
        ("opening", count(format!("{path}.series.opening.0"), *opening)),
        ("joined", p.metric_or_dash(&path, &strategy.metrics, "customers_joined")),
        ("left", p.metric_or_dash(&path, &strategy.metrics, "customers_left")),
        ("end", count(format!("{path}.series.closing.{last}"), *end)),
        ("returned", p.metric_or_dash(&path, &strategy.metrics, "customers_returned")),
    ];
    let returned = strategy.metrics.expected("customers_returned").is_some_and(|n| n > 0.0);
    p.say(if returned { "customers.flows_returned" } else { "customers.flows" }, &slots)
}
