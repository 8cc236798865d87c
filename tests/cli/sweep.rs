//! Sweeps: the same bytes however they are shared out, and nothing that is missing, foreign or contradicting is merged.

use std::collections::BTreeMap;
use std::fs;

use super::{Folder, minimal};

const SWEEP: &str = r#"
base = "a.toml"
metrics = ["npv", "incremental_npv", "clv"]
[[axes]]
path = "churn.beta"
from = 3
to = 5
steps = 5
[[axes]]
path = "segments.all.price"
values = [20, "x1.1", 30, 30.0]
"#;

fn folder() -> Folder {
    Folder::new(&[("a.toml", &minimal("one", "")), ("_sweep.toml", SWEEP)])
}

/// The files of a whole sweep, by name.
fn results(folder: &Folder, below: &str) -> BTreeMap<String, Vec<u8>> {
    let own = |path: String| path.rsplit('/').next().unwrap().to_owned();
    folder.files(below).into_iter().map(|(path, bytes)| (own(path), bytes)).collect()
}

#[test]
fn parts_make_the_whole_also_when_one_was_lost() {
    let folder = folder();
    let whole = folder.tenure(&["sweep", "_sweep.toml", "-o", "whole", "--threads", "1"]).with(0);
    assert!(
        whole.out.starts_with("20 variants: 20 pass, 0 fail a check, 0 cannot"),
        "{}",
        whole.out
    );
    let wanted = results(&folder, "whole");
    // 30 and 30.0 are one variant, computed once and written twice.
    let table = String::from_utf8(wanted["results.csv"].clone()).unwrap();
    assert_eq!(table.lines().count(), 41);
    let of = |price: &str| -> Vec<Vec<&str>> {
        let lines = table.lines().map(|line| line.split(',').skip(1).collect::<Vec<_>>());
        let own = lines.filter(|cells| cells[1] == price);
        own.map(|mut cells| {
            cells.remove(1);
            cells
        })
        .collect()
    };
    assert!(of("30").len() == 10 && of("30") == of("30.0"), "{table}");
    for parts in [1_u64, 3, 7] {
        let out = format!("parts-{parts}");
        for number in (1..=parts).rev() {
            let part = format!("{number}/{parts}");
            folder
                .tenure(&["sweep", "_sweep.toml", "-o", &out, "--partition", &part, "-q"])
                .with(0);
        }
        let merged = format!("merged-{parts}");
        folder.tenure(&["merge", &out, "-o", &merged]).with(0);
        assert_eq!(results(&folder, &merged), wanted, "{parts}");
        // A part that was killed leaves no manifest, or rows that are not those of its manifest.
        let lost = format!("{out}/part-{parts}-of-{parts}");
        let text = folder.text(&format!("{lost}.ndjson"));
        fs::remove_file(folder.path(&format!("{lost}.json"))).unwrap();
        folder.tenure(&["merge", &out, "-o", "m"]).with(7);
        let part = format!("{parts}/{parts}");
        folder.tenure(&["sweep", "_sweep.toml", "-o", &out, "--partition", &part]).with(0);
        assert_eq!(folder.text(&format!("{lost}.ndjson")), text);
        if !text.is_empty() {
            folder.put(&format!("{lost}.ndjson"), &text[..text.len() / 2]);
            let torn = folder.tenure(&["merge", &out, "-o", "m"]).with(7);
            assert!(
                torn.err.contains("not those of its manifest") || torn.err.contains("no `index`"),
                "{}",
                torn.err
            );
            folder.tenure(&["sweep", "_sweep.toml", "-o", &out, "--partition", &part]).with(0);
            folder.tenure(&["merge", &out, "-o", "again.csv"]).with(0);
            assert_eq!(folder.text("again.csv"), table);
        }
    }
    assert!(!folder.has("m"));
}

