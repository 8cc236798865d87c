//! `series.csv`: every series and every ledger account in long form, for spreadsheets.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

use crate::findings::{
    Accounting, Billing, Findings, Metric, PartFindings, PartFlows, PartSeries, StrategyFindings,
};
use crate::metric::Unit;
use crate::report::finite::{self, NotFinite};

/// Columns, in order. The names are part of the contract with other programs.
pub const COLUMNS: [&str; 9] =
    ["scenario", "strategy", "segment", "channel", "period", "date", "measure", "value", "unit"];

/// Stands for a segment where something belongs to none. No id has brackets.
pub const NO_SEGMENT: &str = "(common)";
/// Stands for a channel where somebody came through none.
pub const NO_CHANNEL: &str = "(no channel)";

/// The strategies' series and ledgers as RFC 4180 text: header always, lines end in CR LF, a missing
/// value is an empty cell.
///
/// Series of the whole strategy first, with empty `segment` and `channel`: customers and money, recurring
/// revenue and what moves it, then the ledger's accounts with the account as measure. Then the same of each
/// segment and of what belongs to none ([`NO_SEGMENT`]), which sum to the strategy; and of each channel and of
/// what came through none ([`NO_CHANNEL`]), which sum to it again. Money is in the scenario's currency.
///
/// # Errors
/// A figure that is NaN or infinite, which is a bug in whatever computed it.
pub fn render(findings: &Findings) -> Result<String, NotFinite> {
    finite::check(&findings.strategies)?;
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let into_memory = "writing to memory cannot fail";
    writer.write_record(COLUMNS).expect(into_memory);
    let scenario = text(&findings.scenario.id);
    for strategy in &findings.strategies {
        let name = text(&strategy.id);
        let mut write = |segment: &str, channel: &str, measures: Vec<Measured<'_>>| {
            for (measure, unit, values) in measures {
                let measure = text(&measure);
                for (at, value) in values.iter().enumerate() {
                    let period = strategy.series.period.get(at).map(usize::to_string);
                    let date = strategy.series.date.get(at).map_or("", String::as_str);
                    let row = [
                        scenario.as_ref(),
                        name.as_ref(),
                        segment,
                        channel,
                        period.as_deref().unwrap_or(""),
                        date,
                        measure.as_ref(),
                        &value.map(plain).unwrap_or_default(),
                        unit,
                    ];
                    writer.write_record(row).expect(into_memory);
                }
            }
        };
        write("", "", measures(strategy));
        for segment in &strategy.segments {
            write(&text(&segment.id), "", part(segment));
        }
        write(NO_SEGMENT, "", part(&strategy.common));
        for channel in &strategy.channels {
            write("", &text(&channel.id), part(channel));
        }
        write("", NO_CHANNEL, flows(&strategy.without_channel));
    }
    let bytes = writer.into_inner().expect(into_memory);
    Ok(String::from_utf8(bytes).expect("every cell is text"))
}

/// A measure's name, its unit and its values, of which some periods may have none.
type Measured<'a> = (Cow<'a, str>, &'static str, Vec<Option<f64>>);

fn measured<'a>(name: Cow<'a, str>, unit: Unit, values: &[f64]) -> Measured<'a> {
    (name, unit.word(), values.iter().copied().map(Some).collect())
}

/// Series, then accounts, each with its unit: the same words as in `findings.json`.
fn measures(strategy: &StrategyFindings) -> Vec<Measured<'_>> {
    let series = &strategy.series;
    let mut measures = customers_and_money(&series.flows);
    if let Some(pool) = &series.pool {
        measures.push(("pool", Unit::Count, pool));
    }
    for (name, shares) in [("known", &series.known), ("recommended", &series.recommended)] {
        measures.extend(shares.iter().map(|shares| (name, Unit::Share, shares.as_slice())));
    }
    if let Some(utilisation) = &series.desk_utilisation {
        measures.push(("desk_utilisation", Unit::Share, utilisation));
    }
    measures.extend(billing(&strategy.billing));
    for (account, values) in &strategy.ledger.0 {
        measures.push((account, Unit::Money, values));
    }
    let named = |(name, unit, values)| measured(Cow::Borrowed(name), unit, values);
    let mut all: Vec<_> = measures.into_iter().map(named).collect();
    let books = strategy.accounting.iter().flat_map(accounting);
    all.extend(books.map(|(name, values)| measured(Cow::Owned(name), Unit::Money, values)));
    let gaps = [
        (CAPACITY, &series.capacity_utilisation),
        ("market_penetration", &series.market_penetration),
    ];
    let gaps = gaps.into_iter().filter_map(|(name, values)| Some((name, values.clone()?)));
    let share = Unit::Share.word();
    all.extend(gaps.map(|(name, values)| (Cow::Borrowed(name), share, values)));
    all
}

