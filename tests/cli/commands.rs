//! The commands beside `run`.

use std::fs;

use super::{FAILING, Folder, minimal};

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
        let text = folder.text(&file);
        let first = text.lines().next().unwrap();
        let schema = first.strip_prefix("#:schema ./").unwrap();
        assert!(schema.contains(env!("CARGO_PKG_VERSION")), "{schema}");
        assert_eq!(folder.text(&format!("new/{schema}")), folder.tenure(&["schema"]).with(0).out);
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
    for code in ["0", "1", "2", "3", "4", "5", "6", "130"] {
        assert!(codes.lines().any(|line| line.split(' ').next() == Some(code)), "{codes}");
    }
    for (topic, words) in [
        ("churn.alpha", "alpha"),
        ("save-desk", "accept"),
        ("discount_rate", "rate"),
        ("E010", "key"),
        ("metrics", "Gross revenue retention"),
    ] {
        assert!(explain(topic).contains(words), "{topic}");
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
    assert!(with("opening_base_value").with(0).out.contains("baseline"));
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
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(schema["properties"]["segments"].is_object());
}

#[test]
fn a_scenario_is_shown_with_its_overrides_or_its_errors() {
    let folder = Folder::new(&[("a.toml", &minimal("one", "")), ("b.toml", "[")]);
    let shown = folder.tenure(&["show", "a.toml", "--set", "segments.all.price=31"]).with(0);
    assert!(shown.out.contains("31") && shown.err.is_empty(), "{shown:?}");
    assert!(shown.out.contains("--set") && shown.out.contains("a.toml"), "{}", shown.out);
    let broken = folder.tenure(&["show", "b.toml"]).with(2);
    assert!(broken.out.is_empty() && broken.err.contains("E002"), "{broken:?}");
    folder.tenure(&["show", "gone.toml"]).with(2);
}

/// A slip in an inherited id is a warning, which `--strict` does not let pass.
#[test]
fn a_slip_in_an_inherited_id_is_not_let_pass() {
    let over = "extends = \"base.toml\"\n[[strategies]]\nid = \"keep-mroe\"\n";
    let folder = Folder::new(&[("base.toml", &minimal("one", "")), ("a.toml", over)]);
    let ended = folder.tenure(&["check", "a.toml"]).with(0);
    assert!(
        ended.err.contains("W011") && ended.err.contains("did you mean `keep-more`?"),
        "{ended:?}"
    );
    folder.tenure(&["check", "a.toml", "--strict"]).with(5);
}

/// A page links only to files of the same run.
#[test]
fn pages_link_to_what_the_run_wrote() {
    let folder = Folder::new(&[("a.toml", &minimal("one", "")), ("b.toml", &minimal("two", ""))]);
    let known = ["html", "json", "csv", "md", "junit", "brief"];
    for formats in ["html", "html,json", "html,csv,md", "html,json,csv,junit,brief"] {
        let out = formats.replace(',', "-");
        folder.tenure(&["run", "a.toml", "b.toml", "-o", &out, "--format", formats]).with(0);
        folder.tenure(&["optimise", "a.toml", "-o", &out, "--format", formats]);
        let mut links = 0;
        let mut open = vec![folder.path(&out)];
        while let Some(inside) = open.pop() {
            for entry in fs::read_dir(inside).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|end| end == "html") {
                    let page = fs::read_to_string(&path).unwrap();
                    for link in
                        page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap())
                    {
                        let there = link.starts_with('#') || link.starts_with("https://");
                        assert!(
                            there || path.with_file_name("").join(link).is_file(),
                            "{path:?}: {link}"
                        );
                        links += usize::from(!there);
                    }
                }
            }
        }
        // Two in the index, and one for each file of data on each page.
        let data =
            known.iter().filter(|one| ["json", "csv"].contains(one) && formats.contains(**one));
        assert!(links >= 2 + 2 * data.count(), "{formats}: {links} links");
        if formats.contains("md") {
            let text = folder.text(&format!("{out}/one/report.md"));
            assert!(
                text.contains("report.html") && !text.contains("data: findings.json"),
                "{text}"
            );
        }
    }
}
