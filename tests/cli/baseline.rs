//! Runs against a baseline, and `tenure diff`.

use std::fs;

use super::{Folder, minimal};

const RELATIVE: &str = r#"
[[checks]]
id = "no-worse"
metric = "npv"
strategy = "baseline"
must = ">= baseline - 2%"
severity = "error"
"#;

/// A folder with a former run in `old`, and the same scenario with another price.
fn changed(price: &str) -> Folder {
    let folder = Folder::new(&[("a.toml", &minimal("one", RELATIVE))]);
    let first = folder.tenure(&["run", "a.toml", "-o", "old", "--format", "json"]).with(0);
    assert!(first.err.contains("no baseline given"), "{}", first.err);
    folder.put("a.toml", &minimal("one", RELATIVE).replace("= 30 ", &format!("= {price} ")));
    folder
}

#[test]
fn a_run_says_what_changed_since_its_baseline() {
    let folder = changed("29.9");
    let formats = "html,json,md,junit";
    let run = |baseline: &str| {
        folder.tenure(&["run", "a.toml", "--baseline", baseline, "--format", formats])
    };
    let ended = run("old/one/findings.json").with(0);
    assert!(ended.out.contains("worse"), "{}", ended.out);
    assert!(ended.out.contains("segments.all.price"), "{}", ended.out);
    let page = folder.text("reports/one/report.html");
    let summary = folder.text("reports/one/report.md");
    assert!(page.contains("id=\"changes\"") && page.contains("href=\"#changes\""));
    assert!(summary.contains("is worse than it was") && summary.contains("segments.all.price"));
    let json: serde_json::Value =
        serde_json::from_str(&folder.text("reports/one/findings.json")).unwrap();
    assert_eq!(json["baseline"]["changes"][0]["old"], 30.0);
    assert_eq!(json["baseline"]["changes"][0]["new"], 29.9);
    // A folder of the run and a folder of the scenario are as good as the file.
    for folder in ["old", "old/one"] {
        assert_eq!(run(folder).with(0).out, ended.out);
    }
    // A tenth of the price is more than 2 % of the value.
    let folder = changed("27");
    let failed =
        folder.tenure(&["run", "a.toml", "--baseline", "old", "--format", "junit,md,html"]).with(3);
    assert!(failed.err.contains("no-worse") && failed.err.contains("that is"), "{}", failed.err);
    assert!(folder.text("reports/one/junit.xml").contains("<failure "));
    // Without the baseline nobody can tell.
    folder.tenure(&["run", "a.toml"]).with(0);
    folder.tenure(&["run", "--strict", "a.toml"]).with(5);
}

#[test]
fn the_same_run_has_no_change() {
    let folder = changed("30");
    let ended = folder.tenure(&["run", "a.toml", "--baseline", "old"]).with(0);
    assert!(ended.out.contains("the same") && ended.out.contains("no assumption changed"));
    let same = folder.tenure(&["diff", "a.toml", "a.toml"]).with(0);
    assert!(same.out.contains("no assumption changed"), "{}", same.out);
}

/// Scenarios of which nothing changed share a line on stdout; one that changed, and one alone, keep theirs.
#[test]
fn scenarios_without_a_change_are_folded_into_one_line() {
    let scenario = |id: &str| minimal(id, RELATIVE);
    let files = ["one", "two", "three"].map(|id| (format!("{id}.toml"), scenario(id)));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let folder = Folder::new(&files);
    let run = ["run", "one.toml", "two.toml", "three.toml", "--format", "json"];
    folder.tenure(&[&run[..], &["-o", "old"]].concat()).with(0);
    folder.put("two.toml", &scenario("two").replace("= 30 ", "= 29.9 "));
    let ended = folder.tenure(&[&run[..], &["--baseline", "old"]].concat()).with(0);
    let starts = |id: &str| ended.out.lines().filter(|line| line.starts_with(id)).count();
    assert_eq!([starts("one "), starts("three ")], [0, 0], "{}", ended.out);
    assert_eq!(starts("two "), 2, "{}", ended.out);
    assert!(ended.out.contains("2 scenarios unchanged"), "{}", ended.out);
    let alone = folder.tenure(&["run", "one.toml", "--baseline", "old"]).with(0);
    assert!(alone.out.contains("one/report.html"), "{}", alone.out);
}

