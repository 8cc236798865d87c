//! Where does the money go: finding customers or keeping them?

use crate::chart::{self, Look, Panel, Panels, Series, Span, Values, Words};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Panels that one picture shows at most.
const PANELS: usize = 4;

/// Acquisition and retention spend per period, a panel per strategy.
pub fn spending(p: &Printer<'_>) -> Option<Picture> {
    let strategies = &p.findings.strategies;
    let lead = p.roles.lead(p.findings);
    let money = |value: f64| p.numbers().tick(value);
    let mut order = p.roles.by_importance(p.findings);
    if order.len() > PANELS {
        // What they are compared with comes last and stays.
        order.drain(PANELS - 1..order.len() - 1);
    }
    let left_out = picture::not_among(p, &order);
    let mut panels = Vec::new();
    for i in order {
        let strategy = &strategies[i];
        let sides = [
            ("spend.retention_head", &strategy.series.flows.retention_spend, Look::FIRST),
            ("spend.acquisition_head", &strategy.series.flows.acquisition_spend, Look::SECOND),
        ];
        let lines =
            sides.map(|(key, values, look)| Series::new(p.words.plain(key), values.clone(), look));
        panels.push(Panel {
            title: strategy.name.clone(),
            note: brings(p, i),
            series: lines.into(),
            spots: Vec::new(),
        });
    }
    let spent = |s: &crate::findings::StrategyFindings| {
        s.series
            .flows
            .acquisition_spend
            .iter()
            .chain(&s.series.flows.retention_spend)
            .any(|v| *v != 0.0)
    };
    if !strategies.iter().any(spent) {
        return None;
    }
    let title = title(p, lead);
    let totals = totals(p, lead);
    let svg = chart::panels(&Panels {
        words: Words {
            id: "spend".into(),
            title: title.plain(),
            desc: totals.plain(),
            not_enough: picture::not_enough(p),
        },
        periods: picture::calendar(p),
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        panels,
    });
    let [start, end] = picture::span(p);
    Some(Picture {
        id: "spend",
        nav: p.word("spend.nav"),
        title,
        subtitle: p.say(
            "spend.subtitle",
            &[("currency", p.currency()), ("period", p.period()), start, end],
        ),
        drawing: picture::drawing(&svg),
        note: totals.then(left_out),
        tables: vec![table(p)],
    })
}

/// What the money of a strategy brings and keeps: its customers.
fn brings(p: &Printer<'_>, i: usize) -> String {
    let metrics = &p.findings.strategies[i].metrics;
    let (Some(joined), Some(end)) =
        (metrics.expected("customers_joined"), metrics.expected("customers_end"))
    else {
        return String::new();
    };
    let count = Unit::Count;
    let short =
        |value: f64| Prose::words(p.print("", value, count, Digits::Three, Sign::OnlyMinus).text);
    p.say("spend.brings", &[("joined", short(joined)), ("end", short(end))]).plain()
}

fn title(p: &Printer<'_>, lead: usize) -> Prose {
    let series = &p.findings.strategies[lead].series;
    let finding: f64 = series.flows.acquisition_spend.iter().sum();
    let keeping: f64 = series.flows.retention_spend.iter().sum();
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
    if metrics.figure("acquisition_spend_pv").is_none()
        || metrics.figure("retention_spend_pv").is_none()
    {
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
        table.figures(
            p.as_text(
                format!("strategies.0.years.{y}.fiscal_year"),
                f64::from(year.fiscal_year),
                year.fiscal_year.to_string(),
            )
            .into(),
        );
    }
    for i in p.roles.by_importance(p.findings) {
        let sides = [
            ("spend.acquisition_head", "acquisition_spend"),
            ("spend.retention_head", "retention_spend"),
        ];
        for (key, field) in sides {
            let mut cells = vec![Cell::text(p.word(key))];
            for (y, year) in strategies[i].years.iter().enumerate() {
                let value = if field == "retention_spend" {
                    year.retention_spend
                } else {
                    year.acquisition_spend
                };
                cells.push(Cell::figure(p.amount(
                    format!("strategies.{i}.years.{y}.{field}"),
                    value,
                    Sign::OnlyMinus,
                )));
            }
            table.row(p.name(i), cells);
        }
    }
    table
}
