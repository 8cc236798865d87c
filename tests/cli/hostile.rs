//! Text of others acts on no terminal and makes no line: every text of a scenario, of findings and of the arguments,
//! through every printer.

use std::fs;

use serde_json::Value;

use super::{FAILING, Folder, minimal};
use tenure::diag::visible;

/// What each text is made to hold: an escape, marks of direction, a separator of lines, what nobody sees, and lines
/// that a log would take for commands.
const PAYLOAD: &str = "x\u{1b}[2J\u{7}\u{9b}1m\u{7f}\u{202e}\u{2066}\u{200b}\u{2028}\u{ad}\u{e0041}\r\n::error::pwned\n::set-output name=a::b ##[error]c";
/// The same as the beginning of a line.
const AT_ONCE: &str = "::error::pwned";

/// Nothing of either stream acts, and no line begins with a word of the payload.
#[track_caller]
fn harmless(ended: &super::Ended, github: bool) {
    for text in [&ended.out, &ended.err] {
        assert!(!text.contains("##[") || text.contains("[model]"), "{text}");
        let raw = text.chars().find(|c| !matches!(c, '\n' | '\t') && visible::acts(*c));
        assert_eq!(raw, None, "{text:?}");
        for line in text.lines().map(str::trim_start) {
            let own = github && line.starts_with("::error") && !line.starts_with("::error::");
            let own = own || github && line.starts_with("::warning ");
            assert!(own || !line.starts_with("::"), "{line}");
        }
    }
}

fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            _ if u32::from(c) > 0xffff => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            _ if visible::acts(c) || c == '"' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out + "\""
}

const FORMATS: [&str; 3] = ["human", "json", "github"];

/// Every text of a scenario, and every key, one after the other.
#[test]
fn no_text_of_a_scenario_acts() {
    let more = r#"
[sources.books]
title = "Books"
kind = "measured"
owner = "Ann"
url = "https://example.com"
"#;
    let text = minimal("one", &format!("{FAILING}{more}"));
    let mut cases = Vec::new();
    let payload = toml_text(PAYLOAD);
    for (at, line) in text.lines().enumerate() {
        let Some((key, value)) = line.split_once('=').filter(|(key, _)| !key.starts_with('#'))
        else {
            continue;
        };
        let mut swapped = vec![
            format!("{key}= {payload}"),
            format!("{payload} = {value}"),
            format!("{line}\n{payload} = 1"),
        ];
        if line.contains("= \"") {
            swapped.push(format!("{key}= [{payload}]"));
        }
        for swapped in swapped {
            let mut lines: Vec<&str> = text.lines().collect();
            lines[at] = &swapped;
            cases.push(lines.join("\n"));
        }
    }
    for list in ["segments", "channels", "programmes", "strategies", "checks", "sources", "churn"] {
        cases.push(format!("{text}\n[{list}.{payload}]\nx = 1\n"));
        cases.push(format!("{text}\n[{payload}]\nx = 1\n"));
    }
    // Raw, where TOML allows it: in a comment and in the text of a literal.
    cases.push(text.replace(
        "horizon",
        &format!("# {}\nhorizn", PAYLOAD.replace(['\n', '\r', '\u{1b}', '\u{7}', '\u{7f}'], "")),
    ));
    assert!(cases.len() > 60, "{}", cases.len());
    let folder = Folder::new(&[]);
    for (at, case) in cases.iter().enumerate() {
        folder.put(&format!("in/c{at}.toml"), case);
    }
    for format in FORMATS {
        let checked = folder.tenure(&["check", "in", "--message-format", format]);
        assert!(checked.err.contains("pwned"), "{}", checked.err);
        harmless(&checked, format == "github");
        let arguments = ["run", "in", "--draws", "0", "--message-format", format, "-o", format];
        harmless(&folder.tenure(&arguments), format == "github");
    }
    for arguments in [&["show", "in/c0.toml"][..], &["diff", "in/c0.toml", "in/c1.toml"]] {
        harmless(&folder.tenure(arguments), false);
    }
    harmless(&folder.tenure(&["run", "in", "--verbose", "--draws", "0"]), false);
}

/// A text that is shown comes out as TOML that means the same.
#[test]
fn what_show_prints_is_toml() {
    let unseen = "Ti\u{200b}tle \u{e0041} of Ann's";
    let line = format!("title = {}", toml_text(unseen));
    let text = minimal("one", "");
    let from = text.lines().find(|line| line.starts_with("title")).unwrap();
    let folder = Folder::new(&[("a.toml", &text.replace(from, &line))]);
    let ended = folder.tenure(&["show", "a.toml"]).with(0);
    harmless(&ended, false);
    let shown = ended.out.lines().find(|line| line.starts_with("title")).unwrap();
    let back: toml::Table = shown.parse().unwrap();
    assert_eq!(back["title"].as_str(), Some(unseen));
}

