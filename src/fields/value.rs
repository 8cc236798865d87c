//! From a node of the tree to a checked number of the register.

use super::instead::{DIGITS, in_order, same_time, show, within};
use super::key::{LARGEST, SMALLEST, measures};
use super::{
    Assumption, Data, Evidence, Measure, Node, Reading, Section, StatedUnit, TomlTable, What, plain,
};
use super::{Fields, Key, Kind};
use crate::diag::Diagnostic;
use crate::units::parse::{self, Change, Per, PerTime, Written};
use crate::units::{Conversion, Quantity};

/// Words for `confidence`.
pub const CONFIDENCE: Kind = Kind::Words(&["high", "medium", "low"]);

/// Words for `dist`.
pub const DISTRIBUTIONS: &[&str] = &[
    "auto",
    "normal",
    "lognormal",
    "logit-normal",
    "beta",
    "pert",
    "triangular",
    "uniform",
    "discrete",
];

/// Keys of an assumption written as a table.
pub static ASSUMPTION: Section = Section::new(
    "assumption",
    "A number with its range and its evidence; may stand wherever the number alone may stand.",
    &[
        Key::of("base", Kind::Any)
            .needed()
            .means("the value of the base case, and the median of the draws"),
        Key::of("low", Kind::Any)
            .means("10th percentile; the lower end for uniform, triangular and pert"),
        Key::of("high", Kind::Any)
            .means("90th percentile; the upper end for uniform, triangular and pert"),
        Key::words("dist", DISTRIBUTIONS).or("\"auto\"").means("form of the distribution"),
        Key::of("values", Kind::Any).means("values of a discrete distribution"),
        Key::of("weights", Kind::Any).means("weights of the values of a discrete distribution"),
        Key::text("owner").means("who answers for the value"),
        Key::of("confidence", CONFIDENCE).means("how sure its owner is"),
    ],
);

/// A number as it stands in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated {
    pub value: f64,
    unit: StatedUnit,
    pub conversion: Conversion,
}

/// Whether a magnitude is too small to be used, and not 0.
fn tiny(value: f64) -> bool {
    value != 0.0 && value.abs() < SMALLEST
}

