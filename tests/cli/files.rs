//! Files, signals and limits of the machine: the old set or the new one, no litter, a code that says what happened.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{Ended, Folder, minimal};

/// A scenario with more draws than can be done before a signal comes.
fn slow(id: &str) -> String {
    let ranged = "customers = { base = 1000, low = 900, high = 1100 }";
    minimal(id, "").replace("customers         = 1000", ranged)
}

/// Runs a line of a shell in the folder, with the program as `$tenure`.
fn shell(folder: &Folder, line: &str) -> Ended {
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .current_dir(folder.path(""))
        .env("tenure", env!("CARGO_BIN_EXE_tenure"));
    command.env_remove("SOURCE_DATE_EPOCH");
    Ended::from(command.output().unwrap())
}

fn signal(process: u32, name: &str) {
    let sent =
        Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Names of the folder that do not belong to a report.
fn litter(folder: &Path) -> Vec<String> {
    let mut names = vec![];
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(litter(&path));
        } else if path.file_name().unwrap().to_str().unwrap().starts_with('.') {
            names.push(path.display().to_string());
        }
    }
    names
}

#[test]
fn signals_end_a_run_with_their_code_and_leave_the_previous_report() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml"]).with(0);
    let before = folder.files("reports");
    folder.put("a.toml", &slow("one"));
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut command = folder.command(&["run", "a.toml", "--draws", "1000000"]);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(200));
        signal(child.id(), name);
        assert_eq!(child.wait().unwrap().code(), Some(code), "{name}");
        assert!(folder.files("reports") == before, "{name}");
    }
}

/// What is ignored from outside stays ignored: `nohup` is meant.
#[cfg(target_os = "linux")]
#[test]
fn an_ignored_signal_stays_ignored() {
    let folder = Folder::new(&[("a.toml", &slow("one"))]);
    let line =
        "trap '' HUP; $tenure run a.toml --draws 20000 --quiet & sleep 0.2; kill -HUP $!; wait $!";
    shell(&folder, line).with(0);
}

/// Signals while files are written: wherever they come, all files of the scenario are of one run.
#[test]
fn at_every_moment_the_set_is_the_old_or_the_new_one() {
    let folder = Folder::new(&[]);
    let text = |round: usize| {
        minimal("one", "").replace("lower churn", &format!("churn of round {round:03}"))
    };
    folder.put("a.toml", &text(0));
    let arguments = ["run", "a.toml", "--draws", "0", "--format", "html,json,csv,md,junit"];
    folder.tenure(&arguments).with(0);
    let mut ended_early = 0;
    for round in 1..60 {
        folder.put("a.toml", &text(round));
        let mut child = folder.command(&arguments).stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(500 * round as u64));
        let name = if round % 2 == 0 { "TERM" } else { "HUP" };
        let _ = Command::new("kill")
            .args([&format!("-{name}"), &child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        let code = child.wait().unwrap().code();
        // Before the handler stands the system ends it; nothing is begun then.
        assert!(matches!(code, Some(0 | 143 | 129) | None), "{code:?}");
        ended_early += usize::from(code != Some(0));
        assert_eq!(litter(&folder.path("reports")), [""; 0], "round {round}");
        let rounds: Vec<String> = ["report.html", "findings.json", "report.md"]
            .iter()
            .map(|name| {
                let text = folder.text(&format!("reports/one/{name}"));
                let at = text.find("churn of round ").unwrap();
                text[at..at + 18].to_owned()
            })
            .collect();
        assert!(rounds.iter().all(|one| *one == rounds[0]), "round {round}: {rounds:?}");
        // The index tells of this set, or there is none.
        if folder.has("reports/index.html") {
            let index = folder.text("reports/index.html");
            assert!(index.contains(&rounds[0]), "round {round}: {} {index}", rounds[0]);
        }
    }
    assert!(ended_early > 0);
}

#[test]
fn what_a_killed_run_left_goes_with_the_next() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml"]).with(0);
    let ours = [
        "reports/one/.tenure-new-report.html.Ab12Cd",
        "reports/one/.tenure-previous-findings.json.Ab12Cd",
        "reports/.tenure-new-index.html.Ab12Cd",
    ];
    ours.iter().for_each(|name| folder.put(name, "half"));
    folder.put("reports/one/.report.html.backup", "of somebody");
    folder.tenure(&["run", "a.toml"]).with(0);
    assert!(ours.iter().all(|name| !folder.has(name)));
    assert!(folder.has("reports/one/.report.html.backup"));
}

