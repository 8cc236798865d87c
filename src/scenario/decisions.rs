//! Strategies, comparison, correlations, evidence and signatures.

use super::ground::Ground;
use super::model::{Budget, BudgetCounts, Correlation, SignOff, Source, SpendAs, Status};
use crate::diag::Diagnostic;
use crate::fields::{Evidence, Fields, Key, Kind, Section, measures};

use crate::numeric::copula::from_rank_correlations;
use measures::{MONEY, RANK, SHARE};

static SPEND_AS: Section = Section::new(
    "spend_as",
    "Spend as much as another strategy: one factor on the named channels' spend.",
    &[
        Key::text("strategy").needed().means("id of the strategy to match"),
        Key::of("channels", Kind::Texts).needed().means("ids of the channels whose spend moves"),
    ],
);

/// `[[strategies]]`.
pub static STRATEGIES: Section = Section::new(
    "strategies",
    "A way to run the business.",
    &[
        Key::of("id", Kind::Id).needed().means("id of the strategy"),
        Key::text("name").means("name for readers"),
        Key::of("programmes", Kind::Texts).or("[]").means("ids of the programmes that run"),
        Key::of("set", Kind::Map("path by ids", &Kind::Any))
            .means("values that differ: \"path\" = value, \"x1.2\" or \"+2 points\""),
        Key::table("spend_as", &SPEND_AS).means("spend as much as another strategy"),
        Key::of("candidate", Kind::Flag).or("true").means(
            "whether it may be recommended; false where it is only shown beside the \
             others",
        ),
    ],
);

const COUNTS: &[&str] = &["programmes", "channels-increase", "channels"];

/// A limit on spending.
pub static BUDGET: Section = Section::new(
    "budget",
    "A limit on extra spending.",
    &[
        Key::value("limit", MONEY).needed().means("the limit"),
        Key::words("per", &["period", "month", "quarter", "year", "horizon"])
            .or("\"year\"")
            .means("the time it is for"),
        Key::of("counts", Kind::Texts)
            .or("[\"programmes\", \"channels\"]")
            .means("what counts: \"programmes\", \"channels-increase\", \"channels\""),
    ],
);

/// `[comparison]`.
pub static COMPARISON: Section = Section::new(
    "comparison",
    "What strategies are compared with.",
    &[
        Key::text("against")
            .means("id of a strategy; the first where absent; its churn is the observed one"),
        Key::text("rival").means(
            "id of the strategy that the question sets against the winner: the headline \
             says what it does",
        ),
        Key::table("budget", &BUDGET).means("a limit on extra spending"),
    ],
);

/// `[[correlations]]`.
pub static CORRELATIONS: Section = Section::new(
    "correlations",
    "A rank correlation between two assumptions with ranges.",
    &[
        Key::of("between", Kind::Texts).needed().means("two paths"),
        Key::value("rank", RANK).needed().means("rank correlation, between -1 and 1"),
    ],
);

/// `[[checks]]`.
pub static CHECKS: Section = Section::new(
    "checks",
    "A gate on a figure.",
    &[
        Key::of("id", Kind::Id).needed().means("id of the check"),
        Key::of("metric", Kind::Metric).needed().means("what is looked at"),
        Key::text("strategy").means("id of a strategy, or \"*\" for each"),
        Key::text("versus").means("id of a strategy whose figure is subtracted"),
        Key::text("segment").means("id of a segment"),
        Key::text("channel").means("id of a channel"),
        Key::words(
            "statistic",
            &[
                "expected",
                "mean",
                "p10",
                "p50",
                "p90",
                "probability_above",
                "max_over_time",
                "min_over_time",
            ],
        )
        .or("\"expected\"")
        .means("which figure of the metric"),
        Key::text("must").needed().means(
            "comparison with a limit: \">= 0\", \"<= 18 months\", or with the same figure of \
             the run that --baseline names: \">= baseline - 2%\", \
             \"<= baseline + 0.5 points\"",
        ),
        Key::words("severity", &["error", "warning", "off"])
            .or("\"error\"")
            .means("what a failure does"),
        Key::value("confidence", SHARE)
            .or("\"95%\"")
            .means("confidence of the interval of a simulated figure"),
    ],
);

/// `[sources.ID]`.
pub static SOURCES: Section = Section::new(
    "sources",
    "A piece of evidence.",
    &[
        Key::text("title").needed().means("what it is"),
        Key::words(
            "kind",
            &["internal", "experiment", "published", "vendor", "judgement", "illustrative"],
        )
        .needed()
        .means("what kind of evidence"),
        Key::text("owner").means("who keeps it"),
        Key::of("date", Kind::Date).means("when it was made"),
        Key::words("confidence", &["high", "medium", "low"]).means("how sure"),
        Key::text("url").means("link"),
    ],
);

