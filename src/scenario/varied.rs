//! `[sensitivity]` and `[optimise]`: which numbers are varied, and which are searched for.

use super::decisions::{BUDGET, known_path, limit_of};
use super::ground::Ground;
use super::model::{
    Budget, BudgetCounts, BudgetTime, Grid, Optimise, OptimiseLever, Sensitivity, Tornado,
};
use crate::fields::{Assumption, Fields, Key, Kind, Section, measures, suggest};
use crate::metric::{self, Declared, Level, METRICS, Shape};
use measures::{MONEY, SHARE};

static GRID: Section = Section::new(
    "grids",
    "A two-way table of values.",
    &[
        Key::text("x").needed().means("path of the first assumption"),
        Key::text("y").needed().means("path of the second assumption"),
    ],
);

/// `[sensitivity]`.
pub static SENSITIVITY: Section = Section::new(
    "sensitivity",
    "Which assumptions are varied.",
    &[
        Key::of("tornado", Kind::Either(&[Kind::Words(&["all-ranges"]), Kind::Texts]))
            .or("\"all-ranges\"")
            .means("\"all-ranges\" or a list of paths"),
        Key::value("swing", SHARE).or("\"10%\"").means("used where no range is given"),
        Key::tables("grids", &GRID).means("two-way tables"),
        Key::of("break_even", Kind::Texts).means("paths whose break-even value is sought"),
    ],
);

static LEVER: Section = Section::new(
    "levers",
    "A number that an optimisation moves.",
    &[
        Key::text("path").needed().means("path of the assumption"),
        Key::of("min", Kind::Any).means("lowest value, in the unit of the assumption"),
        Key::of("max", Kind::Any).means("highest value, in the unit of the assumption"),
    ],
);

/// `[optimise]`.
pub static OPTIMISE: Section = Section::new(
    "optimise",
    "Levers and budget of an optimisation.",
    &[
        Key::tables("levers", &LEVER)
            .means("paths with min and max; everything that can be moved where absent"),
        Key::of("budget", Kind::Either(&[Kind::Value(MONEY), Kind::Table(&BUDGET)]))
            .means("limit on spending: money for the horizon, or a table"),
        Key::text("objective").or("\"npv\"").means("metric of a strategy to maximise"),
        Key::of("horizon", Kind::Length)
            .means("how far the optimisation looks; the horizon where absent"),
    ],
);

/// `[sensitivity]`.
pub fn sensitivity(root: &Fields<'_>, ground: &Ground<'_>) -> Sensitivity {
    let mut found = Sensitivity::default();
    let Some(fields) = root.table("sensitivity") else {
        return found;
    };
    found.swing = fields.constant("swing").unwrap_or(found.swing);
    found.break_even = known_paths(&fields, ground, "break_even");
    found.tornado = match fields.node("tornado").and_then(crate::fields::Node::text) {
        Some("all-ranges") => Tornado::AllRanges,
        Some(other) => {
            let message = format!("unknown tornado \"{other}\"");
            let one = fields.diagnostic("tornado", "E018", message);
            root.reading.report(one.help("\"all-ranges\" or a list of paths"));
            Tornado::AllRanges
        }
        None if fields.has("tornado") => Tornado::Paths(known_paths(&fields, ground, "tornado")),
        None => Tornado::AllRanges,
    };
    for grid in fields.tables("grids") {
        let path = |key: &str| {
            grid.require(key);
            let text = grid.text(key)?;
            known_path(ground, &text, grid.span_of(key), &grid.at(key)).then_some(text)
        };
        let (x, y) = (path("x"), path("y"));
        if x.is_some() && x == y {
            let help = "name another number than that of `x`";
            grid.error("y", "E039", "a table needs two different paths", help);
        }
        if let (Some(x), Some(y)) = (x, y) {
            found.grids.push(Grid { x, y });
        }
    }
    found
}

/// A list of paths that name assumptions.
fn known_paths(fields: &Fields<'_>, ground: &Ground<'_>, key: &str) -> Vec<String> {
    let texts = fields.texts(key).unwrap_or_default();
    let known =
        |(text, span): &(&str, crate::diag::Span)| known_path(ground, text, *span, &fields.at(key));
    texts.into_iter().filter(known).map(|(text, _)| text.to_owned()).collect()
}

