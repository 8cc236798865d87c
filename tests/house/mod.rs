//! The house rules that a compiler does not check.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};
use tenure::programme::KINDS;

/// Stages from the top; each may use those below it, none above or beside it.
const LAYERS: &[&[&str]] = &[
    &["cli"],
    &["sweep"],
    &["report"],
    // What is said is decided below it, by the keys of messages.
    &["text"],
    &["chart"],
    &["optimise"],
    &["findings"],
    &["simulate"],
    &["engine"],
    &["plan"],
    &["scenario"],
    &["programme", "fit"],
    &["lever", "fields"],
    &["numeric", "units", "diag", "metric"],
];

/// Stages that see no word of the domain, with all that they may use.
const NEUTRAL: &[(&str, &[&str])] = &[("chart", &["numeric"]), ("numeric", &[])];

/// Longest source file, in lines; longer ones are split by question answered.
const CEILING: usize = 500;

/// Names that are not built programmes in their folder: the registry and what the kinds share.
const NOT_KINDS: &[&str] = &[
    "catalogue",
    "changes",
    "common",
    "context",
    "evidence",
    "gift",
    "kind",
    "mod",
    "offers",
    "pressure",
    "shared",
];

pub(crate) struct Source {
    /// Below `src/`.
    pub path: String,
    /// Stage it belongs to; empty for the crate's root.
    pub stage: String,
    /// Code without tests and comments.
    pub code: String,
}

/// Files of the language below a folder of the package.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files("src")
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let (stage, _) = path.split_once('/').unwrap_or((path.trim_end_matches(".rs"), ""));
            let stage =
                if ["main", "lib"].contains(&stage) { String::new() } else { stage.to_owned() };
            Source { code: code(&path, &text), stage, path }
        })
        .collect()
}

/// The code that ships: no comments, no tests, none of the files that only tests use.
fn code(path: &str, text: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // The file and every folder above it, each as its parent's registry declares it.
    let only_tests =
        Path::new(path).ancestors().filter(|part| *part != Path::new("")).any(|part| {
            let registry = root.join(part).with_file_name("mod.rs");
            let registry = fs::read_to_string(registry).unwrap_or_default();
            let name = part.file_stem().unwrap().to_str().unwrap();
            registry.split("#[cfg(test)]\n").skip(1).any(|rest| {
                let declaration =
                    rest.lines().find(|line| !line.starts_with("#[")).unwrap_or_default();
                declaration.trim_end_matches(';').ends_with(&format!("mod {name}"))
            })
        });
    if only_tests {
        return String::new();
    }
    let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = shipped.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn depth(stage: &str) -> usize {
    let place = LAYERS.iter().position(|layer| layer.contains(&stage));
    place.unwrap_or_else(|| panic!("the stage {stage} has no place in the order of layers"))
}

/// Stages that a source names.
fn used(source: &Source) -> Vec<String> {
    let word = |rest: &str| -> String {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut stages = Vec::new();
    for rest in source.code.split("crate::").skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split('}').next().unwrap_or_default();
            stages.extend(list.split(',').map(|part| word(part.trim())));
        } else {
            stages.push(word(rest));
        }
    }
    stages.retain(|stage| LAYERS.iter().any(|layer| layer.contains(&stage.as_str())));
    stages
}

#[test]
fn stages_use_only_those_below() {
    for source in sources().iter().filter(|source| !source.stage.is_empty()) {
        for used in used(source).iter().filter(|used| **used != source.stage) {
            assert!(
                depth(&source.stage) < depth(used),
                "{} uses {used}, which is not below it",
                source.path
            );
        }
    }
}

#[test]
fn charts_and_mathematics_see_no_domain() {
    for source in sources() {
        let Some((_, allowed)) = NEUTRAL.iter().find(|(stage, _)| *stage == source.stage) else {
            continue;
        };
        for used in used(&source) {
            assert!(
                used == source.stage || allowed.contains(&used.as_str()),
                "{} uses {used}",
                source.path
            );
        }
    }
}

