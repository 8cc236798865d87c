//! Rows of variants are what `run --set` finds, and no line of input ends the others.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::thread;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::{Ended, FAILING, Folder, minimal};

/// Assumptions with ranges, a check on draws, and one that a low price fails.
const MORE: &str = r#"
[uncertainty]
draws = 12

[[checks]]
id = "worth-it"
metric = "npv"
strategy = "baseline"
statistic = "p10"
must = ">= 0"
"#;

fn ranged() -> String {
    let text = minimal("one", MORE);
    text.replace("price             = 30 ", "price = { base = 30, low = 25, high = 36 } ")
}

/// Writes to a child from beside and reads what it answers.
pub fn answer(folder: &Folder, arguments: &[&str], lines: &[u8]) -> Ended {
    let mut child = started(folder, arguments);
    let mut stdin = child.stdin.take().unwrap();
    let lines = lines.to_vec();
    // Whether all of it is read is the child's own matter.
    let feed = thread::spawn(move || drop(stdin.write_all(&lines)));
    let ended = Ended::from(child.wait_with_output().unwrap());
    feed.join().unwrap();
    ended
}

fn started(folder: &Folder, arguments: &[&str]) -> Child {
    let mut command = folder.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A number or a text, as a line of JSON and as `--set` takes it.
fn change() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        (0.3..3.0).prop_map(|alpha| ("churn.alpha", json!(alpha))),
        (1..60).prop_map(|price| ("segments.all.price", json!(price))),
        (1..60).prop_map(|cost| ("channels.ads.cost_per_customer", json!(f64::from(cost)))),
        Just(("model.cash_timing", json!("end"))),
        (2..9).prop_map(|years| ("model.horizon", json!(format!("{years} years")))),
        Just(("model.start", json!("2027-03-01"))),
        (1..20).prop_map(|tenth| ("channels.ads.customers", json!(format!("x0.{tenth}")))),
    ]
}

