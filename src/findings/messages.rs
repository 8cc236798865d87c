//! Every message that the findings say, with its slots: what a catalogue must have.

use super::model::Message;

macro_rules! messages {
    ($($name:ident = $key:literal [$($slot:ident)*];)*) => {
        $(pub const $name: Message<{ <[&str]>::len(&[$(stringify!($slot)),*]) }> =
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
    OTHER_BRINGS = "headline.other_brings" [name gain];
    OTHER_LOSES = "headline.other_loses" [name loss];
    WOULD_BRING = "headline.would_bring" [name gain];
    WOULD_LOSE = "headline.would_lose" [name loss];
    WITHOUT = "headline.without" [programme gain];
    FLIPS_BELOW = "headline.flips_below" [name assumption value assumed];
    FLIPS_ABOVE = "headline.flips_above" [name assumption value assumed];
    SAME_MONEY = "headline.same_money" [lever factor gain];
    ON_THE_MEAN = "headline.on_the_mean" [name];
    LAST_GAINS = "next.last_gains" [currency lever back];
    LAST_LOSES = "next.last_loses" [currency lever back];
    ALL_LOSE = "next.all_lose" [currency best first worst last];
    BALANCED = "next.balanced" [currency first best last worst];
    MOVE = "next.move" [worst best currency first last];
    NO_SPENDING = "next.no_spending" [];
    ALL_REACHED = "next.all_reached" [];
    ALL_REACHED_OR_FIXED = "next.all_reached_or_fixed" [];
    CHANCE_OF_EVENT = "note.event" [];
    CONVEX = "note.convex" [];
    UNMET = "note.unmet" [name why];
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
    NOT_AS_OBSERVED = "note.not_as_observed" [name left observed];
}
