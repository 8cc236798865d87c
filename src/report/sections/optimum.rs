//! Which split of the budget is best, and what holds each lever?

use serde::Serialize;

use crate::findings::{Bound, Findings, Optimum, OptimumLever};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::tiles::Tile;

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
    let moves = moves(p, found);
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
        ("moves", moves.clone().unwrap_or_default()),
    ];
    let key = if moves.is_some() { "optimum.moves" } else { "optimum.stays" };
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

/// Levers that a headline names.
const NAMED: usize = 4;

/// The levers that the best split moves, the furthest first, as a share of what is stated.
pub(super) fn furthest(found: &Optimum) -> Vec<(usize, &OptimumLever)> {
    let share = |lever: &OptimumLever| ((lever.best - lever.today) / lever.today).abs();
    let mut moved: Vec<_> = found.levers.iter().enumerate().collect();
    // A thousandth is the search's own noise.
    moved.retain(|(_, lever)| share(lever) > 1e-3);
    moved.sort_by(|a, b| share(b.1).total_cmp(&share(a.1)));
    moved
}

/// A lever from where to where.
pub(super) fn move_of(p: &Printer<'_>, at: usize, lever: &OptimumLever) -> Prose {
    let level = |key: &str, value: f64| {
        let text = match lever.unit {
            "share" => p.numbers().percent(value, 1, Sign::OnlyMinus),
            _ => p.numbers().short(value, Sign::OnlyMinus),
        };
        Prose::from(p.as_text(format!("optimum.levers.{at}.{key}"), value, text))
    };
    let slots = [
        ("lever", p.told(&lever.name)),
        ("today", level("today", lever.today)),
        ("best", level("best", lever.best)),
    ];
    p.say("optimum.one_move", &slots)
}

/// What the best split moves; none where it gains nothing.
fn moves(p: &Printer<'_>, found: &Optimum) -> Option<Prose> {
    let moved = furthest(found);
    let told = moved.iter().take(NAMED).map(|(at, lever)| move_of(p, *at, lever));
    let more = moved.len().saturating_sub(NAMED);
    let more =
        (more > 0).then(|| p.say("ribbon.more", &[("count", Prose::given(more.to_string()))]));
    let told = Prose::list(told, ", ").then(more.unwrap_or_default());
    (found.gain > 1e-6 * found.today.npv.abs() && !moved.is_empty()).then_some(told)
}

/// The figures of the best split.
pub fn split_tiles(p: &Printer<'_>) -> Option<Vec<Tile>> {
    let found = p.findings.optimum.as_ref()?;
    let plain = Sign::OnlyMinus;
    let money =
        |path: &str, value: f64, sign| Prose::from(p.money(format!("optimum.{path}"), value, sign));
    let short = |path: &str, value: f64| {
        let path = format!("optimum.{path}");
        Prose::from(p.print(path, value, Unit::Ratio, Digits::Three, plain))
    };
    let tile = |key: &str, value: Prose, slots: &[(&str, Prose)]| Tile {
        label: p.word(&format!("optimum.tile_{key}")),
        value,
        under: p.say(&format!("optimum.tile_{key}_under"), slots),
        means: p.word(&format!("optimum.tile_{key}_means")),
        ..Tile::default()
    };
    let pair = |id: &str, today: f64, best: f64| {
        [
            ("today", short(&format!("today.{id}"), today)),
            ("best", short(&format!("best.{id}"), best)),
        ]
    };
    let (today, best) = (&found.today, &found.best);
    let side = |id: &str, of: fn(&crate::findings::Split) -> f64| {
        (money(&format!("best.{id}"), of(best), plain), pair(id, of(today), of(best)))
    };
    let (find, finding) = side("acquisition_spend_pv", |split| split.acquisition_spend_pv);
    let (keep, keeping) = side("retention_spend_pv", |split| split.retention_spend_pv);
    let npv = pair("npv", today.npv, best.npv);
    let limit = [("npv", money("unlimited.npv", found.unlimited.npv, plain))];
    Some(vec![
        tile("gain", money("gain", found.gain, Sign::Always), &npv),
        tile("finding", find, &finding),
        tile("keeping", keep, &keeping),
        tile(
            "price",
            price(p, "optimum.shadow_price", found.shadow_price),
            &[("currency", p.currency())],
        ),
        tile("limit", money("unlimited.spend_pv", found.unlimited.spend_pv, plain), &limit),
    ])
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
    type Sum = (&'static str, &'static str, fn(&crate::findings::Split) -> f64);
    let sums: [Sum; 5] = [
        ("optimum.acquisition", "acquisition_spend_pv", |split| split.acquisition_spend_pv),
        ("optimum.retention", "retention_spend_pv", |split| split.retention_spend_pv),
        ("optimum.refunds", "refunds_pv", |split| split.refunds_pv),
        ("optimum.spend", "spend_pv", |split| split.spend_pv),
        ("optimum.npv", "npv", |split| split.npv),
    ];
    for (key, metric, of) in sums {
        let (today, best) = (of(&found.today), of(&found.best));
        if metric == "refunds_pv" && today == 0.0 && best == 0.0 {
            continue;
        }
        let amount =
            |at: &str, value: f64| p.cell(format!("optimum.{at}.{metric}"), value, Sign::OnlyMinus);
        let mut cells = vec![amount("today", today), amount("best", best)];
        cells.extend((0..3).map(|_| Cell::text(Prose::default())));
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
            p.cell_or(format!("{path}.{key}"), value, Sign::OnlyMinus)
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
