//! What changed since a baseline, in plain text: for terminals and for a pull request.

use crate::findings::BaselineFindings;

use super::plain::signed_whole;
use super::prose::Prose;
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
        let say = |key: &str, slots: &[(&str, &str)]| {
            let slots = slots.iter().map(|(slot, text)| (*slot, Prose::words((*text).to_owned())));
            voice.say(key, &slots.collect::<Vec<_>>()).plain()
        };
        let figure = match &found.against {
            Some(against) => say("difference.gain", &[("name", &name(against))]),
            None => say("difference.npv", &[]),
        };
        let total = match (found.old, found.new, found.difference) {
            (Some(old), Some(new), Some(difference)) => {
                let by = |id: Option<&String>| match id {
                    Some(id) if found.against.is_some() => {
                        say("difference.by", &[("name", &name(id))])
                    }
                    _ => String::new(),
                };
                // The same change twice is named once.
                let now = by(found.strategy.as_ref());
                let then = found.old_strategy.as_ref();
                let then = by(then.filter(|_| found.old_strategy != found.strategy));
                let change = [("change", &*signed_whole(difference, voice))];
                let so = match difference.total_cmp(&0.0) {
                    _ if difference == 0.0 => say("difference.same", &[]),
                    std::cmp::Ordering::Less => say("difference.worse", &change),
                    _ => say("difference.better", &change),
                };
                let old = format!("{} {}{then}", whole(old, voice), voice.currency());
                let new = whole(new, voice) + &now;
                say(
                    "difference.total",
                    &[("figure", &figure), ("old", &old), ("new", &new), ("so", &so)],
                )
            }
            _ => {
                let why = found.difference_why.as_ref().map(|why| voice.prose(why).plain());
                let why = why.unwrap_or_else(|| say("difference.no_figure", &[]));
                say("difference.missing", &[("figure", &figure), ("why", &why)])
            }
        };
        let changed = (found.winner != winner).then(|| {
            say("difference.winner", &[("old", &name(&found.winner)), ("new", &name(winner))])
        });
        let own = found.own().map(|(one, old, new)| {
            let change = signed_whole(new - old, voice);
            let [old, new] = [old, new].map(|value| whole(value, voice));
            let name = name(&one.id);
            say(
                "difference.own",
                &[("name", &name), ("old", &old), ("new", &new), ("change", &change)],
            )
        });
        let others = found.other_changes.iter().take(MOST);
        let others = others.map(|one| voice.prose(one).plain());
        let mut difference =
            Self { total, own, winner: changed, others: others.collect(), ..Self::default() };
        let more = found.other_changes.len().saturating_sub(MOST);
        if more > 0 {
            difference.others.push(say("difference.more", &[("count", &more.to_string())]));
        }
        if let (Some(why), Some(_)) = (&found.difference_why, found.difference) {
            difference.others.push(voice.prose(why).plain());
        }
        difference.put_rows(found, voice);
        difference
    }

    fn put_rows(&mut self, found: &BaselineFindings, voice: &Voice) {
        let other = found.other.filter(|other| *other != 0.0);
        if found.changes.is_empty() && other.is_none() {
            return;
        }
        let word = |key: &str| voice.say(key, &[]).plain();
        let heads = ["assumption", "was", "is", "alone", "in_order"];
        self.heads = heads.map(|key| word(&format!("difference.{key}"))).to_vec();
        let effect = |value: Option<f64>| {
            value.map_or_else(|| "–".to_owned(), |value| signed_whole(value, voice))
        };
        for change in found.changes.iter().take(MOST) {
            let place = match &change.strategy {
                Some(strategy) => format!("{} ({strategy})", change.path),
                None => change.path.clone(),
            };
            let [old, new] =
                [change.old, change.new].map(|value| voice.stated(value, &change.unit));
            self.rows.push(vec![place, old, new, effect(change.alone), effect(change.in_order)]);
        }
        self.left_out = found.changes.len().saturating_sub(MOST);
        if self.left_out > 0 {
            let rest = found.changes[MOST..].iter().map(|change| change.in_order);
            let rest: Option<f64> = rest.sum();
            let words = voice.counted(&voice.grouped(self.left_out as f64, 0), "difference.change");
            self.rows.push(vec![words, String::new(), String::new(), String::new(), effect(rest)]);
        }
        let mut end = |key: &str, value: Option<f64>| {
            let cells = [&*word(key), "", "", "", &effect(value)];
            self.rows.push(cells.map(str::to_owned).to_vec());
        };
        end("difference.other", found.other);
        end("difference.sum", found.difference);
    }
}

fn whole(value: f64, voice: &Voice) -> String {
    signed_whole(value, voice).trim_start_matches('+').to_owned()
}
