//! What every metric means: name, unit, definition, formula, source.
//!
//! The formulas are those of `docs/model.md`, sections 9 and 10: t counts periods from 0, S(t) is
//! the share of customers still there, m the margin per active customer, d the discount rate per
//! period, δ the place of a payment inside its period.

use strsim::damerau_levenshtein;

/// What is said about one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricWords {
    /// Id in `findings.json` and in checks.
    pub id: &'static str,
    /// Name for readers.
    pub name: &'static str,
    /// What has it: strategy, segment, channel, programme.
    pub of: &'static str,
    /// What it counts, in the words of `findings.json`.
    pub unit: &'static str,
    /// One sentence.
    pub meaning: &'static str,
    /// How it is computed.
    pub formula: &'static str,
    /// Who defines it so; empty when `docs/model.md` does.
    pub source: &'static str,
    /// Other metrics that the formula contains.
    pub from: &'static [&'static str],
}

impl MetricWords {
    const fn source(self, source: &'static str) -> Self {
        Self { source, ..self }
    }

    const fn from(self, from: &'static [&'static str]) -> Self {
        Self { from, ..self }
    }
}

const fn metric(
    id: &'static str,
    name: &'static str,
    (of, unit): (&'static str, &'static str),
    meaning: &'static str,
    formula: &'static str,
) -> MetricWords {
    MetricWords { id, name, of, unit, meaning, formula, source: "", from: &[] }
}

/// The words of the metric of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static MetricWords> {
    METRICS.iter().find(|metric| metric.id == id)
}

/// The known metric that is nearest to a misspelt id, if any is near.
#[must_use]
pub fn nearest(id: &str) -> Option<&'static str> {
    let near = 1 + id.len() / 4;
    let by_distance = METRICS.iter().map(|metric| (damerau_levenshtein(id, metric.id), metric.id));
    by_distance.min().filter(|(distance, _)| *distance <= near).map(|(_, id)| id)
}

const S: &str = "strategy";
const SG: &str = "strategy, segment";
const G: &str = "segment";
const C: &str = "channel";
const SC: &str = "strategy, channel";
const P: &str = "programme";

