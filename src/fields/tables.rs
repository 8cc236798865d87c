//! Numbers that change with dates or with tenure.

use super::names::whole_periods;
use super::tree::VALUE_WORDS;
use super::{Data, Entry, Evidence, Fields, Key, Kind, Measure, Node, Reading, Section};
use crate::diag::{Diagnostic, Span};
use crate::units::parse::{self, Length, Tenures};
use crate::units::{Date, Path, Quantity, days_in_month};

/// Keys of a schedule.
pub static SCHEDULE: Section = Section::new(
    "schedule",
    "Dated values; may stand wherever money or a rate may change with time.",
    &[
        Key::of("schedule", Kind::Any).needed().means("date = value, for one or more dates"),
        Key::words("path", &["step", "linear"])
            .or("\"step\"")
            .means("whether values hold or run straight to the next date"),
        Key::text("owner").means("who answers for the values"),
        Key::of("confidence", super::value::CONFIDENCE).means("how sure their owner is"),
    ],
);

/// Keys of values by tenure.
pub static BY_TENURE: Section = Section::new(
    "by_tenure",
    "Values by period of life; may stand wherever money may differ by tenure.",
    &[
        Key::of("by_tenure", Kind::Any).needed().means(
            "length = value: \"1 year\" is the first year of life, \"2-6 months\" the \
             second to sixth month, \"over 2 years\" all that follows; the last value \
             goes on",
        ),
        Key::text("owner").means("who answers for the values"),
        Key::of("confidence", super::value::CONFIDENCE).means("how sure their owner is"),
    ],
);

impl Reading<'_> {
    /// A number that may change, as far as its kind allows.
    pub fn path(
        &self,
        node: &Node,
        kind: Kind,
        path: &str,
        evidence: Evidence<'_>,
    ) -> Option<Path> {
        let measure = kind.measure()?;
        let (dated, tenured) = kind.varies();
        if let Data::Changed(inner, text, change) = &node.data {
            let inner = self.path(inner, kind, path, evidence)?;
            let mut clean = true;
            let changed = inner.map(|quantity| {
                let one = self.changed(quantity, node, measure, path, (text, *change));
                clean &= one.is_some();
                one.unwrap_or(quantity)
            });
            return clean.then_some(changed);
        }
        if let Some((word, entry)) = unworded(node, (dated, tenured)) {
            let message = format!("`{word}` is missing in `{path}`");
            let key =
                if word == "schedule" { entry.key.clone() } else { format!("{:?}", entry.key) };
            let help = format!("write {{ {word} = {{ {key} = ... }} }}");
            self.report(Diagnostic::error("E011", entry.span, message).label(path).help(help));
            return None;
        }
        if dated && node.get("schedule").is_some() {
            return self.schedule(node, measure, path, evidence);
        }
        if tenured && let Some(steps) = node.get("by_tenure") {
            let fields = Fields::open(self, node, path.to_owned(), &BY_TENURE, evidence)?;
            let at = format!("{path}.by_tenure");
            let (entries, evidence) = self.free_entries(steps, &at, fields.evidence)?;
            let steps = tenure_steps(self, &entries, steps.span, measure, &at, evidence)?;
            return Some(Path::ByTenure(steps));
        }
        Some(Path::Constant(self.quantity(node, measure, path, evidence)?))
    }

    fn schedule(
        &self,
        node: &Node,
        measure: Measure,
        path: &str,
        evidence: Evidence<'_>,
    ) -> Option<Path> {
        let fields = Fields::open(self, node, path.to_owned(), &SCHEDULE, evidence)?;
        let shape = fields.choice("path");
        let at = format!("{path}.schedule");
        let inner = node.get("schedule")?;
        let (entries, evidence) = self.free_entries(inner, &at, fields.evidence)?;
        let points = self.dated(&entries, inner.span, measure, &at, evidence)?;
        Some(Path::Scheduled { points, shape })
    }

    /// Dated values, ordered by period.
    fn dated(
        &self,
        entries: &[&Entry],
        span: Span,
        measure: Measure,
        path: &str,
        evidence: Evidence<'_>,
    ) -> Option<Vec<(i64, Quantity)>> {
        if entries.is_empty() {
            let message = "a schedule needs at least one date";
            let one = Diagnostic::error("E026", span, message).label(path);
            self.report(one.help("write schedule = { 2026-01-01 = value }"));
            return None;
        }
        let mut clean = true;
        let mut points: Vec<(i64, Quantity)> = Vec::new();
        for entry in entries {
            let at = format!("{path}.{}", entry.key);
            let value = self.quantity(&entry.node, measure, &at, evidence);
            let Some(date) = date_of(&entry.key) else {
                let message =
                    format!("`{}` is not a date between 1900-01-01 and 2200-12-31", entry.key);
                let one = Diagnostic::error("E043", entry.span, message).label(at);
                self.report(one.help("write 2026-01-01 = value"));
                clean = false;
                continue;
            };
            let period = self.calendar.get().period_of(date);
            if points.iter().any(|(other, _)| *other == period) {
                let word = self.calendar.get().period.word();
                let message = format!("a second date in the same {word}: {}", entry.key);
                let help = format!("keep one of the two: a value holds for a whole {word}");
                self.report(Diagnostic::error("E026", entry.span, message).label(at).help(help));
                clean = false;
            }
            match value {
                Some(value) => points.push((period, value)),
                None => clean = false,
            }
        }
        points.sort_by_key(|(period, _)| *period);
        clean.then_some(points)
    }
}

