//! When does each strategy earn its money back?

use crate::chart::{self, Band, Lines, Ring, Series, Span, Values, Words};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::Cell;
use crate::text::Sign;

use super::picture::{self, Picture};

/// Cumulative discounted cash of each strategy, with paybacks and the leader's band.
#[must_use]
pub fn cash(p: &Printer<'_>) -> Option<Picture> {
    let strategies = &p.findings.strategies;
    let last = p.findings.scenario.periods.checked_sub(1)?;
    let end = |i: usize| strategies[i].series.cumulative_discounted_cash_flow.get(last).copied();
    let lead = p.roles.lead(p.findings);
    let looks = picture::looks(p);
    let money = |value: f64| p.numbers().tick(value);
    let mut series = Vec::new();
    let mut rings = Vec::new();
    let mut desc = String::new();
    let mut banded = false;
    for (place, (i, look)) in looks.iter().enumerate() {
        let strategy = &strategies[*i];
        let mut line = Series::new(&strategy.name, strategy.series.cumulative_discounted_cash_flow.clone(), *look);
        if let Some(end) = end(*i) {
            line.note = p.numbers().short(end, Sign::OnlyMinus);
            let slots = [("name", p.name(*i)), ("value", Prose::words(line.note.clone()))];
            desc.push_str(&p.say("cash.desc", &slots).plain());
            desc.push(' ');
        }
        if let Some(band) = strategy.cumulative_band.as_ref().filter(|_| *i == lead) {
            line.band = Some(Band { low: band.p10.clone(), high: band.p90.clone() });
            banded = true;
        }
        let payback = p.findings.comparisons.iter().find(|c| c.strategy == strategy.id).and_then(|c| c.payback_period);
        if let Some((period, when)) = payback.and_then(|period| Some((period, p.month(*i, period)?))) {
            let slots = [("name", p.name(*i)), ("when", Prose::words(when.text))];
            rings.push(Ring { series: place, at: period as f64, label: p.say("cash.ring", &slots).plain() });
        }
        series.push(line);
    }
    let title = title(p, last);
    let names = [("name", p.name(lead)), ("against", p.name(p.roles.against))];
    let note = match (banded, rings.is_empty()) {
        (true, _) => p.say("cash.band", &names),
        (false, false) => p.say("cash.rings", &names),
        (false, true) => Prose::default(),
    };
    let svg = chart::lines(&Lines {
        words: Words {
            id: "cash".into(),
            title: title.plain(),
            desc,
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar(p),
        values: Values { format: &money, span: Span::FromZero },
        series,
        rings,
        beyond_label: String::new(),
    });
    let caption = p.say("cash.caption", &[("currency", p.currency())]);
    let table = picture::at_year_ends(p, caption, |i, t| {
        let value = *strategies[i].series.cumulative_discounted_cash_flow.get(t)?;
        let path = format!("strategies.{i}.series.cumulative_discounted_cash_flow.{t}");
        Some(Cell::figure(p.amount(path, value, Sign::OnlyMinus)))
    });
    let [start, until] = picture::span(p);
    Some(Picture {
        id: "cash",
        nav: p.word("cash.nav"),
        title,
        subtitle: p.say("cash.subtitle", &[("currency", p.currency()), start, until]),
        drawing: picture::drawing(&svg),
        note,
        tables: vec![table],
    })
}

/// Who ends highest, and from when it is ahead for good.
fn title(p: &Printer<'_>, last: usize) -> Prose {
    let strategies = &p.findings.strategies;
    let end = |i: &usize| strategies[*i].series.cumulative_discounted_cash_flow.get(last).copied().unwrap_or(f64::NEG_INFINITY);
    let Some(highest) = (0..strategies.len()).max_by(|a, b| end(a).total_cmp(&end(b))) else {
        return Prose::default();
    };
    let name = ("name", p.name(highest));
    if strategies.len() == 1 {
        let path = format!("strategies.0.series.cumulative_discounted_cash_flow.{last}");
        return p.say("cash.only", &[name, ("value", p.money(path, end(&0), Sign::OnlyMinus).into())]);
    }
    if highest == p.roles.against {
        return p.say("cash.nothing_better", &[name]);
    }
    let payback = p.findings.comparisons.iter().find(|c| c.strategy == strategies[highest].id).and_then(|c| c.payback_period);
    match payback.and_then(|period| p.month(highest, period)) {
        Some(when) => p.say("cash.ends_highest_payback", &[name, ("when", when.into())]),
        None => p.say("cash.ends_highest", &[name]),
    }
}
