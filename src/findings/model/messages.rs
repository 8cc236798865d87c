//! Every message that the findings say, with its slots: what a catalogue must have.

use super::{Message, Reason};
use crate::programme::Assumed;
use crate::simulate::{NoNpv, Unmet};

macro_rules! messages {
    ($($name:ident = $key:literal [$($slot:ident)*];)*) => {
        $(#[doc = concat!("What `", $key, "` of a catalogue says", $(" `", stringify!($slot), "`",)* ".")]
        pub const $name: Message<{ <[&str]>::len(&[$(stringify!($slot)),*]) }> =
            Message { key: $key, slots: [$(stringify!($slot)),*] };)*

        /// All of them: key and slots.
        #[cfg(test)]
        pub const ALL: &[(&str, &[&str])] = &[$(($key, &[$(stringify!($slot)),*])),*];
    };
}

messages! {
    WORTH = "headline.worth" [name amount];
    LOSES = "headline.loses" [name amount];
    GAIN = "headline.gain" [name gain against horizon];
    GAIN_WITHIN = "headline.gain_within" [name gain against horizon within end];
    GAIN_BUT = "headline.gain_but" [name gain against horizon within end];
    TURNS_AFTER = "headline.turns_after" [name against within end stop go_on];
    OPEN = "headline.open" [winner second gain];
    SAME = "headline.same" [winner second];
    NOTHING_WINS = "headline.nothing_wins" [name second loss horizon];
    YES = "headline.yes" [answer];
    NO = "headline.no" [answer];
    UNSURE = "headline.unsure" [answer];
    HOW_MUCH = "headline.how_much" [acquisition retention answer];
    KEEPING = "headline.keeping" [answer];
    FINDING = "headline.finding" [answer];
    BOTH = "headline.both" [answer];
    NEITHER = "headline.neither" [answer];
    MEAN = "headline.mean" [mean];
    OVER = "headline.over" [length];
    STOP = "terminal.stop" [];
    GO_ON = "terminal.go-on" [];
    PERPETUITY = "headline.perpetuity" [];
    RANGES = "headline.ranges" [];
    CHANCE = "headline.chance" [];
    IN_SOME = "headline.in_some" [name against share runs];
    IN_FEW = "headline.in_few" [name against count draws runs];
    IN_NEARLY_ALL = "headline.in_nearly_all" [name against count draws runs];
    IN_ALL = "headline.in_all" [name against draws runs];
    IN_NONE = "headline.in_none" [name against draws runs];
    OF_BOTH = "headline.of_both" [ahead undefined];
    OF = "assumption.of" [what name];
    OF_THE_EVENT = "assumption.of_the_event" [what name];
    OTHER_BRINGS = "headline.other_brings" [name gain];
    OTHER_LOSES = "headline.other_loses" [name loss];
    WOULD_BRING = "headline.would_bring" [name gain];
    WOULD_LOSE = "headline.would_lose" [name loss];
    WITHOUT = "headline.without" [programme gain];
    FLIPS_BELOW = "headline.flips_below" [name assumption value assumed];
    FLIPS_ABOVE = "headline.flips_above" [name assumption value assumed];
    SAME_MONEY = "headline.same_money" [lever factor gain];
    ON_THE_MEAN = "headline.on_the_mean" [name];
    MOVE = "next.move" [amount period worst best gain until];
    MOVE_BETWEEN = "next.move_between" [amount period worst best gain low high until];
    UNTIL_EVEN = "next.until_even" [];
    UNTIL_FULL = "next.until_full" [];
    UNTIL_REACHED = "next.until_reached" [];
    UNTIL_BOUND = "next.until_bound" [];
    UNTIL_EMPTY = "next.until_empty" [];
    UNTIL_DOUBLED = "next.until_doubled" [];
    A_MONTH = "next.a_month" [];
    A_QUARTER = "next.a_quarter" [];
    A_YEAR = "next.a_year" [];
    STOP_LEVER = "next.stop" [name currency back];
    ONE_LEVER = "next.one_lever" [];
    ALL_LOSE = "next.all_lose" [];
    BALANCED = "next.balanced" [];
    UNSURE_MOVE = "next.unsure" [];
    NO_SPENDING = "next.no_spending" [];
    ALL_REACHED = "next.all_reached" [];
    ALL_REACHED_OR_FIXED = "next.all_reached_or_fixed" [];
    CHANCE_OF_EVENT = "note.event" [];
    CONVEX = "note.convex" [];
    TOO_MUCH_SPEND = "note.too_much_spend" [name];
    TOO_LITTLE_SPEND = "note.too_little_spend" [name];
    EXHAUSTED = "note.exhausted" [name date];
    FULL = "note.full" [name segment date];
    OVERFULL = "note.overfull" [name segment date];
    DEPENDENT = "note.dependent" [name];
    FACT = "change.fact" [what then now];
    NEW_STRATEGY = "change.new_strategy" [id];
    GONE_STRATEGY = "change.gone_strategy" [id];
    NEW_ASSUMPTION = "change.new_assumption" [assumption];
    GONE_ASSUMPTION = "change.gone_assumption" [assumption];
    OTHER_UNIT = "change.other_unit" [assumption then now];
    OTHER_RANGE = "change.other_range" [assumption then now];
    SOMETHING = "change.something" [files];
    PATH = "change.path" [path];
    PATH_UNDER = "change.path_under" [path strategy];
    RANGE = "change.range" [low high];
    NO_RANGE = "change.no_range" [];
    NO_TURN = "turn.no_value" [from to];
    NO_EFFECT = "turn.no_effect" [];
    WHY_OF_SOME = "why.of_some" [why count];
    WHYS = "why.several" [before next];
    WHYS_AND_MORE = "why.several_and_more" [before count];
    NOT_REPORTED_THERE = "why.not_reported_there" [metric];
    ASK_OVER_TIME = "why.ask_over_time" [metric];
    IS_ONE_NUMBER = "why.is_one_number" [metric];
    BASELINE_WITHOUT_STRATEGY = "why.baseline_without_strategy" [id];
    BASELINE_WITHOUT_SEGMENT = "why.baseline_without_segment" [id];
    BASELINE_WITHOUT_CHANNEL = "why.baseline_without_channel" [id];
    BASELINE_WITHOUT_METRIC = "why.baseline_without_metric" [metric statistic strategy];
    BASELINE_WITHOUT_DIFFERENCE = "why.baseline_without_difference" [statistic];
    UNDEFINED_FOR = "why.undefined_for" [metric strategy why];
    NEVER_PAID_BACK = "why.never_paid_back" [];
    LOST_AFTER = "why.lost_after" [];
    NO_DRAWS = "why.no_draws" [];
    NO_BASELINE = "why.no_baseline" [];
    NEW_SCENARIO = "why.new_scenario" [];
    ONE_STRATEGY = "why.one_strategy" [];
    NO_VALUE_AT_END = "why.no_value_at_end" [];
    NO_RANGE_STATED = "why.no_range_stated" [];
    NOT_MOVED = "why.not_moved" [];
    NO_SWING = "why.no_swing" [];
    NO_VALUE_THERE = "why.no_value_there" [];
    ALONE_IN_ONE = "why.alone_in_one" [];
    BASELINE_NOT_FINITE = "why.baseline_not_finite" [];
    NOW_NOT_FINITE = "why.now_not_finite" [];
    EARLIER_NOT_FINITE = "why.earlier_not_finite" [];
    NO_SPEND_ADDED = "why.no_spend_added" [];
    NO_OTHER_LEVER = "why.no_other_lever" [];
    UNDEFINED_WITHOUT = "why.undefined_without" [];
    NOTHING_MOVES = "why.nothing_moves" [];
    NOT_ALLOWED = "why.not_allowed" [path];
    CHANNEL_IS_FREE = "why.channel_is_free" [];
    WORD_OF_MOUTH = "why.word_of_mouth" [];
    CHANNEL_UNUSED = "why.channel_unused" [];
    AT_CEILING = "why.at_ceiling" [];
    ALL_WOULD_HAVE_COME = "why.all_would_have_come" [];
    NO_FIRST_MARGIN = "why.no_first_margin" [];
    NO_QUARTER = "why.no_quarter" [];
    FEW_QUARTERS = "why.few_quarters" [];
    NO_ACQUISITION_SPEND = "why.no_acquisition_spend" [];
    NO_CASH_BURNT = "why.no_cash_burnt" [];
    NO_RECURRING_GROWTH = "why.no_recurring_growth" [];
    ALL_ARE_NEW = "why.all_are_new" [];
    INFINITE_LIFETIME = "why.infinite_lifetime" [];
    LONG_LIFETIME = "why.long_lifetime" [];
    NO_OPENING_CUSTOMERS = "why.no_opening_customers" [];
    CHURN_WITHIN_EXPANSION = "why.churn_within_expansion" [];
    NOBODY_LEAVES = "why.nobody_leaves" [];
    NOBODY_AT_FIRST = "why.nobody_at_first" [];
    COHORT_WORTH_NOTHING = "why.cohort_worth_nothing" [];
    NO_JOINERS = "why.no_joiners" [];
    NO_CUSTOMERS = "why.no_customers" [];
    NOT_PAID_BACK = "why.not_paid_back" [];
    NO_PAID_CHANNEL = "why.no_paid_channel" [];
    BOUNDLESS = "why.boundless" [];
    BASE_ONLY = "why.base_only" [];
    INFINITE = "why.infinite" [];
    PERPETUITY_NEEDS_RATE = "why.perpetuity_needs_rate" [];
    PERPETUITY_REPEATS = "why.perpetuity_repeats" [];
    NO_REVENUE = "why.no_revenue" [];
    NO_DESK = "why.no_desk" [];
    DESK_NOT_REACHED = "why.desk_not_reached" [];
    DESK_REACHED_LATE = "why.desk_reached_late" [];
    LONGER_THAN_90_DAYS = "why.longer_than_90_days" [];
    WIN_BACKS_TOGETHER = "why.win_backs_together" [];
    EMPTY_PERIOD = "why.empty_period" [];
    MORE_LEAVE_THAN_AVERAGE = "why.more_leave_than_average" [];
    NO_REVENUE_LOST = "why.no_revenue_lost" [];
    NO_GROWTH_CEILING = "why.no_growth_ceiling" [];
    HIGHEST_AT_END = "why.highest_at_end" [];
    NO_OUTLAY = "why.no_outlay" [];
    NO_RETURN = "why.no_return" [];
    MANY_SIGNS = "why.many_signs" [];
    NO_RATE = "why.no_rate" [];
    SINGLE_PERIOD = "why.single_period" [];
    RATE_TOO_HIGH = "why.rate_too_high" [];
    RATE_TOO_LOW = "why.rate_too_low" [];
    IS_COMPARED_WITH = "why.is_compared_with" [];
    RUNS_THERE_TOO = "why.runs_there_too" [];
    NO_CASH_NEED = "why.no_cash_need" [];
    NO_OPENING_CASH = "why.no_opening_cash" [];
    CASH_LASTS = "why.cash_lasts" [];
    NO_MARGIN = "why.no_margin" [];
    NO_INFLATION = "why.no_inflation" [];
    NO_BUDGET = "why.no_budget" [];
    BUDGET_IS_NOUGHT = "why.budget_is_nought" [];
    NO_PERIOD = "why.no_period" [];
    NOT_REPORTED = "why.not_reported" [];
    NOT_MEASURED = "why.not_measured" [];
    IS_A_SERIES = "why.is_a_series" [];
    NO_DRAW_IS_NUMBER = "why.no_draw_is_number" [];
    NO_DRAW = "why.no_draw" [];
    TOO_LARGE = "why.too_large" [];
    SUM_TOO_LARGE = "why.sum_too_large" [];
    NPV_TOO_LARGE = "why.npv_too_large" [];
    CHANGE_OF_NOTHING = "why.change_of_nothing" [];
    KEEPS_NO_MORE = "why.keeps_no_more" [];
    PART_WITHOUT_VALUE = "why.part_without_value" [];
    NO_LEVER = "why.no_lever" [];
    PEOPLE_ONLY = "why.people_only" [];
    DESK_FULL = "why.desk_full" [];
    NOT_BY_REACH = "why.not_by_reach" [];
    ALL_REACH_ALL = "why.all_reach_all" [];
    NO_MONEY_MOVES = "why.no_money_moves" [];
    SPEND_WITHOUT_EFFECT = "why.spend_without_effect" [];
    NO_RETENTION_SPEND = "why.no_retention_spend" [];
    MOVES_NO_MONEY = "why.moves_no_money" [];
    NO_CAPACITY = "why.no_capacity" [];
    CAPACITY_IS_NOUGHT = "why.capacity_is_nought" [];
    NO_DESK_CAPACITY = "why.no_desk_capacity" [];
    NO_MARKET = "why.no_market" [];
    EMPTY_MARKET = "why.empty_market" [];
    NO_ASSUMPTIONS = "why.no_assumptions" [];
    LEVER_OVER_TIME = "why.lever_over_time" [];
    LEVER_IS_NOUGHT = "why.lever_is_nought" [];
    NO_ROOM = "why.no_room" [];
    STATED_NO_LEVER = "why.stated_no_lever" [];
    NO_SUCH_CHANNEL = "why.no_such_channel" [];
    CHANNEL_WORKS_OTHERWISE = "why.channel_works_otherwise" [];
    PROGRAMME_DOES_NOT_RUN = "why.programme_does_not_run" [];
    KIND_WITHOUT_REACH = "why.kind_without_reach" [kind];
    IS_NO_LEVER = "why.is_no_lever" [];
    NO_SPLIT_MEETS_IT = "why.no_split_meets_it" [];
    RETENTION_RESPONSE = "lever.retention_response" [];
    CUSTOMERS_RECONCILE = "integrity.sum.customers-reconcile" [];
    REASONS_RECONCILE = "integrity.sum.reasons-reconcile" [];
    LEDGER_RECONCILES = "integrity.sum.ledger-reconciles" [];
    PARTS_RECONCILE = "integrity.sum.parts-reconcile" [];
    SURVIVAL_MEETS_ITS_FORMULA = "integrity.sum.survival-meets-its-formula" [];
    ATTEMPTS_ARE_POSSIBLE = "integrity.sum.attempts-are-possible" [];
    POINTS_RECONCILE = "integrity.sum.points-reconcile" [];
    STAMPS_RECONCILE = "integrity.sum.stamps-reconcile" [];
    POINTS_LIABILITY_RECONCILES = "integrity.sum.points-liability-reconciles" [];
    COMMISSIONS_RECONCILE = "integrity.sum.commissions-reconcile" [];
    PROFIT_RECONCILES = "integrity.sum.profit-reconciles" [];
    SUM_UNDER = "integrity.under" [strategy sum];
    ASSUMED_NO_SALE = "assumed.no_sale" [];
    ASSUMED_COST_ALONE = "assumed.cost_alone" [];
    NOT_AS_OBSERVED = "note.not_as_observed" [name left observed];
}

/// Why a run has no net present value.
impl From<NoNpv> for Reason {
    fn from(why: NoNpv) -> Self {
        match why {
            NoNpv::Infinite => INFINITE,
            NoNpv::PerpetuityNeedsRate => PERPETUITY_NEEDS_RATE,
        }
    }
}

/// Why a strategy could not spend as another.
impl From<Unmet> for Message<1> {
    fn from(why: Unmet) -> Self {
        match why {
            Unmet::TooMuch => TOO_MUCH_SPEND,
            Unmet::TooLittle => TOO_LITTLE_SPEND,
        }
    }
}

/// What a programme assumes where the file is silent.
impl From<Assumed> for Reason {
    fn from(what: Assumed) -> Self {
        match what {
            Assumed::ReplacesNoSale => ASSUMED_NO_SALE,
            Assumed::CostAlone => ASSUMED_COST_ALONE,
        }
    }
}
