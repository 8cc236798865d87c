//! `[scenario]`, `[model]`, `[uncertainty]`: who asks, on which time axis, how often it is drawn.

use super::model::{About, AfterHorizon, PriceBasis, Uncertainty};
use crate::diag::Diagnostic;
use crate::fields::{Fields, Key, Kind, Section, measures};
use crate::units::{Calendar, CashTiming, Conversion, Date, Period, Quantity, days_in_month};

use measures::{GROWTH, MONEY, SHARE};

/// ISO 639-1 codes of the languages that reports are written in, each with its file under `templates/text`.
pub const LANGUAGES: &[&str] = &["en", "da"];

/// `[scenario]`.
pub static SCENARIO: Section = Section::new(
    "scenario",
    "Who asks what.",
    &[
        Key::of("id", Kind::Id).means("names the output folder; the file's name where absent"),
        Key::text("title").means("title of the report; the id where absent"),
        Key::text("question").means("the question that the report answers"),
        Key::words("asks", &["which", "does-it-pay", "how-much", "keep-or-find"])
            .or("\"which\"")
            .means("what kind of question that is: the answer begins accordingly"),
        Key::text("entity").means("company or unit"),
        Key::text("prepared_by").means("who wrote it"),
        Key::text("reviewed_by").means("who checked it"),
        Key::words("status", &["draft", "reviewed", "approved"])
            .or("\"draft\"")
            .means("life of the file; approved needs a dated sign-off"),
        Key::text("version").means("the user's version of the file"),
        Key::words("language", LANGUAGES)
            .or("\"en\"")
            .means("language and number format of the report"),
    ],
);

const TIMINGS: Kind = Kind::Words(&["start", "mid-period", "end"]);

/// `[model]`.
pub static MODEL: Section = Section::new(
    "model",
    "Currency, time axis, discounting and conventions.",
    &[
        Key::text("currency").needed().means("ISO 4217 code"),
        Key::of("start", Kind::Date).needed().means("first day of the first period"),
        Key::words("period", &["month", "quarter", "year"])
            .or("\"month\"")
            .means("length of one period"),
        Key::of("horizon", Kind::Length).needed().means("how far the model looks"),
        Key::text("fiscal_year_ends")
            .or("\"12-31\"")
            .means("last day of the fiscal year: \"12-31\""),
        Key::words("price_basis", &["nominal", "real"])
            .or("\"nominal\"")
            .means("money of the day, or of the start date"),
        Key::value("inflation", GROWTH)
            .or("\"0% per year\"")
            .means("for the real-terms line; changes no cash flow"),
        Key::value("discount_rate", GROWTH).needed().means("what a year of waiting costs"),
        Key::of("cash_timing", TIMINGS)
            .or("\"mid-period\"")
            .means("when recurring flows fall in their period"),
        Key::words("retention_timing", &["with-cash", "end"])
            .or("\"with-cash\"")
            .means("when `retention_spend` falls"),
        Key::words("terminal_value", &["none", "runoff", "perpetuity"])
            .or("\"none\"")
            .means("what is counted after the horizon"),
        Key::words("after_horizon", &["stop", "go-on"]).or("\"stop\"").means(
            "what runs once the horizon is over: the programmes of `against`, or each \
             strategy's own",
        ),
        Key::words("clv_convention", &["first-payment-counted", "just-acquired", "end-of-period"])
            .or("\"first-payment-counted\"")
            .means("which payments a lifetime value counts"),
        Key::value("opening_cash", MONEY).means("cash at the start, for how long it lasts"),
        Key::dated("corporate_tax", SHARE).or("\"0%\"").means("share of the period's cash flow"),
        Key::of("seed", Kind::Whole).or("0").means("seed of every random stream"),
    ],
);

