//! `[churn]` and `[retention_response]`: who leaves, when and why.

use std::sync::Arc;

use super::curve_data::Tenures;
use super::ground::Ground;
use super::model::{ChurnCurve, DataCurve, RetentionResponse, StatedSpend};
use crate::diag::Diagnostic;
use crate::fields::{
    self, APART, Fields, Key, Kind, Node, Section, measures, tenure_after, tenure_steps,
};
use crate::fields::{VALUE_WORDS, suggest};
use crate::fit::STEEPEST;
use crate::units::{Path, Period, Quantity};

/// Months as keys.
pub const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const MONTH: Kind = Kind::Value(measures::MULTIPLIER);

/// Keys of a multiplier by calendar month.
pub const BY_MONTH: &[Key] = &[
    Key::of("jan", MONTH).or("1").means("January"),
    Key::of("feb", MONTH).or("1").means("February"),
    Key::of("mar", MONTH).or("1").means("March"),
    Key::of("apr", MONTH).or("1").means("April"),
    Key::of("may", MONTH).or("1").means("May"),
    Key::of("jun", MONTH).or("1").means("June"),
    Key::of("jul", MONTH).or("1").means("July"),
    Key::of("aug", MONTH).or("1").means("August"),
    Key::of("sep", MONTH).or("1").means("September"),
    Key::of("oct", MONTH).or("1").means("October"),
    Key::of("nov", MONTH).or("1").means("November"),
    Key::of("dec", MONTH).or("1").means("December"),
];

static SEASONALITY: Section = Section::new(
    "seasonality",
    "Multipliers of churn by calendar month; months not named are 1.",
    BY_MONTH,
);

static HETEROGENEITY: Section = Section::new(
    "heterogeneity",
    "How constant churn rates differ between customers: a beta distribution.",
    &[
        Key::value("alpha", measures::ALPHA).needed().means("first parameter, greater than 0"),
        Key::value("beta", measures::BETA).needed().means("second parameter, greater than 0"),
    ],
);

const MODELS: &[&str] = &[
    "constant",
    "by-tenure",
    "beta-geometric",
    "discrete-weibull",
    "beta-discrete-weibull",
    "from-data",
    "by-segment",
];

/// `[churn]`.
pub static CHURN: Section = Section::new(
    "churn",
    "Observed leaving: the rate by tenure, its seasons and its reasons.",
    &[
        Key::words("model", MODELS)
            .means("how the rate depends on tenure; \"by-segment\": every segment brings its own"),
        Key::dated("rate", measures::RATE_OR_PER_VISIT).means(
            "rate of a constant model (may be a schedule, and per visit where customers \
             buy by visits), or of the first period of a discrete-weibull",
        ),
        Key::value("alpha", measures::ALPHA).means(
            "first parameter of the beta distribution; 1 or less means an endless \
             expected lifetime",
        ),
        Key::value("beta", measures::BETA).means("second parameter of the beta distribution"),
        Key::value("shape", measures::PARAMETER)
            .means("shape of the Weibull: below 1 the rate falls with tenure"),
        Key::of("table", Kind::Map("period of life", &Kind::Value(measures::RATE)))
            .means("rates by tenure: { \"1 month\" = \"9% per month\", \"over 1 month\" = … }"),
        Key::text("file").means(
            "CSV of retention by tenure, in periods of the model; with a column segment a \
             curve for each",
        ),
        Key::words("fit", &["beta-geometric", "beta-discrete-weibull"])
            .means("curve of the tail after the data; beta-geometric where absent"),
        Key::table("heterogeneity", &HETEROGENEITY)
            .means("for the constant model: the same as beta-geometric"),
        Key::table("seasonality", &SEASONALITY).means("multipliers by calendar month"),
        Key::of("reasons", Kind::Map("reason", &Kind::Value(measures::SHARE)))
            .means("share of leavers by reason; they sum to 100%"),
    ],
);

/// `[retention_response]`.
pub static RESPONSE: Section = Section::new(
    "retention_response",
    "Share kept as a function of retention spend; replaces [churn].",
    &[
        Key::dated("spend", measures::MONEY)
            .needed()
            .means("money per active customer and period, at its end"),
        Key::value("kept", measures::SHARE).needed().means("share kept per period at that spend"),
        Key::value("ceiling", measures::SHARE).needed().means("highest share that can be kept"),
        Key::value("floor", measures::SHARE).or("\"0%\"").means("share kept at zero spend"),
    ],
);

/// Keys that belong to a model.
fn parameters(model: &str) -> &'static [&'static str] {
    match model {
        "constant" => &["rate", "heterogeneity"],
        "by-tenure" => &["table"],
        "beta-geometric" => &["alpha", "beta"],
        "discrete-weibull" => &["rate", "shape"],
        "beta-discrete-weibull" => &["alpha", "beta", "shape"],
        "from-data" => &["file", "fit"],
        _ => &[],
    }
}

