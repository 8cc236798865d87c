//! `complaint-recovery`: customers are asked to complain, complaints are resolved and made good, and some
//! customers are called afterwards.

use super::{Assumed, Common, Context, Mechanics, Names, ProgrammeKind, offers, shared};
use crate::fields::{Fields, Key, Section, measures};
use crate::lever::{Levers, Recovery};
use crate::units::{Quantity, Values};

use measures::{CHANGE, MONEY, SHARE};

/// Fields of the kind `complaint-recovery`.
#[derive(Clone, Debug)]
pub struct ComplaintRecovery {
    /// Share who complain when asked to, 0 to 1; none: as without the programme.
    pub tells_us: Option<Quantity>,
    /// Share of complaints resolved, 0 to 1; none: as without the programme.
    pub resolved: Option<Quantity>,
    /// Share of the resolved that are resolved quickly, 0 to 1; none: as without the programme.
    pub quickly: Option<Quantity>,
    /// What those are given whose complaint is resolved; may be empty.
    pub offers: Vec<Compensation>,
    /// Share of those who complain who are called afterwards, 0 to 1.
    pub called: Quantity,
    /// Cost of a call.
    pub call_cost: Quantity,
    /// Change of the chance of staying of those called.
    pub stays_change: Quantity,
    /// False claims, as a share of complaints.
    pub false_claims: Quantity,
}

/// One line of what is given to those whose complaint is resolved.
#[derive(Clone, Debug)]
pub struct Compensation {
    /// Share of resolved complaints that get it; the shares of a menu sum to 1.
    pub share: Quantity,
    /// Cost of the gift, replacement or coupon, when it is redeemed.
    pub gift_cost: Quantity,
    /// Money given back, net of VAT.
    pub refund: Quantity,
    /// Share of the gifts that are redeemed, 0 to 1.
    pub redeem: Quantity,
    /// Change of the chance of staying of those who get it; none where the file does not say.
    pub stays_change: Option<Quantity>,
}

/// Complaints that are resolved.
pub static RESOLVE: Section = Section::new(
    "resolve",
    "How complaints end.",
    &[
        Key::value("share", SHARE).means("share of complaints resolved"),
        Key::value("quickly", SHARE).means("share of the resolved, resolved quickly"),
    ],
);

static ASK: Section = Section::new(
    "ask_for_complaints",
    "Customers are asked to say what went wrong.",
    &[Key::value("tells_us", SHARE).needed().means("share who then complain")],
);

static CALL: Section = Section::new(
    "follow_up_call",
    "A call after the complaint.",
    &[
        Key::value("share", SHARE).needed().means("share of those who complain who are called"),
        Key::value("cost", MONEY).or("0").means("cost of a call"),
        Key::value("stays_change", CHANGE)
            .or("\"0%\"")
            .means("change of the chance of staying of those called: \"4%\""),
    ],
);

static COMPENSATION: Section = Section::new(
    "offers",
    "What is given to those whose complaint is resolved.",
    &[
        Key::text("name").means("words for readers"),
        Key::value("share", SHARE).means(
            "share of resolved complaints that get it; all shares sum to 100%; may be \
             absent with a single offer",
        ),
        Key::value("gift_cost", MONEY).or("0").means("cost of a gift, replacement or coupon"),
        Key::value("refund", MONEY).or("0").means("money given back, net of VAT"),
        Key::value("redeem", SHARE)
            .or("\"100%\"")
            .means("share of these gifts that are redeemed and so cost something"),
        Key::value("stays_change", CHANGE)
            .or("\"0%\"")
            .means("change of the chance of staying of those who get it: \"6%\""),
    ],
);

/// The kind `complaint-recovery`.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "complaint-recovery",
    "Customers are asked to complain, complaints are resolved and made good. Needs [quality]; \
     acts on the reason `service`.",
    &[
        Key::table("ask_for_complaints", &ASK)
            .means("asking for complaints raises the share who tell us"),
        Key::table("resolve", &RESOLVE)
            .means("complaints resolved under the programme; an absent key is as in [quality]"),
        Key::tables("offers", &COMPENSATION).means("what makes good"),
        Key::table("follow_up_call", &CALL).means("a call after the complaint"),
        Key::value("false_claims", SHARE)
            .or("\"0%\"")
            .means("claims of nothing bad, as a share of complaints: they cost and save nobody"),
    ],
    &["per_contact", "training_per_year"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, common: &mut Common) -> Box<dyn Mechanics> {
    shared::only_service(fields, names, common);
    let resolve = fields.inside("resolve");
    let call = fields.inside("follow_up_call");
    if fields.has("follow_up_call") {
        call.require("share");
    }
    Box::new(ComplaintRecovery {
        tells_us: fields.table("ask_for_complaints").map(|ask| ask.need_number("tells_us")),
        resolved: resolve.number("share"),
        quickly: resolve.number("quickly"),
        offers: offers::menu(fields, |table, share| Compensation {
            share,
            gift_cost: table.number_or_default("gift_cost"),
            refund: table.number_or_default("refund"),
            redeem: table.number_or_default("redeem"),
            stays_change: table.number("stays_change"),
        }),
        called: call.number_or("share", 0.0),
        call_cost: call.number_or_default("cost"),
        stays_change: call.number_or_default("stays_change"),
        false_claims: fields.number_or_default("false_claims"),
    })
}

impl ComplaintRecovery {
    /// What a resolved complaint costs on average: gifts that are redeemed, and money given back.
    fn average(&self, values: &Values) -> (f64, f64) {
        let of = |offer: &Compensation| {
            let share = offer.share.at(values);
            let gift = share * offer.gift_cost.at(values) * offer.redeem.at(values);
            (gift, share * offer.refund.at(values))
        };
        self.offers.iter().map(of).fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }
}

impl ComplaintRecovery {
    /// Share of the resolved complaints that get each line, and what it does to the chance of staying.
    fn remedies(&self, values: &Values) -> Vec<(f64, f64)> {
        let change = |offer: &Compensation| offer.stays_change.map_or(0.0, |one| one.at(values));
        self.offers.iter().map(|offer| (offer.share.at(values), change(offer))).collect()
    }
}

impl Mechanics for ComplaintRecovery {
    fn assumed(&self) -> Option<(String, Assumed)> {
        let silent = self.offers.iter().all(|offer| offer.stays_change.is_none());
        let several = self.offers.len() > 1;
        (silent && several).then(|| ("offers.stays_change".to_owned(), Assumed::CostAlone))
    }

    fn needs_quality(&self) -> bool {
        true
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let (gift, refund) = self.average(values);
        let called = self.called.at(values);
        let call = called * self.call_cost.at(values);
        let per_contact = &context.common.cost.per_contact;
        levers.recoveries.push(Recovery {
            programme: context.programme,
            scope: context.scope(),
            reach: context.by_period(|t| context.running(t)),
            tells_us: self.tells_us.map(|share| share.at(values)),
            resolved: self.resolved.map(|share| share.at(values)),
            quickly: self.quickly.map(|share| share.at(values)),
            called,
            call_change: self.stays_change.at(values),
            remedies: self.remedies(values),
            false_claims: self.false_claims.at(values),
            per_complaint: context.by_period(|t| context.at(per_contact, t) + call),
            gift: context.by_period(|_| gift),
            refund: context.by_period(|_| refund),
        });
    }
}