#[test]
fn what_is_finished_is_not_done_again() {
    let folder = folder();
    let run = |more: &[&str]| {
        folder.tenure(&[&["sweep", "_sweep.toml", "-o", "out"], more].concat()).with(0).out
    };
    for more in [&[][..], &["--partition", "2/3"]] {
        assert!(!run(more).contains("finished already"));
        let before = folder.files("out");
        assert!(run(more).starts_with("finished already: out/"), "{more:?}");
        assert_eq!(folder.files("out"), before);
    }
    folder.put("_sweep.toml", &SWEEP.replace("steps = 5", "steps = 6"));
    assert!(run(&[]).starts_with("24 variants"));
    // The base too is part of the plan.
    folder.put("a.toml", &minimal("one", "").replace("price             = 30 ", "price = 31 "));
    assert!(run(&[]).starts_with("24 variants"));
}

#[test]
fn foreign_missing_and_contradicting_parts_are_refused() {
    let folder = folder();
    let part = |sweep: &str, out: &str, part: &str| {
        folder.tenure(&["sweep", sweep, "-o", out, "--partition", part]).with(0);
    };
    part("_sweep.toml", "one", "1/2");
    let missing = folder.tenure(&["merge", "one", "-o", "m.csv"]).with(7);
    assert!(missing.err.contains("of 20 variants are missing: "), "{}", missing.err);
    // The same rows twice, in other parts even, are no contradiction.
    part("_sweep.toml", "one", "2/2");
    part("_sweep.toml", "two", "3/3");
    folder.tenure(&["merge", "one", "two", "one", "-o", "m.csv"]).with(0);
    folder.put("_other.toml", &SWEEP.replace("steps = 5", "steps = 4"));
    part("_other.toml", "other", "1/2");
    let foreign = folder.tenure(&["merge", "one", "other", "-o", "n.csv"]).with(7);
    assert!(foreign.err.contains("of another sweep"), "{}", foreign.err);
    let absent = folder.tenure(&["merge", "absent", "-o", "n.csv"]).with(2);
    assert!(absent.err.contains("absent"), "{}", absent.err);
    folder.put("empty/x.txt", "");
    folder.tenure(&["merge", "empty", "-o", "n.csv"]).with(7);
    assert!(!folder.has("n.csv"));
}

/// What an engine does: lines of the plan through `pipe` in any order, and the rows merged by the plan.
#[test]
fn rows_of_an_engine_are_merged_by_the_plan() {
    let folder = folder();
    folder.tenure(&["sweep", "_sweep.toml", "-o", "whole", "-q"]).with(0);
    folder.tenure(&["sweep", "plan", "_sweep.toml", "-o", "plan.ndjson"]).with(0);
    let plan = folder.text("plan.ndjson");
    assert_eq!(plan, folder.tenure(&["sweep", "plan", "_sweep.toml"]).with(0).out);
    let mut lines: Vec<&str> = plan.lines().collect();
    lines.reverse();
    for (place, some) in lines.chunks(7).enumerate() {
        folder.put("some.ndjson", &some.join("\n"));
        let asked = ["pipe", "a.toml", "some.ndjson", "--metrics", "npv,incremental_npv,clv"];
        folder.put(&format!("rows/{place}.ndjson"), &folder.tenure(&asked).with(0).out);
    }
    let merge = ["merge", "rows", "--plan", "plan.ndjson", "-o", "merged.csv"];
    folder.tenure(&merge).with(0);
    assert_eq!(folder.text("merged.csv"), folder.text("whole/results.csv"));
    folder.tenure(&["merge", "rows", "--plan", "plan.ndjson", "-o", "m.ndjson"]).with(0);
    assert_eq!(folder.text("m.ndjson"), folder.text("whole/results.ndjson"));
    folder.tenure(&["merge", "rows", "-o", "m.csv"]).with(7);
    // One row of a variant changed in a second file of it.
    let first = folder.text("rows/1.ndjson");
    folder.put(
        "rows/2.ndjson",
        &(first.replace("\"npv\":1", "\"npv\":2") + &folder.text("rows/2.ndjson")),
    );
    let apart = folder.tenure(&merge).with(7);
    assert!(apart.err.contains("comes to other figures in `rows/1.ndjson`"), "{}", apart.err);
}

