//! What scripts rely on: exit codes, what goes to stdout and to stderr, and files that appear whole
//! or not at all.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const MINIMAL: &str = include_str!("../templates/init/minimal.toml");

/// A check that no scenario fails, one that all fail, and one that nobody can decide because no
/// opening customer has a tenure.
const PASSING: &str = r#"
[[checks]]
id = "holds"
metric = "npv"
strategy = "baseline"
must = ">= -1e12"
severity = "error"
"#;
const FAILING: &str = r#"
[[checks]]
id = "cannot-hold"
metric = "npv"
strategy = "baseline"
must = "<= -1e12"
severity = "error"
"#;
const UNCERTAIN: &str = r#"
[[checks]]
id = "undecided"
metric = "opening_base_value_constant_churn"
strategy = "baseline"
must = ">= 0"
severity = "error"
"#;

/// A folder with scenarios, in which commands run.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| folder.put(name, text));
        folder
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenure"));
        command.args(arguments).current_dir(self.0.path());
        command.env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
        command
    }

    fn tenure(&self, arguments: &[&str]) -> Ended {
        Ended::from(self.command(arguments).output().unwrap())
    }

    /// Every file below the folder, with its bytes.
    fn files(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = vec![];
        walk(&self.path(below), &mut files);
        files.sort();
        files
    }
}

fn walk(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

/// How a command ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    #[track_caller]
    fn with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }
}

fn minimal(id: &str, more: &str) -> String {
    MINIMAL.replace("id       = \"minimal\"", &format!("id = \"{id}\"")) + more
}

#[test]
fn a_run_writes_reports_and_a_summary() {
    let folder = Folder::new(&[("a.toml", &minimal("one", PASSING))]);
    let ended = folder.tenure(&["run", "a.toml"]).with(0);
    assert!(ended.out.starts_with("scenario"), "{}", ended.out);
    assert!(ended.out.contains("one ") && ended.out.contains("1 passed"), "{}", ended.out);
    assert_eq!(ended.err, "");
    for file in ["one/report.html", "one/findings.json", "index.html"] {
        assert!(folder.has(&format!("reports/{file}")), "{file}");
    }
    assert_eq!(folder.files("reports").len(), 3);
}

#[test]
fn formats_decide_which_files_there_are() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml", "-o", "x/y", "--format", "csv,md,json"]).with(0);
    let files = folder.files("x");
    let names: Vec<_> = files.iter().map(|(name, _)| name.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["findings.json", "report.md", "series.csv"]);
}

#[test]
fn quiet_says_nothing_and_verbose_says_more() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    let quiet = folder.tenure(&["run", "-q", "a.toml"]).with(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    let verbose = folder.tenure(&["run", "-v", "a.toml"]).with(0);
    assert!(verbose.err.contains("read a.toml"), "{}", verbose.err);
    assert!(verbose.err.contains("wrote reports/one/findings.json"), "{}", verbose.err);
}

#[test]
fn findings_alone_go_to_stdout() {
    let folder =
        Folder::new(&[("a.toml", &minimal("one", PASSING)), ("b.toml", &minimal("two", ""))]);
    let ended = folder.tenure(&["run", "a.toml", "--format", "json", "-o", "-"]).with(0);
    let findings: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(findings["scenario"]["id"], "one");
    assert!(ended.out.ends_with("}\n"));
    assert_eq!(ended.err, "");
    assert!(!folder.has("reports") && !folder.has("-"));

    folder.tenure(&["run", "a.toml", "--format", "json"]).with(0);
    assert_eq!(folder.text("reports/one/findings.json"), ended.out);

    let several = folder.tenure(&["run", ".", "--format", "json", "-o", "-"]).with(2);
    assert!(several.out.is_empty() && several.err.contains("one scenario"), "{several:?}");
    folder.tenure(&["run", "a.toml", "-o", "-"]).with(2);
}

