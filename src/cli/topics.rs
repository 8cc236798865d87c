//! Topics of `tenure explain` that are not part of the language, and what metrics are called.

use crate::cli::limits;
use crate::metric::Declared;
use crate::text::Catalogue;

/// Topics that list what there is: (name, words).
pub const LISTS: &[(&str, &str)] = &[
    ("metrics", "every metric and its name"),
    ("codes", "every code of a message and its title"),
    ("exit-codes", "how commands end"),
    (limits::TOPIC, "how large files and runs may be"),
];

/// Codes of messages and topics that are not part of the language: (name, words).
pub const OWN: &[(&str, &str)] = &[
    (
        "check-failed",
        "A check's figure, with its whole interval of simulation error, is on the wrong side of \
         the limit; or it is no number, and what is known of it is on the wrong side, or nothing is \
         known. A figure that equals its limit (to 1e-9 of their size) keeps >=, <= and ==. Severity `error` ends the run with code 3, `warning` with code 5 under --strict.",
    ),
    (
        "check-uncertain",
        "The interval of a check's figure contains the limit, so nobody can say whether it holds: \
         its simulation error (more draws make that smaller), draws without a number, or a figure \
         known only to lie beyond a bound. So it is with a relative limit without a baseline, and \
         with a statistic of draws in a run without any. It counts as a warning.",
    ),
    (
        "check-slack",
        "A relative limit on net present value lets more than half of the baseline's gain go: 2% of \
         a large value can be more than a strategy gains. Gate `incremental_npv` as well, with \
         \">= baseline - 10%\". It counts as a warning.",
    ),
    (
        "observed-churn",
        "The strategy that churn was observed under loses more or fewer customers in its first year than were \
         observed: what its save desk does to those it saved, to a queue and to those who are sure to leave \
         is not backed out (docs/model.md, section 3). It counts as a warning.",
    ),
    (
        "fit-bound",
        "A fitted parameter went as far as the search goes. Mostly the data hold no trace of what \
         the parameter is for; take a model without it.",
    ),
    (
        "fit-endless",
        "The fitted curve falls so slowly that the expected lifetime is infinite. It can be used; \
         lifetime values then need a discount rate or a horizon.",
    ),
    (
        "fit-few",
        "The data have as many tenures as the model has parameters, so it meets them exactly, \
         whether or not it is true. Add tenures, or take a model with fewer parameters.",
    ),
    (
        "integrity",
        "A sum that must close does not: a bug in tenure. Please report it with the scenario.",
    ),
    (
        "optimum",
        "The best split of a budget over channels and programmes, found by `tenure optimise`: where \
         no exchange of money between two levers gains any more. Every lever with room then brings \
         back the same for its last unit, 1 + the shadow price of the budget; without a limit all \
         bring back 1. A lever at a limit may bring more (highest value) or less (lowest). A check \
         that holds as stated is not given up. The section of the file is `optimise`.",
    ),
];

/// What is said about a metric.
pub fn word(metric: &Declared, part: &str) -> String {
    Catalogue::of("en").plain(&format!("metric.{}.{part}", metric.id))
}
