//! Keys that every programme may have: whom it reaches, when it runs, what it costs.

use super::{Common, Cost, Names, Origin};
use crate::diag::Diagnostic;
use crate::fields::{Data, Fields, Key, Kind, Node, SAME, Section, measures};
use crate::units::{Path, Quantity};

use measures::{
    CHANGE, COUNT, MONEY, MONEY_PER_MONTH, MONEY_PER_QUARTER, MONEY_PER_YEAR, QUANTITY, SHARE,
};

/// Whom a programme reaches.
pub static APPLIES_TO: Section = Section::new(
    "applies_to",
    "Whom a programme reaches; everybody where a key is absent.",
    &[
        Key::of("segments", Kind::Texts).means("ids of segments"),
        Key::of("origins", Kind::Texts)
            .means("\"opening\", ids of channels, \"referral\", \"win-back\""),
    ],
);

/// What a programme costs.
pub static COST: Section = Section::new(
    "cost",
    "What a programme costs; absent keys are 0.",
    &[
        Key::value("set_up", MONEY).or("0").means("once, at the start of the first period"),
        Key::dated("fixed_per_period", MONEY)
            .or("0")
            .unless(&["fixed_per_month", "fixed_per_quarter", "fixed_per_year"])
            .means("per period of the model while it runs"),
        Key::dated("fixed_per_month", MONEY_PER_MONTH).means("the same, stated per month"),
        Key::dated("fixed_per_quarter", MONEY_PER_QUARTER).means("the same, stated per quarter"),
        Key::dated("fixed_per_year", MONEY_PER_YEAR).means("the same, stated per year"),
        Key::dated("per_member", MONEY)
            .or("0")
            .unless(&["per_member_month"])
            .means("per member and period of the model"),
        Key::dated("per_member_month", MONEY_PER_MONTH).means("the same, stated per month"),
        Key::dated("per_enrolment", MONEY).or("0").means("per new member, once"),
        Key::dated("per_contact", MONEY).or("0").means("per contact"),
        Key::dated("per_event", MONEY).or("0").means("per event"),
        Key::dated("per_card", MONEY).or("0").means("per card handed out"),
        Key::dated("training_per_year", MONEY_PER_YEAR)
            .or("0")
            .means("keeping staff trained, per year while it runs"),
        Key::dated("fixes_per_month", MONEY_PER_MONTH)
            .or("0")
            .means("mending what is found wrong, per month while it runs"),
    ],
);

/// Keys of a fixed cost, by the time that it is stated for.
pub const FIXED: [&str; 4] =
    ["fixed_per_period", "fixed_per_month", "fixed_per_quarter", "fixed_per_year"];

/// Keys shared by all kinds.
pub static SHARED: Section = Section::new(
    "programmes",
    "A way of keeping customers, or of getting more of them through customers.",
    &[
        Key::of("id", Kind::Id).needed().means("id of the programme"),
        Key::text("name").means("name for readers"),
        Key::text("kind").needed().means("what kind of programme it is"),
        Key::of("acts_on", Kind::Texts)
            .means("reasons for leaving that it reduces; all where absent"),
        Key::of("starts", Kind::Date).means("date in the first period that runs"),
        Key::of("stops", Kind::Date).means("date in the first period that no longer runs"),
        Key::of("ramp", Kind::Length).means("periods until full reach"),
        Key::table("applies_to", &APPLIES_TO).means("segments and origins that it reaches"),
        Key::table("cost", &COST).means("what it costs"),
        Key::of("lever", Kind::Flag)
            .or("true")
            .means("whether its reach may be moved, to find where money goes"),
        Key::words("accounting", &["ifrs-15", "asc-606", "on-redemption", "as-incurred", "none"])
            .means(
                "how rewards are shown in the accounting view: \"ifrs-15\" and \"asc-606\" \
                 defer revenue to points and stamps, and other kinds have neither",
            ),
    ],
);

/// A share for all, or by segment; segments that are not named have none.
pub const SHARE_BY_SEGMENT: Kind =
    Kind::Either(&[Kind::Value(SHARE), Kind::Map("segment", &Kind::Value(SHARE))]);

/// A change for all, or by segment; segments that are not named have none.
pub const CHANGE_BY_SEGMENT: Kind =
    Kind::Either(&[Kind::Value(CHANGE), Kind::Map("segment", &Kind::Value(CHANGE))]);

/// Reports keys that all kinds share and this one could only ignore.
pub fn without(fields: &Fields<'_>, keys: &[&str], why: &str) {
    for key in keys.iter().filter(|key| fields.has(key)) {
        fields.error(key, "E025", why, format!("leave `{key}` out"));
    }
}

/// Reads what all kinds share; those that `defer` give customers a right to something later.
pub fn common(fields: &Fields<'_>, names: &Names<'_>, costs: &[&str], defer: bool) -> Common {
    let applies = fields.inside("applies_to");
    let known: Vec<String> = std::iter::once("opening".to_owned())
        .chain(names.channels.iter().cloned())
        .chain(["referral".to_owned(), "win-back".to_owned()])
        .collect();
    let channels = names.channels.len();
    let origin = |place: usize| match place {
        0 => Origin::Opening,
        n if n <= channels => Origin::Channel(n - 1),
        n if n == channels + 1 => Origin::Referral,
        _ => Origin::WinBack,
    };
    let origins = applies.places("origins", "origin", &known);
    let origins = origins.map(|places| places.into_iter().map(origin).collect());
    let (starts, stops) = fields.dates();
    let deferred = matches!(fields.word("accounting"), Some("ifrs-15" | "asc-606"));
    if deferred && !defer {
        let message =
            "nothing is deferred here: only points and stamps are a right to something later";
        let help = "write accounting = \"as-incurred\", or leave the key out: what is given costs when it is given";
        fields.reading.report(fields.diagnostic("accounting", "E025", message).help(help));
    }
    Common {
        acts_on: fields.places("acts_on", "reason", names.reasons),
        starts,
        stops,
        ramp: fields.length("ramp").unwrap_or(0),
        segments: applies.places("segments", "segment", names.segments),
        origins,
        cost: cost(&fields.inside("cost"), costs),
        lever: fields.flag("lever").unwrap_or(true),
        deferred,
    }
}