#[test]
fn a_baseline_that_cannot_be_compared_ends_with_4_and_says_how_to_make_one() {
    let folder = changed("29");
    folder.put("b.toml", &minimal("two", ""));
    folder.put("not.json", "[");
    folder.put("stranger.json", "{\"a\": 1}");
    let old = folder.text("old/one/findings.json");
    folder.put("later.json", &old.replacen("\"schema\": 2", "\"schema\": 9", 1));
    folder.put("before.json", &old.replacen("\"schema\": 2", "\"schema\": 1", 1));
    folder.put("other.json", &old.replacen("\"id\": \"one\"", "\"id\": \"uno\"", 1));
    folder.put("dkk.json", &old.replacen("\"EUR\"", "\"DKK\"", 1));
    folder.put("years.json", &old.replacen("\"period\": \"month\"", "\"period\": \"year\"", 1));
    folder.put("short.json", &old.replacen("\"periods\": 60", "\"periods\": 48", 1));
    for (file, word) in [
        ("gone.json", "does not exist"),
        ("not.json", "is no JSON"),
        ("stranger.json", "is no findings.json"),
        ("later.json", "schema 9"),
        ("before.json", "schema 1"),
        ("other.json", "`uno`"),
        ("dkk.json", "DKK"),
        ("years.json", "60 years"),
        ("short.json", "48 months"),
    ] {
        let ended = folder.tenure(&["run", "a.toml", "--baseline", file]).with(4);
        assert!(ended.err.contains(word) && ended.err.contains("make one"), "{}", ended.err);
        assert!(!folder.has("reports/one"), "{file}");
    }
    // A folder without any findings is no baseline: nobody should believe that nothing got worse.
    fs::create_dir(folder.path("empty")).unwrap();
    let ended = folder.tenure(&["run", "a.toml", "--baseline", "empty"]).with(4);
    assert!(ended.err.contains("does not exist"), "{}", ended.err);
    // Only the scenario that cannot be compared is left out, and bad input is more severe.
    folder.put("old/two/findings.json", &old.replacen("\"EUR\"", "\"DKK\"", 1));
    let ended = folder.tenure(&["run", "a.toml", "b.toml", "--baseline", "old"]).with(4);
    assert!(folder.has("reports/one/report.html") && !folder.has("reports/two"));
    assert!(ended.out.contains("has no baseline"), "{}", ended.out);
    folder.put("c.toml", "[");
    folder.tenure(&["run", "a.toml", "b.toml", "c.toml", "--baseline", "old"]).with(2);
}

#[test]
fn a_scenario_that_the_baseline_does_not_have_is_new() {
    let folder = changed("29");
    folder.put("b.toml", &minimal("two", RELATIVE));
    let formats = ["--format", "html,json,md"];
    let arguments = [&["run", "a.toml", "b.toml", "--baseline", "old"][..], &formats[..]].concat();
    let ended = folder.tenure(&arguments);
    let alone = folder.tenure(&["run", "a.toml", "--baseline", "old", "-o", "alone"]);
    assert_eq!(ended.code, alone.code, "{ended:?}");
    assert!(ended.out.contains("two: the scenario is new: the baseline has no findings of it"));
    let findings: serde_json::Value =
        serde_json::from_str(&folder.text("reports/two/findings.json")).unwrap();
    assert!(findings["baseline_why"].as_str().unwrap().contains("is new"));
    // What is relative to a baseline cannot be decided, and says why.
    let checks = findings["checks"].as_array().unwrap();
    let why = checks.iter().filter_map(|check| check["limit_value_why"].as_str());
    assert!(why.clone().count() > 0 && why.clone().all(|why| why.contains("is new")));
    assert!(folder.text("reports/two/report.html").contains("new since the baseline"));
    assert!(folder.text("reports/two/report.md").contains("The scenario is new"));
    assert_eq!(folder.text("reports/index.html").matches("<em>new</em>").count(), 1);
    assert!(!folder.text("reports/one/report.html").contains("new since the baseline"));
}

