//! What does a reviewer read in a pull request?

use crate::findings::{CheckFindings, CheckVerdict, Findings};

use super::difference::Difference;
use super::plain;
use super::printer::{Digits, Printer};
use super::prose::Prose;
use super::roles::name_of;
use super::sections::changes::sentence;
use super::sections::ribbon::{headline, ribbon};
use super::sections::tiles::{gains, tiles};
use crate::text::Sign;
use crate::text::escaped;

/// Strategies that the comparison lists at most.
const STRATEGIES: usize = 12;

/// Checks that do not pass, listed at most.
const CHECKS: usize = 20;

/// Characters of one text that somebody wrote, at most: a comment holds 64 KiB.
const LONGEST: usize = 300;

/// The summary of a scenario in GitHub Markdown; it names the other `files` of the run that hold more.
pub fn render(findings: &Findings, files: &[&str]) -> String {
    let p = &Printer::new(findings);
    let top = ribbon(p, None);
    let chips = Prose::list(top.chips.iter().map(|chip| chip.words.clone()), " · ").markdown();
    let asked = top.question.as_ref().map(|question| {
        let slots = [("question", Prose::given(question.clone()))];
        cut(&p.say("markdown.question", &slots).plain())
    });
    let next = next_money(p).map(|said| format!("**{}.** {said}", p.word("next.title").markdown()));
    let more = elsewhere(p, files).iter().map(|more| format!(" · {more}")).collect::<String>();
    let blocks = std::iter::once(format!("### {} · {chips}", cut(&top.title)))
        .chain(asked)
        .chain([format!("**{}**", headline(p).sentence.markdown())])
        .chain(since(p))
        .chain([key_figures(p)])
        .chain(next)
        .chain(checks(p))
        .chain(strategies(p))
        .chain([format!("<sub>tenure {}{more}</sub>", escaped(findings.tenure))]);
    blocks.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// A row of a table.
fn row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// A table: its heads, how its columns are set, and its rows.
fn table(heads: &[String], set: &str, rows: impl IntoIterator<Item = String>) -> String {
    let lines = [row(heads), set.to_owned()].into_iter().chain(rows);
    lines.collect::<Vec<_>>().join("\n")
}

/// Where more is to be read, of what the run wrote.
fn elsewhere(p: &Printer<'_>, files: &[&str]) -> Vec<String> {
    let known = [("report.html", "markdown.report"), ("findings.json", "markdown.data")];
    let there = known.into_iter().filter(|(file, _)| files.contains(file));
    there.map(|(_, key)| p.word(key).markdown()).collect()
}

/// What changed since the baseline, if there is one.
fn since(p: &Printer<'_>) -> Vec<String> {
    let Some(found) = &p.findings.baseline else {
        let new = p.findings.baseline_why.as_ref().map(|_| p.word("changes.new").markdown());
        return new.into_iter().collect();
    };
    let name = |id: &str| name_of(&p.findings.strategies, id).to_owned();
    let all = Difference::of(found, &p.voice(), &p.findings.headline.winner, name);
    let mut blocks = vec![sentence(p, found).markdown()];
    if all.rows.is_empty() && all.others.is_empty() {
        blocks.push(p.word("changes.nothing").markdown());
    }
    if !all.rows.is_empty() {
        let heads = ["assumption", "was", "is", "alone", "in_order"]
            .map(|key| p.say(&format!("changes.{key}"), &[("currency", p.currency())]).markdown());
        let last = all.rows.len() - 1;
        let rows = all.rows.iter().enumerate().map(|(at, cells)| {
            let cells = cells.iter().map(|cell| match cut(cell) {
                cell if at == last && !cell.is_empty() => format!("**{cell}**"),
                cell => cell,
            });
            row(&cells.collect::<Vec<_>>())
        });
        blocks.push(table(&heads, "|---|---:|---:|---:|---:|", rows));
    }
    if !all.others.is_empty() {
        let others: Vec<String> = all.others.iter().map(|one| cut(one)).collect();
        blocks.push(format!("{} {}", p.word("changes.others").markdown(), others.join("; ")));
    }
    blocks
}

fn key_figures(p: &Printer<'_>) -> String {
    let rows = gains(p).into_iter().take(1).chain(tiles(p)).map(|tile| {
        let value = match tile.unit.is_empty() {
            true => tile.value.markdown(),
            false => format!("{} {}", tile.value.markdown(), tile.unit.markdown()),
        };
        row(&[cut(&tile.label.plain()), format!("**{value}**"), cut(&tile.under.plain())])
    });
    let [figure, value] = ["markdown.figure", "markdown.value"].map(|key| p.word(key).markdown());
    let head = format!("| {figure} | {value} | |");
    std::iter::once(head)
        .chain(["|---|---:|---|".to_owned()])
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

fn next_money(p: &Printer<'_>) -> Option<String> {
    let next = &p.findings.next_money;
    let said = match &next.why_missing {
        Some(why) => p.voice().prose(why),
        None => p.voice().text(&next.lines),
    };
    (!said.is_empty()).then(|| cut(&said.plain()))
}

/// How many checks pass, and each that does not.
fn checks(p: &Printer<'_>) -> Vec<String> {
    let all = &p.findings.checks;
    if all.is_empty() {
        return Vec::new();
    }
    let failing: Vec<(usize, &CheckFindings)> =
        all.iter().enumerate().filter(|(_, c)| c.verdict != CheckVerdict::Pass).collect();
    if failing.is_empty() {
        let count = Prose::words(all.len().to_string());
        let key = if all.len() == 1 { "markdown.all_pass_one" } else { "markdown.all_pass" };
        return vec![p.say(key, &[("count", count)]).markdown()];
    }
    let head = ["checks.check", "checks.verdict", "checks.value", "checks.limit"]
        .map(|key| p.word(key).markdown());
    let rows = failing.iter().take(CHECKS).map(|(at, check)| {
        let (mark, key) = match (check.verdict, check.severity) {
            (CheckVerdict::Fail, "error") => ("❌", "checks.fail"),
            (CheckVerdict::Fail, _) => ("⚠️", "checks.fail"),
            _ => ("❔", "checks.uncertain"),
        };
        let print = |path: String, value: f64| {
            p.print(path, value, check.unit, Digits::Three, Sign::OnlyMinus).text
        };
        let usual = |name: &str, value: f64| print(format!("checks.{at}.{name}"), value);
        // Three digits do not tell every figure from the limit that it misses.
        let near = check.verdict == CheckVerdict::Fail
            && check.value.zip(check.limit_value).is_some_and(|(value, limit)| {
                print(String::new(), value) == print(String::new(), limit)
            });
        let apart = plain::apart(check, &p.voice()).filter(|_| near);
        let value = match (check.value, &apart) {
            (Some(_), Some([value, _])) => value.clone(),
            (Some(value), None) => usual("value", value),
            (None, _) => plain::missing(check, &p.voice()),
        };
        let value = format!("{value}{}", plain::without(check, &p.voice()));
        let relative = check.limit_value.filter(|_| check.baseline.is_some());
        let mut limit = match (&check.limit_value_why, relative) {
            (Some(why), _) => format!("{}: {}", check.limit, p.voice().filling(why).plain()),
            (None, Some(value)) => {
                let is = apart.map_or_else(|| usual("limit_value", value), |[_, limit]| limit);
                format!("{} = {is}", check.limit)
            }
            _ => check.limit.clone(),
        };
        if let Some(slack) = plain::slack(check, &p.voice()) {
            limit.push_str(&format!("; {slack}"));
        }
        let severity = p.word(&format!("checks.severity-{}", check.severity)).markdown();
        let verdict = format!("{mark} {}, {severity}", p.word(key).markdown());
        row(&[cut(&check.id), verdict, cut(&value), cut(&limit)])
    });
    let title = format!("**{}**", p.word("markdown.failing").markdown());
    let mut blocks = vec![title, table(&head, "|---|---|---:|---:|", rows)];
    blocks.extend(more(p, failing.len().saturating_sub(CHECKS)));
    blocks
}

/// The gain of each strategy, folded.
fn strategies(p: &Printer<'_>) -> Vec<String> {
    let comparisons = p.findings.against_today();
    if comparisons.len() < 2 {
        return Vec::new();
    }
    let head = [
        "cash.strategy",
        "markdown.expected",
        "statistic.p10",
        "statistic.p90",
        "tiles.payback",
        "tiles.chance",
    ]
    .map(|key| p.word(key).markdown());
    let title = p.say(
        "markdown.strategies",
        &[("against", p.name(p.roles.against)), ("currency", p.currency())],
    );
    let mut order: Vec<usize> = (0..comparisons.len()).collect();
    order.sort_by(|a, b| {
        comparisons[*b]
            .incremental_npv
            .expected
            .total_cmp(&comparisons[*a].incremental_npv.expected)
    });
    let rows = order.iter().take(STRATEGIES).map(|at| {
        let comparison = &comparisons[*at];
        let money = |value: Option<f64>| {
            value.map_or_else(
                || crate::text::MISSING.to_owned(),
                |v| p.numbers().short(v, Sign::Always),
            )
        };
        let draws = comparison.incremental_npv.draws.as_ref();
        let place =
            p.findings.strategies.iter().position(|s| s.id == comparison.strategy).unwrap_or(0);
        let when = comparison
            .payback_period
            .and_then(|t| p.last_month(place, t))
            .map_or_else(|| crate::text::MISSING.to_owned(), |d| d.text);
        let chance = comparison
            .probability_better
            .map_or_else(|| crate::text::MISSING.to_owned(), |c| p.chance("", c).text);
        row(&[
            cut(name_of(&p.findings.strategies, &comparison.strategy)),
            money(Some(comparison.incremental_npv.expected)),
            money(draws.and_then(|d| d.p10.ok())),
            money(draws.and_then(|d| d.p90.ok())),
            when,
            chance,
        ])
    });
    let title = format!("<details><summary>{}</summary>", in_html(&title.plain()));
    let mut blocks = vec![title, table(&head, "|---|---:|---:|---:|---:|---:|", rows)];
    blocks.extend(more(p, comparisons.len().saturating_sub(STRATEGIES)));
    blocks.push("</details>".to_owned());
    blocks
}

fn more(p: &Printer<'_>, count: usize) -> Option<String> {
    let slots = [("count", Prose::words(count.to_string()))];
    (count > 0).then(|| p.say("markdown.more", &slots).markdown())
}

/// Text, shortened and escaped.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", escaped(&text[..at])),
        None => escaped(text),
    }
}

