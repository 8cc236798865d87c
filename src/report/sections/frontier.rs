//! What does each budget bring, what does each lever do, and where is the best mix?

use crate::chart::{
    self, Budget, ContourAxis, Contours, Dash, Ink, Lines, Look, Mark, OnLine, Panel, Panels,
    Periods, Ring, Series, Span, Spot, Values,
};
use crate::findings::{LeverCurve, MixGrid, Optimum, OptimumLever};
use crate::report::printer::Printer;
use crate::report::prose::{Markup, Prose};
use crate::report::table::{Cell, Table};
use crate::text::{MISSING, Sign};

use super::optimum::{furthest, level, move_of, price};
use super::picture::{self, Picture};
use super::two_way;

const TODAY: Look = Look { ink: Ink::Reference, dash: Dash::Dashed, mark: Mark::Circle };
const BEST: Look = Look { ink: Ink::Two, dash: Dash::Solid, mark: Mark::Ring };

/// The pictures of a best split, if one was asked for.
pub fn pictures(p: &Printer<'_>) -> Vec<Picture> {
    let Some(found) = &p.findings.optimum else { return Vec::new() };
    let mix = found.mix.as_ref().map(|grid| mix(p, found, grid));
    [frontier(p, found), Some(curves(p, found)), mix].into_iter().flatten().collect()
}

/// Best NPV over the budget, with today and the best split.
fn frontier(p: &Printer<'_>, found: &Optimum) -> Option<Picture> {
    let points = &found.frontier;
    let (first, last) = (points.first()?, points.last()?);
    let step = (last.budget - first.budget) / (points.len() - 1) as f64;
    // Without room between the budgets there is no line.
    if step.is_nan() || step <= 0.0 {
        return None;
    }
    let place = |budget: f64| (budget - first.budget) / step;
    let money = |value: f64| p.numbers().tick(value);
    let short = |value: f64| p.numbers().short(value, Sign::OnlyMinus);
    let mut line = Series::new(
        p.words.plain("optimum.frontier"),
        points.iter().map(|point| point.npv).collect(),
        Look::FIRST,
    );
    line.note = String::new();
    let today = Series::new(
        p.words.plain("optimum.today_head"),
        vec![found.today.npv; points.len()],
        TODAY,
    );
    let ring = |series: usize, spend: f64, key: &str| Ring {
        series,
        at: place(spend),
        label: p.words.plain(key),
        tail: String::new(),
    };
    let title = p.say(
        if found.search_ends() { "optimum.frontier_open" } else { "optimum.frontier_title" },
        &[(
            "budget",
            p.money("optimum.unlimited.spend_pv", found.unlimited.spend_pv, Sign::OnlyMinus).into(),
        )],
    );
    let series = vec![line, today];
    let read = picture::readings(&series);
    let ticks = two_way::levels(first.budget, last.budget).into_iter();
    let ticks = ticks.map(|budget| (place(budget), p.numbers().tick(budget)));
    let svg = chart::lines(&Lines {
        words: picture::words(p, "frontier", &title),
        periods: Periods {
            first: 0.0,
            ticks: ticks.collect(),
            unit: p.say("optimum.budget_axis", &[("currency", p.currency())]).plain(),
        },
        values: Values { format: &money, span: Span::Data, finest: 0.0 },
        series,
        rings: vec![
            ring(1, found.today.spend_pv, "optimum.today_head"),
            ring(0, found.best.spend_pv, "optimum.best_head"),
            ring(0, found.unlimited.spend_pv, "optimum.unlimited"),
        ],
        beyond_label: String::new(),
    });
    Some(Picture {
        subtitle: p.say("optimum.frontier_subtitle", &[("currency", p.currency())]),
        drawing: picture::probed(&svg, &read, |k| short(points[k].budget), short),
        note: p.word("optimum.frontier_note"),
        tables: vec![frontier_table(p, found)],
        ..Picture::of(p, ["frontier", "optimum.frontier_nav"], title)
    })
}