/// Whoever ends between a set and the index leaves no index of the former set.
#[test]
fn an_index_never_tells_of_figures_that_are_gone() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    folder.tenure(&["run", "a.toml", "--draws", "0"]).with(0);
    assert!(folder.has("reports/index.html"));
    // The second scenario takes too long for this run to come to its index.
    folder.put("b.toml", &(slow("two") + "\n[uncertainty]\ndraws = 1000000\n"));
    let renamed = minimal("one", "").replace("lower churn", "smaller churn");
    folder.put("a.toml", &renamed);
    let arguments = ["run", "a.toml", "b.toml", "--threads", "2"];
    let mut child = folder.command(&arguments).stdout(Stdio::null()).spawn().unwrap();
    let done = || folder.text("reports/one/report.html").contains("smaller churn");
    for _ in 0..600 {
        if done() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    signal(child.id(), "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(done() && !folder.has("reports/index.html"));
    assert_eq!(litter(&folder.path("reports")), [""; 0]);
}

#[test]
fn what_a_killed_init_left_goes_with_the_next() {
    let folder = Folder::new(&[("new/.tenure-new-minimal.toml.Ab12Cd", "half"), ("new/.x", "")]);
    folder.tenure(&["init", "new"]).with(0);
    assert!(!folder.has("new/.tenure-new-minimal.toml.Ab12Cd") && folder.has("new/.x"));
    // In the folder of a run another may not sweep.
    let held = fs::File::open(folder.path("new")).unwrap();
    held.lock().unwrap();
    folder.tenure(&["init", "new", "--template", "save-desk"]).with(6);
}

#[test]
fn a_folder_belongs_to_one_run_at_a_time() {
    let folder = Folder::new(&[("a.toml", &slow("one")), ("b.toml", &minimal("two", ""))]);
    let mut command = folder.command(&["run", "a.toml", "--draws", "1000000", "-o", "new/out"]);
    let mut first = command.stdout(Stdio::null()).spawn().unwrap();
    thread::sleep(Duration::from_millis(200));
    for arguments in [
        &["run", "b.toml", "-o", "new/out"][..],
        &["compare", "b.toml", "b.toml", "-o", "new/out"],
        &["optimise", "b.toml", "-o", "new/out"],
    ] {
        let ended = folder.tenure(arguments).with(6);
        assert!(
            ended.err.contains("another run") && ended.err.contains("new/out"),
            "{}",
            ended.err
        );
    }
    folder.tenure(&["run", "b.toml", "-o", "other"]).with(0);
    // The lock goes with who holds it.
    signal(first.id(), "KILL");
    first.wait().unwrap();
    folder.tenure(&["run", "b.toml", "-o", "new/out"]).with(0);
    assert_eq!(litter(&folder.path("new")), [""; 0]);
}

/// Only files are read, and only up to a size.
#[test]
fn devices_pipes_and_folders_are_no_input() {
    let folder = Folder::new(&[("a.toml", &minimal("one", "")), ("folder.json/x", "")]);
    assert!(Command::new("mkfifo").arg(folder.path("pipe.json")).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", folder.path("zero.json")).unwrap();
    let large = fs::File::create(folder.path("large.json")).unwrap();
    large.set_len(128_000_001).unwrap();
    for file in ["pipe.json", "zero.json", "folder.json", "large.json"] {
        let word = if file == "large.json" { "larger than 128 MB" } else { "it is no file" };
        let word = if file == "folder.json" { "" } else { word };
        for arguments in [
            &["explain", "npv", "--in", file][..],
            &["run", "a.toml", "--baseline", file],
            &["compare", "a.toml", file],
            &["diff", file, "a.toml"],
            &["diff", "a.toml", file],
        ] {
            let line = format!("timeout 10 $tenure {}", arguments.join(" "));
            let ended = shell(&folder, &line);
            assert!(matches!(ended.code, Some(2 | 4)), "{arguments:?}: {ended:?}");
            assert!(ended.err.contains(word), "{arguments:?}: {}", ended.err);
        }
    }
    for file in ["pipe.json", "zero.json", "large.json"] {
        for arguments in [&["check", file][..], &["fit", file], &["show", file]] {
            let line = format!("timeout 10 $tenure {}", arguments.join(" "));
            shell(&folder, &line).with(2);
        }
    }
}

#[test]
fn stdout_that_is_closed_or_full_ends_with_6() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    for line in [
        "$tenure run a.toml --draws 0 --format json -o - >&-",
        "$tenure run a.toml --draws 0 --format json -o - >/dev/full",
        "$tenure optimise a.toml --format json -o - >&-",
        "$tenure check a.toml >/dev/full",
        "$tenure --help >/dev/full",
        "$tenure run --help >/dev/full",
        "$tenure --version >/dev/full",
        "$tenure man >/dev/full",
        "$tenure schema >/dev/full",
        "$tenure explain npv >/dev/full",
    ] {
        if Path::new("/dev/full").exists() || !line.contains("full") {
            let ended = shell(&folder, line).with(6);
            assert!(ended.err.contains("stdout"), "{line}: {}", ended.err);
        }
    }
    shell(&folder, "$tenure run a.toml --draws 0 --format json -o - >/dev/null").with(0);
    shell(&folder, "$tenure --help >/dev/null").with(0);
    // Where results go to files, or are words, the null device is meant, however it was opened.
    shell(&folder, "$tenure check a.toml 1<>/dev/null").with(0);
    shell(&folder, "$tenure run a.toml --draws 0 1<>/dev/null").with(0);
    shell(&folder, "$tenure check a.toml --quiet >&-").with(0);
}

/// The limit of a shell on the size of files is an error of writing: no signal ends the program, nothing is left.
#[test]
fn a_file_over_the_limit_ends_with_6() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    let ended = shell(&folder, "ulimit -f 8; $tenure run a.toml --draws 0").with(6);
    assert!(ended.err.contains("report.html"), "{}", ended.err);
    assert_eq!(litter(&folder.path("reports")), [""; 0]);
    assert!(!folder.has("reports/one/report.html"));
}