#[test]
fn bad_usage_ends_with_2() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    for (arguments, word) in [
        (vec!["run"], "PATH"),
        (vec!["walk"], "walk"),
        (vec!["run", "gone.toml"], "gone.toml"),
        (vec!["run", "*.tml"], "matches no scenario"),
        (vec!["run", "a.toml", "--format", "pdf"], "html, json, csv and md"),
        (vec!["run", "a.toml", "--format", "xlsx"], "later"),
        (vec!["run", "a.toml", "--format", "json,junit"], "later"),
        (vec!["run", "a.toml", "--baseline", "x.json"], "later"),
        (vec!["run", "a.toml", "--threads", "0"], "1 or more"),
        (vec!["run", "a.toml", "--date", "2026-02-30"], "no such day"),
        (vec!["run", "a.toml", "--set", "churn.beta"], "a path and a value"),
        (vec!["check", "a.toml", "--message-format", "sarif"], "later"),
        (vec!["explain", "incremental_nvp"], "did you mean `incremental_npv`"),
        (vec!["init", "--template", "pizza"], "save-desk"),
        (vec!["man", "walk"], "walk"),
        (vec!["compare", "a", "b"], "later"),
        (vec!["optimise", "a.toml"], "later"),
        (vec!["optimize", "a.toml"], "later"),
        (vec!["fit", "x.csv", "--model", "sbg"], "later"),
        (vec!["diff", "a", "b"], "later"),
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

#[test]
fn values_can_be_replaced_for_a_run() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    let findings = |more: &[&str]| {
        let mut arguments = vec!["run", "a.toml", "--format", "json", "-o", "-"];
        arguments.extend(more);
        let ended = folder.tenure(&arguments).with(0);
        serde_json::from_str::<serde_json::Value>(&ended.out).unwrap()
    };
    let plain = findings(&[]);
    let set = findings(&["--set", "segments.all.price=31", "--set", "channels.ads.customers=900"]);
    let npv = "/strategies/0/metrics/npv/expected";
    assert_ne!(plain.pointer(npv), set.pointer(npv));
    let chance = findings(&["--seed", "7", "--draws", "16"]);
    assert_eq!(chance["scenario"]["seed"], 7);
    assert_eq!(chance["scenario"]["draws"], 16);
    let wrong = folder.tenure(&["run", "a.toml", "--set", "segments.all.prise=31"]).with(2);
    assert!(wrong.err.contains("segments.all.prise"), "{}", wrong.err);
}

#[test]
fn the_same_input_gives_the_same_bytes_at_any_number_of_threads() {
    let ranged = "customers         = 1000";
    let with_range = "customers = { base = 1000, low = 900, high = 1100 }";
    let scenario =
        |id: &str| minimal(id, "\n[uncertainty]\ndraws = 64\n").replace(ranged, with_range);
    let folder = Folder::new(&[("a.toml", &scenario("one")), ("b.toml", &scenario("two"))]);
    let formats = "html,json,csv,md";
    let run = |threads: &str| {
        let ended = folder
            .tenure(&["run", ".", "--threads", threads, "-o", "out", "--format", formats])
            .with(0);
        (ended.out, folder.files("out"))
    };
    let one = run("1");
    assert_eq!(one.1.len(), 9);
    assert!(run("2") == one);
    assert!(run("7") == one);
}

#[test]
fn findings_hold_no_clock_host_or_path() {
    let folder = Folder::new(&[("deep/a.toml", &minimal("one", ""))]);
    let absolute = folder.path("deep/a.toml").display().to_string();
    let arguments = ["run", &absolute, "--format", "json", "-o", "-"];
    let there = folder.tenure(&arguments).with(0).out;
    let here = folder.tenure(&["run", "deep", "--format", "json", "-o", "-"]).with(0).out;
    assert_eq!(there, here);
    assert!(!there.contains("deep") && !there.contains(folder.0.path().to_str().unwrap()));
    let host = fs::read_to_string("/etc/hostname").unwrap_or_default();
    assert!(host.trim().is_empty() || !there.contains(&format!("\"{}", host.trim())));
}

