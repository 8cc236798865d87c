//! Messages that the findings say, with their slots: what a catalogue must have. What one file alone
//! says may stand there.

use super::{Message, Reason};
use crate::programme::Assumed;
use crate::simulate::{NoNpv, Unmet};

macro_rules! messages {
    ($($visible:vis $name:ident = $key:literal [$($slot:ident)*];)*) => {
        $(#[doc = concat!("What `", $key, "` of a catalogue says", $(" `", stringify!($slot), "`",)* ".")]
        $visible const $name: $crate::findings::Message<{ <[&str]>::len(&[$(stringify!($slot)),*]) }> =
            $crate::findings::Message { key: $key, slots: [$(stringify!($slot)),*] };)*
    };
}

pub(crate) use messages;

messages! {
    pub WORTH = "headline.worth" [name amount];
    pub LOSES = "headline.loses" [name amount];
    pub GAIN = "headline.gain" [name gain against horizon];
    pub GAIN_WITHIN = "headline.gain_within" [name gain against horizon within end];
    pub GAIN_BUT = "headline.gain_but" [name gain against horizon within end];
    pub TURNS_AFTER = "headline.turns_after" [name against within end stop go_on];
    pub TURNS_AFTER_ALIKE = "headline.turns_after_alike" [name against within end stop];
    pub OPEN = "headline.open" [winner second gain];
    pub SAME = "headline.same" [winner second];
    pub NOTHING_WINS = "headline.nothing_wins" [name second loss horizon];
    pub YES = "headline.yes" [answer];
    pub NO = "headline.no" [answer];
    pub UNSURE = "headline.unsure" [answer];
    pub HOW_MUCH = "headline.how_much" [acquisition retention find_today keep_today answer];
    pub KEEPING = "headline.keeping" [answer];
    pub FINDING = "headline.finding" [answer];
    pub BOTH = "headline.both" [answer];
    pub NEITHER = "headline.neither" [answer];
    pub MEAN = "headline.mean" [mean];
    pub OVER = "headline.over" [length];
    pub STOP = "terminal.stop" [];
    pub GO_ON = "terminal.go-on" [];
    pub PERPETUITY = "headline.perpetuity" [];
    pub RANGES = "headline.ranges" [];
    pub CHANCE = "headline.chance" [];
    pub IN_SOME = "headline.in_some" [name against share runs];
    pub IN_FEW = "headline.in_few" [name against count draws runs];
    pub IN_NEARLY_ALL = "headline.in_nearly_all" [name against count draws runs];
    pub IN_ALL = "headline.in_all" [name against draws runs];
    pub IN_NONE = "headline.in_none" [name against draws runs];
    pub OF_BOTH = "headline.of_both" [ahead undefined];
    pub OF = "assumption.of" [what name];
    pub UNDER = "assumption.under" [what name];
    pub OF_THE_EVENT = "assumption.of_the_event" [what name];
    pub OTHER_BRINGS = "headline.other_brings" [name gain];
    pub OTHER_LOSES = "headline.other_loses" [name loss];
    pub WOULD_BRING = "headline.would_bring" [name gain];
    pub WOULD_LOSE = "headline.would_lose" [name loss];
    pub WITHOUT = "headline.without" [programme gain];
    pub FLIPS_BELOW = "headline.flips_below" [name assumption value assumed];
    pub FLIPS_ABOVE = "headline.flips_above" [name assumption value assumed];
    pub SAME_MONEY = "headline.same_money" [lever factor gain];
    pub ON_THE_MEAN = "headline.on_the_mean" [name];
    pub TOO_MUCH_SPEND = "note.too_much_spend" [name];
    pub TOO_LITTLE_SPEND = "note.too_little_spend" [name];
    pub PATH = "change.path" [path];
    pub NO_TURN = "turn.no_value" [from to];
    pub NO_EFFECT = "turn.no_effect" [];
    pub WHY_OF_SOME = "why.of_some" [why count];
    pub WHYS = "why.several" [before next];
    pub WHYS_AND_MORE = "why.several_and_more" [before count];
    pub NOT_REPORTED_THERE = "why.not_reported_there" [metric];
    pub ASK_OVER_TIME = "why.ask_over_time" [metric];
    pub IS_ONE_NUMBER = "why.is_one_number" [metric];
    pub UNDEFINED_FOR = "why.undefined_for" [metric strategy why];
    pub NEVER_PAID_BACK = "why.never_paid_back" [];
    pub LOST_AFTER = "why.lost_after" [];
    pub NO_DRAWS = "why.no_draws" [];
    pub ONE_STRATEGY = "why.one_strategy" [];
    pub NO_VALUE_AT_END = "why.no_value_at_end" [];
    pub NO_RANGE_STATED = "why.no_range_stated" [];
    pub NOT_MOVED = "why.not_moved" [];
    pub NO_SWING = "why.no_swing" [];
    pub NO_VALUE_THERE = "why.no_value_there" [];
    pub CHANNEL_IS_FREE = "why.channel_is_free" [];
    pub WORD_OF_MOUTH = "why.word_of_mouth" [];
    pub CHANNEL_UNUSED = "why.channel_unused" [];
    pub AT_CEILING = "why.at_ceiling" [];
    pub ALL_WOULD_HAVE_COME = "why.all_would_have_come" [];
    pub NO_FIRST_MARGIN = "why.no_first_margin" [];
    pub NO_QUARTER = "why.no_quarter" [];
    pub FEW_QUARTERS = "why.few_quarters" [];
    pub NO_ACQUISITION_SPEND = "why.no_acquisition_spend" [];
    pub NO_CASH_BURNT = "why.no_cash_burnt" [];
    pub NO_RECURRING_GROWTH = "why.no_recurring_growth" [];
    pub ALL_ARE_NEW = "why.all_are_new" [];
    pub NO_JOINERS = "why.no_joiners" [];
    pub NO_CUSTOMERS = "why.no_customers" [];
    pub NOT_PAID_BACK = "why.not_paid_back" [];
    pub NO_PAID_CHANNEL = "why.no_paid_channel" [];
    pub BOUNDLESS = "why.boundless" [];
    pub BASE_ONLY = "why.base_only" [];
    pub INFINITE = "why.infinite" [];
    pub PERPETUITY_NEEDS_RATE = "why.perpetuity_needs_rate" [];
    pub PERPETUITY_REPEATS = "why.perpetuity_repeats" [];
    pub NO_REVENUE = "why.no_revenue" [];
    pub NO_DESK = "why.no_desk" [];
    pub LONGER_THAN_90_DAYS = "why.longer_than_90_days" [];
    pub IS_COMPARED_WITH = "why.is_compared_with" [];
    pub NO_PERIOD = "why.no_period" [];
    pub NOT_REPORTED = "why.not_reported" [];
    pub NOT_MEASURED = "why.not_measured" [];
    pub IS_A_SERIES = "why.is_a_series" [];
    pub NO_DRAW_IS_NUMBER = "why.no_draw_is_number" [];
    pub NO_DRAW = "why.no_draw" [];
    pub TOO_LARGE = "why.too_large" [];
    pub SUM_TOO_LARGE = "why.sum_too_large" [];
    pub NPV_TOO_LARGE = "why.npv_too_large" [];
    pub CHANGE_OF_NOTHING = "why.change_of_nothing" [];
    pub KEEPS_NO_MORE = "why.keeps_no_more" [];
    pub PART_WITHOUT_VALUE = "why.part_without_value" [];
    pub NO_LEVER = "why.no_lever" [];
    pub PEOPLE_ONLY = "why.people_only" [];
    pub DESK_FULL = "why.desk_full" [];
    pub NOT_BY_REACH = "why.not_by_reach" [];
    pub ALL_REACH_ALL = "why.all_reach_all" [];
    pub NO_MONEY_MOVES = "why.no_money_moves" [];
    pub SPEND_WITHOUT_EFFECT = "why.spend_without_effect" [];
    pub NO_RETENTION_SPEND = "why.no_retention_spend" [];
    pub MOVES_NO_MONEY = "why.moves_no_money" [];
    pub NO_DESK_CAPACITY = "why.no_desk_capacity" [];
    pub NO_MARKET = "why.no_market" [];
    pub EMPTY_MARKET = "why.empty_market" [];
    pub NO_ASSUMPTIONS = "why.no_assumptions" [];
    pub NO_SPLIT_MEETS_IT = "why.no_split_meets_it" [];
    pub RETENTION_RESPONSE = "lever.retention_response" [];
    pub SUM_UNDER = "integrity.under" [strategy sum];
    pub ASSUMED_NO_SALE = "assumed.no_sale" [];
    pub ASSUMED_COST_ALONE = "assumed.cost_alone" [];
    pub NOT_AS_OBSERVED = "note.not_as_observed" [name left observed];
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