/// Stages that tests and benches take hold of; of each only what its `mod.rs` exports with `pub use`.
const OPEN: &[&str] = &[
    "cli",
    "diag",
    "engine",
    "findings",
    "fit",
    "metric",
    "optimise",
    "plan",
    "programme",
    "report",
    "scenario",
    "text",
    "units",
];

/// What is not exported and not used the compiler calls dead.
#[test]
fn stages_are_private_but_for_a_named_few() {
    let library = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
    let library = library.unwrap();
    let open: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    let named: Vec<String> = OPEN.iter().map(|stage| format!("{stage};")).collect();
    assert_eq!(open, named);
}

/// A folder's `mod.rs` says what is in it; what works has a file of its own.
#[test]
fn registries_declare_and_do_not_work() {
    for source in sources().iter().filter(|source| source.path.ends_with("mod.rs")) {
        for word in ["fn ", "struct ", "enum ", "impl ", "trait "] {
            let works = source
                .code
                .lines()
                .any(|line| line.starts_with(word) || line.starts_with(&format!("pub {word}")));
            assert!(!works, "{} has a {word}", source.path);
        }
    }
}

#[test]
fn files_are_short() {
    for file in ["src", "tests", "benches"].into_iter().flat_map(files) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= CEILING, "{} has {lines} lines, at most {CEILING}", file.display());
    }
}

/// A programme is one file and one entry of the registry.
#[test]
fn every_programme_file_is_a_kind() {
    let mut files: Vec<String> = sources()
        .iter()
        .filter(|source| source.stage == "programme")
        .map(|source| source.path["programme/".len()..].trim_end_matches(".rs").to_owned())
        .filter(|name| !NOT_KINDS.contains(&name.as_str()))
        .collect();
    let mut kinds: Vec<String> = KINDS.iter().map(|kind| kind.name.replace('-', "_")).collect();
    files.sort();
    kinds.sort();
    assert_eq!(files, kinds);
}

#[test]
fn only_the_command_line_prints() {
    for source in sources().iter().filter(|source| source.stage != "cli") {
        for word in ["println!", "print!", "dbg!"] {
            assert!(!source.code.contains(word), "{} has {word}", source.path);
        }
    }
}

#[test]
fn nothing_depends_on_the_order_of_a_hash() {
    for source in sources() {
        for word in ["HashMap", "HashSet"] {
            assert!(!source.code.contains(word), "{} has {word}", source.path);
        }
    }
}

#[test]
fn nothing_unwraps_outside_tests() {
    for source in sources() {
        assert!(!source.code.contains(".unwrap()"), "{} unwraps", source.path);
    }
}

#[test]
fn lints_are_expected_with_a_reason_never_allowed() {
    for source in sources() {
        assert!(!source.code.contains("#[allow("), "{} has #[allow]", source.path);
        for rest in source.code.split("#[expect(").skip(1) {
            let end = rest.find(")]").unwrap_or(rest.len());
            assert!(rest[..end].contains("reason"), "{}: #[expect({}", source.path, &rest[..end]);
        }
    }
}

/// Names of what holds anything.
#[test]
fn files_are_named_after_what_they_hold() {
    for source in sources() {
        for name in ["util", "utils", "helper", "helpers", "misc", "manager", "mgr"] {
            assert!(!source.path.split(['/', '.']).any(|part| part == name), "{}", source.path);
        }
    }
}

#[test]
fn the_architecture_page_names_every_stage() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let Ok(text) = fs::read_to_string(page) else {
        return;
    };
    for stage in LAYERS.iter().flat_map(|layer| layer.iter()) {
        assert!(
            text.contains(&format!("{stage}/")) || text.contains(&format!("{stage}.rs")),
            "{stage} is not on the page"
        );
    }
}
