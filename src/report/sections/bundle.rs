//! What is each programme of a strategy worth: alone, added last, as a fair share, against the same money
//! elsewhere, and where does it turn?

use crate::findings::{Attribution, Comparison, ProgrammeWorth};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::tiles::stated;

/// The table of a comparison, if the strategy adds programmes.
pub fn table(p: &Printer<'_>, at: usize, name: &Prose) -> Option<Table> {
    let comparison = p.findings.comparisons.get(at)?;
    let attribution = comparison.attribution.as_ref()?;
    let slots =
        [("name", name.clone()), ("against", p.name(p.roles.against)), ("currency", p.currency())];
    let mut table = Table::new(p.say("bundle.caption", &slots), p.word("programmes.programme"));
    for key in ["alone", "last", "share", "money", "elsewhere", "turns"] {
        table.figures(p.word(&format!("bundle.{key}")));
    }
    for (i, worth) in attribution.programmes.iter().enumerate() {
        let row = row(p, &format!("comparisons.{at}.attribution.programmes.{i}"), worth);
        table.rows.push(row);
        let turn = worth.break_even.as_ref().and_then(|turn| turn.value_why.as_ref());
        let whys = [worth.same_money_why.as_ref(), worth.break_even_why.as_ref(), turn];
        for why in whys.into_iter().flatten() {
            let why = p.voice().prose(why).plain();
            table.note_missing(Prose::given(format!("{}: {why}", worth.name)));
        }
    }
    sums(p, &mut table, at, comparison, attribution);
    Some(table)
}

fn row(p: &Printer<'_>, path: &str, worth: &ProgrammeWorth) -> Row {
    let money = |field: &str, value: f64| p.cell(format!("{path}.{field}"), value, Sign::Always);
    let share = {
        let field = "incremental_npv_shapley";
        let value =
            p.amount(format!("{path}.{field}"), worth.incremental_npv_shapley, Sign::Always);
        let error = worth.incremental_npv_shapley_se.map(|se| {
            let se = p.amount(format!("{path}.{field}_se"), se, Sign::OnlyMinus);
            Prose::words(" ± ").then(se.into())
        });
        Cell::figure(Prose::from(value).then(error.unwrap_or_default()))
    };
    let spend = p.amount(format!("{path}.spend_pv"), worth.spend_pv, Sign::OnlyMinus);
    let elsewhere = worth.same_money.as_ref().map_or_else(Cell::missing, |other| {
        let path = format!("{path}.same_money");
        let gain = p.amount(format!("{path}.incremental_npv"), other.incremental_npv, Sign::Always);
        let unit = Unit::Ratio;
        let factor = format!("{path}.factor");
        let factor = p.print(factor, other.factor, unit, Digits::Exact(2), Sign::OnlyMinus);
        let slots =
            [("gain", gain.into()), ("name", p.told(&other.name)), ("factor", factor.into())];
        Cell::figure(p.say("bundle.in_channel", &slots))
    });
    let (turns, note) = match &worth.break_even {
        Some(turn) => {
            let path = format!("{path}.break_even");
            let assumed = stated(p, format!("{path}.assumed"), turn.assumed, turn);
            let cell = match turn.value {
                Some(value) => {
                    let value = stated(p, format!("{path}.value"), value, turn);
                    p.say("bundle.turns_at", &[("value", value), ("assumed", assumed)])
                }
                None => p.say("bundle.never", &[("assumed", assumed)]),
            };
            let name = p.told(&turn.name);
            (Cell::figure(cell), p.say("bundle.decisive", &[("assumption", name)]))
        }
        None => (Cell::missing(), Prose::default()),
    };
    Row {
        head: Prose::given(worth.name.clone()),
        note,
        cells: vec![
            money("incremental_npv_alone", worth.incremental_npv_alone),
            money("incremental_npv_last", worth.incremental_npv_last),
            share,
            Cell::figure(spend),
            elsewhere,
            turns,
        ],
        class: "",
    }
}

/// The rows that make the fair shares the gain of the strategy.
fn sums(
    p: &Printer<'_>,
    table: &mut Table,
    at: usize,
    comparison: &Comparison,
    attribution: &Attribution,
) {
    let empty = || Cell { content: Prose::default(), class: "n" };
    let mut line = |head: &str, path: String, value: f64, class: &'static str| {
        let value = p.cell(path, value, Sign::Always);
        let cells = vec![empty(), empty(), value, empty(), empty(), empty()];
        table.rows.push(Row { head: p.word(head), cells, class, ..Row::default() });
    };
    // Rounding of the run without programmes is no change.
    let gain = comparison.incremental_npv.expected;
    if attribution.other_changes.abs() > 1e-9 * gain.abs() {
        let path = format!("comparisons.{at}.attribution.other_changes");
        line("bundle.other", path, attribution.other_changes, "");
    }
    line("bundle.gain", format!("comparisons.{at}.incremental_npv.expected"), gain, "total");
}

/// A sentence on a programme that loses money beside the others, if there is one in a bundle.
pub fn loser(p: &Printer<'_>, at: usize, name: &Prose) -> Option<Prose> {
    let attribution = p.findings.comparisons.get(at)?.attribution.as_ref()?;
    let (i, worst) = attribution.loser()?;
    let path = format!("comparisons.{at}.attribution.programmes.{i}.incremental_npv_last");
    let value = p.money(path, worst.incremental_npv_last, Sign::OnlyMinus);
    let slots = [
        ("name", name.clone()),
        ("programme", Prose::given(worst.name.clone())),
        ("value", value.into()),
    ];
    Some(p.say("bundle.loser", &slots))
}