/// Shape of a discrete Weibull.
fn shape(fields: &Fields<'_>) -> Quantity {
    let shape = fields.need_number("shape");
    if fields.reading.highest(shape) > STEEPEST {
        let message = format!("a shape lies between 0 and {STEEPEST}, over its whole range");
        let help = format!("write {STEEPEST} or less, `high` too");
        fields.error("shape", "E015", message, help);
    }
    shape
}

/// The curve of `[churn]` or of a segment's own table; none where it says no model, or where a data file
/// has a curve for each segment and none is named.
pub fn curve(
    fields: &Fields<'_>,
    ground: &Ground<'_>,
    segment: Option<&str>,
) -> Option<ChurnCurve> {
    let model = fields.word("model");
    let named = fields.node("model");
    for name in ["rate", "alpha", "beta", "shape", "table", "file", "fit", "heterogeneity"] {
        let Some(node) = fields.node(name) else {
            continue;
        };
        let belongs = model.is_none_or(|model| parameters(model).contains(&name));
        // A layer that changes the model leaves the other model's keys below it.
        let layered =
            named.is_some_and(|m| (m.span.file, m.strategy) != (node.span.file, node.strategy));
        // What a strategy or the command line sets lies above the model, and would do nothing.
        let outside = |node: &Node| fields.reading.sources.is_outside(node.span);
        let above = named.is_some_and(|m| {
            (node.strategy.is_some() && m.strategy != node.strategy)
                || (node.strategy == m.strategy && outside(node) && !outside(m))
        });
        let layered = layered && !above;
        if !belongs && !layered {
            let model = model.unwrap_or_default();
            let keys = parameters(model).join(", ");
            let help = if keys.is_empty() {
                format!("the model \"{model}\" has no keys of its own")
            } else {
                format!("the model \"{model}\" has the keys {keys}")
            };
            let message = format!("`{name}` does not belong to the model \"{model}\"");
            let one = fields.diagnostic(name, "E025", message).help(help);
            let span = fields.table.entry(name).map(|entry| entry.span);
            fields.reading.report(Diagnostic { span, ..one });
        }
    }
    if named.is_none() {
        let orphan = ["rate", "alpha", "beta", "shape", "table", "file", "heterogeneity"];
        if orphan.into_iter().any(|name| fields.has(name)) {
            fields.missing("model");
        }
    }
    let number = |name: &str| fields.need_number(name);
    Some(match model? {
        "constant" => match fields.table("heterogeneity") {
            Some(mixed) => {
                if fields.has("rate") {
                    fields.one_too_many("rate", "heterogeneity", APART);
                }
                ChurnCurve::BetaGeometric {
                    alpha: mixed.need_number("alpha"),
                    beta: mixed.need_number("beta"),
                }
            }
            None => ChurnCurve::Constant(fields.need_path("rate")),
        },
        "by-tenure" => ChurnCurve::ByTenure(by_tenure(fields)),
        "beta-geometric" => {
            ChurnCurve::BetaGeometric { alpha: number("alpha"), beta: number("beta") }
        }
        "discrete-weibull" => {
            let rate = number("rate");
            if rate.is_per_visit() {
                let message = "the first period's rate of a discrete-weibull has a period";
                let help = "write \"8% per month\", or take the model \"constant\"";
                fields.reading.report(fields.diagnostic("rate", "E014", message).help(help));
            }
            ChurnCurve::DiscreteWeibull { rate, shape: shape(fields) }
        }
        "beta-discrete-weibull" => ChurnCurve::BetaDiscreteWeibull {
            alpha: number("alpha"),
            beta: number("beta"),
            shape: shape(fields),
        },
        "from-data" => from_data(fields, ground, segment)?,
        _ => return None,
    })
}

fn by_tenure(fields: &Fields<'_>) -> Vec<(usize, Quantity)> {
    let nothing = || vec![(0, Quantity::fixed(0.5))];
    if !fields.require("table") {
        return nothing();
    }
    let Some((entries, evidence)) = fields.entries("table") else {
        return nothing();
    };
    let (span, path) = (fields.span_of("table"), fields.at("table"));
    let steps = tenure_steps(fields.reading, &entries, span, measures::RATE, &path, evidence);
    let Some(mut steps) = steps else {
        return nothing();
    };
    // The last rate goes on behind a closed range: a step of its own marks where the data end.
    if let (Some(end), [_, .., last]) =
        (tenure_after(fields.reading, &entries, &path), steps.as_slice())
    {
        steps.push((end, last.1));
    }
    steps
}