/// `[[sign_off]]`.
pub static SIGN_OFF: Section = Section::new(
    "sign_off",
    "Who signed.",
    &[
        Key::text("role").needed().means("role: Preparer, Reviewer"),
        Key::text("name").means("name"),
        Key::of("date", Kind::Date).means("date; absent until signed"),
        Key::text("sha256").means("fingerprint of the file that was signed"),
    ],
);

/// `[sources.ID]`.
pub fn sources(root: &Fields<'_>) -> Vec<Source> {
    let Some((entries, _)) = root.entries("sources") else {
        return Vec::new();
    };
    let mut sources = Vec::new();
    for entry in entries {
        let path = format!("sources.{}", entry.key);
        root.reading.well_formed(&entry.key, entry.span, &path);
        let opened = Fields::open(root.reading, &entry.node, path, &SOURCES, Evidence::default());
        let Some(fields) = opened else { continue };
        fields.require_all(&["title", "kind"]);
        sources.push(Source {
            id: entry.key.clone(),
            title: fields.text("title").unwrap_or_default(),
            kind: fields.word("kind").unwrap_or("judgement").to_owned(),
            owner: fields.text("owner"),
            date: fields.date("date").map(|date| date.to_string()),
            confidence: fields.word("confidence").map(str::to_owned),
            url: fields.text("url"),
        });
    }
    sources
}

/// `[[sign_off]]`; an approved scenario needs a dated one by the reviewer.
pub fn sign_offs(root: &Fields<'_>, status: Status) -> Vec<SignOff> {
    let read = |fields: &Fields<'_>| {
        fields.require("role");
        SignOff {
            role: fields.text("role").unwrap_or_default(),
            name: fields.text("name"),
            date: fields.date("date").map(|date| date.to_string()),
            sha256: fields.text("sha256"),
        }
    };
    let signed: Vec<SignOff> = root.tables("sign_off").iter().map(read).collect();
    let reviewer = |one: &SignOff| one.role.eq_ignore_ascii_case("reviewer") && one.date.is_some();
    if status == Status::Approved
        && !signed.iter().any(reviewer)
        && let Some(about) = root.table("scenario")
    {
        let message = "status is approved, but no reviewer has signed with a date";
        let one = about.diagnostic("status", "E040", message);
        let help = "add [[sign_off]] with role = \"Reviewer\", name and date";
        root.reading.report(one.help(help));
    }
    signed
}

/// `[comparison]`: places of the strategy that the others are compared with and of the rival, and the
/// budget.
pub fn comparison(
    root: &Fields<'_>,
    ground: &Ground<'_>,
) -> (usize, Option<usize>, Option<Budget>) {
    let Some(fields) = root.table("comparison") else {
        return (0, None, None);
    };
    let budget = fields.table("budget").and_then(|budget| limit_of(&budget));
    let against = fields.place("against", "strategy", &ground.strategies).unwrap_or(0);
    let rival = fields.place("rival", "strategy", &ground.strategies);
    if rival == Some(against) {
        let message = "the others are compared with this strategy already";
        fields.error("rival", "E045", message, "name another strategy, or leave `rival` out");
    }
    (against, rival, budget)
}

/// A limit on spending.
pub fn limit_of(fields: &Fields<'_>) -> Option<Budget> {
    fields.require("limit");
    let limit = fields.constant("limit");
    let per = fields.choice("per");
    let known: Vec<String> = COUNTS.iter().map(|word| (*word).to_owned()).collect();
    let counts = fields.places("counts", "kind of spending", &known);
    if counts.as_ref().is_some_and(Vec::is_empty) {
        let message = "a budget counts at least one kind of spending";
        let help = format!("name one of {}, or leave the key out", COUNTS.join(", "));
        fields.error("counts", "E018", message, help);
    }
    let all = || vec![BudgetCounts::Programmes, BudgetCounts::Channels];
    let counts = counts.map_or_else(all, |places| places.into_iter().map(counted).collect());
    if counts.contains(&BudgetCounts::Channels) && counts.contains(&BudgetCounts::ChannelsIncrease)
    {
        let message = "\"channels\" contains \"channels-increase\"";
        fields.error("counts", "E025", message, "keep one of the two");
    }
    Some(Budget { limit: limit?, per, counts })
}

/// What the word at a place of [`COUNTS`] counts.
fn counted(place: usize) -> BudgetCounts {
    [BudgetCounts::Programmes, BudgetCounts::ChannelsIncrease, BudgetCounts::Channels][place]
}

