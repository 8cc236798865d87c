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
    let mut out = String::with_capacity(4096);
    let line = |out: &mut String, text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(
        &mut out,
        &format!(
            "### {} · {}",
            cut(&top.title),
            Prose::list(top.chips.iter().map(|chip| chip.words.clone()), " · ").markdown()
        ),
    );
    line(&mut out, "");
    if let Some(question) = &top.question {
        let asked = p.say("markdown.question", &[("question", Prose::given(question.clone()))]);
        line(&mut out, &cut(&asked.plain()));
        line(&mut out, "");
    }
    line(&mut out, &format!("**{}**", headline(p).sentence.markdown()));
    line(&mut out, "");
    out.push_str(&since(p));
    out.push_str(&key_figures(p));
    if let Some(sentence) = next_money(p) {
        line(&mut out, &format!("**{}.** {}", p.word("next.title").markdown(), sentence));
        line(&mut out, "");
    }
    out.push_str(&checks(p));
    out.push_str(&strategies(p));
    line(
        &mut out,
        &format!(
            "<sub>tenure {}{}</sub>",
            escaped(findings.tenure),
            elsewhere(p, files).iter().map(|more| format!(" · {more}")).collect::<String>()
        ),
    );
    out
}

/// Where more is to be read, of what the run wrote.
fn elsewhere(p: &Printer<'_>, files: &[&str]) -> Vec<String> {
    let known = [("report.html", "markdown.report"), ("findings.json", "markdown.data")];
    let there = known.into_iter().filter(|(file, _)| files.contains(file));
    there.map(|(_, key)| p.word(key).markdown()).collect()
}

/// What changed since the baseline, if there is one.
fn since(p: &Printer<'_>) -> String {
    let Some(found) = &p.findings.baseline else {
        let new = p.findings.baseline_why.as_ref().map(|_| p.word("changes.new").markdown());
        return new.map_or_else(String::new, |new| format!("{new}\n\n"));
    };
    let name = |id: &str| name_of(&p.findings.strategies, id).to_owned();
    let all = Difference::of(found, &p.voice(), &p.findings.headline.winner, name);
    let mut out = format!("{}\n\n", sentence(p, found).markdown());
    if all.rows.is_empty() && all.others.is_empty() {
        out.push_str(&format!("{}\n\n", p.word("changes.nothing").markdown()));
    }
    if !all.rows.is_empty() {
        let currency = [("currency", p.currency())];
        let heads = [
            p.word("changes.assumption"),
            p.word("changes.was"),
            p.word("changes.is"),
            p.say("changes.alone", &currency),
            p.say("changes.in_order", &currency),
        ]
        .map(|head| head.markdown());
        out.push_str(&format!("| {} |\n|---|---:|---:|---:|---:|\n", heads.join(" | ")));
        let last = all.rows.len() - 1;
        for (at, row) in all.rows.iter().enumerate() {
            let cells = row.iter().map(|cell| match cut(cell) {
                cell if at == last && !cell.is_empty() => format!("**{cell}**"),
                cell => cell,
            });
            out.push_str(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
        }
        out.push('\n');
    }
    if !all.others.is_empty() {
        let others: Vec<String> = all.others.iter().map(|one| cut(one)).collect();
        let head = p.word("changes.others").markdown();
        out.push_str(&format!("{head} {}\n\n", others.join("; ")));
    }
    out
}

fn key_figures(p: &Printer<'_>) -> String {
    let mut out = format!(
        "| {} | {} | |\n|---|---:|---|\n",
        p.word("markdown.figure").markdown(),
        p.word("markdown.value").markdown()
    );
    for tile in gains(p).into_iter().take(1).chain(tiles(p)) {
        let value = match tile.unit.is_empty() {
            true => tile.value.markdown(),
            false => format!("{} {}", tile.value.markdown(), tile.unit.markdown()),
        };
        let row = format!(
            "| {} | **{value}** | {} |\n",
            cut(&tile.label.plain()),
            cut(&tile.under.plain())
        );
        out.push_str(&row);
    }
    out.push('\n');
    out
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
fn checks(p: &Printer<'_>) -> String {
    let all = &p.findings.checks;
    if all.is_empty() {
        return String::new();
    }
    let failing: Vec<(usize, &CheckFindings)> =
        all.iter().enumerate().filter(|(_, c)| c.verdict != CheckVerdict::Pass).collect();
    if failing.is_empty() {
        let count = Prose::words(all.len().to_string());
        let key = if all.len() == 1 { "markdown.all_pass_one" } else { "markdown.all_pass" };
        return format!("{}\n\n", p.say(key, &[("count", count)]).markdown());
    }
    let head = ["checks.check", "checks.verdict", "checks.value", "checks.limit"]
        .map(|key| p.word(key).markdown());
    let mut out = format!(
        "**{}**\n\n| {} |\n|---|---|---:|---:|\n",
        p.word("markdown.failing").markdown(),
        head.join(" | ")
    );
    for (at, check) in failing.iter().take(CHECKS) {
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
        out.push_str(&format!(
            "| {} | {mark} {}, {severity} | {} | {} |\n",
            cut(&check.id),
            p.word(key).markdown(),
            cut(&value),
            cut(&limit)
        ));
    }
    out.push_str(&more(p, failing.len().saturating_sub(CHECKS)));
    out.push('\n');
    out
}

/// The gain of each strategy, folded.
fn strategies(p: &Printer<'_>) -> String {
    let comparisons = p.findings.against_today();
    if comparisons.len() < 2 {
        return String::new();
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
    let mut out = format!(
        "<details><summary>{}</summary>\n\n| {} |\n|---|---:|---:|---:|---:|---:|\n",
        in_html(&title.plain()),
        head.join(" | ")
    );
    let mut order: Vec<usize> = (0..comparisons.len()).collect();
    order.sort_by(|a, b| {
        comparisons[*b]
            .incremental_npv
            .expected
            .total_cmp(&comparisons[*a].incremental_npv.expected)
    });
    for at in order.iter().take(STRATEGIES) {
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
        let cells = [
            cut(name_of(&p.findings.strategies, &comparison.strategy)),
            money(Some(comparison.incremental_npv.expected)),
            money(draws.and_then(|d| d.p10.ok())),
            money(draws.and_then(|d| d.p90.ok())),
            when,
            chance,
        ];
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.push_str(&more(p, comparisons.len().saturating_sub(STRATEGIES)));
    out.push_str("\n</details>\n\n");
    out
}

fn more(p: &Printer<'_>, count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let count = Prose::words(count.to_string());
    format!("\n{}\n", p.say("markdown.more", &[("count", count)]).markdown())
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