fn frontier_table(p: &Printer<'_>, found: &Optimum) -> Table {
    let mut table = Table::new(
        p.say("optimum.frontier_caption", &[("currency", p.currency())]),
        p.word("optimum.budget_head"),
    );
    table.figures(p.word("optimum.npv"));
    table.figures(p.word("optimum.price_head"));
    found.levers.iter().for_each(|lever| table.figures(p.told(&lever.name)));
    for (k, point) in found.frontier.iter().enumerate() {
        let path = format!("optimum.frontier.{k}");
        let head = p.amount(format!("{path}.budget"), point.budget, Sign::OnlyMinus);
        let mut cells = vec![
            p.cell(format!("{path}.npv"), point.npv, Sign::OnlyMinus),
            Cell::figure(price(p, format!("{path}.shadow_price"), point.shadow_price)),
        ];
        let values = found.levers.iter().zip(&point.values).enumerate();
        cells.extend(values.map(|(i, (lever, value))| {
            Cell::figure(level(p, format!("{path}.values.{i}"), lever, *value))
        }));
        table.row(head.into(), cells);
    }
    table
}

/// Steps of the common axis of all levers, and after how many of them the next is read out.
const STEPS: usize = 60;
const READ: usize = 3;
/// Levers are drawn up to this multiple of today's value.
const SHOWN: f64 = 3.0;

/// NPV along each lever, the others at the best split; all over the lever's level against today's.
fn curves(p: &Printer<'_>, found: &Optimum) -> Picture {
    let reach = found.levers.iter().map(|lever| lever.max / lever.today).fold(1.0, f64::max);
    let widest = reach.min(SHOWN);
    let multiple = |k: usize| widest * k as f64 / STEPS as f64;
    // The range that the file states of the lever.
    let known = |lever: &OptimumLever| {
        let own = p.findings.assumptions.iter().find(|one| one.path == lever.path)?;
        own.low.zip(own.high)
    };
    let panel = |lever: &OptimumLever| {
        let place = |value: f64| value / lever.today / widest * STEPS as f64;
        let values = (0..=STEPS)
            .map(|k| at(&lever.curve, multiple(k) * lever.today, 0.5 * multiple(1) * lever.today))
            .collect();
        let spot = |value: f64, key: &str, look: Look| OnLine {
            at: place(value),
            value: at(&lever.curve, value, f64::INFINITY),
            name: p.words.plain(key),
            look,
        };
        let held = p.say(
            "optimum.moves_to",
            &[
                ("today", level(p, String::new(), lever, lever.today)),
                ("best", level(p, String::new(), lever, lever.best)),
            ],
        );
        Panel {
            title: p.told(&lever.name).plain(),
            note: held.plain(),
            series: vec![Series::new("", values, Look { mark: Mark::None, ..Look::FIRST })],
            spots: vec![
                spot(lever.today, "optimum.today_head", TODAY),
                spot(lever.best, "optimum.best_head", BEST),
            ],
            known: known(lever).map(|(low, high)| (place(low), place(high))),
        }
    };
    let any = found.levers.iter().any(|lever| known(lever).is_some());
    let shaded = if any { p.word("optimum.curves_shaded") } else { Prose::default() };
    let money = |value: f64| p.numbers().tick(value);
    let ticks = (0..)
        .map(|half| 0.5 * f64::from(half))
        .take_while(|share| *share <= widest * (1.0 + 1e-9))
        .map(|share| {
            (share / widest * STEPS as f64, p.numbers().percent(share, 0, Sign::OnlyMinus))
        });
    let title = match furthest(found).first() {
        Some((at, lever)) => p.say("optimum.curves_moves", &[("move", move_of(p, *at, lever))]),
        None => p.word("optimum.curves_title"),
    };
    let svg = chart::panels(&Panels {
        words: picture::words(p, "levers", &title),
        periods: Periods {
            first: 0.0,
            ticks: ticks.collect(),
            unit: p.words.plain("optimum.curves_axis"),
        },
        values: Values { format: &money, span: Span::Data, finest: 0.0 },
        panels: found.levers.iter().map(panel).collect(),
    });
    let read = |lever: &OptimumLever, k: usize| {
        let value = multiple(k) * lever.today;
        let npv = at(&lever.curve, value, 0.5 * multiple(1) * lever.today);
        let place = level(p, String::new(), lever, value).plain();
        let npv =
            if npv.is_finite() { p.numbers().short(npv, Sign::OnlyMinus) } else { MISSING.into() };
        vec![format!("{}, {place}", p.told(&lever.name).plain()), npv]
    };
    let read = found
        .levers
        .iter()
        .flat_map(|lever| (0..=STEPS).step_by(READ).map(move |k| read(lever, k)));
    let head = vec![String::new(), p.words.plain("optimum.npv")];
    Picture {
        subtitle: p.say("optimum.curves_subtitle", &[("currency", p.currency())]),
        drawing: svg.drawn.then(|| Markup::new(svg.markup_with(std::iter::once(head).chain(read)))),
        note: Prose::list([p.word("optimum.curves_note"), shaded], " "),
        tables: vec![curves_table(p, found)],
        ..Picture::of(p, ["levers", "optimum.curves_nav"], title)
    }
}