/// The same of a part.
fn part(part: &PartFindings) -> Vec<Measured<'_>> {
    let mut all = part.flows.as_ref().map(flows).unwrap_or_default();
    all.extend(used(part.metrics.get(CAPACITY)));
    all
}

/// Series that have no number in some periods.
fn used(capacity: Option<&Metric>) -> Option<Measured<'_>> {
    let values = match capacity? {
        Metric::Array(values) => values.iter().copied().map(Some).collect(),
        Metric::Gaps(values) => values.clone(),
        _ => return None,
    };
    Some((Cow::Borrowed(CAPACITY), Unit::Share.word(), values))
}

const CAPACITY: &str = "capacity_utilisation";

/// A number in full, nought without a sign.
pub(super) fn plain(value: f64) -> String {
    finite::unsigned_zero(value).to_string()
}

/// What the whole and every part have in each period.
fn customers_and_money(series: &PartSeries) -> Vec<(&str, Unit, &[f64])> {
    vec![
        ("opening", Unit::Count, &series.opening),
        ("joined", Unit::Count, &series.joined),
        ("returned", Unit::Count, &series.returned),
        ("left", Unit::Count, &series.left),
        ("closing", Unit::Count, &series.closing),
        ("revenue", Unit::Money, &series.revenue),
        ("acquisition_spend", Unit::Money, &series.acquisition_spend),
        ("retention_spend", Unit::Money, &series.retention_spend),
        ("cash_flow", Unit::Money, &series.cash_flow),
        ("discounted_cash_flow", Unit::Money, &series.discounted_cash_flow),
        ("cumulative_discounted_cash_flow", Unit::Money, &series.cumulative_discounted_cash_flow),
    ]
}

/// Money and customers of a part.
fn flows(flows: &PartFlows) -> Vec<Measured<'_>> {
    let mut measures = customers_and_money(&flows.series);
    measures.extend(billing(&flows.billing));
    let accounts = flows.ledger.0.iter();
    measures.extend(accounts.map(|(name, all)| (name.as_str(), Unit::Money, &all[..])));
    let named = measures.into_iter();
    named.map(|(name, unit, values)| measured(Cow::Borrowed(name), unit, values)).collect()
}

