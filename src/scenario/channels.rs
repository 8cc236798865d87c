//! `[[channels]]`: where new customers come from and what they cost.

use super::churn::{BY_MONTH, seasonality};
use super::ground::{Ground, at_start};
use super::model::{Channel, Inflow, ResponseForm, StatedSpend, TrialPeriod};
use crate::diag::Diagnostic;
use crate::fields::{APART, Fields, Key, Kind, Section, measures};
use crate::programme::{FIXED, counted};
use crate::units::{Path, Quantity};

use measures::{COUNT, EXPONENT, MULTIPLIER, PARAMETER, QUANTITY, SHARE};
use measures::{MONEY, MONEY_PER_MONTH, MONEY_PER_QUARTER, MONEY_PER_YEAR};

/// A number of customers per period, bare or as a count per time.
const CUSTOMERS: Kind = Kind::Either(&[Kind::Dated(QUANTITY), Kind::Dated(COUNT)]);

static RESPONSE: Section = Section::new(
    "response",
    "Customers as a function of spend; the curve passes through `spend` → `customers`.",
    &[
        Key::words("form", &["linear", "saturating", "power", "s-curve"])
            .needed()
            .means("shape of the curve"),
        Key::of("customers", Kind::Either(&[Kind::Value(QUANTITY), Kind::Value(COUNT)]))
            .needed()
            .means("customers per period at the stated spend"),
        Key::value("ceiling", QUANTITY)
            .means("customers that it can never exceed (saturating, s-curve)"),
        Key::value("exponent", PARAMETER).means("exponent (power: between 0 and 1; s-curve)"),
    ],
);

static WORD_OF_MOUTH: Section = Section::new(
    "word_of_mouth",
    "Joiners that customers bring by talking.",
    &[Key::value("per_customer", COUNT)
        .needed()
        .means("joiners per customer billed in the period before: \"0.15% per month\"")],
);

static SEASONALITY: Section = Section::new(
    "seasonality",
    "Multipliers of the customers that a channel brings, by calendar month; months not named are \
     1.",
    BY_MONTH,
);

static TRIAL: Section = Section::new(
    "trial",
    "Reduced price at the beginning.",
    &[
        Key::of("lasts", Kind::Length).needed().means("how long"),
        Key::value("price_share", SHARE).needed().means("share of the price that is paid"),
    ],
);

/// `[[channels]]`.
pub static CHANNELS: Section = Section::new(
    "channels",
    "A way in which customers come: a stated number, a response to spend, or word of mouth.",
    &[
        Key::of("id", Kind::Id).needed().means("id of the channel"),
        Key::text("name").means("name for readers"),
        Key::of("customers", CUSTOMERS).means("customers per period"),
        Key::dated("cost_per_customer", MONEY)
            .means("paid for each customer that `customers` or `spend` brings; 0 where absent"),
        Key::dated("spend", MONEY).means("spend per period, with `response`"),
        Key::table("response", &RESPONSE).means("customers as a function of spend"),
        Key::value("carry_over", SHARE)
            .or("\"0%\"")
            .means("share of effective spend carried over from the period before"),
        Key::dated("onboarding_cost", MONEY).or("0").means("cost per customer on top"),
        Key::dated("fixed_per_period", MONEY).or("0").means("pay of its people while it runs"),
        Key::dated("fixed_per_month", MONEY_PER_MONTH).means("the same, stated per month"),
        Key::dated("fixed_per_quarter", MONEY_PER_QUARTER).means("the same, stated per quarter"),
        Key::dated("fixed_per_year", MONEY_PER_YEAR).means("the same, stated per year"),
        Key::table("seasonality", &SEASONALITY)
            .means("multipliers of the customers that it brings, by calendar month"),
        Key::of("lever", Kind::Flag)
            .or("true")
            .means("whether its spend or customers may be moved, to find where money goes"),
        Key::table("word_of_mouth", &WORD_OF_MOUTH).means("joiners that customers bring"),
        Key::of("mix", Kind::Map("segment", &Kind::Value(SHARE))).means(
            "share of the customers by segment; in proportion to opening customers where \
             absent",
        ),
        Key::value("churn_multiplier", MULTIPLIER)
            .or("1")
            .means("multiplier of churn of these customers"),
        Key::table("trial", &TRIAL).means("reduced price at the beginning"),
        Key::of("starts", Kind::Date).means("date in the first period with joiners and spend"),
        Key::of("stops", Kind::Date).means("date in the first period without"),
        Key::of("commission_capitalised", Kind::Flag)
            .or("false")
            .means("whether commissions are capitalised in the accounting view"),
        Key::of("commission_amortised_over", Kind::Length).means(
            "how long a capitalised commission is amortised, by survival; the horizon \
             where absent",
        ),
    ],
);