/// The curve at a value of the lever; not a number further than `slack` outside its limits.
fn at(curve: &LeverCurve, value: f64, slack: f64) -> f64 {
    let (Some(low), Some(high)) = (curve.values.first(), curve.values.last()) else {
        return f64::NAN;
    };
    // The line reaches its limits, which lie between two steps of the common axis.
    if value < low - slack || value > high + slack {
        return f64::NAN;
    }
    let cells = (curve.values.len() - 1) as f64;
    let along = ((value - low) / (high - low) * cells).clamp(0.0, cells);
    let k = (along as usize).min(curve.values.len() - 2);
    let npv = |k: usize| curve.npv[k].unwrap_or(f64::NAN);
    npv(k) + (npv(k + 1) - npv(k)) * (along - k as f64)
}

fn curves_table(p: &Printer<'_>, found: &Optimum) -> Table {
    let mut table = Table::new(
        p.say("optimum.curves_caption", &[("currency", p.currency())]),
        p.word("optimum.lever"),
    );
    for key in ["lowest", "lowest_npv", "highest", "highest_npv"] {
        table.figures(p.word(&format!("optimum.{key}")));
    }
    for (i, lever) in found.levers.iter().enumerate() {
        let path = format!("optimum.levers.{i}");
        let npv = |k: usize| {
            p.cell_or(format!("{path}.curve.npv.{k}"), lever.curve.npv[k], Sign::OnlyMinus)
        };
        let last = lever.curve.npv.len() - 1;
        let end = |key: &str, value| Cell::figure(level(p, format!("{path}.{key}"), lever, value));
        let cells = vec![end("min", lever.min), npv(0), end("max", lever.max), npv(last)];
        table.row(p.told(&lever.name), cells);
    }
    table
}

