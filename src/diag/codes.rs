//! Every code of a finding, with what it means.

/// A code of a finding and its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `E…` for errors, `W…` for warnings.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub meaning: &'static str,
}

const fn code(code: &'static str, title: &'static str, meaning: &'static str) -> Code {
    Code { code, title, meaning }
}

/// Every code, in order.
pub const CODES: &[Code] = &[
    code(
        "E001",
        "file cannot be read",
        "The file is missing, is not UTF-8, or is larger than 2 MB.",
    ),
    code(
        "E002",
        "not TOML",
        "The text breaks the grammar of TOML. Only the first such error of a line is shown.",
    ),
    code(
        "E003",
        "extends cannot be followed",
        "`extends` names a file that is missing, lies outside the scenario's folder, forms a cycle, or is the seventeenth of a chain.",
    ),
    code(
        "E010",
        "unknown key",
        "The key has no meaning at its place. The nearest known key is suggested; `tenure explain` lists the keys of a section.",
    ),
    code("E011", "missing key", "A key that the section cannot do without is absent."),
    code(
        "E012",
        "wrong kind of value",
        "A text stands where a number is needed, a number where a table is needed, and so on.",
    ),
    code(
        "E013",
        "number without its unit",
        "Rates, shares, counts per time and lengths are written with their unit, in quotes: \"4.2% per month\", \"31%\", \"4.6 per month\", \"6 months\".",
    ),
    code("E014", "value not understood", "The text is not a value of the kind that the key needs."),
    code(
        "E015",
        "value out of range",
        "The value lies outside what the key allows: shares 0 to 100 %, leaving rates below 100 %, factors above 0.",
    ),
    code(
        "E016",
        "not a usable number",
        "NaN, infinities, magnitudes above 1e15 and, but for 0, below 1e-15 are refused.",
    ),
    code(
        "E017",
        "range out of order",
        "In an assumption low ≤ base ≤ high must hold, and low and high come together, in the unit of base.",
    ),
    code("E018", "unknown word", "The key takes one of a few words."),
    code(
        "E019",
        "malformed id",
        "Ids consist of lower-case letters, digits and hyphens and begin with a letter or digit.",
    ),
    code("E020", "id used twice", "Two items of one list have the same id."),
    code(
        "E021",
        "unknown name",
        "A reference names something that the scenario does not have: a segment, channel, programme, strategy, reason, source or assumption.",
    ),
    code(
        "E022",
        "shares do not sum to 100 %",
        "Shares that divide a whole (reasons, mix, opening base, offers of a menu) must sum to 100 %.",
    ),
    code(
        "E023",
        "tenures overlap or leave a gap",
        "A table by tenure must begin with the first period of life and cover every period once; the last entry goes on. In opening tables ranges must not overlap.",
    ),
    code(
        "E024",
        "not a whole number of periods",
        "The length is not a whole number of the model's periods.",
    ),
    code("E025", "keys do not go together", "Two keys exclude one another, or one needs another."),
    code(
        "E026",
        "schedule not understood",
        "A schedule needs at least one date, and no two dates in the same period of the model.",
    ),
    code(
        "E027",
        "distribution not understood",
        "The distribution does not exist, lacks its parameters, or does not fit its range.",
    ),
    code(
        "E028",
        "not built yet",
        "The language has a place for this, but tenure cannot compute it yet.",
    ),
    code(
        "E029",
        "too large",
        "A limit is exceeded: 1,200 periods, 200 segments, 200 channels, 100 strategies, 100 programmes, 1,000,000 draws.",
    ),
    code(
        "E030",
        "path leads nowhere",
        "`set` names a value by ids, such as \"programmes.save-desk.accept\"; the path must lead to a key that is legal at its place.",
    ),
    code(
        "E031",
        "change cannot be applied",
        "\"x1.2\" multiplies numbers, \"+2 points\" adds to shares and rates; nothing else can be changed so.",
    ),
    code(
        "E032",
        "two save desks on one reason",
        "In one strategy a reason for leaving may be named by one save desk only.",
    ),
    code(
        "E033",
        "no steady state",
        "Customers cannot be spread over tenures as in a steady state where the expected lifetime is infinite (beta-geometric with alpha of 1 or less).",
    ),
    code(
        "E034",
        "customers do not add up",
        "`already_customers` must equal the sum of the segments' opening customers.",
    ),
    code(
        "E035",
        "tenure of opening customers missing",
        "Churn depends on tenure, so the scenario must say how long the opening customers have been customers: `[opening_base]`, or a table in `opening_customers`.",
    ),
    code(
        "E036",
        "mix missing",
        "With several segments and no opening customers a channel must say which segments its customers join.",
    ),
    code(
        "E037",
        "metric cannot be checked so",
        "The metric does not exist, or not for a segment, a channel or with that statistic.",
    ),
    code(
        "E038",
        "comparison not understood",
        "`must` is a comparison with a limit in the metric's unit: \">= 0\", \"<= 18 months\", \">= 60%\".",
    ),
    code(
        "E039",
        "correlation impossible",
        "A correlation joins two different assumptions with ranges; rank lies between -1 and 1; all together must be possible (positive definite).",
    ),
    code(
        "E040",
        "approval not signed",
        "A scenario with status approved needs a dated sign-off by the reviewer.",
    ),
    code(
        "E041",
        "equal spend impossible",
        "`spend_as` must name another strategy, without going round in a circle, and channels whose spend can move.",
    ),
    code(
        "E042",
        "data file not usable",
        "The file with retention data is missing, or has not the columns and values that are needed. `tenure fit --help` lists the forms that `tenure fit` reads.",
    ),
    code(
        "E043",
        "date not usable",
        "A date without a time between 1900-01-01 and 2200-12-31 is needed.",
    ),
    code(
        "E044",
        "text not usable",
        "Names are short and have letters; no text holds control characters or marks that turn the direction of writing.",
    ),
    code(
        "E045",
        "comparison impossible",
        "The strategy that the others are compared with is always a candidate and is nobody's rival.",
    ),
    code(
        "E046",
        "no variant",
        "A line of `tenure pipe` is a JSON object with `id`, `set` and, where it is not the base, `scenario`; `set` holds values by paths, none of them null or twice.",
    ),
    code(
        "W001",
        "real amounts, nominal discount rate",
        "The price basis is real, but the discount rate seems to be nominal: with real amounts it should not contain inflation.",
    ),
    code(
        "W002",
        "distribution cut off",
        "More than 1 % of the distribution lies outside what the key allows and is cut off.",
    ),
    code(
        "W003",
        "bad events explain more than the churn",
        "The stated bad events make more customers leave than are observed to leave for that reason.",
    ),
    code("W004", "cost without effect", "A cost key of a programme that its kind never incurs."),
    code(
        "W006",
        "effect beyond what was published",
        "The effect of a programme is stronger than any that studies have found; the help names the evidence.",
    ),
    code(
        "W007",
        "--set does not reach a strategy",
        "The strategy sets the same path itself, and its value stays.",
    ),
    code(
        "W010",
        "acts on every reason",
        "Customers leave for several reasons, and a programme that changes churn names none of them in `acts_on`: it acts on all. Name those that it reaches; name all where it reaches them all.",
    ),
    code(
        "W011",
        "nearly an inherited name",
        "A file that extends another brings a new id that differs from an inherited one by a slip of the pen: the new item stands beside the inherited one, which stays as it was. Correct the id, or name both.",
    ),
    code(
        "W012",
        "more customers than room",
        "A segment opens with more customers than its capacity: they stay, and nobody joins until enough of them have left.",
    ),
];

/// The explanation of a code, in any case.
pub fn explain(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|one| one.code.eq_ignore_ascii_case(code))
}