impl Reading<'_> {
    /// A number or an assumption. Whatever is wrong with it is reported.
    pub fn quantity(
        &self,
        node: &Node,
        measure: Measure,
        path: &str,
        evidence: Evidence<'_>,
    ) -> Option<Quantity> {
        match &node.data {
            Data::Changed(inner, text, change) => {
                let quantity = self.quantity(inner, measure, path, evidence)?;
                self.changed(quantity, node, measure, path, (text, *change))
            }
            Data::Table(table) => self.assumption(node, table, measure, path, evidence),
            _ => {
                let stated = self.stated(node, measure, path)?;
                let number = || self.plain(node, stated.value, stated.unit, path, evidence);
                let index = self.register(path, node.span, number);
                Some(Quantity::assumption(index, stated.conversion))
            }
        }
    }

    /// A number that is checked but is no assumption: it drives no cash flow.
    pub fn constant(&self, node: &Node, measure: Measure, path: &str) -> Option<f64> {
        let base = node.table().and_then(|table| table.get("base"));
        if base.is_some() {
            self.only_one_number(node, path);
        }
        Some(self.stated(base.unwrap_or(node), measure, path)?.value)
    }

    /// Reports what a table says beside the one number that is taken from it and its evidence.
    fn only_one_number(&self, node: &Node, path: &str) {
        let table = Fields::open(self, node, path.to_owned(), &ASSUMPTION, Evidence::default());
        let Some(fields) = table else { return };
        for key in ["low", "high", "dist", "values", "weights"] {
            if fields.has(key) {
                fields.error(
                    key,
                    "E025",
                    "this number drives nothing that could vary: it takes no range",
                    "keep `base` alone",
                );
            }
        }
    }

    /// A number written like an assumption of `unit`, in that unit; one that names another time, or lies
    /// outside what such a number may be, is reported.
    pub fn constant_in(&self, node: &Node, unit: StatedUnit, path: &str) -> Option<f64> {
        let measure = match unit {
            StatedUnit::Money => measures::MONEY,
            StatedUnit::Share => Measure { low: -1.0, ..measures::SHARE },
            StatedUnit::Rate(_) => measures::RATE_OR_PER_VISIT,
            StatedUnit::Growth(_) => measures::GROWTH,
            StatedUnit::Count(_) => measures::COUNT,
            StatedUnit::Number => measures::NUMBER,
            StatedUnit::Factor => measures::MULTIPLIER,
            StatedUnit::Quantity => measures::QUANTITY,
        };
        let stated = self.stated(node, measure, path)?;
        if stated.unit != unit {
            let message = "it must be per the same time as the assumption";
            let help = same_time(unit);
            self.report(Diagnostic::error("E017", node.span, message).label(path).help(help));
            return None;
        }
        Some(stated.value)
    }

    /// A number that was found in a text of another form.
    pub fn found_number(
        &self,
        node: &Node,
        value: f64,
        unit: StatedUnit,
        path: &str,
        evidence: Evidence<'_>,
    ) -> Quantity {
        let number = || self.plain(node, value, unit, path, evidence);
        Quantity::assumption(self.register(path, node.span, number), Conversion::None)
    }

    /// A number without a range.
    fn plain(
        &self,
        node: &Node,
        value: f64,
        unit: StatedUnit,
        path: &str,
        evidence: Evidence<'_>,
    ) -> Assumption {
        Assumption {
            path: path.to_owned(),
            strategy: node.strategy,
            value,
            low: None,
            high: None,
            unit,
            distribution: None,
            source: evidence.source.map(str::to_owned),
            note: evidence.note.map(str::to_owned),
            named: evidence.named.map(str::to_owned),
            owner: None,
            confidence: None,
            file: node.span.file as usize,
            line: self.sources.line(node.span),
            changed: Vec::new(),
        }
    }

    /// A number changed by a strategy, checked again at its base and at both ends of its range.
    pub(super) fn changed(
        &self,
        quantity: Quantity,
        node: &Node,
        measure: Measure,
        path: &str,
        (text, change): (&str, Change),
    ) -> Option<Quantity> {
        let percent = measure.what.is_percent();
        let changed = match change {
            Change::Times(factor) => quantity.adjusted(factor, 0.0),
            Change::Plus(offset) if percent => quantity.adjusted(1.0, offset),
            Change::Plus(_) => {
                let message =
                    format!("\"{text}\" adds percentage points, and `{path}` is no share or rate");
                let help = "multiply with \"x1.2\", or give the new value";
                self.report(Diagnostic::error("E031", node.span, message).label(path).help(help));
                return None;
            }
        };
        let ends = changed.index().map_or_else(Vec::new, |index| {
            self.registered(|all| {
                let one = &all[index as usize];
                std::iter::once(one.value).chain(one.low).chain(one.high).collect()
            })
        });
        let bad = ends.into_iter().map(|end| changed.restated(end));
        // A difference may be a rounding beside 0; a product is as small as it was meant.
        let small = |end: f64| matches!(change, Change::Times(_)) && tiny(end);
        let unfit = |end: &f64| !end.is_finite() || small(*end) || !measure.holds(*end);
        if let Some(bad) = bad.into_iter().find(unfit) {
            let shown = show(bad, measure);
            let message = format!("\"{text}\" makes `{path}` {shown}: {}", measure.limits());
            let help = "change it by less, or give the new value itself";
            self.report(Diagnostic::error("E015", node.span, message).label(path).help(help));
            return None;
        }
        self.note_change(changed, node.strategy);
        Some(changed)
    }

    fn assumption(
        &self,
        node: &Node,
        table: &TomlTable,
        measure: Measure,
        path: &str,
        outer: Evidence<'_>,
    ) -> Option<Quantity> {
        if table.get("schedule").is_some() || table.get("by_tenure").is_some() {
            let which =
                if table.get("schedule").is_some() { "a schedule" } else { "values by tenure" };
            let message = format!("{which} cannot stand here: `{path}` is one number");
            let help = format!("write {}, or {{ base, low, high }}", measure.what.words());
            self.report(Diagnostic::error("E012", node.span, message).label(path).help(help));
            return None;
        }
        let fields = Fields::open(self, node, path.to_owned(), &ASSUMPTION, outer)?;
        let evidence = fields.evidence;
        let Some(base_node) = table.get("base") else {
            fields.missing("base");
            return None;
        };
        let base = self.stated(base_node, measure, path);
        let (low, high) = (table.get("low"), table.get("high"));
        let end = |node: Option<&Node>| node.map(|node| self.stated(node, measure, path));
        let (low_end, high_end) = (end(low), end(high));
        let dist = fields.word("dist");
        let discrete = self.discrete(table, measure, path, dist);
        let confidence = fields.word("confidence");
        let owner = fields.text("owner");
        let base = base?;
        // A stated end that is wrong has been reported.
        if low_end.is_some_and(|end| end.is_none()) || high_end.is_some_and(|end| end.is_none()) {
            return None;
        }
        let (low_end, high_end) = (low_end.flatten(), high_end.flatten());
        for (node, end) in [(low, low_end), (high, high_end)] {
            if let (Some(node), Some(end)) = (node, end)
                && end.unit != base.unit
            {
                let message = "low and high must be per the same time as base";
                let help = same_time(base.unit);
                self.report(Diagnostic::error("E017", node.span, message).label(path).help(help));
                return None;
            }
        }
        let ordered = |a: Option<Stated>, b: Option<Stated>| match (a, b) {
            (Some(a), Some(b)) => a.value <= b.value,
            _ => true,
        };
        if low.is_some() != high.is_some() {
            let (there, absent) = if low.is_some() { ("low", "high") } else { ("high", "low") };
            let message = format!("`{there}` needs `{absent}` beside it");
            let help = format!("add `{absent}`, or leave `{there}` out");
            self.report(Diagnostic::error("E017", node.span, message).label(path).help(help));
            return None;
        }
        let out_of_order = if ordered(low_end, Some(base)) { high } else { low };
        if let Some(end) = out_of_order
            && !(ordered(low_end, Some(base)) && ordered(Some(base), high_end))
        {
            let message = "low ≤ base ≤ high must hold";
            let help =
                in_order(measure, [low_end, Some(base), high_end].map(|end| end.map(|s| s.value)));
            self.report(Diagnostic::error("E017", end.span, message).label(path).help(help));
            return None;
        }
        let (low, high) = (low_end.map(|s| s.value), high_end.map(|s| s.value));
        if let (Some(dist), None) = (dist, low)
            && dist != "discrete"
        {
            let message = format!("the distribution \"{dist}\" needs `low` and `high`");
            let span = table.get("dist").map_or(node.span, |node| node.span);
            let help = "add `low` and `high`, or leave `dist` out";
            self.report(Diagnostic::error("E027", span, message).label(path).help(help));
            return None;
        }
        let distribution =
            self.distribution(node, path, measure, (base.value, low, high), dist, discrete)?;
        // A strategy that changes only the base or an end makes a number of its own.
        let own = node.brought().unwrap_or(node);
        let index = self.register(path, own.span, || Assumption {
            low,
            high,
            distribution,
            owner,
            confidence: confidence.map(str::to_owned),
            ..self.plain(own, base.value, base.unit, path, evidence)
        });
        Some(Quantity::assumption(index, base.conversion))
    }

    /// One number with its unit, checked against the limits of its measure.
    pub(super) fn stated(&self, node: &Node, measure: Measure, path: &str) -> Option<Stated> {
        let key = path.rsplit('.').next().unwrap_or(path);
        let refuse = |code, message: String, help: Option<String>| {
            self.report(Diagnostic::error(code, node.span, message).label(path).help_if(help));
            None
        };
        let stated = match (&node.data, measure.what) {
            (Data::Number(value), _) => self.bare(*value, key, measure),
            (Data::Whole(value), _) => self.bare(*value as f64, key, measure),
            (Data::Text(text), _) => self.written(text, measure),
            _ => Err((
                "E012",
                format!("`{key}` is {}, expected {}", node.what(), measure.what.words()),
                Some(format!("write {}", measure.what.words())),
            )),
        };
        let stated = match stated {
            Ok(stated) => stated,
            Err((code, message, help)) => return refuse(code, message, help),
        };
        if !stated.value.is_finite() {
            return refuse(
                "E016",
                format!("`{key}` is not a finite number"),
                Some(DIGITS.to_owned()),
            );
        }
        if stated.value.abs() > LARGEST.max(measure.high) {
            let help =
                "count in another unit: thousands or millions of the currency, or fewer digits";
            let message = format!("`{key}` is larger than 1e15 in magnitude");
            return refuse("E016", message, Some(help.to_owned()));
        }
        if tiny(stated.value) {
            let message = format!("`{key}` is smaller than 1e-15 in magnitude, and not 0");
            return refuse("E016", message, Some("write 0".to_owned()));
        }
        if !measure.holds(stated.value) {
            let shown = show(stated.value, measure);
            let message = format!("`{key}` is {shown}: {}", measure.limits());
            return refuse("E015", message, Some(within(stated.value, measure)));
        }
        Some(stated)
    }

    fn bare(&self, value: f64, key: &str, measure: Measure) -> Result<Stated, Refusal> {
        let what = measure.what;
        let percent = if value.abs() <= 1.0 { plain(value * 100.0) } else { plain(value) };
        let refuse = |text: String| {
            let words = what.words();
            let message = format!("`{key}` is the bare number {}, expected {words}", plain(value));
            Err(("E013", message, Some(format!("write \"{text}\""))))
        };
        let unit = match what {
            What::Money => StatedUnit::Money,
            What::Number => StatedUnit::Number,
            What::Factor => StatedUnit::Factor,
            What::Quantity => StatedUnit::Quantity,
            _ if !value.is_finite() => {
                let message = format!("`{key}` is not a finite number");
                return Err(("E016", message, Some(DIGITS.to_owned())));
            }
            What::Share | What::Change => return refuse(format!("{percent}%")),
            What::Rate => return refuse(format!("{percent}% per month")),
            What::Growth | What::GrowthChange | What::RateChange => {
                return refuse(format!("{percent}% per year"));
            }
            What::Count => return refuse(format!("{} per month", plain(value))),
        };
        let period = self.calendar.get().period;
        let conversion = measure.per.map_or(Conversion::None, |unit| unit.scale(period));
        Ok(Stated { value, unit, conversion })
    }

    fn written(&self, text: &str, measure: Measure) -> Result<Stated, Refusal> {
        let what = measure.what;
        let example = || Some(format!("write {}", what.words()));
        let refuse = |help: Option<String>| {
            let message = format!("\"{text}\" is not {}", what.words());
            Err(("E014", message, help.or_else(example)))
        };
        let share = parse::share(text);
        let per = parse::per_time(text);
        match what {
            What::Money | What::Number | What::Factor | What::Quantity => {
                let help = match (parse::number(text), share) {
                    (Some(_), _) => Some(format!("write {text} without quotes")),
                    (_, Some(value)) => Some(format!("write {} without quotes", plain(value))),
                    _ => None,
                };
                let message = format!("\"{text}\" is a text, expected {}", what.words());
                Err(("E012", message, help.or_else(example)))
            }
            What::Share | What::Change => match share {
                Some(value) => {
                    Ok(Stated { value, unit: StatedUnit::Share, conversion: Conversion::None })
                }
                None => match (per, parse::number(text)) {
                    (Some(PerTime { value, written: Written::Percent, unit }), _)
                        if measure.each == Some(unit) =>
                    {
                        Ok(Stated { value, unit: StatedUnit::Share, conversion: Conversion::None })
                    }
                    (Some(PerTime { value, written: Written::Percent, .. }), _) => refuse(Some(
                        format!("it has no period: write \"{}%\"", plain(value * 100.0)),
                    )),
                    (_, Some(number)) if number.abs() <= 1.0 => {
                        refuse(Some(format!("write \"{}%\"", plain(number * 100.0))))
                    }
                    (_, Some(number)) => refuse(Some(format!("write \"{}%\"", plain(number)))),
                    _ => refuse(None),
                },
            },
            What::Rate | What::Growth | What::GrowthChange | What::RateChange => match (per, share)
            {
                (Some(PerTime { value, written: Written::Percent, unit: Per::Time(unit) }), _) => {
                    let periods = unit.periods(self.calendar.get().period);
                    let (unit, conversion) = what.per_time(unit.word(), periods);
                    Ok(Stated { value, unit, conversion })
                }
                (Some(PerTime { value, written: Written::Plain, unit: Per::Time(unit) }), _) => {
                    let percent = plain(value * 100.0);
                    refuse(Some(format!("write \"{percent}% per {}\"", unit.word())))
                }
                (Some(PerTime { value, written: Written::Percent, unit: Per::Visit }), _)
                    if measure.each == Some(Per::Visit) && self.visits.get() =>
                {
                    let unit = StatedUnit::Rate(Per::Visit.word());
                    Ok(Stated { value, unit, conversion: Conversion::PerVisit })
                }
                (Some(PerTime { unit, .. }), _) => refuse(Some(self.no_time(unit, measure))),
                (None, Some(_)) => {
                    let unit = if what == What::Rate { "month" } else { "year" };
                    refuse(Some(format!("name the period: write \"{} per {unit}\"", text.trim())))
                }
                _ => refuse(None),
            },
            What::Count => match per {
                Some(PerTime { value, unit: Per::Time(unit), .. }) => Ok(Stated {
                    value,
                    unit: StatedUnit::Count(unit.word()),
                    conversion: unit.scale(self.calendar.get().period),
                }),
                Some(PerTime { unit, .. }) => refuse(Some(self.no_time(unit, measure))),
                None => refuse(
                    parse::number(text)
                        .map(|_| format!("name the period: write \"{} per month\"", text.trim())),
                ),
            },
        }
    }
}

impl Reading<'_> {
    /// Why something is not stated for each of `unit`.
    fn no_time(&self, unit: Per, measure: Measure) -> String {
        let word = unit.word();
        if unit == Per::Visit && measure.each == Some(unit) && !self.visits.get() {
            return format!("\"per {word}\" needs [purchase] with model = \"visits\"");
        }
        format!("\"per {word}\" cannot stand here: name a month, quarter or year")
    }
}

/// Code, message and help.
type Refusal = (&'static str, String, Option<String>);
