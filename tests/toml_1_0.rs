//! What is shipped, and what is printed to be pasted, is TOML 1.0: other programs read no later version. The
//! reader itself takes 1.1.

use std::fs;
use std::path::{Path, PathBuf};

use tenure::scenario::read_text;

/// Asserts that a text is TOML 1.0.
pub fn assert_toml_1_0(name: &str, text: &str) {
    if let Err(error) = text.parse::<toml_1_0::Table>() {
        panic!("{name} is no TOML 1.0: {error}");
    }
}

/// Files below a folder of the repository with one ending.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn scenarios_templates_and_test_files_are_toml_1_0() {
    let all = ["scenarios", "templates", "tests"].into_iter().flat_map(|f| files(f, "toml"));
    let mut read = 0;
    for path in all {
        let name = path.file_name().unwrap().to_str().unwrap();
        // These are there to break the grammar.
        if !name.starts_with("syntax_") {
            assert_toml_1_0(&path.display().to_string(), &fs::read_to_string(&path).unwrap());
            read += 1;
        }
    }
    assert!(read > 100, "{read} files");
}

#[test]
fn blocks_in_documents_are_toml_1_0() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = files("docs", "md");
    pages.extend(["README.md", "CHANGELOG.md", "reports/README.md"].map(|name| root.join(name)));
    let mut blocks = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for block in text.split("```toml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            assert_toml_1_0(&page.display().to_string(), block);
            blocks += 1;
        }
    }
    assert!(blocks >= 2, "{blocks} blocks");
}

#[test]
fn the_reader_takes_toml_1_1() {
    let text = include_str!("../templates/init/minimal.toml");
    let sources =
        "\n[sources]\nbooks = {\n  title = \"Books\", # of 2025\n  kind = \"internal\",\n}\n";
    let text = [text, sources].concat();
    assert!(text.parse::<toml_1_0::Table>().is_err());
    let (scenario, _, _) = read_text("minimal.toml", &text, &[]).expect("TOML 1.1 is read");
    assert_eq!(scenario.sources.len(), 1);
}
