//! `summary.md`: what a reviewer of many scenarios reads first: one line, then a table of what failed and what changed.

use crate::text::{MISSING, Sign};

use super::prose::Prose;
use super::standing::{Gate, Standing, Undone, short};
use super::voice::Voice;
use crate::text::escaped;

/// Rows that always stand there; more do as long as there is room.
const ROWS: usize = 40;
/// Bytes of those rows, where shorter names can hold them to it.
const FIRST: usize = 9_300;
/// Bytes that rows beyond those may fill the file to.
const ROOM: usize = 58_000;
/// Characters of a title, at most: as many as leave the first rows their room.
const TITLE: [usize; 4] = [48, 36, 28, 20];
/// Gates of a kind that are named.
const NAMED: usize = 2;

/// The summary of a run in GitHub Markdown. Titles lead to the reports beside it if these are `linked`.
pub fn render(standings: &[Standing], undone: &[Undone<'_>], linked: bool) -> String {
    let voice = Voice::new("en", "");
    let mut listed: Vec<&Standing> = standings.iter().filter(|one| one.is_told()).collect();
    listed.sort_by(|a, b| order(a).total_cmp(&order(b)));
    let rows = |told: &Told<'_>| -> Vec<String> {
        let broken = undone.iter().map(|one| told.undone(one));
        broken.chain(listed.iter().map(|one| told.row(one))).collect()
    };
    let at = |title: usize| Told { voice: &voice, linked, title };
    let fits = |title: &usize| {
        rows(&at(*title)).iter().take(ROWS).map(String::len).sum::<usize>() <= FIRST
    };
    let told = at(TITLE.into_iter().find(fits).unwrap_or(TITLE[TITLE.len() - 1]));
    let mut out = format!("**{}**\n\n", told.first_line(standings, undone));
    let heads = ["scenario", "verdict", "gain", "change", "share", "moved"];
    let heads = heads.map(|key| told.word(&format!("summary.{key}")));
    if !listed.is_empty() || !undone.is_empty() {
        out.push_str(&format!("| {} |\n|---|---|---:|---:|---:|---|\n", heads.join(" | ")));
    }
    let mut left = 0;
    for (at, row) in rows(&told).iter().enumerate() {
        if left > 0 || (at >= ROWS && out.len() + row.len() > ROOM) {
            left += 1;
        } else {
            out.push_str(row);
        }
    }
    let rest = [("summary.more", left), ("summary.unchanged", standings.len() - listed.len())];
    for (key, count) in rest.into_iter().filter(|(_, count)| *count > 0) {
        out.push_str(&format!("\n{}\n", told.count(key, "summary.row", count)));
    }
    out
}

/// New failures, what is mended, what still fails, then the rest, the most moved first.
fn order(one: &Standing) -> f64 {
    let kind = match (one.newly().any(Gate::required), one.fixed().next().is_some()) {
        (true, _) => 0.0,
        (_, true) => 1.0,
        _ if one.gates().fail > 0 => 2.0,
        _ => 3.0,
    };
    // The move as a part of 1, so that it decides within a kind; one from nothing is the largest.
    let moved =
        one.baseline.as_ref().and_then(|since| since.difference).is_some_and(|by| by != 0.0);
    let by = one.share().map_or(if moved { f64::INFINITY } else { 0.0 }, f64::abs);
    kind + 1.0 / (2.0 + by)
}

struct Told<'a> {
    voice: &'a Voice,
    linked: bool,
    /// Characters of a title; other names have two thirds of them.
    title: usize,
}

