//! What a pipeline reads: tests of gates, summaries of a run, the index.

use super::{FAILING, Folder, PASSING, UNCERTAIN, minimal};

const LATE: &str = r#"
[[checks]]
id = "back-at-once"
metric = "payback_discounted"
strategy = "baseline"
must = "<= 1 months"
severity = "error"
"#;

/// The element of a test by its name.
fn case<'x>(xml: &'x str, name: &str) -> &'x str {
    let from = xml.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name}: {xml}"));
    xml[from..].split("</testcase>").next().unwrap()
}

#[test]
fn tests_are_gates_and_say_where_they_stand() {
    let advice = FAILING.replace("cannot-hold", "better-not").replace("\"error\"", "\"warning\"");
    let checks = [PASSING, FAILING, &advice, UNCERTAIN, LATE].concat();
    let text = minimal("one", &checks);
    let folder = Folder::new(&[("deep/a.toml", &text)]);
    let ended = folder.tenure(&["run", "deep/a.toml", "--format", "junit"]).with(3);
    let xml = folder.text("reports/one/junit.xml");
    // Five gates, and one test for all sums.
    assert!(xml.contains("tests=\"6\" failures=\"2\" errors=\"0\" skipped=\"1\""), "{xml}");
    assert!(case(&xml, "sums").contains(" sums close</system-out>"), "{xml}");
    let advised = case(&xml, "better-not (baseline)");
    assert!(advised.contains("<property name=\"advisory\" value=\"fail\"/>"), "{advised}");
    assert!(advised.contains("<system-out>a.toml:") && !advised.contains("<skipped"), "{advised}");
    assert!(case(&xml, "undecided (baseline)").contains("<skipped message="), "{xml}");
    // The line of its heading, in the scenario's folder, and months.
    let before = text.find("\n[[checks]]\nid = \"back-at-once\"").unwrap() + 1;
    let line = text[..before].lines().count() + 1;
    let late = case(&xml, "back-at-once (baseline)");
    assert!(late.contains(&format!("message=\"a.toml:{line}: check ")), "{line}: {late}");
    assert!(late.contains(" months") && !late.contains("period"), "{late}");
    let words = "2 required failed, 1 advisory failed, 1 uncertain, 1 passed";
    assert!(ended.out.contains(words), "{}", ended.out);
}

/// One gain in every row: the winner's over today.
#[test]
fn a_gain_is_what_the_winner_brings_over_today() {
    // Spend more on keeping for nothing: today wins.
    let worse = minimal("worse", "").replace("= 30 ", "= 3 ");
    let folder = Folder::new(&[("a.toml", &minimal("better", "")), ("b.toml", &worse)]);
    let ended = folder.tenure(&["run", ".", "--format", "json"]).with(0);
    let row = |id: &str| -> Vec<&str> {
        ended.out.lines().find(|line| line.starts_with(id)).unwrap().split_whitespace().collect()
    };
    assert_eq!(row("better")[3..6], ["EUR", "over", "baseline"], "{}", ended.out);
    assert_eq!(row("worse")[1..3], ["baseline", "–"], "{}", ended.out);
}

#[test]
fn checks_that_are_open_for_one_reason_are_one_message() {
    let files = ["a", "b", "c"].map(|id| (format!("{id}.toml"), minimal(id, UNCERTAIN)));
    let files = files.each_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    let folder = Folder::new(&files);
    let ended = folder.tenure(&["run", ".", "--format", "json"]).with(0);
    assert_eq!(ended.err.matches("warning[check-uncertain]").count(), 1, "{}", ended.err);
    assert!(ended.err.contains("3 checks are uncertain: no baseline given"), "{}", ended.err);
    assert!(folder.tenure(&["run", "a.toml"]).err.contains("check `undecided` is uncertain"));
    folder.tenure(&["run", ".", "--strict"]).with(5);
}

/// A gate on the gain: in the baseline, where the price is 30, it holds from that price on.
const GATE: &str = r#"
[[checks]]
id = "enough"
metric = "incremental_npv"
strategy = "keep-more"
must = ">= 360000"
severity = "error"
"#;