#[test]
fn a_cache_answers_only_what_it_was_asked() {
    let folder = folder();
    let run = |out: &str, cache: &[&str]| {
        folder.tenure(&[&["sweep", "_sweep.toml", "-q", "-o", out], cache].concat()).with(0);
        folder.text(&format!("{out}/results.ndjson"))
    };
    let cache = ["--cache", "known"];
    let own = run("one", &cache);
    assert_eq!(own, run("two", &[]));
    // Poisoned, it is believed: so it was asked.
    for (path, bytes) in folder.files("known") {
        let text = String::from_utf8(bytes).unwrap().replace("\"npv\":", "\"npv\":1");
        fs::write(path, text).unwrap();
    }
    assert_ne!(own, run("three", &cache));
    let changes: [(&str, String); 4] = [
        ("a.toml", minimal("one", "# other bytes\n")),
        ("_sweep.toml", SWEEP.replace("metrics = [", "draws = 3\nmetrics = [")),
        ("_sweep.toml", SWEEP.replace("\"clv\"]", "\"irr\"]")),
        (
            "_sweep.toml",
            SWEEP
                .replace("from = 3", "from = 3.01")
                .replace("values = [", "values = [21, ")
                .replace("to = 5", "to = 4.99"),
        ),
    ];
    for (place, (name, text)) in changes.iter().enumerate() {
        folder.put(name, text);
        let [cached, plain] = [format!("c{place}"), format!("p{place}")];
        assert_eq!(run(&cached, &cache), run(&plain, &[]), "{place}");
    }
}

#[test]
fn wrong_sweeps_are_told_at_their_lines() {
    let folder = folder();
    folder.put("rows.csv", "id,churn.beta\na,3\nb,4\n");
    let refused = |sweep: &str, words: &str| {
        folder.put("_s.toml", sweep);
        let ended = folder.tenure(&["sweep", "_s.toml", "-o", "out"]).with(2);
        assert!(ended.err.contains(words), "{words}: {}", ended.err);
    };
    let line = SWEEP.lines().position(|line| line.contains("churn.beta")).unwrap() + 1;
    refused(&SWEEP.replace("churn.beta", "churn.bta"), &format!("_s.toml:{line}:"));
    refused(&SWEEP.replace("churn.beta", "churn.bta"), "did you mean `beta`");
    refused(&SWEEP.replace("steps = 5", "steps = 900_000_000"), "must lie between 1 and 1000000");
    let many = SWEEP.replace("steps = 5", "steps = 1_000_000").replace("[20, ", "[1, 2, 20, ");
    refused(&many, "these are 6,000,000 variants");
    refused(&SWEEP.replace("[20, ", "[\"20%\", "), "_s.toml:11:");
    refused(&SWEEP.replace("from = 3", "from = \"3%\""), "nothing lies evenly between");
    refused(&SWEEP.replace("\"clv\"", "\"clw\""), "no metric of strategies");
    refused(&SWEEP.replace("a.toml", "../a.toml"), "does not exist");
    refused(&SWEEP.replace("a.toml", "/a.toml"), "not the name of a file");
    refused(&SWEEP.replace("a.toml", "b.toml"), "does not exist");
    refused(&SWEEP.replace("[[axes]]", "[[axis]]"), "did you mean `axes`");
    refused(&SWEEP.replace("segments.all.price", "churn.beta"), "varies twice");
    refused("base = \"a.toml\"\n", "`axes` is missing");
    refused("base = \"a.toml\"\ndesign = \"csv\"\n", "`file` is missing");
    refused("base = \"a.toml\"\ndesign = \"csv\"\nfile = \"no.csv\"\n", "does not exist");
    refused(
        "base = \"a.toml\"\ndesign = \"latin\"\n[[axes]]\npath = \"churn.beta\"\nvalues = [3]",
        "`points` is missing",
    );
    refused("base = 3", "the name of a scenario is needed");
    refused("[model]\n", "is missing in the scenario");
    refused(
        &SWEEP.replace("[\"npv\", \"incremental_npv\", \"clv\"]", "[]"),
        "nothing is asked for",
    );
    folder.put("bad.csv", "churn.bta\n3\n");
    refused("base = \"a.toml\"\ndesign = \"csv\"\nfile = \"bad.csv\"\n", "`bta` is not known");
    assert!(!folder.has("out"));
    folder.put("_s.toml", "base = \"a.toml\"\ndesign = \"csv\"\nfile = \"rows.csv\"\n");
    folder.tenure(&["sweep", "_s.toml", "-o", "out", "-q"]).with(0);
    let table = folder.text("out/results.csv");
    assert!(
        table.starts_with(
            "index,churn.beta,id,strategy,exit,npv,incremental_npv,code,error,key\n0,3,a,"
        ),
        "{table}"
    );
    let latin = SWEEP.replace("metrics", "design = \"latin\"\npoints = 40\nmetrics");
    folder.put("_s.toml", &latin);
    folder.tenure(&["sweep", "_s.toml", "-o", "latin", "-q"]).with(0);
    let table = folder.text("latin/results.csv");
    let column = |at: usize| -> Vec<String> {
        let cells = table.lines().skip(1).step_by(2);
        cells.map(|line| line.split(',').nth(at).unwrap().to_owned()).collect()
    };
    // Every fortieth of the way once; of four values each ten times.
    let mut betas: Vec<f64> = column(1).iter().map(|cell| cell.parse().unwrap()).collect();
    betas.sort_by(f64::total_cmp);
    let even =
        |(place, beta): (usize, &f64)| (beta - 3.0 - (place as f64 + 0.5) / 20.0).abs() < 1e-9;
    assert!(betas.len() == 40 && betas.iter().enumerate().all(even), "{betas:?}");
    assert_eq!(column(2).iter().filter(|cell| *cell == "x1.1").count(), 10);
}