/// One channel.
pub fn channel(fields: &Fields<'_>, id: &str, ground: &Ground<'_>) -> Channel {
    fields.text("name");
    let inflow = inflow(fields, id, ground);
    let mouth = fields.table("word_of_mouth");
    let word_of_mouth = mouth.map(|table| table.need_number("per_customer"));
    if matches!(inflow, Inflow::None) && !fields.has("word_of_mouth") {
        let message = format!("`{}` says not how customers come", fields.path);
        let one = Diagnostic::error("E011", fields.span, message);
        let help = "add `customers`, or `spend` with `response`, or `word_of_mouth`";
        fields.reading.report(one.label(fields.path.clone()).help(help));
    }
    let cost_per_customer = fields.path_or("cost_per_customer", 0.0);
    let fixed = fields.one_of(&FIXED);
    let trial = fields.table("trial").map(|trial| {
        trial.require("lasts");
        TrialPeriod {
            lasts: trial.length("lasts").unwrap_or(1),
            price_share: trial.need_number("price_share"),
        }
    });
    let (starts, stops) = fields.dates();
    never(fields, (starts, stops), ground);
    Channel {
        inflow,
        cost_per_customer,
        fixed,
        seasonality: seasonality(fields).unwrap_or([Quantity::fixed(1.0); 12]),
        lever: fields.flag("lever").unwrap_or(true),
        word_of_mouth,
        onboarding_cost: fields.path_or_default("onboarding_cost"),
        mix: fields.parts("mix", "segment", &ground.segments, "the mix"),
        churn_multiplier: fields.number_or_default("churn_multiplier"),
        trial,
        starts,
        stops,
        commission_capitalised: fields.flag("commission_capitalised").unwrap_or(false),
        commission_amortised_over: amortised_over(fields),
    }
}

/// Periods over which commissions are amortised; nothing to amortise is a mistake.
fn amortised_over(fields: &Fields<'_>) -> Option<usize> {
    let periods = fields.time("commission_amortised_over");
    if periods.is_some() && fields.flag("commission_capitalised") != Some(true) {
        let message = "`commission_amortised_over` needs `commission_capitalised = true`";
        let help = "add commission_capitalised = true, or leave the key out";
        fields.error("commission_amortised_over", "E025", message, help);
    }
    periods
}

/// Warns of pay that never falls: the channel does not run within the horizon.
fn never(fields: &Fields<'_>, dates: (Option<i64>, Option<i64>), ground: &Ground<'_>) {
    let periods = ground.reading.calendar.get().periods as i64;
    let (starts, stops) = (dates.0.unwrap_or(0), dates.1.unwrap_or(periods));
    if let Some(key) = FIXED.iter().find(|key| fields.has(key))
        && (starts >= periods || stops <= 0)
    {
        let message = format!("`{key}` has no effect: the channel never runs within the horizon");
        let one = Diagnostic::warning("W004", fields.span_of(key), message);
        let help = "move its `starts` or `stops` into the horizon, or leave the key out";
        fields.reading.report(one.label(fields.at(key)).help(help));
    }
}

fn inflow(fields: &Fields<'_>, id: &str, ground: &Ground<'_>) -> Inflow {
    let stated = |customers: Option<Path>| Inflow::Stated {
        customers: customers.unwrap_or(Path::fixed(1.0)),
    };
    let customers = counted(fields, "customers");
    let carry_over = fields.number_or_default("carry_over");
    let response = fields.table("response");
    let spend = fields.path("spend");
    for (one, other) in [("customers", "spend"), ("customers", "response")] {
        if fields.has(one) && fields.has(other) {
            fields.one_too_many(other, one, APART);
            return unusable();
        }
    }
    if fields.has("customers") {
        return stated(customers);
    }
    if fields.has("cost_per_customer") && !fields.has("spend") {
        let message = "`cost_per_customer` needs `customers` or `spend` beside it";
        let one = fields.diagnostic("cost_per_customer", "E025", message);
        let help = "nothing is paid for customers who come by word of mouth: `onboarding_cost` is paid for all who join";
        fields.reading.report(one.help(help));
    }
    match (fields.has("spend"), fields.has("response")) {
        (false, false) => {
            if fields.has("carry_over") {
                fields.error(
                    "carry_over",
                    "E025",
                    "`carry_over` needs `spend` and `response` beside it",
                    "add both, or leave `carry_over` out",
                );
            }
            // Nothing but word of mouth, or an error that has been reported.
            if fields.has("cost_per_customer") { stated(None) } else { Inflow::None }
        }
        (true, false) => {
            fields.alone("spend", "response");
            unusable()
        }
        (there, true) => {
            if !there {
                fields.alone("response", "spend");
            }
            let spend = spend.unwrap_or(Path::fixed(1.0));
            let given = ground.stated(&["channels", id, "spend"], Kind::Dated(MONEY));
            let today = || fields.reading.base(at_start(&spend, fields.reading));
            let stated_spend =
                given.unwrap_or_else(|| StatedSpend { amount: today(), number: None });
            match response.and_then(|response| curve(&response, stated_spend.amount)) {
                Some((form, customers)) => {
                    Inflow::Response { spend, stated_spend, customers, form, carry_over }
                }
                // What is wrong has been said: its spend can still be moved, for who speaks of it.
                None => unusable(),
            }
        }
    }
}

