//! `docs/cookbook.md`: every block is checked and run on top of the scenario of the page.

use std::fs;
use std::path::Path;
use std::process::Command;

use tenure::scenario::read;

use crate::toml_1_0::assert_toml_1_0;

/// Answers that the page gives.
const ANSWERS: usize = 20;

const PAGE: &str = include_str!("../docs/cookbook.md");

/// Blocks of a language in a part of the page.
fn blocks<'t>(part: &'t str, language: &str) -> Vec<&'t str> {
    let opened = part.split(&format!("```{language}\n")).skip(1).collect::<Vec<_>>();
    opened.into_iter().map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Copies the data beside the scenario of the page and of its answers.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/data");
    for name in ["cohorts.csv", "log.csv"] {
        fs::copy(shipped.join(name), data.join(name)).unwrap();
    }
    folder
}

fn tenure(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenure"));
    let ended = command.args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}

/// The scenario of the page without the churn that an answer states instead.
fn without_churn(base: &str) -> String {
    base.replace("model = \"constant\"\nrate  = \"4% per month\"\n", "")
}

#[test]
fn every_answer_is_checked_and_runs() {
    let mut parts = PAGE.split("\n## ");
    let base = blocks(parts.next().unwrap(), "toml")[0];
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("base.toml"), base).unwrap();
    fs::write(path("no-churn.toml"), without_churn(base)).unwrap();
    assert_ne!(without_churn(base), base);
    let plain = tenure::findings::find(&read(&path("base.toml"), &[]).ok().unwrap().0);
    let mut answers = 0;
    for part in parts {
        let title = part.lines().next().unwrap();
        let instead = part.contains("instead of `[churn]`");
        let under = if instead { "no-churn.toml" } else { "base.toml" };
        let all = blocks(part, "toml");
        assert_eq!(all.len(), 1, "{title}");
        assert_toml_1_0(title, all[0]);
        answers += 1;
        let name = format!("answer-{answers:02}.toml");
        fs::write(path(&name), format!("extends = \"{under}\"\n{}", all[0])).unwrap();
        let (code, _, messages) = tenure(folder.path(), &["check", "--strict", &name]);
        assert_eq!((code, messages.as_str()), (Some(0), ""), "{title}");
        let (code, _, messages) = tenure(folder.path(), &["run", "--draws", "32", &name]);
        assert_eq!(code, Some(0), "{title}: {messages}");
        // Each says something: it is another scenario than the one below it.
        let (scenario, ..) = read(&path(&name), &[]).ok().unwrap();
        let found = tenure::findings::find(&scenario);
        let told = |found: &tenure::findings::Findings| {
            let mut value = serde_json::to_value(found).unwrap();
            for own in ["id", "title", "input_sha256", "files"] {
                value["scenario"][own].take();
            }
            value.to_string()
        };
        assert_ne!(told(&found), told(&plain), "{title}");
        // A command stands before what it prints.
        for command in blocks(part, "sh") {
            let words: Vec<&str> = command.split_whitespace().skip(1).collect();
            let (code, printed, _) = tenure(folder.path(), &words);
            assert_eq!((code, printed.as_str()), (Some(0), all[0]), "{title}");
        }
    }
    assert_eq!(answers, ANSWERS);
}