/// A run of four scenarios in `old`; then one stays, one moves, one begins to fail and one holds again.
fn moved() -> Folder {
    let folder = Folder::new(&[]);
    let put = |id: &str, price: &str| {
        let text = minimal(id, GATE).replace("= 30 ", &format!("= {price} "));
        folder.put(
            &format!("in/{id}.toml"),
            &text.replace("Does a lower", &format!("{id}: does a lower")),
        );
    };
    for (id, price) in [("stays", "30"), ("moves", "40"), ("worse", "30"), ("better", "29")] {
        put(id, price);
    }
    let formats = ["--format", "html,json,md"];
    folder.tenure(&[&["run", "in", "-o", "old"][..], &formats].concat()).with(3);
    for (id, price) in [("moves", "41"), ("worse", "29"), ("better", "30")] {
        put(id, price);
    }
    folder.put("in/zero.toml", "schema = 1\n[scenario]\nid = ");
    folder
        .tenure(&[&["run", "in", "-o", "new", "--baseline", "old"][..], &formats].concat())
        .with(2);
    folder
}

#[test]
fn a_summary_names_what_failed_and_what_moved() {
    let folder = moved();
    let text = folder.text("new/summary.md");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let first = "**❌ 1 required check fails in 1 of 4 scenarios; ❌ 1 scenario did not run; better: 2, worse: 1, the most ";
    assert!(lines[0].starts_with(first), "{text}");
    let begins = [
        "| in/zero.toml | ❌ did not run |",
        "| [worse: does",
        "| [better: does",
        "| [moves: does",
    ];
    for (line, begin) in lines[3..].iter().zip(begins) {
        assert!(line.starts_with(begin), "{begin}: {text}");
    }
    assert!(lines[3].contains("in/zero.toml:3: "), "{text}");
    assert!(lines[4].contains("](worse/report.html) | ❌ new: enough | +EUR"), "{text}");
    assert!(lines[4].contains("price of all: −EUR"), "{text}");
    assert!(lines[5].contains("| ✅ fixed: enough |"), "{text}");
    assert!(lines[6].contains("| ✅ 1 pass |") && lines[6].contains("% | "), "{text}");
    assert_eq!(
        lines[7..],
        ["1 scenario unchanged, and no required check of them fails."],
        "{text}"
    );
    // Nothing to compare with: every scenario has its row, and a failure is no news.
    let text = folder.text("old/summary.md");
    assert_eq!(text.matches("report.html) |").count(), 4, "{text}");
    assert!(text.contains("| ❌ enough |") && !text.contains("new:"), "{text}");
}

#[test]
fn rows_for_scripts_have_every_strategy() {
    let folder = moved();
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&folder.text("new/summary.json")).unwrap();
    assert_eq!(rows.len(), 8);
    let find = |scenario: &str, strategy: &str| {
        rows.iter().find(|row| row["scenario"] == scenario && row["strategy"] == strategy).unwrap()
    };
    let findings: serde_json::Value =
        serde_json::from_str(&folder.text("new/worse/findings.json")).unwrap();
    let compared = &findings["comparisons"][0];
    let row = find("worse", "keep-more");
    for key in ["incremental_npv", "incremental_npv_horizon", "incremental_npv_stop"] {
        assert_eq!(row[key], compared[key]["expected"], "{key}");
    }
    assert_eq!(row["verdict"], findings["headline"]["verdict"]);
    let metrics = &findings["strategies"][1]["metrics"];
    assert!(row["payback_discounted"].is_number());
    assert_eq!(row["payback_discounted"], metrics["payback_discounted"]["expected"]);
    assert_eq!((&row["gates"]["fail"], &row["gates"]["pass"]), (&1.into(), &0.into()));
    assert!(find("worse", "baseline")["incremental_npv"].is_null());
    let text = folder.text("new/summary.csv");
    let mut lines = text.split("\r\n");
    assert_eq!(lines.next().unwrap(), tenure::report::results::COLUMNS.join(","));
    assert_eq!(lines.clone().count(), 9);
    let line = lines.find(|line| line.starts_with("worse,keep-more,")).unwrap();
    assert!(line.ends_with(",pass=0;fail=1;advisory=0;uncertain=0"), "{line}");
    assert!(line.contains(&format!(",{},", row["incremental_npv"])), "{line}");
}