/// Every text and every key of findings, through every command that reads them.
#[test]
fn no_text_of_findings_acts() {
    let folder = Folder::new(&[("a.toml", &minimal("one", FAILING))]);
    folder.tenure(&["run", "a.toml", "--draws", "0", "-o", "old"]).with(3);
    let findings: Value = serde_json::from_str(&folder.text("old/one/findings.json")).unwrap();
    let mut texts = Vec::new();
    places(&findings, String::new(), &mut texts);
    // The elements of a list are alike.
    texts.retain(|path| !path.contains("/2") && !path.contains("/3") && !path.contains("ledger"));
    assert!(texts.len() > 40, "{texts:?}");
    // All at once, and each alone: one wrong text may hide what the others do.
    let mut all = findings.clone();
    texts.iter().for_each(|path| *all.pointer_mut(path).unwrap() = PAYLOAD.into());
    let mut at_once = findings.clone();
    texts.iter().for_each(|path| {
        let kept = path.contains("/path") || path.ends_with("period");
        *at_once.pointer_mut(path).unwrap() =
            if kept { findings.pointer(path).unwrap().clone() } else { AT_ONCE.into() };
    });
    let mut cases = vec![all, at_once];
    for path in texts.iter().step_by(3) {
        let mut one = findings.clone();
        *one.pointer_mut(path).unwrap() = PAYLOAD.into();
        cases.push(one);
    }
    for case in cases {
        folder.put("new.json", &case.to_string());
        for arguments in [
            &["explain", "npv", "--in", "new.json"][..],
            &["diff", "new.json", "old/one/findings.json"],
            &["diff", "old/one/findings.json", "new.json"],
            &["compare", "old/one/findings.json", "new.json"],
        ] {
            harmless(&folder.tenure(arguments), false);
        }
    }
    for format in FORMATS {
        let arguments =
            ["run", "a.toml", "--draws", "0", "--baseline", "new.json", "--message-format", format];
        harmless(&folder.tenure(&arguments), format == "github");
    }
    // Not JSON at all.
    fs::write(folder.path("new.json"), PAYLOAD).unwrap();
    harmless(&folder.tenure(&["explain", "npv", "--in", "new.json"]), false);
    harmless(&folder.tenure(&["run", "a.toml", "--baseline", "new.json"]), false);
}

/// JSON pointers of all texts.
fn places(value: &Value, path: String, texts: &mut Vec<String>) {
    match value {
        Value::String(_) => texts.push(path),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, item)| places(item, format!("{path}/{at}"), texts));
        }
        Value::Object(entries) => {
            entries.iter().for_each(|(key, item)| {
                places(item, format!("{path}/{}", key.replace('/', "~1")), texts)
            });
        }
        _ => {}
    }
}

/// Every argument of every command.
#[test]
fn no_argument_acts_and_none_is_repeated_at_length() {
    let folder =
        Folder::new(&[("a.toml", &minimal("one", "")), ("d.csv", "tenure,customers\n0,9\n1,8\n")]);
    let payload = PAYLOAD.replace('\0', "");
    let long = format!("{}{payload}", "long".repeat(25_000));
    for odd in [payload.as_str(), AT_ONCE, &long, "--\u{202e}\n::error::pwned"] {
        let set = format!("churn.{odd}=1");
        let value = format!("churn.rate={odd}");
        for arguments in [
            &[odd][..],
            &["run", odd],
            &["run", "a.toml", "--format", odd],
            &["run", "a.toml", "--seed", odd],
            &["run", "a.toml", "--date", odd],
            &["run", "a.toml", "--threads", odd],
            &["run", "a.toml", "--set", odd],
            &["run", "a.toml", "--set", &set],
            &["run", "a.toml", "--set", &value],
            &["run", "a.toml", "--baseline", odd],
            &["run", "a.toml", "--message-format", odd],
            &["run", "a.toml", "--progress", odd],
            &["check", odd],
            &["check", "a.toml", "--set", &set, "--message-format", "github"],
            &["check", "a.toml", "--set", &set, "--message-format", "json"],
            &["show", odd],
            &["show", "a.toml", "--set", &set],
            &["explain", odd],
            &["explain", "npv", "--in", odd],
            &["explain", odd, "--in", "a.toml"],
            &["init", odd, "--template", odd],
            &["init", "a.toml", "--template", "minimal"],
            &["schema", odd],
            &["completions", odd],
            &["man", odd],
            &["compare", odd, odd],
            &["compare", "a.toml", odd, "-o", odd],
            &["optimise", odd],
            &["optimise", "a.toml", "--strategy", odd],
            &["optimise", "a.toml", "--budget", odd],
            &["diff", odd, "a.toml"],
            &["fit", odd],
            &["fit", "d.csv", "--segment", odd],
            &["fit", "d.csv", "--model", odd],
            &["fit", "d.csv", "--period", odd],
        ] {
            let mut command = folder.command(arguments);
            // A file or folder of such a name is not left behind in the repository.
            let ended = super::Ended::from(command.output().unwrap());
            let github = arguments.contains(&"github");
            harmless(&ended, github);
            let json = arguments.contains(&"json");
            assert!(json || ended.err.len() < 20_000, "{} bytes", ended.err.len());
        }
    }
}