fn cost(fields: &Fields<'_>, used: &[&str]) -> Cost {
    let idle = |name: &str| {
        if fields.has(name) && !used.contains(&name) {
            let message =
                format!("`{name}` has no effect: this kind of programme has none of these");
            let one = Diagnostic::warning("W004", fields.span_of(name), message);
            fields.reading.report(one.label(fields.at(name)));
        }
    };
    [
        "per_event",
        "per_card",
        "per_contact",
        "per_enrolment",
        "training_per_year",
        "fixes_per_month",
    ]
    .into_iter()
    .for_each(idle);
    if !used.contains(&"per_member") {
        ["per_member", "per_member_month"].into_iter().for_each(idle);
    }
    Cost {
        set_up: fields.number_or_default("set_up"),
        fixed: fields.one_of(&FIXED),
        per_member: fields.one_of(&["per_member", "per_member_month"]),
        per_enrolment: fields.path_or_default("per_enrolment"),
        per_contact: fields.path_or_default("per_contact"),
        per_event: fields.path_or_default("per_event"),
        per_card: fields.path_or_default("per_card"),
        training: fields.path_or_default("training_per_year"),
        fixes: fields.path_or_default("fixes_per_month"),
    }
}

/// Restricts a programme to the reason `service`, the only one that `[quality]` acts on.
pub fn only_service(fields: &Fields<'_>, names: &Names<'_>, common: &mut Common) {
    let service: Vec<usize> = service(names).into_iter().collect();
    if common.acts_on.as_ref().is_some_and(|named| *named != service) {
        let message = "bad events make customers leave for the reason `service` and no other";
        let help = "write acts_on = [\"service\"], or leave the key out";
        fields.reading.report(fields.diagnostic("acts_on", "E025", message).help(help));
    }
    common.acts_on = Some(service);
}

/// Place of the reason `service`.
pub fn service(names: &Names<'_>) -> Option<usize> {
    names.reasons.iter().position(|name| name == "service")
}

/// Reads the change of bad events, written per event or per visit as in `[quality]`; none where both keys
/// are absent.
pub fn bad_events_change(fields: &Fields<'_>) -> Option<Quantity> {
    if fields.has("bad_event_change") && fields.has("bad_visit_change") {
        fields.one_too_many("bad_visit_change", "bad_event_change", SAME);
    }
    fields.number("bad_event_change").or(fields.number("bad_visit_change"))
}

/// Reports a key about visits where customers pay a price per period.
pub fn needs_visits(fields: &Fields<'_>, name: &str) {
    if !fields.reading.visits.get() {
        let message = format!("`{name}` needs purchases by visits: here customers pay a price");
        let help = "add [purchase] with model = \"visits\"";
        fields.reading.report(fields.diagnostic(name, "E025", message).help(help));
    }
}

/// A number for all segments, or one for each of those named and 0 for the others.
pub fn by_segment(
    fields: &Fields<'_>,
    name: &str,
    names: &Names<'_>,
    default: f64,
) -> Vec<Quantity> {
    if fields.opens(name) {
        return fields.by_name(name, "segment", names.segments, 0.0).unwrap_or_default();
    }
    vec![fields.number_or(name, default); names.segments.len()]
}

/// Longest length that customers are told apart by.
pub const REMEMBERED: usize = 240;

/// A length that customers are told apart by, period by period: it is bounded, for each takes its own count.
pub fn remembered(fields: &Fields<'_>, name: &str) -> Option<usize> {
    let length = fields.length(name)?;
    if length > REMEMBERED {
        let message = format!(
            "{length} periods are too many to tell customers apart by: {REMEMBERED} at most"
        );
        let word = fields.reading.calendar.get().period.word();
        fields.error(name, "E029", message, format!("write \"{REMEMBERED} {word}s\" or less"));
        return None;
    }
    Some(length)
}

/// The share of occasions taken that are visits which would not have happened; it needs visits.
pub fn extra_visit_share(fields: &Fields<'_>) -> Quantity {
    if fields.has("extra_visit_share") {
        needs_visits(fields, "extra_visit_share");
    }
    fields.number_or_default("extra_visit_share")
}

/// A number per period that may be written bare or as a count per time.
pub fn counted(fields: &Fields<'_>, name: &str) -> Option<Path> {
    let node = fields.node(name)?;
    let measure = if is_text(node) { COUNT } else { QUANTITY };
    fields.reading.path(node, Kind::Dated(measure), &fields.at(name), fields.evidence)
}

fn is_text(node: &Node) -> bool {
    match &node.data {
        Data::Text(_) => true,
        Data::Changed(inner, ..) => is_text(inner),
        Data::Table(table) => {
            let inner = table.get("base").or_else(|| {
                table.get("schedule")?.table()?.entries.first().map(|entry| &entry.node)
            });
            inner.is_some_and(is_text)
        }
        _ => false,
    }
}

/// Periods until less than 1e-9 is left of what a period leaves the share `kept` of; two centuries of
/// months at the most.
pub fn forgotten_after(kept: f64) -> usize {
    const LONGEST: f64 = 2_400.0;
    if kept <= 0.0 {
        return 1;
    }
    (-9.0 * std::f64::consts::LN_10 / libm::log(kept)).ceil().clamp(1.0, LONGEST) as usize
}
