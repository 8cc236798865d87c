//! A business with every kind of programme, in parts that tests put together.

/// Money in the text stands as `M(12.5)`, so that it can be scaled.
pub const FRAME: &str = r#"
schema = 1
[scenario]
id = "business"
[model]
currency = "EUR"
start = 2026-01-01
period = "month"
horizon = "24 months"
discount_rate = "9% per year"
cash_timing = "mid-period"
seed = 7
"#;
pub const MARKET: &str = r#"
[market]
reachable_customers = 150000
already_customers = 26000
growth = "1% per year"
lapsed_return_after = "9 months"
depletion = 0.8
"#;
pub const SEGMENTS: [&str; 2] = [
    r#"
[[segments]]
id = "standard"
opening_customers = 20000
price = M(18.5)
cost_of_revenue = "30%"
service_cost = M(1.1)
"#,
    r#"
[[segments]]
id = "premium"
opening_customers = 6000
price = M(31)
cost_of_revenue = "28%"
service_cost = M(1.6)
payment_fees = "1.5%"
churn_multiplier = 0.8
"#,
];
pub const CHURN: &str = r#"
[opening_base]
tenure = "table"
table = { "0-3 months" = "20%", "4-12 months" = "35%", "13-36 months" = "45%" }
[churn]
model = "beta-geometric"
alpha = 1.5
beta = 18
seasonality = { jan = 1.10, feb = 1.02, jul = 0.95, dec = 0.98 }
"#;
pub const REASONS: [(&str, &str); 5] = [
    ("price", "40%"),
    ("competitor", "25%"),
    ("product", "10%"),
    ("payment", "15%"),
    ("service", "10%"),
];
/// Bad events make fewer leave than leave for `service`.
pub const QUALITY: &str = r#"
[quality]
bad_event = "0.8% per month"
tells_us = "10%"
resolve = { share = "40%", quickly = "30%" }
stays_if = { silent = "60%", complained_unresolved = "65%", resolved = "85%", resolved_quickly = "95%" }
tells_others = { happy = 4.5, unhappy = 9.5, visit_chance_change = "0.4%" }
"#;
pub const EVENTS: [&str; 2] = [
    r#"
[[events]]
id = "rival"
kind = "competitor-offer"
starts = 2026-05-01
lasts = "3 months"
churn = { competitor = 1.5, price = 1.1 }
"#,
    r#"
[[events]]
id = "outage"
kind = "competitor-offer"
starts = 2026-06-01
lasts = "2 months"
churn = { product = 1.7 }
acquisition = 0.8
"#,
];
pub const CHANNELS: [&str; 3] = [
    r#"
[[channels]]
id = "ads"
spend = M(60000)
response = { form = "saturating", customers = 700, ceiling = 1400 }
churn_multiplier = 1.1
trial = { lasts = "2 months", price_share = "25%" }
"#,
    r#"
[[channels]]
id = "direct"
customers = 150
cost_per_customer = M(20)
churn_multiplier = 0.9
"#,
    r#"
[[channels]]
id = "organic"
customers = 80
word_of_mouth = { per_customer = "0.2% per month" }
"#,
];
/// One programme of every kind that is built: id, kind, text.
pub const PROGRAMMES: [(&str, &str, &str); 11] = [
    (
        "card",
        "payment-recovery",
        r#"
acts_on = ["payment"]
recover = "45%"
reach = "80%"
cost = { per_contact = M(0.9), fixed_per_month = M(400) }
"#,
    ),
    (
        "desk",
        "save-desk",
        r#"
acts_on = ["price", "competitor"]
reach = "60%"
accept = "30%"
would_have_stayed = "15%"
after_save = { churn_multiplier = 2.2, fades_over = "5 months" }
cost = { per_contact = M(6), fixed_per_month = M(2500), set_up = M(20000) }
offers = [
  { name = "half price", share = "60%", discount = "50%", lasts = "2 months" },
  { name = "gift", share = "40%", gift_cost = M(3), lasts = "4 months" },
]
capacity = { contacts = 300 }
gaming = "12% per year"
"#,
    ),
    (
        "club",
        "points",
        r#"
acts_on = ["price", "competitor"]
membership = { price = 0, enrol = "50%", ramp = "8 months" }
earn = "1 point per M(2) EUR"
redeem = { point_value = M(0.05), share_in_kind = "60%", cost_of_reward = "50%" }
breakage = "25%"
effect = { churn = "-12%", selection = "30%" }
cost = { fixed_per_month = M(3000), set_up = M(40000), per_member_month = M(0.12) }
"#,
    ),
    (
        "letters",
        "win-back",
        r#"
window = "6 months"
extra_return = "8%"
return_without_offer = { "3 months" = "5%", "6 months" = "9%" }
second_life_churn_multiplier = 1.3
offers = [{ name = "half price", share = "100%", discount = "50%", lasts = "2 months" }]
cost = { per_contact = M(1.5), fixed_per_month = M(800), set_up = M(5000) }
"#,
    ),
    (
        "friends",
        "referral",
        r#"
advocates = "7%"
invites = "0.5 per month"
convert = "20%"
would_have_come = "25%"
abuse = "5%"
friend_churn_multiplier = 0.85
reward = { advocate = { costs_us = M(12) }, friend = { costs_us = M(8) } }
cost = { fixed_per_month = M(500) }
"#,
    ),
    (
        "care",
        "effect",
        r#"
acts_on = ["product"]
reach = "50%"
effect = { churn = "-9%" }
ramp = "3 months"
cost = { fixed_per_month = M(900), per_member = M(0.2) }
"#,
    ),
    (
        "sorry",
        "complaint-recovery",
        r#"
ask_for_complaints = { tells_us = "30%" }
resolve = { share = "80%", quickly = "60%" }
offers = [
  { name = "replacement", share = "60%", gift_cost = M(9) },
  { name = "money back", share = "25%", refund = M(18) },
  { name = "coupon", share = "15%", gift_cost = M(8), redeem = "60%" },
]
follow_up_call = { share = "20%", cost = M(3), stays_change = "4%" }
false_claims = "6%"
ramp = "2 months"
cost = { per_contact = M(2), fixed_per_month = M(300), training_per_year = M(2400) }
"#,
    ),
    (
        "ask",
        "survey",
        r#"
acts_on = ["product"]
ask = { share = "30%", every = "3 months", questions = 4 }
answer = "20%"
listens = { bad_event_change = "-12%", after = "4 months" }
being_asked = { churn = "-5%", lasts = "6 months" }
fatigue = "2%"
cost = { per_contact = M(0.3), per_event = M(0.5), fixes_per_month = M(700) }
"#,
    ),
    (
        "watch",
        "quality",
        r#"
bad_event_change = "-40%"
speed = "0.15 per month"
cost = { fixed_per_month = M(600) }
"#,
    ),
    (
        "school",
        "staff-training",
        r#"
accept_change = "10%"
resolve_change = "8%"
quickly_change = "5%"
staff_turnover = "30% per year"
every = "12 months"
cost = { per_event = M(1500), training_per_year = M(1200) }
"#,
    ),
    (
        "nudge",
        "proactive-offer",
        r#"
acts_on = ["price"]
target = { share = "12%", churn_multiplier = 1.8 }
contact = "1 per quarter"
accept = "35%"
effect = { churn = "-15%", selection = "20%" }
offers = [
  { name = "a fifth off", share = "70%", discount = "20%", lasts = "4 months" },
  { name = "gift", share = "30%", gift_cost = M(2), lasts = "1 month" },
]
cost = { per_contact = M(0.4), fixed_per_month = M(250) }
"#,
    ),
];

