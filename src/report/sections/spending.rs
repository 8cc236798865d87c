//! Where does the money go: finding customers or keeping them?

use crate::chart::{self, Dash, Ink, Lines, Look, Mark, Series, Span, Values, Words};
use crate::report::printer::Printer;
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Acquisition and retention spend per period of the lead and of what it is compared with.
#[must_use]
pub fn spending(p: &Printer<'_>) -> Option<Picture> {
    let strategies = &p.findings.strategies;
    let lead = p.roles.lead(p.findings);
    let against = p.roles.against;
    let money = |value: f64| p.numbers().tick(value);
    let mut series = Vec::new();
    let grey = |dash| Look { ink: Ink::Reference, dash, mark: Mark::Ring };
    let pairs = [(lead, Look::FIRST, Look::SECOND), (against, grey(Dash::Solid), grey(Dash::Dashed))];
    let shown = if lead == against { 1 } else { 2 };
    for (i, retention, acquisition) in pairs.into_iter().take(shown) {
        let strategy = strategies.get(i)?;
        let slots = [("name", p.name(i))];
        for (key, values, look) in [
            ("spend.retention", &strategy.series.retention_spend, retention),
            ("spend.acquisition", &strategy.series.acquisition_spend, acquisition),
        ] {
            // A side on which nothing is spent is said in the title, not drawn as a line at nought.
            if values.iter().any(|value| *value != 0.0) {
                series.push(Series::new(p.say(key, &slots).plain(), values.clone(), look));
            }
        }
    }
    if series.is_empty() {
        return None;
    }
    let title = title(p, lead);
    let totals = totals(p, lead);
    let svg = chart::lines(&Lines {
        words: Words {
            id: "spend".into(),
            title: title.plain(),
            desc: totals.plain(),
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar(p),
        values: Values { format: &money, span: Span::FromZero },
        series,
        rings: Vec::new(),
        beyond_label: String::new(),
    });
    let [start, end] = picture::span(p);
    Some(Picture {
        id: "spend",
        nav: p.word("spend.nav"),
        title,
        subtitle: p.say("spend.subtitle", &[("currency", p.currency()), ("period", p.period()), start, end]),
        drawing: picture::drawing(&svg),
        note: totals,
        tables: vec![table(p)],
    })
}

fn title(p: &Printer<'_>, lead: usize) -> Prose {
    let series = &p.findings.strategies[lead].series;
    let finding: f64 = series.acquisition_spend.iter().sum();
    let keeping: f64 = series.retention_spend.iter().sum();
    let key = match (finding > 0.0, keeping > 0.0) {
        (false, false) => "spend.nothing",
        (true, false) => "spend.only_finding",
        (false, true) => "spend.only_keeping",
        (true, true) if finding >= keeping => "spend.more_finding",
        (true, true) => "spend.more_keeping",
    };
    p.say(key, &[("name", p.name(lead))])
}

fn totals(p: &Printer<'_>, lead: usize) -> Prose {
    let metrics = &p.findings.strategies[lead].metrics;
    let path = format!("strategies.{lead}");
    if metrics.figure("acquisition_spend_pv").is_none() || metrics.figure("retention_spend_pv").is_none() {
        return Prose::default();
    }
    let slots = [
        ("acquisition", p.metric_or_dash(&path, metrics, "acquisition_spend_pv")),
        ("retention", p.metric_or_dash(&path, metrics, "retention_spend_pv")),
        ("name", p.name(lead)),
    ];
    p.say("spend.totals", &slots)
}

/// Both sides by fiscal year, a pair of rows per strategy.
fn table(p: &Printer<'_>) -> Table {
    let caption = p.say("spend.caption", &[("currency", p.currency())]);
    let mut table = Table::new(caption, p.word("cash.strategy"));
    table.texts(p.word("next.side"));
    let strategies = &p.findings.strategies;
    let years = strategies.first().map_or(&[][..], |s| &s.years);
    for (y, year) in years.iter().enumerate() {
        table.figures(p.as_text(format!("strategies.0.years.{y}.fiscal_year"), f64::from(year.fiscal_year), year.fiscal_year.to_string()).into());
    }
    for i in p.roles.by_importance(p.findings) {
        let sides = [
            ("spend.acquisition_head", "acquisition_spend"),
            ("spend.retention_head", "retention_spend"),
        ];
        for (key, field) in sides {
            let mut cells = vec![Cell::text(p.word(key))];
            for (y, year) in strategies[i].years.iter().enumerate() {
                let value = if field == "retention_spend" { year.retention_spend } else { year.acquisition_spend };
                cells.push(Cell::figure(p.amount(format!("strategies.{i}.years.{y}.{field}"), value, Sign::OnlyMinus)));
            }
            table.row(p.name(i), cells);
        }
    }
    table
}
