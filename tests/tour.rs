//! The tour of README.md: every command is run as it is printed, in a folder with the shipped scenarios.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Commands of the tour.
const COMMANDS: usize = 16;

/// Copies the shipped scenarios and their data, with few draws: the commands are tried, not the figures.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let few = |line: &str| match line.split_once('=') {
            Some((key, _)) if key.trim() == "draws" => "draws = 4".to_owned(),
            _ => line.to_owned(),
        };
        let lines: Vec<String> = text.lines().map(few).collect();
        fs::write(to, lines.join("\n") + "\n").unwrap();
    }
}

#[test]
fn every_command_of_the_tour_runs_as_it_is_printed() {
    let page = include_str!("../README.md");
    let (_, tour) = page.split_once("\n## Five minutes\n").unwrap();
    let tour = tour.split("\n## ").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("scenarios"), &folder.path().join("scenarios"));
    let mut ran = 0;
    for block in tour.split("```sh\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            let command = line.split('#').next().unwrap();
            let words: Vec<&str> = command.split_whitespace().collect();
            assert_eq!(words[0], "tenure", "{line}");
            let mut command = Command::new(env!("CARGO_BIN_EXE_tenure"));
            let ended = command.args(&words[1..]).current_dir(folder.path()).output().unwrap();
            let said = String::from_utf8_lossy(&ended.stderr);
            // The remark behind a command says how it ends where it does not end well.
            let code = if line.ends_with("code 3") { 3 } else { 0 };
            assert_eq!(ended.status.code(), Some(code), "{line}\n{said}");
            assert!(!ended.stdout.is_empty(), "{line} printed nothing");
            ran += 1;
        }
    }
    assert_eq!(ran, COMMANDS);
    for written in
        ["reports/nordlys-play-2026/report.html", "save-desk.toml", "reports/compare.html"]
    {
        assert!(folder.path().join(written).is_file(), "{written}");
    }
}