#[test]
fn the_date_is_asked_for_and_never_the_clock() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    let report = |arguments: &[&str], epoch: Option<&str>| {
        let mut all = vec!["run", "a.toml"];
        all.extend(arguments);
        let mut command = folder.command(&all);
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        Ended::from(command.output().unwrap()).with(0);
        folder.text("reports/one/report.html")
    };
    let none = report(&[], None);
    let by_option = report(&["--date", "2031-05-17"], None);
    assert_ne!(none, by_option);
    // Noon of that day.
    assert_eq!(report(&[], Some("1936785600")), by_option);
    assert_eq!(report(&["--date", "2031-05-17"], Some("0")), by_option);
    let mut wrong = folder.command(&["run", "a.toml"]);
    Ended::from(wrong.env("SOURCE_DATE_EPOCH", "soon").output().unwrap()).with(2);
}

#[test]
fn check_reads_and_writes_nothing() {
    let folder = Folder::new(&[("a.toml", &minimal("one", FAILING)), ("b.toml", "[")]);
    let ended = folder.tenure(&["check", "a.toml"]).with(0);
    assert_eq!((ended.out.as_str(), ended.err.as_str()), ("a.toml: ok\n", ""));
    let ended = folder.tenure(&["check", "."]).with(2);
    assert!(ended.out.contains("b.toml: has errors"), "{}", ended.out);
    assert!(ended.err.contains("b.toml"), "{}", ended.err);
    assert_eq!(folder.files(".").len(), 2);
}

#[test]
fn every_template_is_written_once_and_is_a_valid_scenario() {
    let folder = Folder::new(&[]);
    for template in ["minimal", "subscription", "save-desk", "loyalty-points", "win-back"] {
        let ended = folder.tenure(&["init", "new", "--template", template]).with(0);
        let file = format!("new/{template}.toml");
        assert!(ended.out.contains(&file) && folder.has(&file), "{}", ended.out);
    }
    let checked = folder.tenure(&["check", "--strict", "new"]).with(0);
    assert_eq!((checked.out.lines().count(), checked.err.as_str()), (5, ""));

    folder.put("new/minimal.toml", "mine");
    let again = folder.tenure(&["init", "new"]).with(6);
    assert!(again.err.contains("new/minimal.toml"), "{}", again.err);
    assert_eq!(folder.text("new/minimal.toml"), "mine");
    folder.tenure(&["init"]).with(0);
    assert!(folder.has("minimal.toml"));
}

#[test]
fn topics_are_explained() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    let explain = |topic: &str| folder.tenure(&["explain", topic]).with(0).out;
    let codes = explain("exit-codes");
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "130"] {
        assert!(codes.lines().any(|line| line.split(' ').next() == Some(code)), "{codes}");
    }
    assert!(explain("incremental_npv").contains("npv of `against`"));
    assert!(explain("e010").contains("unknown key"));
    assert!(explain("check-uncertain").contains("warning"));

    folder.tenure(&["run", "a.toml"]).with(0);
    let findings = ["--in", "reports/one/findings.json"];
    let with = |topic: &str| folder.tenure(&["explain", topic, findings[0], findings[1]]);
    let text = with("npv").with(0).out;
    for strategy in ["baseline", "keep-more"] {
        assert!(
            text.lines().any(|line| line.starts_with("npv") && line.contains(strategy)),
            "{text}"
        );
    }
    with("exit-codes").with(2);
    folder.tenure(&["explain", "npv", "--in", "a.toml"]).with(2);
    folder.tenure(&["explain", "npv", "--in", "gone.json"]).with(2);
}

#[test]
fn shells_and_manual_readers_are_served() {
    let folder = Folder::new(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(folder.tenure(&["completions", shell]).with(0).out.contains("tenure"));
    }
    assert!(folder.tenure(&["man"]).with(0).out.contains(".TH"));
    assert!(folder.tenure(&["man", "run"]).with(0).out.contains("strict"));
    assert!(folder.tenure(&["--version"]).with(0).out.starts_with("tenure "));
    let schema = folder.tenure(&["schema"]).with(0).out;
    serde_json::from_str::<serde_json::Value>(&schema).unwrap();
}
