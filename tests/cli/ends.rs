//! How commands end: codes, messages, and what is left on the disk.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use super::{FAILING, Folder, PASSING, UNCERTAIN, minimal};

#[test]
fn bad_usage_ends_with_2() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    for (arguments, word) in [
        (vec!["run"], "PATH"),
        (vec!["walk"], "walk"),
        (vec!["run", "gone.toml"], "gone.toml"),
        (vec!["run", "*.tml"], "matches no scenario"),
        (vec!["run", "a.toml", "--format", "pdf"], "formats are html, json, csv, md, junit, brief"),
        (vec!["run", "a.toml", "--format", "xlsx"], "formats are html, json"),
        (vec!["run", "a.toml", "--threads", "0"], "1 to 512"),
        (vec!["run", "a.toml", "--date", "2026-02-30"], "no such day"),
        (vec!["run", "a.toml", "--set", "churn.beta"], "a path and a value"),
        (
            vec!["check", "a.toml", "--message-format", "sarif"],
            "message formats are human, json, github",
        ),
        (vec!["explain", "incremental_nvp"], "did you mean `incremental_npv`"),
        (vec!["explain", "save_desk"], "topic; did you mean `save-desk`?"),
        (vec!["init", "--template", "pizza"], "save-desk"),
        (vec!["man", "walk"], "walk"),
        (vec!["compare", "a.toml"], "2 values required"),
        (vec!["compare", "a.toml", "gone.toml"], "gone.toml"),
        (vec!["optimise", "gone.toml"], "gone.toml"),
        (vec!["optimise", "a.toml", "--strategy", "nobody"], "nobody"),
        (vec!["optimize", "a.toml", "--budget", "much"], "250_000_000"),
        (vec!["fit"], "DATA.csv"),
        (vec!["fit", "gone.csv"], "gone.csv"),
        (vec!["fit", "x.csv", "--model", "sbg"], "beta-geometric"),
        (vec!["fit", "x.csv", "--until", "0"], "1..=1200"),
        (vec!["fit", "x.csv", "--period", "week"], "quarter"),
        (vec!["fit", "x.csv", "--estimator", "least-squares"], "--model"),
        (vec!["diff", "gone.toml", "a.toml"], "gone.toml"),
    ] {
        let ended = folder.tenure(&arguments).with(2);
        assert!(ended.err.contains(word), "{arguments:?}: {}", ended.err);
        assert_eq!(ended.out, "", "{arguments:?}");
    }
    assert!(!folder.has("reports"));
}

#[test]
fn a_broken_file_does_not_stop_the_others() {
    let broken = minimal("broken", "").replace("horizon ", "horizn ");
    let folder = Folder::new(&[
        ("in/a.toml", &broken),
        ("in/b.toml", &minimal("two", "")),
        ("in/c.toml", "this is not TOML"),
        ("in/_base.toml", "[model]"),
    ]);
    let ended = folder.tenure(&["run", "in"]).with(2);
    assert!(ended.err.contains("a.toml") && ended.err.contains("c.toml"), "{}", ended.err);
    assert!(!ended.err.contains("_base.toml"), "{}", ended.err);
    assert!(ended.out.contains("in/a.toml") && ended.out.contains("has errors"), "{}", ended.out);
    assert!(folder.has("reports/two/report.html") && !folder.has("reports/broken"));
    let index = folder.text("reports/index.html");
    assert!(index.contains("a.toml") && index.contains("two"), "{index}");
}

#[test]
fn two_scenarios_with_one_id_are_an_error() {
    let folder = Folder::new(&[
        ("a.toml", &minimal("one", "")),
        ("b.toml", &minimal("one", "")),
        ("c.toml", &minimal("three", "")),
    ]);
    let ended = folder.tenure(&["run", "."]).with(2);
    assert!(ended.err.contains("a.toml") && ended.err.contains("b.toml"), "{}", ended.err);
    assert!(!folder.has("reports/one") && folder.has("reports/three"));
    folder.tenure(&["run", "a.toml", "./a.toml", "c.toml"]).with(0);
}