/// `[uncertainty]`.
pub static UNCERTAINTY: Section = Section::new(
    "uncertainty",
    "What is drawn, and how often.",
    &[
        Key::of("draws", Kind::Whole).or("0").means("number of draws; 0 = expected engine only"),
        Key::of("customers", Kind::Flag)
            .or("false")
            .means("whether who leaves is drawn, in whole customers"),
        Key::of("assumptions", Kind::Flag)
            .or("true")
            .means("whether assumptions with ranges are drawn"),
        Key::of("report", Kind::Texts)
            .or("[\"p10\", \"p50\", \"p90\"]")
            .means("percentiles to tell beside p10, p50 and p90, such as p5"),
    ],
);

/// Most periods of a horizon.
pub const PERIODS: usize = 1_200;
/// Most draws.
pub const DRAWS: i64 = 1_000_000;

/// `[scenario]`; `stem` is the file's name without its ending.
pub fn about(root: &Fields<'_>, stem: &str) -> About {
    let fallback = || {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }
        };
        let id: String = stem.chars().map(plain).take(64).collect();
        let id = id.trim_matches('-').to_owned();
        if id.is_empty() { "scenario".to_owned() } else { id }
    };
    let fields = root.inside("scenario");
    let id = fields.id("id").unwrap_or_else(fallback);
    About {
        title: fields.text("title").unwrap_or_else(|| id.clone()),
        id,
        question: fields.text("question"),
        asks: fields.choice("asks"),
        entity: fields.text("entity"),
        prepared_by: fields.text("prepared_by"),
        reviewed_by: fields.text("reviewed_by"),
        status: fields.choice("status"),
        version: fields.text("version"),
        language: fields.word("language").unwrap_or("en").to_owned(),
    }
}

/// A time axis for reading on when `[model]` is unusable.
pub const fn fallback_calendar() -> Calendar {
    let start = Date { year: 2026, month: 1, day: 1 };
    Calendar { start, period: Period::Month, periods: 12, fiscal_year_end_month: 12 }
}

/// What `[model]` says that is the same under every strategy.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Time axis.
    pub calendar: Calendar,
    /// ISO 4217 code.
    pub currency: String,
    /// Nominal or real.
    pub price_basis: PriceBasis,
    /// Yearly inflation.
    pub inflation: Quantity,
    /// Cash at the start; none where not stated.
    pub opening_cash: Option<Quantity>,
    /// What runs once the horizon is over.
    pub after_horizon: AfterHorizon,
    /// Seed.
    pub seed: u64,
}

/// The time axis of `[model]`; lengths and dates elsewhere depend on it, so it is read first.
pub fn frame(root: &Fields<'_>) -> Frame {
    let fallback = fallback_calendar();
    root.require("model");
    if let Some(model) = root.table("model") {
        model.require_all(&["currency", "start", "horizon", "discount_rate"]);
    }
    let fields = root.inside("model");
    let period = fields.choice("period");
    let start = fields.date("start").unwrap_or(fallback.start);
    let calendar =
        Calendar { start, period, periods: 1, fiscal_year_end_month: fiscal_year(&fields) };
    fields.reading.calendar.set(calendar);
    let mut periods = fallback.periods;
    if let Some(length) = fields.length("horizon") {
        periods = length.clamp(1, PERIODS);
        if length != periods {
            let word = period.word();
            let message = format!("the horizon is {length} periods: it must be 1 to {PERIODS}");
            fields.error("horizon", "E029", message, format!("write \"60 {word}s\", say"));
        }
    }
    let calendar = Calendar { periods, ..calendar };
    fields.reading.calendar.set(calendar);
    let seed = fields.whole("seed", 0, i64::MAX).unwrap_or(0);
    Frame {
        calendar,
        currency: currency(&fields),
        price_basis: fields.choice("price_basis"),
        inflation: yearly(&fields, "inflation"),
        opening_cash: fields.number("opening_cash"),
        after_horizon: fields.choice("after_horizon"),
        seed: u64::try_from(seed).unwrap_or(0),
    }
}

fn currency(fields: &Fields<'_>) -> String {
    let Some(text) = fields.text("currency") else {
        return String::new();
    };
    if text.len() != 3 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
        let one =
            fields.diagnostic("currency", "E014", format!("\"{text}\" is not an ISO 4217 code"));
        fields.reading.report(one.help("three capital letters, such as \"EUR\""));
    }
    text
}

