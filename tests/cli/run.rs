//! What a run writes, and what goes to stdout.

use std::fs;

use super::{Ended, Folder, PASSING, minimal};

#[test]
fn a_run_writes_reports_and_a_summary() {
    let folder = Folder::new(&[("a.toml", &minimal("one", PASSING))]);
    let ended = folder.tenure(&["run", "a.toml"]).with(0);
    assert!(ended.out.starts_with("scenario"), "{}", ended.out);
    assert!(ended.out.contains("one ") && ended.out.contains("1 passed"), "{}", ended.out);
    assert_eq!(ended.err, "");
    let all = ["one/report.html", "one/findings.json", "index.html", "summary.csv", "summary.json"];
    for file in all {
        assert!(folder.has(&format!("reports/{file}")), "{file}");
    }
    assert_eq!(folder.files("reports").len(), all.len());
}

#[test]
fn formats_decide_which_files_there_are() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml", "-o", "x/y", "--format", "csv,md,json"]).with(0);
    let files = folder.files("x");
    let names: Vec<_> = files.iter().map(|(name, _)| name.rsplit('/').next().unwrap()).collect();
    let of_all = ["summary.csv", "summary.json", "summary.md"];
    assert_eq!(names, [&["findings.json", "report.md", "series.csv"][..], &of_all].concat());
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
    assert_eq!(one.1.len(), 12);
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

/// One agent serves ten of some hundred callers: more leave than were observed, and a script hears of it.
#[test]
fn churn_that_is_not_the_observed_one_is_a_warning() {
    let text = |accept: &str, agents: u32| {
        let base = minimal("one", "")
            .replacen("opening_customers = 0 ", "opening_customers = 10000 ", 1)
            .replacen("name = \"As today\"", "name = \"As today\"\nprogrammes = [\"desk\"]", 1);
        format!(
            "{base}\n[opening_base]\ntenure = \"new\"\n[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\n\
             accept = \"{accept}\"\ncapacity = {{ agents = {agents}, contacts_per_agent = 10 }}\n\
             offers = [{{ share = \"100%\", discount = \"10%\", lasts = \"3 months\" }}]\n"
        )
    };
    let folder = Folder::new(&[("few.toml", &text("40%", 1)), ("all.toml", &text("1%", 10_000))]);
    let few = folder.tenure(&["run", "few.toml"]).with(0);
    assert!(
        few.err.contains("warning[observed-churn]: one: As today: with its save desk 13.2"),
        "{}",
        few.err
    );
    folder.tenure(&["run", "--strict", "few.toml"]).with(5);
    let all = folder.tenure(&["run", "--strict", "all.toml"]).with(0);
    assert_eq!(all.err, "");
}