/// The curve of `file`: of one segment, or of everybody where none is named. None where the file has a
/// curve for each segment and none is named.
fn from_data(
    fields: &Fields<'_>,
    ground: &Ground<'_>,
    segment: Option<&str>,
) -> Option<ChurnCurve> {
    fields.require("file");
    fields.text("file");
    let fit = fields.word("fit").unwrap_or("beta-geometric");
    let stand_in = Some(ChurnCurve::Constant(Path::fixed(0.5)));
    let Some(table) = ground.data.get(&fields.span_of("file")) else {
        return stand_in;
    };
    let data = match segment {
        Some(id) => table.of(id),
        None => Some(table.whole()?),
    };
    let Some(data) = data else {
        let id = segment.unwrap_or_default();
        let message = format!("the data file has no rows of the segment `{id}`");
        let named: Vec<String> = table.segments().collect();
        let one = fields.diagnostic("file", "E042", message);
        let help = suggest(id, named.iter().map(String::as_str));
        fields.reading.report(one.help(help.unwrap_or(format!("it has {}", named.join(", ")))));
        return stand_in;
    };
    if data.tenures == Tenures::Years && fields.reading.calendar.get().period != Period::Year {
        let message = "the data file counts years, but the model's period is not the year";
        let help = "write period = \"year\" in [model], or give the data by period of the model";
        fields.error("file", "E042", message, help);
    }
    Some(ChurnCurve::FromData(Arc::new(DataCurve::new(data.survival.clone(), data.tail(fit)))))
}

/// The curve that `[churn]` gives to one segment from a file with a curve for each.
pub fn of_segment(fields: &Fields<'_>, ground: &Ground<'_>, segment: &str) -> Option<ChurnCurve> {
    let by_data = fields.node("model").and_then(Node::text) == Some("from-data");
    by_data.then(|| from_data(fields, ground, Some(segment))).flatten()
}

/// `seasonality` of a table, of churn or of joining; none where it has none.
pub fn seasonality(fields: &Fields<'_>) -> Option<[Quantity; 12]> {
    let season = fields.table("seasonality")?;
    Some(MONTHS.map(|month| season.number_or(month, 1.0)))
}

/// Shares of the reasons of a churn table, in the order of all reasons; none where it has none.
pub fn reasons(fields: &Fields<'_>, ground: &Ground<'_>) -> Option<Vec<Quantity>> {
    let (entries, _) = fields.entries("reasons")?;
    let path = fields.at("reasons");
    // Elsewhere a table with such a key is a value, not a table by reason.
    for entry in entries.iter().filter(|entry| VALUE_WORDS.contains(&entry.key.as_str())) {
        let message = format!("a reason cannot be called `{}`: the word begins a value", entry.key);
        let one = Diagnostic::error("E019", entry.span, message).label(path.clone());
        fields.reading.report(one.help("call it otherwise, such as `timetable` for a schedule"));
    }
    fields.parts("reasons", "reason", &ground.reasons, "the reasons")
}

/// Names of all reasons of a file: of `[churn.reasons]`, then of segments that bring their own.
pub fn reason_names(file: &Node) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut take = |churn: Option<&Node>| -> bool {
        let Some(table) = churn.and_then(|churn| churn.get("reasons")).and_then(Node::table) else {
            return false;
        };
        for entry in &table.entries {
            if !fields::EVIDENCE.contains(&entry.key.as_str()) && !names.contains(&entry.key) {
                names.push(entry.key.clone());
            }
        }
        true
    };
    let whole = take(file.get("churn"));
    let segments = file.get("segments").and_then(Node::list).unwrap_or_default();
    let own = segments.iter().map(|s| take(s.get("churn"))).filter(|own| *own).count();
    if !whole && own < segments.len().max(1) {
        names.insert(0, "all".to_owned());
    }
    names
}

/// `[retention_response]` as a curve.
pub fn response(root: &Fields<'_>, ground: &Ground<'_>) -> Option<ChurnCurve> {
    let fields = root.table("retention_response")?;
    let mark = fields.reading.mark();
    let (spend, kept) = (fields.need_path("spend"), fields.need_number("kept"));
    let (ceiling, floor) = (fields.need_number("ceiling"), fields.number_or_default("floor"));
    let stated_spend = ground
        .stated(&["retention_response", "spend"], Kind::Dated(measures::MONEY))
        .unwrap_or_else(|| {
            let amount = fields.reading.base(super::ground::at_start(&spend, fields.reading));
            StatedSpend { amount, number: None }
        });
    if fields.reading.clean_since(mark) {
        let reading = fields.reading;
        let below = reading.highest(floor) < reading.lowest(kept);
        if !below || reading.highest(kept) >= reading.lowest(ceiling) {
            let message = "floor < kept < ceiling must hold, over their whole ranges";
            let help = "write a `kept` between the two, and no range that reaches them";
            fields.error("kept", "E015", message, help);
        }
        if stated_spend.amount <= 0.0 {
            fields.error(
                "spend",
                "E015",
                "`spend` must be greater than 0: the curve goes through it",
                "state what is spent today; a strategy that spends nothing sets `spend` to 0 itself",
            );
        }
    }
    Some(ChurnCurve::Response(RetentionResponse { spend, stated_spend, kept, ceiling, floor }))
}
