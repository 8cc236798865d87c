//! `[[segments]]` and `[opening_base]`: who the customers are and what they pay.

use super::churn::{self, CHURN};
use super::common::{Base, Common};
use super::ground::at_start;
use super::model::{ChurnCurve, Opening, Segment, TenureRange};
use super::price::{opening_price, price};
use crate::diag::{Diagnostic, Span};
use crate::fields::{Entry, Fields, Key, Kind, Node, Section, measures, opening_range, plain};
use crate::units::{Path, Quantity};

use measures::{COUNT, GROWTH, MONEY, MULTIPLIER, QUANTITY, RATE, RATE_OR_PER_VISIT, SHARE};

/// `[[segments]]`.
pub static SEGMENTS: Section = Section::new(
    "segments",
    "A group of customers with its own price, cost and churn.",
    &[
        Key::of("id", Kind::Id).needed().means("id of the segment"),
        Key::text("name").means("name for readers"),
        Key::of(
            "opening_customers",
            Kind::Either(&[
                Kind::Value(QUANTITY),
                Kind::Map("completed time as customer", &Kind::Value(QUANTITY)),
            ]),
        )
        .or("0")
        .means("customers at the start: a number, or numbers by tenure"),
        Key::dated("capacity", QUANTITY)
            .means("customers billed that there is room for; no limit where absent"),
        Key::path("price", MONEY).means("price per period of the model, without VAT"),
        Key::path("price_incl_vat", MONEY).means("price per period of the model, with VAT"),
        Key::path("opening_price", MONEY)
            .means("what opening customers pay per period, where it is not `price`, without VAT"),
        Key::path("opening_price_incl_vat", MONEY).means("the same, with VAT"),
        Key::dated("vat", SHARE).or("\"0%\"").means("VAT on the price or basket"),
        Key::path("visits", COUNT).means(
            "model visits: purchases per active customer, on average; their number is \
             Poisson",
        ),
        Key::path("basket", MONEY).means("model visits: money per purchase, without VAT"),
        Key::path("basket_incl_vat", MONEY).means("model visits: money per purchase, with VAT"),
        Key::path("opening_basket", MONEY).means(
            "model visits: what opening customers pay per purchase, where it is not \
             `basket`, without VAT",
        ),
        Key::path("opening_basket_incl_vat", MONEY).means("the same, with VAT"),
        Key::path("variable_labour", SHARE)
            .or("\"0%\"")
            .unless(&["price", "price_incl_vat"])
            .means("model visits: share of the basket, on top of `cost_of_sales`"),
        Key::path("cost_of_revenue", SHARE).or("\"0%\"").means("share of the money billed"),
        Key::path("cost_of_sales", SHARE).or("\"0%\"").means("share of the list price or basket"),
        Key::path("service_cost", MONEY).or("0").means("per active customer and period"),
        Key::path("payment_fees", SHARE).or("\"0%\"").means("share of the money billed"),
        Key::path("retention_spend", MONEY).or("0").means("per active customer and period"),
        Key::value("expansion", GROWTH).or("\"0% per year\"").means(
            "growth of revenue per surviving customer, from joining on; of opening \
             customers from the start of the model on",
        ),
        Key::value("contraction", RATE)
            .or("\"0% per year\"")
            .means("shrinking of revenue per surviving customer, likewise"),
        Key::of("churn", Kind::Either(&[Kind::Dated(RATE_OR_PER_VISIT), Kind::Table(&CHURN)]))
            .means("the segment's own curve: a rate, or a table like [churn]"),
        Key::value("churn_multiplier", MULTIPLIER)
            .or("1")
            .means("multiplier of churn (on the log-survival)"),
    ],
);

/// `[opening_base]`.
pub static OPENING_BASE: Section = Section::new(
    "opening_base",
    "How long the opening customers have been customers.",
    &[
        Key::words("tenure", &["new", "steady-state", "table"])
            .needed()
            .means("all new, as in a steady state, or by a table"),
        Key::of("table", Kind::Map("completed time as customer", &Kind::Value(SHARE)))
            .means("shares by tenure; they sum to 100%"),
    ],
);