pub fn programme((id, kind, keys): (&str, &str, &str)) -> String {
    format!("[[programmes]]\nid = \"{id}\"\nkind = \"{kind}\"{keys}")
}

pub fn reasons<'a>(reasons: impl IntoIterator<Item = &'a (&'a str, &'a str)>) -> String {
    let lines: Vec<String> =
        reasons.into_iter().map(|(name, share)| format!("{name} = \"{share}\"")).collect();
    format!("[churn.reasons]\n{}\n", lines.join("\n"))
}

pub fn strategy(id: &str, programmes: &[&str]) -> String {
    format!("[[strategies]]\nid = \"{id}\"\nprogrammes = {programmes:?}\n")
}

/// The whole business without its programmes and strategies.
pub fn ground() -> String {
    [
        FRAME,
        MARKET,
        &SEGMENTS.concat(),
        CHURN,
        &reasons(&REASONS),
        QUALITY,
        &EVENTS.concat(),
        &CHANNELS.concat(),
    ]
    .concat()
}

/// All programmes, and three strategies: none, the desk, all of them.
pub fn whole() -> String {
    let ids: Vec<&str> = PROGRAMMES.iter().map(|(id, ..)| *id).collect();
    let programmes: String = PROGRAMMES.into_iter().map(programme).collect();
    let strategies =
        [strategy("baseline", &[]), strategy("desk", &["desk"]), strategy("all", &ids)].concat();
    in_money(&[ground(), programmes, strategies].concat(), 1.0)
}

/// The text with every `M(…)` multiplied.
pub fn in_money(text: &str, factor: f64) -> String {
    let mut parts = text.split("M(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (amount, rest) = part.split_once(')').unwrap();
        out += &format!("{}{rest}", amount.parse::<f64>().unwrap() * factor);
    }
    out
}