impl Told<'_> {
    fn name(&self, name: &str) -> String {
        short(name, self.title * 2 / 3)
    }

    fn word(&self, key: &str) -> String {
        self.voice.say(key, &[]).plain()
    }

    fn say(&self, key: &str, slots: &[(&str, String)]) -> String {
        let slots: Vec<_> =
            slots.iter().map(|(slot, text)| (*slot, Prose::words(text.clone()))).collect();
        self.voice.say(key, &slots).plain()
    }

    /// A message with a count and its noun.
    fn count(&self, key: &str, noun: &str, count: usize) -> String {
        self.say(key, &[("count", self.voice.counted(&count.to_string(), noun))])
    }

    /// What failed, and what changed.
    fn first_line(&self, standings: &[Standing], undone: &[Undone<'_>]) -> String {
        let fails: usize = standings.iter().map(|one| one.gates().fail).sum();
        let of = standings.iter().filter(|one| one.gates().fail > 0).count();
        let scenarios = |count: usize| self.voice.counted(&count.to_string(), "summary.row");
        let verdict = match fails {
            0 => self.count("summary.pass", "summary.row", standings.len()),
            _ => {
                let checks = self.voice.counted(&fails.to_string(), "summary.check");
                let all = scenarios(standings.len());
                self.say(
                    "summary.fail",
                    &[("checks", checks), ("of", of.to_string()), ("all", all)],
                )
            }
        };
        let undone =
            (!undone.is_empty()).then(|| self.count("summary.undone", "summary.row", undone.len()));
        let parts = [Some(verdict), undone, self.change(standings)];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// How many figures moved, and the one that moved most; nothing without a baseline.
    fn change(&self, standings: &[Standing]) -> Option<String> {
        let compared = standings.iter().filter(|one| one.baseline.is_some());
        let by = |one: &Standing| one.baseline.as_ref().and_then(|since| since.difference);
        let count =
            |own: fn(f64) -> bool| compared.clone().filter_map(by).filter(|by| own(*by)).count();
        let (better, worse) = (count(|by| by > 0.0), count(|by| by < 0.0));
        compared.clone().next()?;
        let shares = compared.filter_map(|one| Some((one, one.share()?)));
        let most = shares.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        let most = most.filter(|(_, share)| *share != 0.0).map(|(one, share)| {
            let title = escaped(&short(&one.scenario.title, self.title));
            self.say("summary.most", &[("share", self.percent(share)), ("title", title)])
        });
        Some(match better + worse {
            0 => self.word("summary.same"),
            _ => {
                self.say(
                    "summary.moved_both",
                    &[("better", better.to_string()), ("worse", worse.to_string())],
                ) + &most.unwrap_or_default()
            }
        })
    }

    fn percent(&self, share: f64) -> String {
        self.voice.percent(share, Sign::Always)
    }

    fn undone(&self, one: &Undone<'_>) -> String {
        let said = one.said.first().map_or_else(String::new, |said| short(said, 3 * self.title));
        let cells = [escaped(one.path), self.word("summary.not_run"), escaped(&said)];
        format!("| {} | {} | | | | {} |\n", cells[0], cells[1], cells[2])
    }

    fn row(&self, one: &Standing) -> String {
        let title = escaped(&short(&one.scenario.title, self.title));
        let title = match self.linked {
            true => format!("[{title}]({}/report.html)", one.scenario.id),
            false => title,
        };
        let missing = || MISSING.to_owned();
        let difference = one.baseline.as_ref().and_then(|since| since.difference);
        let cells = [
            title,
            self.gates(one),
            one.gain().or_else(|| self.npv(one)).unwrap_or_else(missing),
            difference.map_or_else(missing, |by| one.signed(by)),
            one.share().map_or_else(missing, |share| self.percent(share)),
            escaped(&self.moved(one)),
        ];
        format!("| {} |\n", cells.join(" | "))
    }

    /// The figure of a scenario with one strategy.
    fn npv(&self, one: &Standing) -> Option<String> {
        let npv = one.strategies.first()?.metrics.npv?;
        Some(self.say("summary.npv", &[("value", one.signed(npv.expected))]))
    }

    /// New failures, what is mended, what still fails, advice, and what nobody can tell; else that all pass.
    fn gates(&self, one: &Standing) -> String {
        let newly: Vec<&Gate> = one.newly().filter(|gate| gate.required()).collect();
        let old = one.checks.iter().filter(|gate| gate.fails() && gate.required());
        let old: Vec<&Gate> =
            old.filter(|gate| !newly.iter().any(|one| std::ptr::eq(*one, *gate))).collect();
        let still = if one.baseline.is_some() { "summary.still" } else { "summary.fails" };
        let advice = one.checks.iter().filter(|gate| gate.fails() && !gate.required());
        let open = one.gates().uncertain;
        let mut parts = vec![
            self.named("summary.newly", &newly),
            self.named("summary.fixed", &one.fixed().collect::<Vec<_>>()),
            self.named(still, &old),
            self.named("summary.advised", &advice.collect::<Vec<_>>()),
            (open > 0).then(|| self.say("summary.open", &[("count", open.to_string())])),
        ];
        if parts.iter().all(Option::is_none) {
            parts.push(Some(match one.checks.len() {
                0 => self.word("verdict.none"),
                count => self.say("summary.all_pass", &[("count", count.to_string())]),
            }));
        }
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn named(&self, key: &str, gates: &[&Gate]) -> Option<String> {
        let (first, more) = gates.split_at_checked(NAMED).unwrap_or((gates, &[]));
        let mut names = first.iter().map(|gate| self.name(&gate.id)).collect::<Vec<_>>().join(", ");
        if !more.is_empty() {
            names.push_str(&self.say("ribbon.more", &[("count", more.len().to_string())]));
        }
        (!gates.is_empty()).then(|| self.say(key, &[("names", escaped(&names))]))
    }

    /// Another winner, and the change that did most.
    fn moved(&self, one: &Standing) -> String {
        let Some(since) = &one.baseline else {
            let new = one.baseline_why.as_ref().map(|_| self.word("index.new"));
            return new.unwrap_or_default();
        };
        let winner = (since.winner != one.headline.winner).then(|| {
            let [old, new] =
                [&since.winner, &one.headline.winner].map(|id| self.name(one.name(id)));
            self.say("summary.winner", &[("old", old), ("new", new)])
        });
        let most = since.moved_most.as_ref().map(|(name, by)| {
            let name = self.name(name);
            self.say("summary.mover", &[("name", name), ("by", one.signed(*by))])
        });
        let other = since.difference.is_some_and(|by| by != 0.0) && most.is_none();
        let other = other.then(|| self.word("difference.other"));
        [winner, most, other].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}