/// Stands in for a response that cannot be used.
fn unusable() -> Inflow {
    let one = || Quantity::fixed(1.0);
    Inflow::Response {
        spend: Path::Constant(one()),
        stated_spend: StatedSpend { amount: 1.0, number: None },
        customers: one(),
        form: ResponseForm::Linear,
        carry_over: Quantity::fixed(0.0),
    }
}

fn curve(fields: &Fields<'_>, stated_spend: f64) -> Option<(ResponseForm, Quantity)> {
    let reading = fields.reading;
    let mark = reading.mark();
    fields.require("form");
    fields.require("customers");
    let form = fields.word("form");
    let customers = match counted(fields, "customers") {
        Some(Path::Constant(quantity)) => quantity,
        Some(_) => {
            let help = "write the number at the stated spend, without a schedule";
            fields.error("customers", "E012", "`customers` of a response is one number", help);
            Quantity::fixed(1.0)
        }
        None => Quantity::fixed(1.0),
    };
    let (ceiling, exponent) = (fields.number("ceiling"), fields.number("exponent"));
    let uses = |form: &str| -> &[&str] {
        match form {
            "saturating" => &["ceiling"],
            "power" => &["exponent"],
            "s-curve" => &["ceiling", "exponent"],
            _ => &[],
        }
    };
    let form = form?;
    for name in ["ceiling", "exponent"] {
        let used = uses(form).contains(&name);
        if used {
            fields.require(name);
        } else if fields.has(name) && fields.span_of(name).file == fields.span_of("form").file {
            let message = format!("`{name}` does not belong to the form \"{form}\"");
            let help = match uses(form) {
                [] => format!("leave it out: the form \"{form}\" has no key of its own"),
                keys => format!("leave it out: the form \"{form}\" has {}", keys.join(", ")),
            };
            fields.error(name, "E025", message, help);
        }
    }
    if !reading.clean_since(mark) {
        return None;
    }
    let zero = |quantity: Quantity| reading.base(quantity) <= 0.0;
    if zero(customers) {
        fields.error(
            "customers",
            "E015",
            "`customers` must be greater than 0: the curve goes through it",
            "write how many the stated `spend` brings",
        );
    }
    if stated_spend <= 0.0 {
        fields.error(
            "customers",
            "E015",
            "`spend` must be greater than 0 in period 0: the curve goes through it",
            "state what is spent today; a strategy that spends nothing sets `spend` to 0 itself",
        );
    }
    if let Some(ceiling) = ceiling
        && uses(form).contains(&"ceiling")
        && reading.highest(customers) >= reading.lowest(ceiling)
    {
        let message = "`ceiling` must be greater than `customers`, over their whole ranges";
        let help = format!("write more than {}", crate::fields::plain(reading.highest(customers)));
        fields.error("ceiling", "E015", message, help);
    }
    if let Some(exponent) = exponent
        && form == "power"
        && !(EXPONENT.holds(reading.lowest(exponent)) && EXPONENT.holds(reading.highest(exponent)))
    {
        fields.error(
            "exponent",
            "E015",
            "the exponent of a power must lie between 0 and 1, both excluded",
            "write 0.5, or another number between them",
        );
    }
    let missing = Quantity::fixed(1.0);
    let (ceiling, exponent) = (ceiling.unwrap_or(missing), exponent.unwrap_or(missing));
    let form = match form {
        "linear" => ResponseForm::Linear,
        "saturating" => ResponseForm::Saturating { ceiling },
        "power" => ResponseForm::Power { exponent },
        _ => ResponseForm::SCurve { ceiling, exponent },
    };
    Some((form, customers))
}
