//! Which strategy holds the most cash, and how sure is that?

use crate::chart::{self, Band, Lines, Series, Span, Values, Words};
use crate::findings;
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::Cell;
use crate::text::Sign;

use super::picture::{self, Picture};

/// Cumulative discounted cash of each strategy with the leader's band.
pub fn cash(p: &Printer<'_>) -> Option<Picture> {
    let strategies = &p.findings.strategies;
    let last = p.findings.scenario.periods.checked_sub(1)?;
    let lead = p.roles.lead(p.findings);
    let money = |value: f64| p.numbers().tick(value);
    let mut series = Vec::new();
    let mut desc = String::new();
    let mut banded = false;
    for (i, look) in picture::looks(p) {
        let strategy = &strategies[i];
        let path = &strategy.series.flows.cumulative_discounted_cash_flow;
        let mut line = Series::new(&strategy.name, path.clone(), look);
        if let Some(end) = path.get(last) {
            line.note = p.numbers().short(*end, Sign::OnlyMinus);
            let slots = [("name", p.name(i)), ("value", Prose::words(line.note.clone()))];
            desc.push_str(&p.say("cash.desc", &slots).plain());
            desc.push(' ');
        }
        let wide = |band: &&findings::Band| band.p10 != band.p90;
        if let Some(band) = strategy.cumulative_band.as_ref().filter(wide).filter(|_| i == lead) {
            line.band = Some(Band { low: band.p10.clone(), high: band.p90.clone() });
            banded = true;
        }
        series.push(line);
    }
    let title = title(p, last);
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: Words {
            id: "cash".into(),
            title: title.plain(),
            desc,
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar(p),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        series,
        rings: Vec::new(),
        beyond_label: String::new(),
    });
    let caption = p.say("cash.caption", &[("currency", p.currency())]);
    let table = picture::at_year_ends(p, caption, |i, t| {
        let value = *strategies[i].series.flows.cumulative_discounted_cash_flow.get(t)?;
        let path = format!("strategies.{i}.series.cumulative_discounted_cash_flow.{t}");
        Some(Cell::figure(p.amount(path, value, Sign::OnlyMinus)))
    });
    let note =
        if banded { p.say("cash.band", &[("name", p.name(lead))]) } else { Prose::default() };
    let [start, until] = picture::span(p);
    Some(Picture {
        id: "cash",
        nav: p.word("cash.nav"),
        title,
        subtitle: p.say("cash.subtitle", &[("currency", p.currency()), start, until]),
        drawing: picture::probed(
            &svg,
            &read,
            |t| picture::month(p, t),
            |value| p.numbers().short(value, Sign::OnlyMinus),
        ),
        note: note.then(picture::left_out(p)),
        tables: vec![table],
    })
}

/// Who ends highest.
fn title(p: &Printer<'_>, last: usize) -> Prose {
    let strategies = &p.findings.strategies;
    let end = |i: &usize| {
        let path = &strategies[*i].series.flows.cumulative_discounted_cash_flow;
        path.get(last).copied().unwrap_or(f64::NEG_INFINITY)
    };
    let Some(highest) = (0..strategies.len()).max_by(|a, b| end(a).total_cmp(&end(b))) else {
        return Prose::default();
    };
    let path = format!("strategies.{highest}.series.cumulative_discounted_cash_flow.{last}");
    let value = p.money(path, end(&highest), Sign::OnlyMinus);
    let key = if strategies.len() == 1 { "cash.only" } else { "cash.ends_highest" };
    p.say(key, &[("name", p.name(highest)), ("value", value.into())])
}