/// What can be maximised.
const OBJECTIVES: [&str; 2] = ["npv", "npv_horizon"];

/// `[optimise]`.
pub fn optimise(root: &Fields<'_>, ground: &Ground<'_>) -> Option<Optimise> {
    let fields = root.table("optimise")?;
    let tables = fields.tables("levers");
    let mut levers: Vec<OptimiseLever> = Vec::new();
    for table in &tables {
        let Some(lever) = lever(table, ground) else {
            continue;
        };
        if levers.iter().any(|other| other.path == lever.path) {
            let message = format!("\"{}\" stands twice in `levers`", lever.path);
            table.error("path", "E020", message, "keep one of the two");
        }
        levers.push(lever);
    }
    let written = fields.node("budget").is_some_and(|node| node.table().is_some());
    let budget = if written {
        fields.table("budget").and_then(|budget| limit_of(&budget))
    } else {
        let counts = vec![BudgetCounts::Programmes, BudgetCounts::Channels];
        let limit = fields.constant("budget");
        limit.map(|limit| Budget { limit, per: BudgetTime::Horizon, counts })
    };
    let objective = fields.text("objective").unwrap_or_else(|| "npv".to_owned());
    let of_strategy =
        |metric: &&Declared| metric.is_of(Level::Strategy) && metric.shape == Shape::Figure;
    if !metric::find(&objective).as_ref().is_some_and(of_strategy) {
        let message = format!("\"{objective}\" is no metric of a strategy");
        let known = METRICS.iter().filter(of_strategy);
        let help = suggest(&objective, known.map(|metric| metric.id));
        let help = help.unwrap_or_else(|| format!("one of {}", OBJECTIVES.join(", ")));
        root.reading.report(fields.diagnostic("objective", "E037", message).help(help));
    } else if !OBJECTIVES.contains(&objective.as_str()) {
        let message = format!("`tenure optimise` does not maximise \"{objective}\"");
        let one = fields.diagnostic("objective", "E018", message);
        root.reading.report(one.help(format!("one of {}", OBJECTIVES.join(", "))));
    }
    Some(Optimise { levers, budget, objective, horizon: fields.time("horizon") })
}

/// Highest value of a lever as a multiple of the stated one: the search is exact to a share of its width.
const WIDEST: f64 = 100.0;

/// One lever: its ends are written like the assumption that it moves.
fn lever(fields: &Fields<'_>, ground: &Ground<'_>) -> Option<OptimiseLever> {
    fields.require("path");
    let path = fields.text("path")?;
    // A lever may be a dated value: it moves all its steps.
    let dated = format!("{path}.schedule.");
    let known = ground.reading.registered(|all| {
        let named = |one: &&Assumption| one.path == path || one.path.starts_with(&dated);
        all.iter().find(named).map(|one| (one.unit, one.value))
    });
    let Some((unit, today)) = known else {
        known_path(ground, &path, fields.span_of("path"), &fields.at("path"));
        return None;
    };
    let steps: Vec<&str> = path.split('.').collect();
    let moved = matches!(
        steps[..],
        ["channels", _, "spend" | "customers"]
            | ["retention_response", "spend"]
            | ["programmes", _, "reach"]
            | ["programmes", _, "membership", "enrol"]
    );
    if !moved {
        let message = format!("\"{path}\" is no lever that money moves");
        let one = fields.diagnostic("path", "E021", message);
        fields.reading.report(one.help(
            "channels.ID.spend, channels.ID.customers, retention_response.spend, \
             programmes.ID.reach, programmes.ID.membership.enrol",
        ));
    }
    let end = |key: &str| {
        let node = fields.node(key)?;
        fields.reading.constant_in(node, unit, &fields.at(key))
    };
    let (min, max) = (end("min"), end("max"));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let help = "write the smaller number as `min`, the larger as `max`";
        fields.error("max", "E017", "min ≤ max must hold", help);
    }
    if today > 0.0
        && let Some(max) = max
        && max > WIDEST * today
    {
        let message = format!(
            "`max` is more than {WIDEST} times the stated value: so wide a search is not exact"
        );
        let help = format!("write {} or less", crate::fields::plain(WIDEST * today));
        fields.error("max", "E015", message, help);
    }
    Some(OptimiseLever { path, min, max })
}