/// `spend_as` of a strategy.
pub fn spend_as(fields: &Fields<'_>, ground: &Ground<'_>, own: usize) -> Option<SpendAs> {
    let table = fields.table("spend_as")?;
    table.require_all(&["strategy", "channels"]);
    let strategy = table.place("strategy", "strategy", &ground.strategies);
    let channels = table.places("channels", "channel", &ground.channels);
    if strategy == Some(own) {
        let message = "a strategy cannot spend as much as itself";
        table.error("strategy", "E041", message, "name another strategy, or leave `spend_as` out");
        return None;
    }
    if channels.as_ref().is_some_and(Vec::is_empty) && table.has("channels") {
        table.error(
            "channels",
            "E041",
            "`spend_as` needs at least one channel whose spend can move",
            "name channels with `spend` and `response`",
        );
    }
    Some(SpendAs { strategy: strategy?, channels: channels? })
}

/// A path that must name an assumption; reports it otherwise.
pub fn known_path(ground: &Ground<'_>, text: &str, span: crate::diag::Span, at: &str) -> bool {
    ground.reading.registered(|all| {
        let known = all.iter().any(|one| one.path == text);
        if !known {
            let help = ground.reading.suggest(text, all.iter().map(|one| one.path.as_str()));
            // `tenure show` prints every number with its path by ids.
            let help = help
                .unwrap_or_else(|| "write a path by ids, such as \"segments.ID.price\"".to_owned());
            let message = format!("\"{text}\" names no number of the scenario");
            ground.reading.report(Diagnostic::error("E021", span, message).label(at).help(help));
        }
        known
    })
}

/// `[[correlations]]`.
pub fn correlations(root: &Fields<'_>, ground: &Ground<'_>) -> Vec<Correlation> {
    let mut found: Vec<Correlation> = Vec::new();
    for fields in root.tables("correlations") {
        fields.require("between");
        fields.require("rank");
        let rank = fields.constant("rank").unwrap_or(0.0);
        let Some(paths) = fields.texts("between") else {
            continue;
        };
        let [(a, a_span), (b, b_span)] = paths[..] else {
            let help = "write between = [\"segments.ID.price\", \"churn.rate\"]";
            fields.error("between", "E039", "a correlation joins two paths", help);
            continue;
        };
        let at = fields.at("between");
        let mut usable = true;
        for (path, span) in [(a, a_span), (b, b_span)] {
            let ranged = known_path(ground, path, span, &at).then(|| {
                ground.reading.registered(|all| {
                    all.iter().any(|one| one.path == path && one.distribution.is_some())
                })
            });
            usable &= ranged == Some(true);
            if ranged == Some(false) {
                let message = format!("\"{path}\" has no range, so it cannot be correlated");
                let one = Diagnostic::error("E039", span, message).label(at.clone());
                ground.reading.report(one.help("give it low and high"));
            }
        }
        if a == b {
            let message = "a correlation joins two different paths";
            let one = Diagnostic::error("E039", b_span, message).label(at.clone());
            ground.reading.report(one.help("name another number"));
            usable = false;
        }
        let same = |one: &Correlation| {
            one.between.iter().any(|p| p == a) && one.between.iter().any(|p| p == b)
        };
        if a != b && found.iter().any(same) {
            let message = "this pair is correlated twice";
            let one = Diagnostic::error("E039", a_span, message).label(at);
            ground.reading.report(one.help("keep one of the two"));
            usable = false;
        }
        if usable {
            found.push(Correlation { between: [a.to_owned(), b.to_owned()], rank });
        }
    }
    if !possible(&found) {
        let message =
            "these correlations cannot hold together: their matrix is not positive definite";
        let one = root.diagnostic("correlations", "E039", message);
        root.reading.report(one.help("lower one of the ranks"));
    }
    found
}

/// Whether rank correlations can hold together.
fn possible(correlations: &[Correlation]) -> bool {
    let mut paths: Vec<&str> = Vec::new();
    for path in correlations.iter().flat_map(|one| &one.between) {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    let place = |path: &str| paths.iter().position(|known| *known == path).unwrap_or(0);
    let mut matrix: Vec<Vec<f64>> = (0..paths.len())
        .map(|i| (0..paths.len()).map(|j| if i == j { 1.0 } else { 0.0 }).collect())
        .collect();
    for one in correlations {
        let (i, j) = (place(&one.between[0]), place(&one.between[1]));
        (matrix[i][j], matrix[j][i]) = (one.rank, one.rank);
    }
    from_rank_correlations(&matrix).is_some()
}