/// `[opening_base]`.
pub fn opening_base(root: &Fields<'_>) -> Base {
    let Some(fields) = root.table("opening_base") else {
        return Base::Missing;
    };
    fields.require("tenure");
    let tenure = fields.word("tenure");
    let ranges = ranges(&fields, "table", "share");
    match tenure {
        Some("table") => {
            fields.require("table");
            Base::Table(ranges.unwrap_or_default())
        }
        other => {
            if fields.has("table")
                && other.is_some()
                && fields.span_of("table").file == fields.span_of("tenure").file
            {
                let help = "write tenure = \"table\", or leave `table` out";
                fields.error("table", "E025", "`table` belongs to tenure = \"table\"", help);
            }
            if other == Some("steady-state") { Base::SteadyState } else { Base::New }
        }
    }
}

/// Ranges of completed tenures with shares (that sum to 1) or numbers.
fn ranges(fields: &Fields<'_>, name: &str, what: &str) -> Option<Vec<TenureRange>> {
    let (entries, evidence) = fields.entries(name)?;
    let reading = fields.reading;
    let mark = reading.mark();
    let measure = if what == "share" { SHARE } else { QUANTITY };
    let mut found: Vec<(TenureRange, &str, Span)> = Vec::new();
    for entry in entries {
        let path = fields.at(&format!("{name}.{}", entry.key));
        let amount = reading.quantity(&entry.node, measure, &path, evidence);
        if let (Some((from, to)), Some(amount)) = (opening_range(reading, entry, &path), amount) {
            found.push((TenureRange { from, to, amount }, &entry.key, entry.span));
        }
    }
    found.sort_by_key(|(range, _, _)| range.from);
    for pair in found.windows(2) {
        if pair[1].0.from <= pair[0].0.to {
            let message = format!("\"{}\" overlaps \"{}\"", pair[1].1, pair[0].1);
            let one = Diagnostic::error("E023", pair[1].2, message).label(fields.at(name));
            let word = reading.calendar.get().period.word();
            reading.report(one.help(format!("begin it with {word} {}", pair[0].0.to + 1)));
        }
    }
    let ranges: Vec<TenureRange> = found.into_iter().map(|(range, _, _)| range).collect();
    if what == "share" && reading.clean_since(mark) {
        let shares: Vec<Quantity> = ranges.iter().map(|range| range.amount).collect();
        reading.sums_to_one(&shares, fields.blame(name), &fields.at(name), "the opening base");
    }
    Some(ranges)
}

/// One segment.
pub fn segment(fields: &Fields<'_>, common: &Common<'_>) -> Segment {
    fields.text("name");
    let price = price(fields, common.visits);
    let opening_price = opening_price(fields, common);
    let (curve, season, reasons) = own_churn(fields, common);
    if let Some(ChurnCurve::Constant(path)) = &curve {
        one_unit(fields, path);
    }
    let opening = opening(fields, common, curve.as_ref());
    let curve = curve.unwrap_or_else(|| {
        let message = format!("`{}` has no churn", fields.path);
        let help = "add [churn] with a model, or `churn` in every segment";
        fields.reading.report(
            Diagnostic::error("E011", fields.span, message).label(fields.path.clone()).help(help),
        );
        ChurnCurve::Constant(Path::fixed(0.5))
    });
    let one_of = |names: usize| {
        let share = |j: usize| Quantity::fixed(if j == 0 { 1.0 } else { 0.0 });
        (0..names).map(share).collect()
    };
    let capacity = fields.path("capacity");
    if let Some(capacity) = &capacity {
        full(fields, capacity, &opening);
    }
    Segment {
        opening,
        capacity,
        price,
        opening_price,
        visits: common.visits.then(|| fields.need_path("visits")),
        variable_labour: fields.path_or_default("variable_labour"),
        cost_of_revenue: fields.path_or_default("cost_of_revenue"),
        cost_of_sales: fields.path_or_default("cost_of_sales"),
        payment_fees: fields.path_or_default("payment_fees"),
        service_cost: fields.path_or_default("service_cost"),
        retention_spend: fields.path_or_default("retention_spend"),
        expansion: fields.number_or_default("expansion"),
        contraction: fields.number_or_default("contraction"),
        churn: curve,
        churn_multiplier: fields.number_or_default("churn_multiplier"),
        seasonality: season.unwrap_or(common.seasonality),
        // Without shares there is one reason, `all`, the first of the list.
        reason_shares: reasons
            .or_else(|| common.reasons.clone())
            .unwrap_or_else(|| one_of(common.ground.reasons.len())),
    }
}