#[test]
fn a_difference_is_told_from_scenarios_and_from_findings() {
    let folder = changed("29");
    folder.put("old.toml", &minimal("one", RELATIVE));
    let files = folder.tenure(&["diff", "old.toml", "a.toml"]).with(0);
    assert!(files.out.contains("segments.all.price"), "{}", files.out);
    assert_eq!(files.err, "");
    let json = |old: &str, new: &str| -> serde_json::Value {
        let ended = folder.tenure(&["diff", old, new, "--json"]).with(0);
        serde_json::from_str(&ended.out).unwrap()
    };
    // Findings hold what the file said to the last digit.
    let exact = json("old.toml", "a.toml");
    assert_eq!(exact, json("old/one/findings.json", "a.toml"));
    let change = &exact["changes"][0];
    assert_eq!(change["alone"], change["in_order"]);
    // The other way round is the same with the other sign, since there is one change.
    let back = json("a.toml", "old.toml");
    let sum = back["difference"].as_f64().unwrap() + exact["difference"].as_f64().unwrap();
    assert_eq!(sum, 0.0);

    folder.tenure(&["run", "a.toml", "-o", "new", "--format", "json"]).with(0);
    let found = folder.tenure(&["diff", "old/one", "new/one/findings.json"]).with(0);
    assert!(found.out.contains("segments.all.price"), "{}", found.out);
    assert!(found.err.contains("takes the scenario"), "{}", found.err);
    // What cannot be read is bad input, on both sides; no baseline was named.
    folder.put("broken.toml", "[");
    folder.put("stranger.json", "{\"a\": 1}");
    for (bad, word) in [
        ("gone.json", "`gone.json` does not exist"),
        ("stranger.json", "`stranger.json` is no findings.json"),
        ("empty-folder", "empty-folder/findings.json` does not exist"),
        ("broken.toml", "E002"),
    ] {
        fs::create_dir_all(folder.path("empty-folder")).unwrap();
        for ended in [
            folder.tenure(&["diff", bad, "a.toml"]).with(2),
            folder.tenure(&["diff", bad, bad]).with(2),
            folder.tenure(&["compare", bad, "a.toml", "-o", "none"]).with(2),
        ] {
            assert!(ended.err.contains(word) && !ended.err.contains("baseline"), "{}", ended.err);
        }
    }
    // Both can be read, and their money cannot be compared.
    folder.put("dkk.toml", &minimal("one", "").replace("\"EUR\"", "\"DKK\""));
    let ended = folder.tenure(&["diff", "dkk.toml", "a.toml"]).with(4);
    assert!(ended.err.contains("`dkk.toml` and `a.toml` cannot be compared"), "{}", ended.err);
}

/// Findings that somebody edited never reach the engine with values that no file could state.
#[test]
fn impossible_values_of_a_baseline_are_named() {
    let folder = changed("30");
    let old = folder.text("old/one/findings.json");
    for (path, value, wrong) in [
        ("churn.alpha", "0.668", ["0", "-5", "1e300"]),
        ("segments.all.price", "30.0", ["-5", "1e300", "-1e15"]),
        ("model.discount_rate", "0.1", ["-1", "50", "1e300"]),
    ] {
        for wrong in wrong {
            let at = old.find(&format!("\"path\": \"{path}\"")).unwrap();
            let (before, after) = old.split_at(at);
            let was = format!("\"value\": {value}");
            assert!(after.contains(&was), "{path}");
            let text = before.to_owned() + &after.replacen(&was, &format!("\"value\": {wrong}"), 1);
            folder.put("edited.json", &text);
            let ended = folder.tenure(&["diff", "edited.json", "a.toml"]).with(0);
            assert!(ended.out.contains(path) && ended.out.contains('–'), "{}", ended.out);
            let json = folder.tenure(&["diff", "edited.json", "a.toml", "--json"]).with(0);
            assert!(json.out.contains("that it cannot have"), "{}", json.out);
        }
    }
}