#[test]
fn checks_decide_the_code() {
    let folder = Folder::new(&[
        ("pass.toml", &minimal("pass", PASSING)),
        ("fail.toml", &minimal("fail", FAILING)),
        ("warn.toml", &minimal("warn", &FAILING.replace("\"error\"", "\"warning\""))),
        ("undecided.toml", &minimal("undecided", UNCERTAIN)),
    ]);
    folder.tenure(&["run", "--strict", "pass.toml"]).with(0);
    let failed = folder.tenure(&["run", "fail.toml"]).with(3);
    assert!(failed.err.contains("error[check-failed]"), "{}", failed.err);
    assert!(failed.err.contains("cannot-hold"), "{}", failed.err);
    assert!(folder.has("reports/fail/report.html"));

    for (file, code) in [("warn", "check-failed"), ("undecided", "check-uncertain")] {
        let file = format!("{file}.toml");
        let relaxed = folder.tenure(&["run", &file]).with(0);
        assert!(relaxed.err.contains(&format!("warning[{code}]")), "{}", relaxed.err);
        folder.tenure(&["run", "--strict", &file]).with(5);
    }
    folder.tenure(&["run", "--strict", "."]).with(3);
    folder.tenure(&["run", "--strict", "fail.toml", "gone.toml"]).with(2);
}

#[test]
fn messages_are_for_people_programs_and_github() {
    let folder = Folder::new(&[("a.toml", &minimal("one", FAILING)), ("b.toml", "[")]);
    let ended = folder.tenure(&["run", ".", "--message-format", "json"]).with(2);
    let codes: Vec<_> = ended
        .err
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["code"].clone())
        .collect();
    assert_eq!((&codes[0], codes.last()), (&"E002".into(), Some(&"check-failed".into())));
    let ended = folder.tenure(&["run", ".", "--message-format", "github"]).with(2);
    assert!(ended.err.lines().all(|line| line.starts_with("::error ")), "{}", ended.err);
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let folder = Folder::new(&[("b.toml", "[")]);
    assert!(!folder.tenure(&["check", "b.toml"]).with(2).err.contains('\x1b'));
    assert!(folder.tenure(&["check", "b.toml", "--color", "always"]).err.contains('\x1b'));
}

#[test]
fn what_cannot_be_written_ends_with_6_and_names_the_path() {
    let folder = Folder::new(&[("a.toml", &minimal("one", "")), ("taken", "a file")]);
    let ended = folder.tenure(&["run", "a.toml", "-o", "taken"]).with(6);
    assert!(ended.err.contains("taken"), "{}", ended.err);
    assert_eq!(folder.text("taken"), "a file");

    let folder = Folder::new(&[
        ("a.toml", &minimal("one", "")),
        ("b.toml", &minimal("two", "")),
        ("reports/one", "a file"),
    ]);
    let ended = folder.tenure(&["run", "a.toml", "b.toml", "gone.toml"]).with(6);
    assert!(ended.err.contains("reports/one"), "{}", ended.err);
    assert!(folder.has("reports/two/report.html"));
}

#[test]
fn a_failed_run_leaves_the_previous_report() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml"]).with(0);
    let before = folder.files("reports");

    folder.put("a.toml", &minimal("one", "").replace("price ", "prise "));
    folder.tenure(&["run", "a.toml"]).with(2);
    assert!(folder.files("reports") == before);

    // Another title changes every file; the last of them cannot be written.
    folder.put("a.toml", &minimal("one", "").replace("lower churn", "smaller churn"));
    fs::create_dir(folder.path("reports/one/series.csv")).unwrap();
    let ended = folder.tenure(&["run", "a.toml", "--format", "html,json,csv"]).with(6);
    assert!(ended.err.contains("series.csv"), "{}", ended.err);
    let after = folder.files("reports");
    let inside = |files: &[(String, Vec<u8>)]| -> Vec<_> {
        files.iter().filter(|(name, _)| name.contains("/one/")).cloned().collect()
    };
    assert!(inside(&after) == inside(&before));
}

#[cfg(unix)]
#[test]
fn stdout_that_is_closed_early_is_no_failure() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    for arguments in [
        vec!["run", "a.toml", "--format", "json", "-o", "-"],
        vec!["run", "a.toml"],
        vec!["schema"],
        vec!["completions", "bash"],
        vec!["--help"],
    ] {
        let mut command = folder.command(&arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_130_and_leaves_the_previous_report() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml"]).with(0);
    let before = folder.files("reports");
    // More draws than can be done before the signal comes.
    let ranged = "customers = { base = 1000, low = 900, high = 1100 }";
    let slow = minimal("one", "").replace("customers         = 1000", ranged);
    folder.put("a.toml", &slow);
    let arguments = ["run", "a.toml", "--draws", "1000000"];
    let mut child = folder.command(&arguments).stdout(Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signal.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(folder.files("reports") == before);
}