/// Warns of more opening customers than there is room for: nobody is sent away, and nobody joins.
fn full(fields: &Fields<'_>, capacity: &Path, opening: &Opening) {
    let reading = fields.reading;
    let here = match opening {
        Opening::New(count) | Opening::SteadyState(count) | Opening::Shares(count, _) => {
            reading.base(*count)
        }
        Opening::Counts(ranges) => ranges.iter().map(|range| reading.base(range.amount)).sum(),
    };
    let room = reading.base(at_start(capacity, reading));
    if here > room {
        let message =
            format!("`opening_customers` is {}, in room for {}", plain(here), plain(room));
        let span = fields.blame("capacity");
        let one = Diagnostic::warning("W012", span, message).label(fields.at("capacity"));
        reading.report(one.help("nobody is sent away, and nobody joins until enough have left"));
    }
}

/// Refuses a schedule of churn of which some values are per visit and others per time.
fn one_unit(fields: &Fields<'_>, path: &Path) {
    if path.is_per_visit() && !path.quantities().all(Quantity::is_per_visit) {
        let message = "some rates of this schedule are per visit, others per time";
        let span = fields.blame("churn");
        let one = Diagnostic::error("E017", span, message).label(fields.at("churn"));
        fields.reading.report(one.help("state all of them per visit, or none"));
    }
}

type OwnChurn = (Option<ChurnCurve>, Option<[Quantity; 12]>, Option<Vec<Quantity>>);

fn own_churn(fields: &Fields<'_>, common: &Common<'_>) -> OwnChurn {
    let id = fields.path.rsplit('.').next().unwrap_or_default();
    let shared = || {
        let of_segment = |table| churn::of_segment(table, common.ground, id);
        common.curve.clone().or_else(|| common.table.and_then(of_segment))
    };
    match fields.node("churn") {
        Some(node) if node.opens() => match fields.table("churn") {
            Some(table) => {
                let curve = churn::curve(&table, common.ground, Some(id)).or_else(shared);
                let season = churn::seasonality(&table);
                (curve, season, churn::reasons(&table, common.ground))
            }
            None => (shared(), None, None),
        },
        Some(_) => (Some(ChurnCurve::Constant(fields.path_or("churn", 0.5))), None, None),
        None => (shared(), None, None),
    }
}

fn opening(fields: &Fields<'_>, common: &Common<'_>, curve: Option<&ChurnCurve>) -> Opening {
    let Some(node) = fields.node("opening_customers") else {
        return Opening::New(Quantity::fixed(0.0));
    };
    if node.opens() {
        return Opening::Counts(ranges(fields, "opening_customers", "number").unwrap_or_default());
    }
    let number = fields.number("opening_customers");
    let count = number.unwrap_or(Quantity::fixed(0.0));
    match &common.base {
        Base::New => Opening::New(count),
        Base::SteadyState => {
            steady_state(fields, common, curve);
            Opening::SteadyState(count)
        }
        Base::Table(ranges) => Opening::Shares(count, ranges.clone()),
        Base::Missing => {
            let some = number.is_some_and(|n| fields.reading.base(n) > 0.0);
            if some && curve.is_some_and(depends_on_tenure) {
                let message = "churn depends on tenure, but nothing says how long the opening customers have been customers";
                let one = fields.diagnostic("opening_customers", "E035", message);
                let help = "add [opening_base] with tenure = \"new\", \"steady-state\" or \"table\", or give numbers by tenure here";
                fields.reading.report(one.help(help));
            }
            Opening::New(count)
        }
    }
}

fn depends_on_tenure(curve: &ChurnCurve) -> bool {
    match curve {
        ChurnCurve::Constant(_) | ChurnCurve::Response(_) => false,
        ChurnCurve::ByTenure(steps) => steps.len() > 1,
        _ => true,
    }
}