#[test]
fn an_index_counts_the_worst_first_and_keeps_what_is_there() {
    let folder = moved();
    let page = folder.text("new/index.html");
    let chips = [">All 4<", ">Fail 1<", ">Warn 0<", ">Changed 3<", "type=\"search\""];
    chips.iter().for_each(|chip| assert!(page.contains(chip), "{chip}"));
    assert!(page.contains(
        "<code><bdi>in/zero.toml</bdi></code> <strong>1 error</strong><br><bdi>in/zero.toml:3: "
    ));
    let order: Vec<&str> = page
        .split("<tr class=\"")
        .skip(1)
        .map(|row| row.split("href=\"").nth(1).unwrap().split('/').next().unwrap())
        .collect();
    assert_eq!(order, ["worse", "stays", "moves", "better"]);
    // Another run into the folder lists the reports that stand there, also one without findings.
    folder.put("new/alone/report.html", "<!doctype html>");
    folder.put("new/not a report/findings.json", "{}");
    folder.tenure(&["run", "in/stays.toml", "-o", "new"]).with(0);
    let again = folder.text("new/index.html");
    assert_eq!(again.matches("/report.html\"").count(), 5, "{again}");
    assert!(again.contains("href=\"alone/report.html\"") && again.contains("5 reports"));
    assert!(again.contains("<tr class=\"fail\" data-changed><th scope=\"row\"><a href=\"worse/"));
    // What it says of one of them is what it said.
    let line = |page: &str| page.lines().find(|line| line.contains("\"moves/")).unwrap().to_owned();
    assert_eq!(line(&again), line(&page));
}

/// Titles and headlines of the usual length, names that are long: the pages of many stay small.
#[test]
fn pages_of_many_scenarios_are_bounded() {
    use tenure::report::standing::{Since, Standing};
    use tenure::report::{RenderOptions, index, summary};
    let text = minimal("one", &[PASSING, FAILING, UNCERTAIN].concat());
    let (scenario, ..) = tenure::scenario::read_text("a.toml", &text, &[]).unwrap();
    let mut one = Standing::of(&tenure::findings::find(&scenario), None);
    let gain = one.lead().unwrap().incremental_npv.expected;
    one.headline.text = "A headline that does not end ".repeat(9);
    one.baseline = Some(Since {
        old: Some(gain * 1.25),
        difference: Some(-gain / 4.0),
        winner: "baseline".to_owned(),
        moved_most: Some((
            "monthly price of the customers of the largest segment".to_owned(),
            -gain,
        )),
        failed: vec![],
    });
    let many = |count: usize| -> Vec<Standing> {
        let named = |at: usize| {
            let mut one = one.clone();
            one.scenario.id = format!("carrier-of-the-north-{at:04}");
            one.scenario.title =
                format!("Does keeping customers of the north pay for itself, {at}?");
            one
        };
        (0..count).map(named).collect()
    };
    let (forty, thousand) = (many(40), many(1_000));
    let short = summary::render(&forty, &[], true);
    assert_eq!(short.matches("/report.html) |").count(), 40);
    assert!(short.len() <= 10_000, "{}", short.len());
    let long = summary::render(&thousand, &[], true);
    assert!(long.len() <= 60_000 && long.contains(" more have no room here"), "{}", long.len());
    let page = index::render(&thousand, &[], &[], &RenderOptions::default()).unwrap();
    assert_eq!(page.matches("<tr class=").count(), 1_000);
    assert!(page.len() < 500_000, "{}", page.len());
}

/// The recipe puts its verdict above what the run says, and leaves out whole lines only.
#[cfg(unix)]
#[test]
fn the_recipe_of_a_gate_keeps_the_summary_of_the_run() {
    let folder = moved();
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/gate.sh");
    let gate = |out: &str, limit: &str| {
        let mut command = std::process::Command::new("bash");
        command.arg(&script).args(["-o", out, "-b", "old", "in"]).current_dir(folder.path(""));
        command.env("TENURE", env!("CARGO_BIN_EXE_tenure")).env("TENURE_SUMMARY_LIMIT", limit);
        command.env_remove("GITHUB_ACTIONS");
        super::Ended::from(command.output().unwrap()).with(2);
        folder.text(&format!("{out}/summary.md"))
    };
    let whole = gate("gated", "65536");
    assert!(
        whole.starts_with("<!-- tenure -->\n## tenure: a scenario or the call has mistakes\n"),
        "{whole}"
    );
    assert!(whole.contains(&folder.text("new/summary.md")), "{whole}");
    assert!(
        whole.contains("<details><summary>Messages</summary>")
            && whole.contains("error: in/zero.toml:3:6: "),
        "{whole}"
    );
    let small = gate("small", "1000");
    assert!(small.len() <= 1000 && small.contains("❌ new: enough"), "{small}");
    assert!(small.contains(" more in the reports: there was no room here."), "{small}");
}