/// Text for inside an HTML element, where Markdown is not read but mentions are.
fn in_html(text: &str) -> String {
    let short: String = text.chars().take(LONGEST).collect();
    let short = short
        .replace(['\n', '\r'], " ")
        .replace('@', "@\u{200b}")
        .replace('#', "#\u{200b}")
        .replace("://", ":\u{200b}//");
    let mut out = String::with_capacity(short.len() + 8);
    super::prose::escape_into(&mut out, &short);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn a_summary_fits_a_comment() {
        for findings in [fixtures::small(), fixtures::hostile(), fixtures::streaming()] {
            let text = render(&findings, &["report.html", "findings.json"]);
            assert!(text.len() < 6_000, "{}", text.len());
            assert!(!text.contains('\u{27e6}'), "{text}");
        }
    }

    #[test]
    fn long_and_hostile_text_stays_short_and_text() {
        let mut findings = fixtures::hostile();
        findings.scenario.title = "x".repeat(100_000);
        for strategy in &mut findings.strategies {
            strategy.name =
                format!("</details><script>| `a` [b](http://c) @all #1 {}", "y".repeat(50_000));
        }
        let text = render(&findings, &["report.html", "findings.json"]);
        assert!(text.len() < 64 * 1024, "{}", text.len());
        for bad in ["<script", "</details><", "@all", "#1", "http://"] {
            assert!(!text.contains(bad), "{bad}");
        }
        // Inside the element nothing is read as Markdown.
        let outside = text.lines().filter(|line| !line.contains("<summary>"));
        assert!(outside.clone().count() > 10 && outside.clone().all(|line| !line.contains("[b](")));
    }
}