/// Words on colours do not let colours of others through.
#[test]
fn colours_are_ours_alone() {
    let folder = Folder::new(&[(
        "a.toml",
        &format!("{} = 1\n[model]\nx = {}\n", toml_text(PAYLOAD), toml_text(PAYLOAD)),
    )]);
    let ended = folder.tenure(&["check", "a.toml", "--color", "always"]).with(2);
    let mut rest = ended.err.as_str();
    while let Some((_, after)) = rest.split_once('\u{1b}') {
        let (inside, more) = after.split_once('m').unwrap();
        let style = inside.strip_prefix('[').unwrap();
        assert!(style.chars().all(|c| c.is_ascii_digit() || c == ';'), "{style}");
        rest = more;
    }
    let bare = ended.err.replace('\u{1b}', "");
    assert!(!bare.contains(|c| c != '\n' && visible::acts(c)), "{bare:?}");
}

/// Ten of a kind and a count, however many there are; and no message costs more than its line.
#[test]
fn messages_are_few_and_each_is_short() {
    let keys: Vec<String> = (0..16_000).map(|key| format!("\"churn.q{key}\" = 1")).collect();
    let set = format!("set = {{ {} }}", keys.join(", "));
    let in_set = minimal("one", "").replacen("set = {", &format!("{set} # {{"), 1);
    let tables: String = (0..30_000).map(|key| format!("q{key} = 1\n")).collect();
    let folder = Folder::new(&[
        ("a.toml", &format!("{tables}{}", minimal("one", ""))),
        (
            "b.toml",
            &if in_set.contains("q15999") {
                in_set
            } else {
                minimal(
                    "one",
                    &format!("\n[[strategies]]\nid = \"many\"\nname = \"Many\"\n{set}\n"),
                )
            },
        ),
    ]);
    for file in ["a.toml", "b.toml"] {
        let ended = folder.tenure(&["check", file]).with(2);
        let told = ended.err.matches("error[").count();
        assert_eq!(told, 11, "{}", ended.err.get(..3000).unwrap_or(&ended.err));
        assert!(ended.err.contains("more of this kind"), "{}", ended.err);
        assert!(ended.err.len() < 12_000, "{}", ended.err.len());
    }
    let ended = folder.tenure(&["check", "b.toml"]).with(2);
    assert!(ended.err.contains("15990 more of this kind in `churn`"), "{}", ended.err);
    // The items of a list are one list, inline or not.
    let grids: String =
        (0..20_000).map(|n| format!("{{ x = \"q{n}\", y = \"r{n}\" }},\n")).collect();
    let levers: String =
        (0..20_000).map(|n| format!("[[optimise.levers]]\npath = \"q{n}\"\n")).collect();
    for (text, count, place) in [
        (format!("[sensitivity]\ngrids = [\n{grids}]\n"), 39_990, "sensitivity.grids"),
        (levers, 19_990, "optimise.levers"),
    ] {
        folder.put("c.toml", &minimal("one", &format!("\n{text}")));
        let ended = folder.tenure(&["check", "c.toml"]).with(2);
        assert_eq!(ended.err.matches("error[").count(), 11, "{}", ended.err);
        let more = format!("{count} more of this kind in `{place}`");
        assert!(ended.err.contains(&more), "{more}: {}", ended.err);
    }
    let rows = "x,1\n".repeat(500);
    folder.put("d.csv", &format!("tenure,customers\n{rows}"));
    let ended = folder.tenure(&["fit", "d.csv"]).with(2);
    assert_eq!(ended.err.matches("error[").count(), 11, "{}", ended.err);
    assert!(ended.err.contains("490 more of this kind in column `tenure`"), "{}", ended.err);
}

#[test]
fn a_byte_that_is_no_text_has_a_place() {
    let folder = Folder::new(&[]);
    let text = minimal("one", "").into_bytes();
    let line = text.iter().position(|byte| *byte == b'\n').unwrap();
    let mut odd = text.clone();
    odd.splice(line + 1..line + 1, *b"a\xff = 1\n");
    fs::write(folder.path("a.toml"), &odd).unwrap();
    fs::write(folder.path("d.csv"), b"tenure,customers\n0,9\n1,\xe9\n").unwrap();
    fs::write(folder.path("b.toml"), "extends = \"a.toml\"\n").unwrap();
    fs::write(folder.path("f.json"), b"{\n  \"a\": \"\xe9\"\n}").unwrap();
    for (arguments, place) in [
        (&["check", "a.toml"][..], "a.toml:2:2"),
        (&["check", "b.toml"], "a.toml:2:2"),
        (&["fit", "d.csv"], "d.csv:3:3"),
        (&["explain", "npv", "--in", "f.json"], "f.json:2:9"),
    ] {
        let ended = folder.tenure(arguments).with(2);
        assert!(ended.err.contains(place) && ended.err.contains("UTF-8"), "{}", ended.err);
    }
}
