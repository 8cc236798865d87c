//! Which split of the budget is best, and what holds each lever?

use serde::Serialize;

use crate::findings::{Bound, Findings, Optimum, OptimumLever};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

/// The block of the best split.
#[derive(Debug, Serialize)]
pub struct Split {
    pub sentence: Prose,
    /// What one more unit brings, and what there is without a limit.
    pub more: Prose,
    pub table: Table,
    /// Smallest budget of each gate.
    pub targets: Option<Table>,
    /// Checks that the best split fails, and levers that are not moved, with the reasons.
    pub left_out: Vec<Prose>,
    pub snippet: String,
}

/// The block, if a best split was asked for.
pub fn optimum(p: &Printer<'_>) -> Option<Split> {
    let found = p.findings.optimum.as_ref()?;
    let money =
        |path: &str, value: f64, sign| Prose::from(p.money(format!("optimum.{path}"), value, sign));
    let plain = Sign::OnlyMinus;
    let slots = [
        ("name", Prose::given(found.name.clone())),
        ("currency", p.currency()),
        ("budget", money("budget", found.budget, plain)),
        ("today", money("today.npv", found.today.npv, plain)),
        ("best", money("best.npv", found.best.npv, plain)),
        ("gain", money("gain", found.gain, plain)),
        ("price", price(p, "optimum.shadow_price", found.shadow_price)),
        ("spend", money("unlimited.spend_pv", found.unlimited.spend_pv, plain)),
        ("npv", money("unlimited.npv", found.unlimited.npv, plain)),
    ];
    let moves = found.gain > 1e-6 * found.today.npv.abs();
    let key = if moves { "optimum.moves" } else { "optimum.stays" };
    let more = match (found.shadow_price > 0.0, found.search_ends()) {
        (true, false) => "optimum.more",
        (true, true) => "optimum.more_searched",
        (false, false) => "optimum.enough",
        (false, true) => "optimum.enough_searched",
    };
    let fails = |id: &String| p.say("optimum.fails", &[("check", Prose::given(id.clone()))]);
    let why = |one: &crate::findings::LeftOut| {
        p.say(
            "optimum.left_out",
            &[("path", Prose::given(one.path.clone())), ("why", p.voice().prose(&one.why).whole())],
        )
    };
    Some(Split {
        sentence: p.say(key, &slots),
        more: p.say(more, &slots),
        table: table(p, found),
        targets: targets(p, found),
        left_out: found.failing.iter().map(fails).chain(found.left_out.iter().map(why)).collect(),
        snippet: found.snippet.clone(),
    })
}

/// The block of the findings of `tenure optimise`, for the terminal.
pub fn best_split(findings: &Findings) -> Option<Split> {
    optimum(&Printer::new(findings))
}

/// A ratio with two decimals.
pub(super) fn price(p: &Printer<'_>, path: impl Into<String>, value: f64) -> Prose {
    p.print(path, value, Unit::Ratio, Digits::Exact(2), Sign::OnlyMinus).into()
}

/// The value of a lever in its unit.
pub(super) fn level(p: &Printer<'_>, path: String, lever: &OptimumLever, value: f64) -> Prose {
    let numbers = p.numbers();
    let text = match lever.unit {
        "share" => numbers.percent(value, 1, Sign::OnlyMinus),
        // Money per customer has cents, money per month has none.
        _ if lever.today < 1000.0 => numbers.fixed(value, 2, Sign::OnlyMinus),
        _ => numbers.fixed(value, 0, Sign::OnlyMinus),
    };
    p.as_text(path, value, text).into()
}