#[test]
fn variants_of_a_scenario_are_reported_and_swept() {
    let varied = minimal("one", "[variants]\ndesign = \"csv\"\nfile = \"regions.csv\"\n");
    let regions = "id,segments.all.price,churn.alpha\nnorth,25,0.5\nsouth,35,x1.1\n";
    let folder = Folder::new(&[("a.toml", &varied), ("regions.csv", regions)]);
    let base = folder.tenure(&["run", "a.toml", "--format", "json"]).with(0);
    assert!(
        base.err.contains("a.toml: this is the base; --variants reports its 2 variants"),
        "{}",
        base.err
    );
    let ran = folder.tenure(&["run", "a.toml", "--variants", "--format", "json,html"]).with(0);
    assert!(ran.err.is_empty(), "{}", ran.err);
    folder.tenure(&["sweep", "a.toml", "-q", "-o", "swept"]).with(0);
    let table = folder.text("swept/results.csv");
    for (name, price) in [("north", "25"), ("south", "35")] {
        let found = folder.text(&format!("reports/one/{name}/findings.json"));
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        let npv = found["strategies"][0]["metrics"]["npv"]["expected"].to_string();
        let row = table.lines().find(|line| line.contains(&format!("{name},{price},base")));
        assert!(row.unwrap().contains(&npv), "{table}");
        assert!(folder.has(&format!("reports/one/{name}/report.html")));
        assert!(
            folder.text("reports/index.html").contains(&format!("one&#x2f;{name}/report.html"))
        );
    }
    folder.put("regions.csv", "id,churn.alpha\nNorth,0.5\n");
    let wrong = folder.tenure(&["run", "a.toml", "--variants"]).with(2);
    assert!(wrong.err.contains("\"North\" names no folder"), "{}", wrong.err);
    // A wrong path is told by `check` too.
    let wrong = minimal("one", "[[variants.axes]]\npath = \"churn.bta\"\nvalues = [3]\n");
    folder.put("b.toml", &wrong);
    let ended = folder.tenure(&["check", "b.toml"]).with(2);
    let line = wrong.lines().position(|line| line.contains("churn.bta")).unwrap() + 1;
    assert!(ended.err.contains(&format!("b.toml:{line}:")), "{}", ended.err);
}
