//! The engine's words: what a reader of messages, `docs/model.md` and the code meets and no scenario declares.

/// Words with their meaning, in the order of the alphabet.
pub const GLOSSARY: &[(&str, &str)] = &[
    (
        "block",
        "A segment and an origin: the opening base, a channel, a referral programme or a win-back programme. \
         Customers of one block live by the same rules.",
    ),
    (
        "cell",
        "The customers of a block of one tenure, one phase and one risk class. A period moves each cell by one \
         multiplication.",
    ),
    (
        "class",
        "A risk class: customers of the same chance to leave. Churn that differs between customers is carried as a \
         few classes with their shares; the riskiest leave first.",
    ),
    ("cohort", "The customers who joined in one period, or who had one tenure at the start."),
    (
        "curve",
        "The share of a cohort that is left, by tenure. A block on whose leaving nothing acts by period goes along its \
         curve instead of in cells. Both give the same customers.",
    ),
    (
        "desk",
        "A save desk as the engine sees it: whom it reaches, how many it has room for, how many stay, and what \
         becomes of them. A strategy has one for each programme of kind `save-desk`.",
    ),
    (
        "draw",
        "One run with a value from the range of every assumption; with `customers = true` it draws who leaves too.",
    ),
    (
        "lane",
        "The customers of one block on their way through the periods: its cells, and how a period moves them.",
    ),
    (
        "lever",
        "What programmes become: a factor on churn, a desk, points, a referral, a win-back, money. In \
         `tenure optimise` and \"the next unit of money\" it is a number that can be moved: the spend of a channel, the \
         reach of a programme.",
    ),
    (
        "phase",
        "What has become of a customer: regular, saved by a desk so many periods ago, or given an offer without a \
         wish to leave.",
    ),
    ("plan", "One strategy as tables over periods, blocks and classes: all that the engine reads."),
    ("tenure", "Periods completed as a customer, 0 in the period of joining."),
];
