//! Broken files, each with comments that say exactly what the reader must report:
//!
//! ```text
//! # error[E012] LINE:COLUMN message
//! # warning[W002] base/other.toml LINE:COLUMN message
//! ```
//!
//! To write the comments of a new file: `TENURE_BLESS=1 cargo test diagnostics`, and read them.

use std::path::{Path, PathBuf};
use tenure::diag::{Diagnostic, Sources};
use tenure::scenario::read;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn is_expectation(line: &str) -> bool {
    line.starts_with("# error[") || line.starts_with("# warning[")
}

fn as_comment(one: &Diagnostic, sources: &Sources, own: &str) -> String {
    let head = format!("# {}[{}]", one.severity.word(), one.code);
    let Some(span) = one.span else {
        return format!("{head} {}", one.message);
    };
    let begin = sources.position(span).0;
    let name = sources.file(span).map_or("", |file| file.name.as_str());
    let file = if name == own { String::new() } else { format!("{name} ") };
    format!("{head} {file}{}:{} {}", begin.line, begin.column, one.message)
}

fn reported(path: &Path) -> Vec<String> {
    let (found, sources) = match read(path, &[]) {
        Ok((_, warnings, sources)) => (warnings, sources),
        Err((found, sources)) => (found, sources),
    };
    let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    found.iter().map(|one| as_comment(one, &sources, &own)).collect()
}

#[test]
fn every_broken_file_reports_exactly_what_its_comments_say() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("folder of broken files")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 40, "{} files", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a broken file");
        let expected: Vec<String> =
            text.lines().filter(|line| is_expectation(line)).map(str::to_owned).collect();
        let reported = reported(&path);
        if std::env::var_os("TENURE_BLESS").is_some() {
            let body: Vec<&str> = text.lines().filter(|line| !is_expectation(line)).collect();
            let lines = body.into_iter().map(str::to_owned).chain(reported);
            std::fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").expect("write");
        } else if expected != reported {
            wrong.push(format!(
                "{}\n  expected:\n    {}\n  reported:\n    {}",
                path.display(),
                expected.join("\n    "),
                reported.join("\n    ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A message that says only what is wrong leaves its reader to guess what would be right.
#[test]
fn every_error_says_what_to_write_instead() {
    let mut without = Vec::new();
    let mut errors = 0;
    for entry in std::fs::read_dir(folder()).expect("folder of broken files") {
        let path = entry.expect("entry").path();
        let Err((found, sources)) = read(&path, &[]) else { continue };
        let own = path.display().to_string();
        for one in found.iter().filter(|one| one.severity == tenure::diag::Severity::Error) {
            errors += 1;
            if one.help.as_ref().is_none_or(|help| help.trim().is_empty()) {
                without.push(format!("{own}: {}", as_comment(one, &sources, "")));
            }
        }
    }
    assert!(errors > 300, "{errors}");
    assert!(without.is_empty(), "{}", without.join("\n"));
}