#[test]
fn rows_are_what_run_finds() {
    let folder = Folder::new(&[("a.toml", &ranged())]);
    let names = ["npv", "npv:p10", "incremental_npv", "incremental_npv:p90", "clv", "cac_paid"];
    let names = [&names[..], &["payback_discounted", "marginal_return_acquisition"]].concat();
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    let sets = proptest::collection::btree_map("[a-z]{3}", change(), 0..4);
    let case = |changes: std::collections::BTreeMap<String, (&str, Value)>| {
        let set: serde_json::Map<String, Value> =
            changes.into_values().map(|(path, value)| (path.to_owned(), value)).collect();
        let line = json!({ "id": set, "set": set }).to_string();
        let asked = ["pipe", "a.toml", "--metrics", &names.join(",")];
        let piped = rows(&answer(&folder, &asked, line.as_bytes()).with(0).out);
        let settings = set.iter().map(|(path, value)| match value {
            Value::String(text) => format!("--set={path}={text}"),
            value => format!("--set={path}={value}"),
        });
        let arguments = ["run", "a.toml", "-o", "-", "--format", "json"].map(str::to_owned);
        let arguments: Vec<String> = arguments.into_iter().chain(settings).collect();
        let ran = folder.tenure(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        let strategies = found["strategies"].as_array().unwrap();
        prop_assert_eq!(piped.len(), strategies.len());
        for (row, strategy) in piped.iter().zip(strategies) {
            prop_assert_eq!(&row["id"], &Value::Object(set.clone()));
            prop_assert_eq!(row["exit"].as_i64(), ran.code.map(i64::from));
            prop_assert_eq!(&row["strategy"], &strategy["id"]);
            for name in &names {
                let (id, statistic) = name.split_once(':').unwrap_or((name, "expected"));
                let wanted = match &strategy["metrics"][id] {
                    Value::Null => &strategy["metrics"][format!("{id}_draws")][statistic],
                    figure => &figure[statistic],
                };
                prop_assert_eq!(&row[*name], wanted, "{} {}", name, line);
            }
        }
        Ok(())
    };
    runner.run(&sets, case).unwrap();
}

#[test]
fn order_and_threads_change_no_byte() {
    let folder = Folder::new(&[("a.toml", &ranged()), ("_b.toml", "extends = \"a.toml\"")]);
    let line = |i: u32| match i % 7 {
        0 => format!("{{\"id\": {i}, \"set\": {{\"churn.rate\": 1}}}}"),
        1 => format!("{{\"id\": {i}, \"index\": {i}, \"scenario\": \"_b.toml\"}}"),
        _ => {
            format!("{{\"id\": {i}, \"set\": {{\"segments.all.price\": {}}}}}", 20.0 + f64::from(i))
        }
    };
    let lines: Vec<String> = (0..60).map(line).collect();
    let of = |threads: &str, lines: &[String]| {
        let asked = ["pipe", "a.toml", "--threads", threads];
        answer(&folder, &asked, lines.join("\n").as_bytes()).with(0).out
    };
    let whole = of("1", &lines);
    assert_eq!(whole, of("3", &lines));
    let mut turned = lines.clone();
    turned.reverse();
    let sorted = |text: &str| {
        let mut all: Vec<&str> = text.lines().collect();
        all.sort_unstable();
        all.join("\n")
    };
    assert_eq!(sorted(&whole), sorted(&of("2", &turned)));
    // Alike, but for another file: another key. `index` comes back where it was given.
    let rows = rows(&whole);
    assert!(
        rows.iter().all(|row| row["index"].is_null() == (row["id"].as_u64().unwrap() % 7 != 1))
    );
    let file = answer(&folder, &["pipe", "a.toml", "-"], b"{}").with(0).out;
    folder.put("v.ndjson", "{}\n");
    assert_eq!(file, folder.tenure(&["pipe", "a.toml", "v.ndjson"]).with(0).out);
}

#[test]
fn equal_variants_have_equal_keys() {
    let folder = Folder::new(&[("a.toml", &ranged()), ("b.toml", &(ranged() + "# other\n"))]);
    let lines = [
        r#"{"set": {"churn.beta": 100, "churn.alpha": 1}}"#,
        r#"{"set": {"churn.alpha": 1.0, "churn.beta": 1e2}, "id": 1}"#,
        r#"{"set": {"churn.alpha": 1.5, "churn.beta": 1e2}}"#,
        r#"{"set": {"churn.alpha": 1, "churn.beta": 100}, "scenario": "b.toml"}"#,
    ];
    let keys = |more: &[&str]| -> Vec<String> {
        let asked = [&["pipe", "a.toml", "--metrics", "npv"], more].concat();
        let found = rows(&answer(&folder, &asked, lines.join("\n").as_bytes()).with(0).out);
        found.iter().step_by(2).map(|row| row["key"].as_str().unwrap().to_owned()).collect()
    };
    let own = keys(&[]);
    assert!(own[0] == own[1] && own[0] != own[2] && own[0] != own[3], "{own:?}");
    for more in [["--draws", "3"], ["--seed", "3"], ["--precision", "draw"]] {
        assert!(keys(&more).iter().zip(&own).all(|(one, other)| one != other), "{more:?}");
    }
}

#[test]
fn a_bad_line_is_one_row_and_the_others_go_on() {
    let folder = Folder::new(&[("a.toml", &minimal("one", FAILING)), ("c.toml", "[")]);
    let long = format!("{{\"id\": 9, \"set\": {{\"x\": \"{}\"}}}}", "y".repeat(10_000_000));
    let deep = format!("{{\"id\": {}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (b"no json".to_vec(), "E046", "the line is no variant"),
        (b"\xff\xfe".to_vec(), "E046", "the line is no variant"),
        (deep.into_bytes(), "E046", "the line is no variant"),
        (long.into_bytes(), "E046", "longer than 1 MB"),
        (br#"{"set": {"churn.q": 1}}"#.to_vec(), "E030", "`q` is not known in `churn`"),
        (br#"{"set": {"churn": {"model": "constant", "rate": "3%"}}}"#.to_vec(), "E014", "churn.rate"),
        (br#"{"set": {"segments.all.price": "3%"}}"#.to_vec(), "E012", "segments.all.price"),
        (br#"{"set": {"segments.all.price": null}}"#.to_vec(), "E046", "null"),
        (br#"{"set": {"extends": "b.toml"}}"#.to_vec(), "E030", "cannot be changed"),
        (br#"{"set": {"model.horizon": "999999 years"}}"#.to_vec(), "", ""),
        (br#"{"set": {"uncertainty.draws": 1000000, "segments.all.price": {"base": 3, "low": 2, "high": 4}, "model.horizon": "90 years"}}"#.to_vec(), "limits", "beyond the bounds"),
        (br#"{"scenario": "../a.toml"}"#.to_vec(), "E003", "a.toml"),
        (br#"{"scenario": "/etc/passwd"}"#.to_vec(), "E003", "not the name of a file"),
        (br#"{"scenario": "c.toml"}"#.to_vec(), "E002", ""),
        (br#"{"scenario": "absent.toml"}"#.to_vec(), "E003", "does not exist"),
    ];
    let lines: Vec<Vec<u8>> = cases.iter().map(|(line, ..)| line.clone()).collect();
    let mut text = lines.join(&b"\n{}\n\r\n"[..]);
    text.extend(b"\n{\"id\": \"\xe2\x80\xae\", \"set\": {}}");
    let ended = answer(&folder, &["pipe", "a.toml"], &text).with(0);
    assert!(!ended.out.contains('\u{202e}'), "{}", ended.out);
    let rows = rows(&ended.out);
    let bad: Vec<&Value> = rows.iter().filter(|row| row["exit"] == 2).collect();
    assert_eq!(bad.len(), cases.len(), "{}", ended.out);
    for ((_, code, words), row) in cases.iter().zip(bad) {
        assert!(row["code"].as_str().unwrap().contains(code), "{code}: {row}");
        assert!(row["error"].as_str().unwrap().contains(words), "{words}: {row}");
    }
    // The base fails its check, and so does each good variant.
    let good = rows.iter().filter(|row| row["exit"] == 3).count();
    assert_eq!(good, 2 * cases.len());
    assert_eq!(rows[rows.len() - 1]["id"], "\u{202e}");
}

#[test]
fn a_pipe_ends_as_documented() {
    let folder = Folder::new(&[("a.toml", &minimal("one", "")), ("bad.toml", "schema = 2")]);
    let empty = answer(&folder, &["pipe", "a.toml"], b"").with(0);
    assert_eq!((empty.out.as_str(), empty.err.as_str()), ("", ""));
    assert!(answer(&folder, &["pipe", "bad.toml"], b"{}").with(2).err.contains("schema 2"));
    answer(&folder, &["pipe", "absent.toml"], b"{}").with(2);
    let absent = folder.tenure(&["pipe", "a.toml", "absent.ndjson"]).with(2);
    assert!(absent.err.contains("absent.ndjson"), "{}", absent.err);
    folder.tenure(&["pipe", "a.toml", "."]).with(2);
    for (metric, words) in [
        ("nvp", "no metric of strategies"),
        ("npv:p11", "no figure of a metric"),
        ("budget_use:p10", "has no draws"),
        ("desk_utilisation", "a figure for every period"),
    ] {
        let ended = answer(&folder, &["pipe", "a.toml", "--metrics", metric], b"{}").with(2);
        assert!(ended.err.contains(words), "{}", ended.err);
    }
}

/// Whoever stops to read has not all rows.
#[test]
fn closed_stdout_ends_with_6() {
    let folder = Folder::new(&[("a.toml", &minimal("one", ""))]);
    let mut child = started(&folder, &["pipe", "a.toml"]);
    let mut stdin: ChildStdin = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    // A line is answered before the next is sent.
    for _ in 0..3 {
        stdin.write_all(b"{}\n").unwrap();
        out.read_line(&mut line).unwrap();
        out.read_line(&mut line).unwrap();
    }
    assert_eq!(line.lines().count(), 6);
    drop(out);
    let _ = stdin.write_all("{}\n".repeat(1_000).as_bytes());
    drop(stdin);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(6), "{err}");
}