/// Every metric, in the order of the contract: strategy, segment, channel, programme.
pub const METRICS: &[MetricWords] = &[
    metric("npv", "Net present value", (SG, "money"),
        "Value today of all cash flows of the horizon and of the scenario's terminal value.",
        "Σ_t cash flow(t) × (1+d)^-(t+δ) + terminal value").from(&["npv_horizon"]),
    metric("npv_horizon", "Net present value of the horizon", (SG, "money"),
        "Value today of the cash flows of the horizon, and nothing after it.",
        "Σ_t cash flow(t) × (1+d)^-(t+δ), t < T"),
    metric("npv_stop", "Net present value with what its customers still bring", (S, "money"),
        "Value today of the horizon and of the customers at its end until the last has left, under the programmes that the strategy which is compared with runs at the end, and with no new customers.",
        "npv_horizon + value of the closing customers from period T on − fixed cost of those programmes per customer, after tax")
        .from(&["npv_horizon"]),
    metric("npv_go_on", "Net present value if it goes on", (S, "money"),
        "The same with the strategy's own programmes, paid in full.",
        "npv_horizon + value of the closing customers from period T on − fixed cost of the strategy's programmes per customer, after tax")
        .from(&["npv_horizon", "npv_stop"]),
    metric("npv_runoff", "Net present value with run-off", (SG, "money"),
        "The one of these two that `after_horizon` names.",
        "npv_stop where after_horizon = \"stop\", npv_go_on where \"go-on\"").from(&["npv_stop", "npv_go_on"]),
    metric("irr", "Internal rate of return", (S, "share"),
        "Rate per year at which the cash flows of the horizon are worth nothing today; absent when they change their sign more than once or never.",
        "r with Σ_t cash flow(t) × (1+r)^-(t/periods per year) = 0")
        .source("Brealey, Myers & Allen, Principles of Corporate Finance").from(&["npv_horizon"]),
    metric("mirr", "Modified internal rate of return", (S, "share"),
        "Return per year if what is paid out is financed and what comes in is reinvested at the scenario's discount rate.",
        "(Σ cash in × (1+d)^(n−t) / Σ cash out × (1+d)^-t)^(periods per year / n) − 1, n = T − 1")
        .source("Lin 1976, The Modified Internal Rate of Return and Investment Criterion").from(&["irr"]),
    metric("net_cash", "Cash over the horizon", (S, "money"),
        "Sum of the cash flows of the horizon, undiscounted, after tax.", "Σ_t cash flow(t), t < T"),
    metric("net_cash_real", "Cash over the horizon in real terms", (S, "money"),
        "The same in money of the start date; absent when amounts are nominal and no inflation is stated.",
        "Σ_t cash flow(t) × (1+i)^-(t+offset), i the inflation per period; amounts that are real already as they are")
        .from(&["net_cash"]),
    metric("incremental_npv", "Gain over the comparison", (SG, "money"),
        "Net present value less that of the strategy that the comparison is against.",
        "npv − npv of `against`").from(&["npv"]),
    metric("incremental_npv_horizon", "Gain by the end of the plan", (S, "money"),
        "The gain of the horizon's cash flows, and nothing after it.",
        "npv_horizon − npv_horizon of `against`").from(&["npv_horizon", "incremental_npv"]),
    metric("incremental_npv_stop", "Gain with what its customers still bring", (S, "money"),
        "The gain if the decision ends with the horizon; that of the horizon where terminal_value is none.",
        "npv_stop − npv_stop of `against`").from(&["npv_stop", "incremental_npv"]),
    metric("incremental_npv_go_on", "Gain if it goes on", (S, "money"),
        "The gain if each strategy's programmes go on after the horizon, paid in full; that of the horizon where terminal_value is none.",
        "npv_go_on − npv_go_on of `against`").from(&["npv_go_on", "incremental_npv"]),
    metric("incremental_irr", "Rate of return of the difference", (S, "share"),
        "Internal rate of return per year of what the strategy pays and earns more than the one it is compared with.",
        "r with Σ_t (cash flow(t) − that of `against`) × (1+r)^-(t/periods per year) = 0")
        .source("Brealey, Myers & Allen, Principles of Corporate Finance").from(&["irr", "incremental_npv"]),
    metric("incremental_mirr", "Modified rate of return of the difference", (S, "share"),
        "The same with what is paid out financed and what comes in reinvested at the scenario's discount rate.",
        "mirr of cash flow(t) − that of `against`")
        .source("Lin 1976, The Modified Internal Rate of Return and Investment Criterion")
        .from(&["mirr", "incremental_irr"]),
    metric("customer_equity", "Customer equity", (S, "money"),
        "Value of today's and future customers before the costs that do not depend on them.",
        "npv_runoff before overheads, fixed programme costs (after the horizon too), set-up and tax")
        .source("Rust, Lemon & Zeithaml 2004").from(&["npv_runoff", "opening_base_value"]),
    metric("opening_base_value", "Value of the opening customers", (S, "money"),
        "Residual lifetime value of the customers at the start, to the last of them.",
        "Σ_segments Σ_k N(k) × rlv(k)").source("Fader & Hardie 2010, Customer-Base Valuation"),
    metric("opening_base_value_constant_churn", "The same at one blended churn rate", (S, "money"),
        "What the opening customers would seem worth if all of them left at the base's average rate: the error of ignoring tenure.",
        "Σ_segments N × margin × annuity at r = Σ_{k≥1} N(k) / Σ_{k≥1} N(k) × S(k−1)/S(k)")
        .source("Fader & Hardie 2010, Customer-Base Valuation").from(&["opening_base_value"]),
    metric("clv", "Customer lifetime value", ("strategy, segment, channel", "money"),
        "Margin that a customer who joins in period 0 brings over the horizon, before acquisition cost.",
        "Σ_{t<T} S(t) × m(t) × (1+d)^-(t+δ), by the scenario's convention")
        .source("Fader & Hardie 2012, note 024"),
    metric("clv_runoff", "Customer lifetime value to the end", (SG, "money"),
        "The same until the last customer has left; absent where the sum has no end.",
        "Σ_t S(t) × m(t) × (1+d)^-(t+δ)").source("Fader & Hardie 2012, note 024").from(&["clv"]),
    metric("quick_ltv", "Lifetime value by the quick formula", (SG, "money"),
        "The rule of thumb, shown for the error that it makes beside the cohort's value.",
        "(price − cost of revenue − service − retention spend) of period 0 / churn_period")
        .from(&["churn_period", "clv"]),
    metric("quick_ltv_error", "Error of the quick formula", (SG, "share"),
        "How far the rule of thumb is above (or below) what a customer brings to the end.",
        "quick_ltv / clv_runoff − 1").from(&["quick_ltv", "clv_runoff"]),
    metric("ltv_undiscounted", "Lifetime value without discounting", (SG, "money"),
        "Margin of a customer until the last has left, future money counted in full; absent where it is infinite.",
        "Σ_t S(t) × m(t)"),
    metric("cac_paid", "Acquisition cost, paid channels", (S, "money"),
        "What channels that cost money cost per customer who came through them.",
        "media, cost per customer and pay / joiners of the channels that cost money"),
    metric("cac_blended", "Acquisition cost, blended", (SG, "money"),
        "The same money per customer who joined at all; customers won back are not counted.",
        "media, cost per customer and pay / customers_joined").from(&["customers_joined"]),
    metric("cac_loaded", "Acquisition cost, fully loaded", (S, "money"),
        "All acquisition accounts, and all that referral programmes cost, per customer who joined.",
        "(acquisition spend + cost of referral) / customers_joined").from(&["customers_joined"]),
    metric("ltv_cac", "Lifetime value to acquisition cost", ("strategy, segment, channel", "ratio"),
        "Lifetime value that one unit of acquisition money buys on average.",
        "clv / cac_blended (channel: clv / cac_average)").from(&["clv", "cac_blended", "cac_average"]),
    metric("ltv_cac_marginal", "Lifetime value to marginal acquisition cost", ("strategy, channel", "ratio"),
        "Lifetime value that the last unit of acquisition money buys.",
        "clv / marginal acquisition cost (channel: clv / cac_marginal)").from(&["clv", "cac_marginal"]),
    metric("payback_simple", "Payback, simple", (S, "periods"),
        "Periods until a customer's margin has paid the acquisition cost if nobody left.",
        "cac_blended / margin of period 0 per active customer").from(&["cac_blended"]),
    metric("payback_survival", "Payback with leaving", (SG, "periods"),
        "Whole periods until the margin of those who stay has paid the acquisition cost; absent when not within the horizon.",
        "smallest n with Σ_{t<n} S(t) × m(t) ≥ cac_blended").from(&["cac_blended", "payback_simple"]),
    metric("payback_discounted", "Payback with leaving and discounting", (SG, "periods"),
        "The same with money discounted; absent when not within the horizon.",
        "smallest n with Σ_{t<n} S(t) × m(t) × (1+d)^-(t+δ) ≥ cac_blended")
        .from(&["cac_blended", "payback_survival"]),
    metric("customers_end", "Customers at the end", (SG, "count"),
        "Active customers when the horizon closes.",
        "opening + Σ joined + Σ returned − Σ left").from(&["customers_joined", "customers_left"]),
    metric("market_penetration_end", "Market penetration at the end", (S, "share"),
        "Customers at the end as a share of all who can be reached; no market share, for rivals’ customers are not known.",
        "closing customers / (M (1+g)^(T−1) + markets open)").from(&["customers_end", "market_penetration"]),
    metric("customers_joined", "Customers who joined", (S, "count"),
        "New customers over the horizon; those won back are counted apart.", "Σ_t joined(t)"),
    metric("customers_returned", "Customers who returned", (S, "count"),
        "Former customers who were won back over the horizon.", "Σ_t returned(t)"),
    metric("customers_left", "Customers who left", (S, "count"),
        "Leavers over the horizon.", "Σ_t left(t)"),
    metric("churn_period", "Churn per period", (SG, "share"),
        "Leavers as a share of the customers who could have left, over the whole horizon.",
        "Σ left / Σ (opening + joined + returned)").from(&["customers_left"]),
    metric("churn_monthly", "Churn per month", (S, "share"),
        "The churn per period converted to a month by compounding.",
        "1 − (1 − churn_period)^(periods per month)").from(&["churn_period"]),
    metric("churn_annual", "Churn per year", (S, "share"),
        "The churn per period compounded to a year, not multiplied.",
        "1 − (1 − churn_period)^(periods per year)").from(&["churn_period"]),
    metric("acquisition_spend_pv", "Acquisition spend", (S, "money"),
        "Value today of everything posted to acquisition.",
        "Σ_t acquisition spend(t) × (1+d)^-(t+offset)"),
    metric("retention_spend_pv", "Retention spend", (S, "money"),
        "Value today of everything posted to retention.",
        "Σ_t retention spend(t) × (1+d)^-(t+offset)"),
    metric("spend_pv", "Spend", (SC, "money"),
        "Value today of what is spent on finding and keeping customers, refunds included; of a channel its media and commission.",
        "Σ_t (acquisition spend + retention spend + refunds)(t) × (1+d)^-(t+offset)")
        .from(&["acquisition_spend_pv", "retention_spend_pv"]),
    metric("revenue_pv", "Revenue", (S, "money"),
        "Value today of the revenue of the horizon.", "Σ_t revenue(t) × (1+d)^-(t+δ)"),
    metric("contribution_pv", "Contribution", (S, "money"),
        "Value today of revenue less the cost of revenue and of service, before acquisition and retention.",
        "Σ_t (revenue − cost of revenue − service)(t) × (1+d)^-(t+δ)").from(&["revenue_pv"]),
    metric("contribution_margin", "Contribution margin", (S, "share"),
        "Share of the revenue of the horizon that is left after the cost of revenue and of service.",
        "Σ (revenue − cost of revenue − service) / Σ revenue, undiscounted"),
    metric("revenue_churn_period", "Revenue churn per period", (S, "share"),
        "Recurring revenue lost to leavers and to shrinking as a share of what is billed; neither expansion nor moves of the price are counted.",
        "Σ (lost + contraction) / Σ billed, at list price"),
    metric("revenue_churn_monthly", "Revenue churn per month", (S, "share"),
        "The revenue churn per period converted to a month by compounding.",
        "1 − (1 − revenue_churn_period)^(periods per month)").from(&["revenue_churn_period"]),
    metric("revenue_churn_annual", "Revenue churn per year", (S, "share"),
        "The revenue churn per period compounded to a year: what gross revenue retention leaves while prices stand.",
        "1 − (1 − revenue_churn_period)^(periods per year); 1 − grr where no price is cut").from(&["revenue_churn_period", "grr"]),
    metric("grr", "Gross revenue retention", (SG, "share"),
        "Share of the recurring revenue that is still there after a year, the horizon's average per period compounded: leavers, contraction and cuts of the price count, expansion and rises do not.",
        "(Σ (billed − lost − contraction − cuts) / Σ billed)^(periods per year)"),
    metric("nrr", "Net revenue retention", (SG, "share"),
        "The same with expansion and rises of the price counted; may exceed 100 %.",
        "(Σ (billed − lost − contraction − cuts + expansion + rises) / Σ billed)^(periods per year)").from(&["grr"]),
    metric("nrr_constant_price", "Net revenue retention at constant prices", (SG, "share"),
        "The same with growth alone: what customers buy more or less, whatever the price does.",
        "(Σ (billed − lost − contraction + expansion) / Σ billed)^(periods per year)").from(&["nrr"]),
    metric("quick_ratio", "Quick ratio", (S, "ratio"),
        "Revenue gained for every unit of revenue lost.",
        "Σ (new + expansion + rises of the price) / Σ (lost + contraction + cuts)"),
    metric("peak_cash_need", "Largest cash need", (S, "money"),
        "The deepest point of cumulative cash, undiscounted: what has to be financed.",
        "−min(0, min_t Σ_{u≤t} cash flow(u))"),
    metric("peak_cash_period", "Period of the largest cash need", (S, "periods"),
        "Period in which cumulative cash is deepest; absent when it is never negative.",
        "argmin_t Σ_{u≤t} cash flow(u)").from(&["peak_cash_need"]),
    metric("cash_runway", "How long the cash at the start lasts", (S, "periods"),
        "Whole periods that `opening_cash` pays for; absent where it is not stated or lasts beyond the horizon.",
        "min t with opening_cash + Σ_{u≤t} cash flow(u) < 0"),
    metric("break_even_customers", "Customers at break-even", (S, "count"),
        "Customers whose margin pays for acquisition, overheads and fixed costs of programmes, at the margins of the horizon's last year.",
        "fixed per period / (margin / active customers)"),
    metric("leaky_bucket_ceiling", "Ceiling of the leaky bucket", (S, "count"),
        "Number of customers at which as many leave as join, so that growth stalls.",
        "N* = A / (h − w): joiners, churn and word of mouth of the last period").from(&["churn_period"]),
    metric("growth_stalls_period", "Period in which growth stalls", (S, "periods"),
        "First period from which on there are never again more customers than before it; absent when they are at their highest when the horizon closes.",
        "period after the first highest count of customers, 0 when that is the opening")
        .from(&["leaky_bucket_ceiling"]),
    metric("magic_number", "Magic number", (S, "ratio"),
        "Growth of quarterly revenue, at a year's rate, for every unit of acquisition spend of the quarter before, over all full quarters of the horizon.",
        "4 × (revenue of the last quarter − of the first) / Σ acquisition spend of all quarters but the last")
        .source("Scale Venture Partners, the SaaS magic number"),
    metric("burn_multiple", "Burn multiple", (S, "ratio"),
        "Cash burnt over the horizon for every unit of yearly recurring revenue that it adds; absent when no cash is burnt or nothing is added.",
        "−net_cash / (periods per year × (list billings of the last period − those of the opening customers in the first))")
        .source("Sacks 2020, The Burn Multiple").from(&["net_cash"]),
    metric("retention_cost_per_incremental_customer_year", "Retention cost per extra customer-year", (S, "money"),
        "Extra retention money for every year that a customer is kept longer than under the comparison.",
        "(retention spend and refunds − those of `against`) / (customer-years − those of `against`)"),
    metric("save_rate", "Save rate", (S, "share"),
        "Share of the contacts of the save desk that keep a customer who would have left.",
        "takers × (1 − would_have_stayed) / contacts"),
    metric("save_rate_day_90", "Save rate after 90 days", (S, "share"),
        "Share of the contacts of the save desk that keep a customer who would have left and is still one a quarter of a year later.",
        "Σ_{t<T−n} saved(t) still customers at the end of t+n / Σ_{t<T−n} contacts(t), n = periods per year / 4")
        .from(&["save_rate"]),
    metric("save_rate_day_365", "Save rate after 365 days", (S, "share"),
        "The same a year later.",
        "Σ_{t<T−n} saved(t) still customers at the end of t+n / Σ_{t<T−n} contacts(t), n = periods per year")
        .from(&["save_rate", "save_rate_day_90"]),
    metric("desk_utilisation", "Use of the save desk", (S, "share by period"),
        "Demand on the save desks as a share of their capacity; above 100 % callers are not served.",
        "(reach × attempts + gaming contacts) / capacity"),
    metric("capacity_utilisation", "Use of the capacity", (SG, "share by period"),
        "Customers billed as a share of the capacity of their segment; of a strategy the fullest segment, and no figure where the capacity is 0.",
        "(opening + joined + returned)(t) / capacity(t)"),
    metric("market_penetration", "Market penetration", (S, "share by period"),
        "Customers at the end of the period as a share of all who can be reached in it; it is no market share, for whose customers the others are is not known.",
        "closing customers of t / (M (1+g)^t + markets open in t)"),
    metric("churn_average_base", "Churn on the average base", (S, "share"),
        "Leavers against the average of opening and closing customers, as many companies report it.",
        "mean over t of left / ((opening + closing) / 2)").from(&["churn_period"]),
    metric("reward_cost_share_of_revenue", "Reward cost to revenue", (S, "share"),
        "Share of revenue that programmes give back as rewards and discounts.",
        "Σ (rewards + programme discounts) / Σ revenue"),
    metric("customer_rollforward_difference", "Customer roll-forward difference", (S, "count"),
        "Largest gap in the customer count of any period; 0 when nobody is lost or invented.",
        "max_t |opening + joined + returned − left − closing|"),
    metric("assumptions_without_source", "Assumptions without a source", ("scenario", "count"),
        "Numbers of the file that name no evidence.", "count of assumptions without `source`"),
    metric("assumptions_judgement_share", "Assumptions by judgement", ("scenario", "share"),
        "Share of the assumptions that rest on judgement rather than on data.",
        "assumptions whose source is of kind `judgement` / all assumptions")
        .from(&["assumptions_without_source"]),
    metric("marginal_return_acquisition", "Return of the next unit spent on acquisition", (S, "ratio"),
        "What the last unit of acquisition money brings back: below 1 it is lost.",
        "1 + Δnpv / ΔPV(acquisition spend), all channels moved by ±0.1 %"),
    metric("marginal_return_retention", "Return of the next unit spent on retention", (S, "ratio"),
        "What the last unit of retention money brings back, over the levers that are linked to churn.",
        "1 + Δnpv / ΔPV(retention spend), all levers moved by ±0.1 %"),
    metric("elasticity_retention", "Elasticity to retention", (S, "ratio"),
        "Change of npv in percent when every customer's chance of staying a period rises by one percent of itself.",
        "(npv(1.0001 r) − npv(0.9999 r)) / 0.0002 / npv").source("Gupta, Lehmann & Stuart 2004, Valuing Customers"),
    metric("elasticity_margin", "Elasticity to margin", (S, "ratio"),
        "Change of npv in percent when the margin of every customer rises by one percent.",
        "1 + (acquisition + overhead, after tax) / npv").source("Gupta, Lehmann & Stuart 2004, Valuing Customers")
        .from(&["elasticity_acquisition_cost"]),
    metric("elasticity_acquisition_cost", "Elasticity to acquisition cost", (S, "ratio"),
        "Change of npv in percent when acquisition costs one percent less for the same customers.",
        "acquisition after tax / npv").source("Gupta, Lehmann & Stuart 2004, Valuing Customers"),
    metric("clv_elasticity_retention", "Elasticity of lifetime value to retention", (S, "ratio"),
        "Change of clv_runoff in percent when the customer's chance of staying a period rises by one percent of itself.",
        "(clv(1.0001 r) − clv(0.9999 r)) / 0.0002 / clv").source("Gupta, Lehmann & Stuart 2004, Valuing Customers")
        .from(&["clv_runoff"]),
    metric("budget_use", "Use of the budget", (S, "share"),
        "Highest spend of any time that the budget is for, as a share of its limit; above 100% the strategy breaks it.",
        "max over times of counted spend / limit, undiscounted"),
    metric("rlv", "Residual lifetime value", (G, "money by tenure"),
        "Margin that a customer of k completed periods still brings, to the last of them.",
        "Σ_j S(k+j)/S(k) × m × (1+d)^-(j+δ)").source("Fader & Hardie 2010, Customer-Base Valuation"),
    metric("survival", "Survival", (SG, "share by tenure"),
        "Share of the customers joining in period 0 who are still there after t periods, t = 0 … T.",
        "S(t) = Π_{u<t} (1 − h(u))").source("Fader & Hardie 2007, How to Project Customer Retention"),
    metric("cac_average", "Acquisition cost, average", (C, "money"),
        "What the channel, or referral programme, costs per customer who joined through it.", "Σ spend / Σ joiners").from(&["joined"]),
    metric("cac_marginal", "Acquisition cost, marginal", (C, "money"),
        "Cost of one more customer in the channel's first period, without pay, season and events.",
        "1 / N'(X) + cost per customer; a referral: (1 + abuse) × reward / (1 − would_have_come)").from(&["cac_average"]),
    metric("joined", "Customers who joined through it", (C, "count"),
        "Joiners of the channel over the horizon.", "Σ_t joined(t)"),
    metric("cost_pv", "Cost of the programme", (P, "money"),
        "Value today of everything posted to the programme.", "Σ_t cost(t) × (1+d)^-(t+offset)"),
    metric("incremental_npv_alone", "Gain of the programme alone", (P, "money"),
        "What the programme adds when it is the only one of the strategy.",
        "npv with only this programme − npv with none"),
    metric("incremental_npv_last", "Gain of the programme as the last one", (P, "money"),
        "What the programme adds to all others of the strategy.",
        "npv with all programmes − npv without this one"),
    metric("incremental_npv_shapley", "Fair share of the gain", (P, "money"),
        "The programme's average contribution over every order of adding them; the shares sum to the whole.",
        "mean over orders of npv with it − npv before it").source("Shapley 1953")
        .from(&["incremental_npv_alone", "incremental_npv_last"]),
    metric("break_even", "Break-even", (P, "unit of the assumption"),
        "Value of the programme's decisive assumption at which it neither gains nor loses.",
        "x with incremental_npv(x) = 0").from(&["incremental_npv_last"]),
    metric("members_end", "Members at the end", (P, "count"),
        "Members of the programme when the horizon closes.", "Σ customers × enrolled share at T"),
    metric("saved", "Customers saved", (P, "count"),
        "Customers who took an offer of the desk and would have left without it.",
        "Σ_t contacts(t) × accept × (1 − would_have_stayed)").from(&["save_rate", "takers"]),
    metric("takers", "Takers", (P, "count"),
        "Customers who took an offer of the programme over the horizon.", "Σ_t contacts(t) × accept"),
    metric("dead_weight", "Dead weight", (P, "money"),
        "Value today of the rewards and gifts of the programme that go to customers who would have acted without them.",
        "Σ_t cost of takers who would have acted anyway(t) × (1+d)^-(t+δ)").from(&["cost_pv", "takers"]),
    metric("points_liability_end", "Points liability at the end", (P, "money"),
        "Revenue deferred to points or stamps that are not yet redeemed or gone; the value of points to customers where accounting is not ifrs-15 or asc-606.",
        "Σ allocated − Σ released, or points still to be redeemed × point_value").source("IFRS 15, B39–B43"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids of the contract with other programs, and those added since.
    const CONTRACT: &str = "npv npv_horizon npv_stop npv_go_on npv_runoff irr mirr net_cash net_cash_real incremental_npv \
        incremental_npv_horizon incremental_npv_stop incremental_npv_go_on incremental_irr incremental_mirr customer_equity opening_base_value \
        opening_base_value_constant_churn clv clv_runoff quick_ltv quick_ltv_error \
        ltv_undiscounted cac_paid cac_blended cac_loaded ltv_cac ltv_cac_marginal \
        payback_simple payback_survival payback_discounted customers_end market_penetration_end customers_joined \
        customers_returned customers_left churn_period churn_monthly churn_annual \
        acquisition_spend_pv retention_spend_pv spend_pv revenue_pv contribution_pv \
        contribution_margin revenue_churn_period revenue_churn_monthly revenue_churn_annual \
        grr nrr nrr_constant_price quick_ratio peak_cash_need peak_cash_period cash_runway break_even_customers leaky_bucket_ceiling \
        growth_stalls_period magic_number burn_multiple \
        retention_cost_per_incremental_customer_year save_rate save_rate_day_90 \
        save_rate_day_365 desk_utilisation capacity_utilisation market_penetration churn_average_base reward_cost_share_of_revenue \
        customer_rollforward_difference assumptions_without_source \
        assumptions_judgement_share marginal_return_acquisition marginal_return_retention \
        elasticity_retention elasticity_margin elasticity_acquisition_cost \
        clv_elasticity_retention budget_use rlv survival cac_average cac_marginal joined cost_pv incremental_npv_alone \
        incremental_npv_last incremental_npv_shapley break_even members_end saved takers dead_weight \
        points_liability_end";

    #[test]
    fn every_metric_of_the_contract_is_explained_once() {
        let ids: Vec<_> = METRICS.iter().map(|metric| metric.id).collect();
        assert_eq!(ids, CONTRACT.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn every_metric_that_a_check_may_name_is_explained() {
        for metric in crate::scenario::METRICS {
            assert!(find(metric.id).is_some(), "{}", metric.id);
        }
    }

    #[test]
    fn every_definition_is_one_sentence_from_known_metrics() {
        for metric in METRICS {
            assert!(metric.meaning.ends_with('.'), "{}", metric.id);
            assert!(!metric.meaning.trim_end_matches('.').contains(". "), "{}", metric.id);
            assert!(!metric.formula.is_empty() && !metric.name.is_empty(), "{}", metric.id);
            for from in metric.from {
                assert!(find(from).is_some(), "{}: {from}", metric.id);
            }
        }
    }

    #[test]
    fn a_misspelt_metric_has_a_nearest_one() {
        assert_eq!(nearest("incremental_nvp"), Some("incremental_npv"));
        assert_eq!(nearest("npw"), Some("npv"));
        assert_eq!(nearest("weather_forecast"), None);
    }
}