/// Recurring revenue and what moved it since the period before: the row `billing.list` less the one before it is
/// new + returned + expansion − contraction + price − lost.
fn billing(own: &Billing) -> [(&'static str, Unit, &[f64]); 7] {
    [
        ("billing.list", &own.list),
        ("billing.new", &own.new),
        ("billing.returned", &own.returned),
        ("billing.expansion", &own.expansion),
        ("billing.contraction", &own.contraction),
        ("billing.price", &own.price),
        ("billing.lost", &own.lost),
    ]
    .map(|(name, values)| (name, Unit::Money, values.as_slice()))
}

/// Series of the accounting view, named by their path in `findings.json`; the programme's or channel's id
/// stands for its place.
fn accounting(view: &Accounting) -> Vec<(String, &[f64])> {
    let mut list: Vec<(String, &[f64])> = Vec::new();
    for one in &view.points {
        let lines = &one.lines;
        for (line, values) in [
            ("opening", &lines.opening),
            ("deferred", &lines.deferred),
            ("redeemed", &lines.redeemed),
            ("breakage", &lines.breakage),
            ("estimate", &lines.estimate),
            ("closing", &lines.closing),
            ("current", &lines.current),
            ("non_current", &lines.non_current),
        ] {
            list.push((format!("accounting.points.{}.{line}", one.id), values));
        }
    }
    for one in &view.commissions {
        let lines = &one.lines;
        for (line, values) in [
            ("opening", &lines.opening),
            ("capitalised", &lines.capitalised),
            ("amortised", &lines.amortised),
            ("closing", &lines.closing),
        ] {
            list.push((format!("accounting.commissions.{}.{line}", one.id), values));
        }
    }
    let profit = &view.profit;
    for (line, values) in [
        ("charged", &profit.charged),
        ("refunds", &profit.refunds),
        ("discounts", &profit.discounts),
        ("points", &profit.points),
        ("revenue", &profit.revenue),
        ("costs", &profit.costs),
        ("profit", &profit.profit),
        ("cash_flow", &profit.cash_flow),
        ("commissions", &profit.commissions),
    ] {
        list.push((format!("accounting.profit.{line}"), values));
    }
    list
}

/// A text cell that no spreadsheet runs as a formula: an apostrophe goes before a sign that would
/// start one. Source: OWASP, CSV Injection.
pub(super) fn text(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn every_row_has_every_column_and_every_number_comes_back() {
        let findings = fixtures::streaming();
        let text = render(&findings).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let values = |one: &StrategyFindings| -> usize {
            let own = measures(one).into_iter();
            let parts =
                one.segments.iter().chain([&one.common]).chain(&one.channels).flat_map(part);
            let rest = flows(&one.without_channel);
            own.chain(parts).chain(rest).map(|(_, _, values)| values.len()).sum()
        };
        assert_eq!(rows.len(), findings.strategies.iter().map(values).sum::<usize>());

        let strategy = &findings.strategies[1];
        let cash = rows.iter().filter(|row| {
            let whole = row[2].is_empty() && row[3].is_empty();
            whole && row[1] == *strategy.id && row[6] == *"cash_flow"
        });
        let values: Vec<f64> = cash.map(|row| row[7].parse().unwrap()).collect();
        assert_eq!(values, strategy.series.flows.cash_flow);
        assert!(text.lines().all(|line| !line.contains('\r')) && text.ends_with("\r\n"));
    }

    #[test]
    fn a_row_is_what_the_contract_says() {
        let mut findings = fixtures::small();
        let strategy = &mut findings.strategies[0];
        strategy.series.flows.opening[0] = 0.1 + 0.2;
        strategy.ledger.0.push(("=a \"quoted\", account".into(), vec![-1.5]));
        let facts = (&findings.scenario.id, &strategy.id, &strategy.series.date[0]);
        let first =
            format!("{},{},,,0,{},opening,0.30000000000000004,count", facts.0, facts.1, facts.2);
        let last = format!(
            "{},{},,,0,{},\"'=a \"\"quoted\"\", account\",-1.5,money",
            facts.0, facts.1, facts.2
        );
        let text = render(&findings).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[1], first);
        assert!(lines.contains(&last.as_str()));
    }

    #[test]
    fn nought_has_no_sign_and_a_missing_number_no_text() {
        let mut findings = fixtures::small();
        let strategy = &mut findings.strategies[0];
        strategy.series.flows.opening[0] = -0.0;
        strategy.series.capacity_utilisation = Some(vec![None, Some(0.5)]);
        let (id, dates) = (strategy.id.clone(), strategy.series.date.clone());
        let segment = &mut strategy.segments[0];
        segment.metrics.0.retain(|(id, _)| *id != CAPACITY);
        segment.metrics.0.push((CAPACITY, Metric::Array(vec![0.25, 0.5])));
        let own = segment.id.clone();
        let text = render(&findings).unwrap();
        let row = |segment: &str, t: usize, rest: &str| {
            format!("{},{id},{segment},,{t},{},{rest}", findings.scenario.id, dates[t])
        };
        for row in [
            row("", 0, "opening,0,count"),
            row("", 0, "capacity_utilisation,,share"),
            row("", 1, "capacity_utilisation,0.5,share"),
            row(&own, 0, "capacity_utilisation,0.25,share"),
        ] {
            assert!(text.lines().any(|line| line.trim_end() == row), "{row}");
        }
    }

    #[test]
    fn formulas_become_text() {
        for cell in ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"] {
            assert_eq!(text(cell), format!("'{cell}"));
        }
        for cell in ["media", "1-2", "", "ø=3"] {
            assert_eq!(text(cell), cell);
        }
    }
}