/// Where the system gives no more threads, the work is done with those that there are, and is the same.
#[test]
fn too_few_threads_are_enough() {
    let folder = Folder::new(&[("a.toml", &slow("one"))]);
    folder.tenure(&["run", "a.toml", "--draws", "50", "-o", "many"]).with(0);
    // A limit on memory that leaves room for the program, but not for the stacks of 512 threads.
    let line = "ulimit -v 1500000; $tenure run a.toml --draws 50 -o few --threads 512";
    shell(&folder, line).with(0);
    assert_eq!(folder.text("many/one/findings.json"), folder.text("few/one/findings.json"));
}

/// The file that a link leads to has its own name in findings, and no path of the machine.
#[test]
fn findings_hold_no_path_of_the_machine() {
    let folder = Folder::new(&[("far/real.toml", &minimal("one", "")), ("in/x", "")]);
    std::os::unix::fs::symlink(folder.path("far/real.toml"), folder.path("in/link.toml")).unwrap();
    folder.tenure(&["run", "in/link.toml", "--draws", "0"]).with(0);
    let findings = folder.text("reports/one/findings.json");
    let here = folder.path("").display().to_string();
    assert!(!findings.contains(here.trim_end_matches('/')), "{findings}");
    assert!(findings.contains("real.toml"));
}