fn date_of(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut part = |digits: usize| -> Option<u32> {
        let part = parts.next()?;
        let legal = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        legal.then(|| part.parse().ok()).flatten()
    };
    let (year, month, day) = (i32::try_from(part(4)?).ok()?, part(2)?, part(2)?);
    let legal = parts.next().is_none()
        && (1900..=2200).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day);
    legal.then_some(Date { year, month, day })
}

/// Tenures of a key, in model periods: first, and last where it ends.
#[derive(Clone, Copy, Debug)]
struct Ages {
    from: usize,
    to: Option<usize>,
}

/// Values by n-th period of life: (first tenure k, value), ordered, the first at 0.
pub fn tenure_steps(
    reading: &Reading<'_>,
    entries: &[&Entry],
    span: Span,
    measure: Measure,
    path: &str,
    evidence: Evidence<'_>,
) -> Option<Vec<(usize, Quantity)>> {
    let mark = reading.mark();
    let mut steps: Vec<(Ages, Quantity, &Entry)> = Vec::new();
    for entry in entries {
        let at = format!("{path}.{}", entry.key);
        let value = reading.quantity(&entry.node, measure, &at, evidence);
        if let (Some(range), Some(value)) = (life(reading, entry, &at), value) {
            steps.push((range, value, entry));
        }
    }
    if !reading.clean_since(mark) {
        return None;
    }
    steps.sort_by_key(|(range, _, _)| range.from);
    let wrong = |span: Span, message: String, help: String| {
        reading.report(Diagnostic::error("E023", span, message).label(path).help(help));
    };
    let word = reading.calendar.get().period.word();
    let mut next = Some(0);
    for (range, _, entry) in &steps {
        let name = &entry.key;
        match next {
            Some(expected) if range.from > expected => {
                let gap = match (expected + 1, range.from) {
                    (first, last) if first == last => format!("{word} {first}"),
                    (first, last) => format!("{word}s {first} to {last}"),
                };
                let message = format!("nothing is said of {gap} of life, before \"{name}\"");
                wrong(entry.span, message, format!("add an entry for {gap}"));
            }
            Some(expected) if range.from < expected => {
                let message = format!("\"{name}\" overlaps the tenures before it");
                let help =
                    format!("those end with {word} {expected}: begin with {word} {}", expected + 1);
                wrong(entry.span, message, help);
            }
            None => {
                let message = format!("\"{name}\" overlaps an open range before it");
                wrong(
                    entry.span,
                    message,
                    "\"over …\" goes on for ever: let it be the last".to_owned(),
                );
            }
            Some(_) => {}
        }
        next = range.to.map(|to| to + 1);
    }
    if steps.is_empty() {
        let message = "a table by tenure needs at least one entry".to_owned();
        wrong(
            span,
            message,
            format!("write {{ \"1 {word}\" = value, \"over 1 {word}\" = value }}"),
        );
    }
    let clean = reading.clean_since(mark);
    clean.then(|| steps.into_iter().map(|(range, value, _)| (range.from, value)).collect())
}

/// The first tenure that a checked table says nothing of; none where its last range is open.
pub fn tenure_after(reading: &Reading<'_>, entries: &[&Entry], path: &str) -> Option<usize> {
    let ends = entries.iter().map(|entry| life(reading, entry, path)?.to.map(|to| to + 1));
    ends.collect::<Option<Vec<usize>>>()?.into_iter().max()
}

impl Reading<'_> {
    /// A key that is a length, in whole model periods.
    pub fn length_key(&self, entry: &Entry, path: &str) -> Option<usize> {
        let wrong = |code, message: String, help: String| {
            self.report(Diagnostic::error(code, entry.span, message).label(path).help(help));
            None
        };
        let Some(length) = parse::length(&entry.key) else {
            return wrong(
                "E014",
                format!("\"{}\" is not a length", entry.key),
                "write \"6 months\", \"4 quarters\" or \"5 years\"".to_owned(),
            );
        };
        let period = self.calendar.get().period;
        let periods = length.periods(period);
        periods.or_else(|| {
            let word = period.word();
            wrong(
                "E024",
                format!("\"{}\" is not a whole number of periods of one {word}", entry.key),
                whole_periods(length, period),
            )
        })
    }
}