/// NPV over the spend of both sides.
fn mix(p: &Printer<'_>, found: &Optimum, grid: &MixGrid) -> Picture {
    let known: Vec<f64> = grid.npv.iter().flatten().flatten().copied().collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let money = |value: f64| p.numbers().tick(value);
    let short = |value: f64| p.numbers().short(value, Sign::OnlyMinus);
    let spent = |path: &str, value: f64| {
        Prose::from(p.money(format!("optimum.{path}"), value, Sign::OnlyMinus))
    };
    let slots = [
        ("find", spent("best.acquisition_spend_pv", found.best.acquisition_spend_pv)),
        ("keep", spent("best.retention_spend_pv", found.best.retention_spend_pv)),
        ("find_today", spent("today.acquisition_spend_pv", found.today.acquisition_spend_pv)),
        ("keep_today", spent("today.retention_spend_pv", found.today.retention_spend_pv)),
    ];
    let title = p.say("optimum.mix_title", &slots);
    let axis = |values: &[f64], key: &str| ContourAxis {
        low: values[0],
        high: values[values.len() - 1],
        name: p.say(key, &[("currency", p.currency())]).plain(),
        format: &money,
        finest: 0.0,
    };
    let (across, up) =
        (axis(&grid.acquisition, "optimum.mix_across"), axis(&grid.retention, "optimum.mix_up"));
    let spot = |at: [f64; 2], key: &str, look: Look| Spot {
        at: (at[0], at[1]),
        label: p.words.plain(key),
        look,
    };
    let svg = chart::contours(&Contours {
        words: picture::words(p, "mix", &title),
        budget: budget(found, &across, &up),
        across,
        up,
        grid: grid
            .npv
            .iter()
            .map(|row| row.iter().map(|npv| npv.unwrap_or(f64::NAN)).collect())
            .collect(),
        format: &short,
        levels: two_way::levels(low, high).into_iter().map(|at| (at, short(at))).collect(),
        points: vec![
            spot(grid.today, "optimum.today_head", TODAY),
            spot(grid.best, "optimum.best_head", BEST),
        ],
    });
    Picture {
        subtitle: p.say("optimum.mix_subtitle", &[("currency", p.currency())]),
        drawing: picture::drawing(&svg),
        note: p.word("optimum.mix_note"),
        tables: vec![mix_table(p, grid)],
        ..Picture::of(p, ["mix", "optimum.mix_nav"], title)
    }
}

/// The mixes that take the whole budget, as far as they are in the picture.
fn budget(found: &Optimum, across: &ContourAxis<'_>, up: &ContourAxis<'_>) -> Option<Budget> {
    let limit = found.budget;
    let (from, to) = match found.counts[..] {
        ["acquisition"] => ((limit, up.high), (limit, up.low)),
        ["retention"] => ((across.low, limit), (across.high, limit)),
        _ => {
            let left = across.low.max(limit - up.high);
            let right = across.high.min(limit - up.low);
            ((left, limit - left), (right, limit - right))
        }
    };
    let inside = |at: (f64, f64)| {
        let slack = 1e-9 * limit.abs();
        (across.low - slack..=across.high + slack).contains(&at.0)
            && (up.low - slack..=up.high + slack).contains(&at.1)
    };
    // Its name would cover those of the places on it: the note says what it is.
    (inside(from) && inside(to) && from.0 <= to.0).then(|| Budget {
        from,
        to,
        label: String::new(),
    })
}

fn mix_table(p: &Printer<'_>, grid: &MixGrid) -> Table {
    let mut table = Table::new(
        p.say("optimum.mix_caption", &[("currency", p.currency())]),
        p.say("optimum.mix_up", &[("currency", p.currency())]),
    );
    // Every thirteenth of forty, both ends among them; the findings hold all.
    let kept = |count: usize| (0..count).step_by((count - 1) / 3);
    for i in kept(grid.acquisition.len()) {
        let value = grid.acquisition[i];
        let path = format!("optimum.mix.acquisition.{i}");
        table.figures(p.amount(path, value, Sign::OnlyMinus).into());
    }
    for row in kept(grid.retention.len()) {
        let path = format!("optimum.mix.retention.{row}");
        let head = p.amount(path, grid.retention[row], Sign::OnlyMinus);
        let cells = kept(grid.acquisition.len()).map(|i| {
            p.cell_or(format!("optimum.mix.npv.{row}.{i}"), grid.npv[row][i], Sign::OnlyMinus)
        });
        table.row(head.into(), cells.collect());
    }
    table
}