fn fiscal_year(fields: &Fields<'_>) -> u32 {
    let Some(text) = fields.text("fiscal_year_ends") else {
        return 12;
    };
    let parsed = text.split_once('-').and_then(|(month, day)| {
        let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
        let legal = (1..=12).contains(&month) && (1..=days_in_month(2024, month)).contains(&day);
        legal.then_some(month)
    });
    parsed.unwrap_or_else(|| {
        let message = format!("\"{text}\" is not a day of the year");
        let one = fields.diagnostic("fiscal_year_ends", "E014", message);
        fields.reading.report(one.help("write \"12-31\""));
        12
    })
}

/// A growth rate per year, whatever the model's period.
fn yearly(fields: &Fields<'_>, name: &str) -> Quantity {
    let Some(quantity) = fields.number(name) else {
        return Quantity::fixed(0.0);
    };
    let unit = quantity.index().and_then(|index| {
        fields.reading.registered(|all| match all[index as usize].unit {
            crate::fields::StatedUnit::Growth(word) => Period::from_word(word),
            _ => None,
        })
    });
    quantity.with_conversion(match unit {
        Some(unit) => Conversion::Growth(unit.periods(Period::Year)),
        None => Conversion::None,
    })
}

/// When recurring flows fall, and when retention spend does.
pub fn timing(fields: &Fields<'_>) -> (CashTiming, CashTiming) {
    let cash = fields.choice("cash_timing");
    let retention = match fields.word("retention_timing") {
        Some("end") => CashTiming::End,
        _ => cash,
    };
    (cash, retention)
}

/// Warns where amounts are real and the discount rate seems to contain inflation.
pub fn real_terms(root: &Fields<'_>, frame: &Frame) {
    let Some(fields) = root.table("model") else {
        return;
    };
    if frame.price_basis == PriceBasis::Real && fields.has("inflation") {
        let message =
            "amounts are real, so the discount rate must be real too: is inflation left out of it?";
        let one = Diagnostic::warning("W001", fields.span_of("discount_rate"), message);
        fields.reading.report(one.label("model.discount_rate"));
    }
}

/// `[uncertainty]`.
pub fn uncertainty(root: &Fields<'_>) -> Uncertainty {
    let fields = root.inside("uncertainty");
    let report = percentiles(&fields);
    let draws = fields.whole("draws", 0, DRAWS).unwrap_or(0);
    Uncertainty {
        draws: usize::try_from(draws).unwrap_or(0),
        customers: fields.flag("customers").unwrap_or(false),
        assumptions: fields.flag("assumptions").unwrap_or(true),
        report,
    }
}

/// `report`: percentiles from p1 to p99, each once; returned are those that are not told anyway.
fn percentiles(fields: &Fields<'_>) -> Vec<u32> {
    let mut seen = Vec::new();
    let Some(texts) = fields.texts("report") else {
        return seen;
    };
    if texts.is_empty() {
        let one = fields.diagnostic("report", "E018", "a report shows at least one percentile");
        fields.reading.report(one.help("write [\"p10\", \"p50\", \"p90\"]"));
    }
    for (text, span) in texts {
        let percentile = text.strip_prefix('p').and_then(|n| n.parse::<u32>().ok());
        let (code, message, help) = match percentile.filter(|n| (1..=99).contains(n)) {
            None => ("E018", "is not a percentile", "write \"p10\", \"p50\" or \"p90\""),
            Some(percentile) if seen.contains(&percentile) => {
                ("E020", "stands twice in `report`", "keep one of the two")
            }
            Some(percentile) => {
                seen.push(percentile);
                continue;
            }
        };
        let one = Diagnostic::error(code, span, format!("\"{text}\" {message}"));
        fields.reading.report(one.label("uncertainty.report").help(help));
    }
    seen.retain(|percentile| ![10, 50, 90].contains(percentile));
    seen.sort_unstable();
    seen
}