/// Periods of one unit of a length, reported where it is not whole.
fn unit(reading: &Reading<'_>, entry: &Entry, length: Length, path: &str) -> Option<usize> {
    let period = reading.calendar.get().period;
    let one = Length { count: 1, unit: length.unit };
    let periods = one.periods(period);
    if periods.is_none() {
        let word = period.word();
        let message = format!("\"{}\" does not fit periods of one {word}", entry.key);
        let one = Diagnostic::error("E024", entry.span, message).label(path);
        reading.report(one.help(format!("count in {word}s: \"1 {word}\", \"2-6 {word}s\"")));
    }
    periods
}

fn key_of(reading: &Reading<'_>, entry: &Entry, path: &str) -> Option<Tenures> {
    let tenures = parse::tenures(&entry.key);
    if tenures.is_none() {
        let message = format!("\"{}\" is not a length", entry.key);
        let help = "write \"1 month\", \"2-6 months\" or \"over 24 months\"";
        reading.report(Diagnostic::error("E014", entry.span, message).label(path).help(help));
    }
    tenures
}

/// The word that should stand before dates or spans of life, and the first of these, where it does not.
fn unworded(node: &Node, (dated, tenured): (bool, bool)) -> Option<(&'static str, &Entry)> {
    let entries = &node.table()?.entries;
    if entries.iter().any(|entry| VALUE_WORDS.contains(&entry.key.as_str())) {
        return None;
    }
    let of = |entry: &Entry| match &entry.key {
        key if dated && date_of(key).is_some() => Some("schedule"),
        key if tenured && parse::tenures(key).is_some() => Some("by_tenure"),
        _ => None,
    };
    entries.iter().find_map(|entry| Some((of(entry)?, entry)))
}

/// What to write where a range runs backwards.
const SMALLER_FIRST: &str = "write the smaller number first: \"2-6 months\"";

/// Periods of life of a key, as tenures: "1 month" is k = 0, "2-6 months" is k = 1 … 5.
fn life(reading: &Reading<'_>, entry: &Entry, path: &str) -> Option<Ages> {
    let wrong = |message: String, help: &str| {
        reading.report(Diagnostic::error("E023", entry.span, message).label(path).help(help));
        None
    };
    match key_of(reading, entry, path)? {
        Tenures::One(at) | Tenures::Range(at, _) if at.count == 0 => {
            let help = "write \"1 month\" for the first, or \"1-6 months\"";
            wrong("periods of life are counted from 1".to_owned(), help)
        }
        Tenures::One(at) => {
            let unit = unit(reading, entry, at, path)?;
            let count = at.count as usize;
            Some(Ages { from: (count - 1) * unit, to: Some(count * unit - 1) })
        }
        Tenures::Range(from, to) => {
            let unit = unit(reading, entry, to, path)?;
            if to.count < from.count {
                return wrong(format!("\"{}\" ends before it begins", entry.key), SMALLER_FIRST);
            }
            let (from, to) = (from.count as usize, to.count as usize);
            Some(Ages { from: (from - 1) * unit, to: Some(to * unit - 1) })
        }
        Tenures::Over(after) => {
            let unit = unit(reading, entry, after, path)?;
            Some(Ages { from: after.count as usize * unit, to: None })
        }
    }
}

/// Customers older than this change nothing that a report could show.
pub const OLDEST_OPENING: usize = 2_400;

/// Completed periods of a key of an opening table: "0-3 months" is k = 0 … 3.
pub fn opening_range(reading: &Reading<'_>, entry: &Entry, path: &str) -> Option<(usize, usize)> {
    let whole = |length: Length| {
        let periods = length.periods(reading.calendar.get().period);
        if periods.is_none() {
            let word = reading.calendar.get().period.word();
            let message =
                format!("\"{}\" is not a whole number of periods of one {word}", entry.key);
            let one = Diagnostic::error("E024", entry.span, message).label(path);
            reading.report(one.help(whole_periods(length, reading.calendar.get().period)));
        }
        periods
    };
    let wrong = |message: String, help: &str| {
        reading.report(Diagnostic::error("E023", entry.span, message).label(path).help(help));
        None
    };
    let (from, to) = match key_of(reading, entry, path)? {
        Tenures::One(at) => (whole(at)?, whole(at)?),
        Tenures::Range(from, to) => (whole(from)?, whole(to)?),
        Tenures::Over(_) => {
            let message = format!("\"{}\" has no end to spread customers to", entry.key);
            return wrong(message, "name the oldest: \"25-60 months\"");
        }
    };
    if to < from {
        return wrong(format!("\"{}\" ends before it begins", entry.key), SMALLER_FIRST);
    }
    if to > OLDEST_OPENING {
        let message = format!("\"{}\" is longer than {OLDEST_OPENING} periods", entry.key);
        return wrong(message, "nobody so old changes a figure: end earlier");
    }
    Some((from, to))
}