/// Lifetimes are on average (α+β−1)/(α−1) periods: nearer to 1 they have no use and take minutes.
const LEAST_ALPHA: f64 = 1.0001;

/// Refuses a steady state where the expected lifetime is infinite, anywhere in the range, at the number
/// that makes it so.
fn steady_state(fields: &Fields<'_>, common: &Common<'_>, curve: Option<&ChurnCurve>) {
    let reading = fields.reading;
    let lowest = |quantity: &Quantity| reading.lowest(*quantity);
    let leaves = |rate: Option<Quantity>, what: &str| {
        let rate = rate.filter(|rate| lowest(rate) <= 0.0)?;
        Some((Some(rate), format!("nobody ever leaves at {what}")))
    };
    let multiplier = fields.number_or_default("churn_multiplier");
    let endless = match curve {
        _ if lowest(&multiplier) <= 0.0 => {
            Some((Some(multiplier), "the churn multiplier reaches 0".to_owned()))
        }
        Some(ChurnCurve::BetaGeometric { alpha, .. }) => {
            let least = lowest(alpha);
            let why = if least <= 1.0 {
                "and 1 or less means an endless expected lifetime".to_owned()
            } else {
                format!("and up to {LEAST_ALPHA} lifetimes are too long to be worked out")
            };
            (least <= LEAST_ALPHA).then(|| (Some(*alpha), format!("alpha reaches {least}, {why}")))
        }
        Some(ChurnCurve::BetaDiscreteWeibull { alpha, shape, .. }) => {
            let product = lowest(alpha) * lowest(shape);
            let why = "and 1 or less means an endless expected lifetime";
            let why = format!("alpha × shape reaches {product}, {why}");
            (product <= 1.0).then_some((Some(*alpha), why))
        }
        Some(ChurnCurve::FromData(data)) => (data.alpha * data.shape <= 1.0)
            .then(|| (None, "the fitted tail has an endless expected lifetime".to_owned())),
        Some(ChurnCurve::Constant(path)) => {
            let least = |a: &Quantity, b: &Quantity| lowest(a).total_cmp(&lowest(b));
            leaves(path.quantities().min_by(least), "a rate of 0%")
        }
        Some(ChurnCurve::DiscreteWeibull { rate, .. }) => leaves(Some(*rate), "a rate of 0%"),
        Some(ChurnCurve::ByTenure(steps)) => {
            leaves(steps.last().map(|step| step.1), "the last rate of the table")
        }
        Some(ChurnCurve::Response(_)) | None => None,
    };
    if let Some((number, why)) = endless {
        let (span, path) = cause(fields, common, number);
        let message = format!("no steady state: {why}");
        let help = "give [opening_base] a table of tenures";
        reading.report(Diagnostic::error("E033", span, message).label(path).help(help));
    } else if let Some(ChurnCurve::BetaGeometric { alpha, .. }) = curve {
        // Draws beyond the stated range must have a finite lifetime too.
        reading.keep_above(*alpha, 1.0 + 1e-9);
    }
}

/// Where a churn that nobody leaves by comes from: what a strategy brought, else the number itself, else
/// the word that asks for a steady state.
fn cause(fields: &Fields<'_>, common: &Common<'_>, number: Option<Quantity>) -> (Span, String) {
    // The multiplier, the segment's own curve, or the curve of all.
    let still = ["churn_multiplier", "churn"].into_iter().find_map(|name| {
        let node = fields.node(name)?;
        let least = name == "churn" || fields.reading.lowest(fields.number(name)?) <= 0.0;
        least.then_some(node)
    });
    let shared = || {
        let all = common.table.into_iter().flat_map(|table| &table.table.entries);
        let shapes = |entry: &&Entry| !["seasonality", "reasons"].contains(&entry.key.as_str());
        all.filter(shapes).find_map(|entry| entry.node.brought())
    };
    let brought = still.map_or_else(shared, Node::brought);
    let placed = number.and_then(|number| fields.reading.placed(number));
    match (brought, placed) {
        (Some(node), Some((_, path))) => (node.span, path),
        (Some(node), None) => (node.span, fields.at("churn")),
        (None, Some(placed)) => placed,
        (None, None) => (common.tenure, "opening_base.tenure".to_owned()),
    }
}
