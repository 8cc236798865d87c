//! What changed since a baseline, in plain text: for terminals and for a pull request.

use crate::findings::{BaselineFindings, Change};
use crate::text::Numbers;

use super::plain::signed_whole;
use super::voice::Voice;

/// A difference ready to be laid out: sentences, and rows of cells.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// What the figure was, what it is, and whether that is better.
    pub total: String,
    /// The value of the best change itself, which also has what every strategy pays or earns.
    pub own: Option<String>,
    /// The winner then and now, where they differ.
    pub winner: Option<String>,
    /// Heads of the rows; nothing where no assumption changed.
    pub heads: Vec<String>,
    /// A row for each change in the order of the file, then everything else, then the sum.
    pub rows: Vec<Vec<String>>,
    /// Changes that have no row, for want of room.
    pub left_out: usize,
    /// What else differs.
    pub others: Vec<String>,
}

/// Changes that a text names at most, and other differences.
const MOST: usize = 15;

impl Difference {
    /// The difference; `name` gives the names of strategies, `winner` is that of now.
    pub fn of(
        found: &BaselineFindings,
        voice: &Voice,
        winner: &str,
        name: impl Fn(&str) -> String,
    ) -> Self {
        let currency = voice.currency();
        let figure = match &found.against {
            Some(against) => format!("gain of the best change over {}", name(against)),
            None => "NPV".to_owned(),
        };
        let total = match (found.old, found.new, found.difference) {
            (Some(old), Some(new), Some(difference)) => {
                let by = |id: &Option<String>| match id {
                    Some(id) if found.against.is_some() => format!(" by {}", name(id)),
                    _ => String::new(),
                };
                // The same change twice is named once.
                let now = by(&found.strategy);
                let then = by(&found
                    .old_strategy
                    .clone()
                    .filter(|_| found.old_strategy != found.strategy));
                let [old, new] = [old, new].map(whole);
                let so = match difference.total_cmp(&0.0) {
                    _ if difference == 0.0 => "the same".to_owned(),
                    std::cmp::Ordering::Less => format!("{}, worse", signed_whole(difference)),
                    _ => format!("{}, better", signed_whole(difference)),
                };
                format!("{figure}: was {old} {currency}{then}, is {new}{now} ({so})")
            }
            _ => {
                let why = found.difference_why.as_ref().map(|why| voice.prose(why).plain());
                let why = why.unwrap_or_else(|| "a figure is missing".to_owned());
                format!("{figure} cannot be compared: {why}")
            }
        };
        let changed = (found.winner != winner)
            .then(|| format!("The winner was {}; now it is {}", name(&found.winner), name(winner)));
        let own = found.own().map(|(one, old, new)| {
            let change = signed_whole(new - old);
            format!("NPV of {}: was {}, is {} ({change})", name(&one.id), whole(old), whole(new))
        });
        let others = found.other_changes.iter().take(MOST);
        let others = others.map(|one| voice.prose(one).plain());
        let mut difference =
            Self { total, own, winner: changed, others: others.collect(), ..Self::default() };
        let more = found.other_changes.len().saturating_sub(MOST);
        if more > 0 {
            difference.others.push(format!("and {more} more"));
        }
        if let (Some(why), Some(_)) = (&found.difference_why, found.difference) {
            difference.others.push(voice.prose(why).plain());
        }
        difference.put_rows(found);
        difference
    }

    fn put_rows(&mut self, found: &BaselineFindings) {
        let other = found.other.filter(|other| *other != 0.0);
        if found.changes.is_empty() && other.is_none() {
            return;
        }
        self.heads = ["assumption", "was", "is", "alone", "in order"].map(str::to_owned).to_vec();
        let effect = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), signed_whole);
        for change in found.changes.iter().take(MOST) {
            let place = match &change.strategy {
                Some(strategy) => format!("{} ({strategy})", change.path),
                None => change.path.clone(),
            };
            let [old, new] = values(change);
            self.rows.push(vec![place, old, new, effect(change.alone), effect(change.in_order)]);
        }
        self.left_out = found.changes.len().saturating_sub(MOST);
        if self.left_out > 0 {
            let rest = found.changes[MOST..].iter().map(|change| change.in_order);
            let rest: Option<f64> = rest.sum();
            let words = super::plain::counted(self.left_out, "more change");
            self.rows.push(vec![words, String::new(), String::new(), String::new(), effect(rest)]);
        }
        let mut end = |words: &str, value: Option<f64>| {
            let cells = [words, "", "", "", &effect(value)];
            self.rows.push(cells.map(str::to_owned).to_vec());
        };
        end("everything else", found.other);
        end("total", found.difference);
    }
}

/// The value then and now, as people state it.
pub fn values(change: &Change) -> [String; 2] {
    [change.old, change.new].map(|value| stated(value, &change.unit, &Numbers::default()))
}

/// A value in the words of its unit.
pub fn stated(value: f64, unit: &str, numbers: &Numbers) -> String {
    match unit.split_once(" per ") {
        Some(("rate", per)) => {
            format!("{} per {per}", numbers.with_percent(numbers.stated(value * 100.0)))
        }
        Some((_, per)) => format!("{} per {per}", numbers.stated(value)),
        None if unit == "share" || unit == "rate" => {
            numbers.with_percent(numbers.stated(value * 100.0))
        }
        None => numbers.stated(value),
    }
}

fn whole(value: f64) -> String {
    signed_whole(value).trim_start_matches('+').to_owned()
}