fn table(p: &Printer<'_>, found: &Optimum) -> Table {
    let mut table = Table::new(
        p.say("optimum.caption", &[("currency", p.currency())]),
        p.word("optimum.lever"),
    );
    for key in ["today", "best", "back_today", "back_best"] {
        table.figures(p.word(&format!("optimum.{key}_head")));
    }
    table.texts(p.word("optimum.held_head"));
    for (i, lever) in found.levers.iter().enumerate() {
        let path = format!("optimum.levers.{i}");
        let at =
            |key: &str, value: f64| Cell::figure(level(p, format!("{path}.{key}"), lever, value));
        let back = |key: &str, value: Option<f64>| {
            value.map_or_else(Cell::missing, |value| {
                Cell::figure(price(p, format!("{path}.{key}"), value))
            })
        };
        let held = lever.bound.map_or_else(Prose::default, |bound| p.word(held(bound)));
        table.rows.push(Row {
            head: p.told(&lever.name),
            note: Prose::given(lever.path.clone()),
            cells: vec![
                at("today", lever.today),
                at("best", lever.best),
                back("marginal_return_today", lever.marginal_return_today),
                back("marginal_return_best", lever.marginal_return_best),
                Cell::text(held),
            ],
            class: "",
        });
    }
    let sums = [
        (
            "optimum.acquisition",
            "acquisition_spend_pv",
            [found.today.acquisition_spend_pv, found.best.acquisition_spend_pv],
        ),
        (
            "optimum.retention",
            "retention_spend_pv",
            [found.today.retention_spend_pv, found.best.retention_spend_pv],
        ),
        ("optimum.refunds", "refunds_pv", [found.today.refunds_pv, found.best.refunds_pv]),
        ("optimum.spend", "spend_pv", [found.today.spend_pv, found.best.spend_pv]),
        ("optimum.npv", "npv", [found.today.npv, found.best.npv]),
    ];
    for (key, metric, [today, best]) in sums {
        if metric == "refunds_pv" && today == 0.0 && best == 0.0 {
            continue;
        }
        let amount = |at: &str, value: f64| {
            Cell::figure(p.amount(format!("optimum.{at}.{metric}"), value, Sign::OnlyMinus))
        };
        let mut cells = vec![amount("today", today), amount("best", best)];
        cells.extend([Cell::text(Prose::default()), Cell::text(Prose::default())]);
        cells.push(Cell::text(Prose::default()));
        let class = if metric == "acquisition_spend_pv" { "rule" } else { "" };
        table.rows.push(Row { head: p.word(key), cells, class, ..Row::default() });
    }
    table
}

fn held(bound: Bound) -> &'static str {
    match bound {
        Bound::Off => "optimum.held.off",
        Bound::Minimum => "optimum.held.minimum",
        Bound::Maximum => "optimum.held.maximum",
        Bound::FullReach => "optimum.held.full_reach",
        Bound::Search => "optimum.held.search",
        Bound::Check => "optimum.held.check",
        Bound::Capacity => "optimum.held.capacity",
    }
}

fn targets(p: &Printer<'_>, found: &Optimum) -> Option<Table> {
    if found.targets.is_empty() {
        return None;
    }
    let mut table = Table::new(
        p.say("optimum.targets_caption", &[("currency", p.currency())]),
        p.word("optimum.check"),
    );
    table.figures(p.word("optimum.budget_head"));
    table.figures(p.word("optimum.npv"));
    for (i, target) in found.targets.iter().enumerate() {
        let path = format!("optimum.targets.{i}");
        let amount = |key: &str, value: Option<f64>| {
            value.map_or_else(Cell::missing, |value| {
                Cell::figure(p.amount(format!("{path}.{key}"), value, Sign::OnlyMinus))
            })
        };
        let head = match target.metric {
            Some(_) => Prose::given(target.check.clone()),
            None => p.word("optimum.all"),
        };
        if let Some(why) = target.why {
            let slots = [("check", head.clone()), ("why", p.told(&why.into()))];
            table.note_missing(p.say("optimum.unmet", &slots));
        }
        table.row(head, vec![amount("budget", target.budget), amount("npv", target.npv)]);
    }
    Some(table)
}