#[test]
fn runs_stand_side_by_side() {
    let folder = changed("29");
    let ended = folder.tenure(&["compare", "old/one", "a.toml", "-o", "out"]).with(0);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert!(
        lines[0].starts_with("Figure")
            && lines[0].contains(" one ")
            && lines[0].contains(" a ")
            && lines[0].ends_with("Difference"),
        "{lines:#?}"
    );
    let line = |word: &str| *lines.iter().find(|line| line.starts_with(word)).unwrap();
    assert!(line("Winner").matches("Spend more on keeping").count() == 2, "{lines:#?}");
    assert!(line("Checks").contains("1 uncertain"), "{lines:#?}");
    // The best change wins in both, and is not named twice.
    assert!(!ended.out.contains("Best change"), "{lines:#?}");
    assert!(line("Gain in NPV ").contains("\u{2212}"), "{lines:#?}");
    assert!(!ended.out.contains("differ"), "{}", ended.out);
    // Every figure of the page is where its path says, in the findings in their order.
    folder.tenure(&["run", "a.toml", "-o", "new", "--format", "json"]).with(0);
    let findings = ["old", "new"].map(|run| {
        let text = folder.text(&format!("{run}/one/findings.json"));
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    });
    let findings = serde_json::Value::from(findings.to_vec());
    let page = folder.text("out/compare.html");
    let mut figures = 0;
    for rest in page.split("<data value=\"").skip(1) {
        let (value, rest) = rest.split_once("\" data-at=\"").unwrap();
        let path = rest.split_once('"').unwrap().0;
        let found = path.split('.').try_fold(&findings, crate::runs::step);
        let found = found.and_then(serde_json::Value::as_f64);
        assert_eq!(found, value.parse().ok(), "{path}");
        figures += 1;
    }
    assert!(figures >= 16, "{figures}");
    // Both lines stand in one chart; a trend takes three runs.
    assert!(page.contains("id=\"cash-title\"") && !page.contains("id=\"trends\""));
    // Nothing but the content of the files is in it.
    assert!(!page.contains("old/one") && !page.contains("a.toml"));

    let dkk = minimal("two", "").replace("\"EUR\"", "\"DKK\"");
    folder.put("b.toml", &dkk);
    let goes_on = minimal("on", "").replace(
        "cash_timing",
        "terminal_value = \"runoff\"\nafter_horizon = \"go-on\"\ncash_timing",
    );
    folder.put("on.toml", &goes_on);
    folder.put(
        "stops.toml",
        &goes_on.replace("go-on", "stop").replace("id = \"on\"", "id = \"stops\""),
    );
    let ended = folder.tenure(&["compare", "on.toml", "stops.toml", "-o", "after"]).with(0);
    let note = "do not count the same time after the horizon: on if it goes on; stops with what its customers still bring.";
    assert!(ended.out.contains(note), "{}", ended.out);
    assert!(folder.text("after/compare.html").contains(note));
    let ended = folder.tenure(&["compare", "on.toml", "on.toml", "-o", "after"]).with(0);
    assert!(!ended.out.contains("after the horizon"), "{}", ended.out);
    let ended = folder.tenure(&["compare", "a.toml", "b.toml"]).with(0);
    assert!(ended.out.contains("differ in currency"), "{}", ended.out);
    assert!(!ended.out.contains("Difference"), "{}", ended.out);
    let three = ["compare", "old/one", "a.toml", "new/one", "-o", "three"];
    let labels = ["--label", "May", "--label", "June", "--label", "July"];
    let ended = folder.tenure(&[&three[..], &labels].concat()).with(0);
    assert!(["May", "June", "July"].iter().all(|name| ended.out.contains(name)), "{}", ended.out);
    let page = folder.text("three/compare.html");
    assert!(page.contains("in the last of 3 runs") && page.contains("class=\"chart spark\""));
    folder.tenure(&[&three[..], &labels[..2]].concat()).with(2);
    folder.put("broken.toml", "[");
    folder.tenure(&["compare", "a.toml", "broken.toml", "-o", "none"]).with(2);
    folder.tenure(&["compare", "a.toml", "gone.json", "-o", "none"]).with(2);
    assert!(!folder.has("none"));
}

/// The last digit of a value is no difference; a euro is one.
#[test]
fn a_difference_of_rounding_is_none() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml"]).with(0);
    let found = folder.text("reports/one/findings.json");
    let moved = |file: &str, of: &dyn Fn(f64) -> f64| -> f64 {
        let mut findings: serde_json::Value = serde_json::from_str(&found).unwrap();
        let npv = &mut findings["strategies"][1]["metrics"]["npv"]["expected"];
        *npv = of(npv.as_f64().unwrap()).into();
        folder.put(file, &findings.to_string());
        let ended = folder.tenure(&["diff", "reports/one/findings.json", file, "--json"]).with(0);
        let json: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        json["difference"].as_f64().unwrap()
    };
    assert_eq!(moved("same.json", &|npv| npv * (1.0 + 4.0 * f64::EPSILON)), 0.0);
    assert!((moved("other.json", &|npv| npv + 1.0) - 1.0).abs() < 1e-6);
}
