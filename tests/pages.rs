//! Pages of the documentation that the program writes of itself are those that are kept.
//!
//! `TENURE_BLESS=1 cargo test --release pages` rewrites `docs/language.md` and `docs/outputs.md`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use tenure::cli::exit::Exit;
use tenure::cli::{Format, MessageFormat};
use tenure::diag::CODES;
use tenure::metric::METRICS;
use tenure::scenario::{bounds, explain};
use tenure::text::{Numbers, Sign};

/// What a command prints; it must end well.
fn printed(arguments: &[&str]) -> String {
    let ended = Command::new(env!("CARGO_BIN_EXE_tenure")).args(arguments).output().unwrap();
    assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// A page as the program prints it, which is the one that is kept.
fn kept(page: &str) -> String {
    let made = printed(&["explain", "--page", page]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{page}.md"));
    if env::var_os("TENURE_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    let apart = made.lines().zip(there.lines()).find(|(made, there)| made != there);
    assert!(made == there, "docs/{page}.md is another; TENURE_BLESS=1 rewrites it: {apart:#?}");
    made
}

/// Cells of the first column.
fn rows(page: &str) -> Vec<&str> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells.map(|cell| cell.trim_matches('`')).collect()
}

#[test]
fn the_page_of_the_language_has_every_key_metric_and_code() {
    let page = kept("language");
    let rows = rows(&page);
    for (path, section) in explain::sections() {
        assert!(path.is_empty() || page.contains(&format!("\n### `{path}`\n")), "{path}");
        for key in section.all() {
            assert!(rows.contains(&key.name), "{path}.{}", key.name);
        }
    }
    assert!(METRICS.iter().all(|one| rows.contains(&one.id)));
    assert!(CODES.iter().all(|one| rows.contains(&one.code)));
    for word in ["block", "class", "phase", "lane", "cell", "curve", "cohort", "lever", "desk"] {
        assert!(rows.contains(&word), "{word}");
    }
}

/// Every link within a page leads to a heading of it.
#[test]
fn links_within_the_pages_lead_somewhere() {
    for page in ["language", "outputs"] {
        let page = kept(page);
        let plain = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
        let headings = page.lines().filter_map(|line| line.strip_prefix("##"));
        let anchors: Vec<String> = headings
            .map(|line| line.trim_start_matches('#').trim().to_lowercase())
            .map(|line| line.chars().filter(plain).collect::<String>().replace(' ', "-"))
            .collect();
        for link in page.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            assert!(anchors.iter().any(|anchor| anchor == link), "#{link}");
        }
    }
}

#[test]
fn the_page_of_outputs_has_every_command_code_format_and_limit() {
    let page = kept("outputs");
    let rows = rows(&page);
    for exit in Exit::all() {
        assert!(page.contains(&format!("| {} | {} |", exit.code(), exit.meaning())), "{exit:?}");
    }
    assert!(Format::ALL.iter().all(|one| rows.contains(&one.word())));
    for format in MessageFormat::ALL {
        assert!(page.contains(&format!("- `{}`: ", format.word())), "{format:?}");
    }
    for command in ["run", "check", "show", "explain", "init", "fit", "optimise", "compare", "diff"]
    {
        assert!(page.contains(&format!("\n### {command}\n")), "{command}");
    }
    let number = |most: f64| Numbers::default().fixed(most, 0, Sign::OnlyMinus);
    let lists = bounds::LISTS.map(|(list, most)| (format!("[[{list}]]"), number(most as f64)));
    let single = [
        ("horizon", format!("{} periods", number(bounds::MOST_PERIODS as f64))),
        ("draws", number(bounds::MOST_DRAWS as f64)),
        ("scenario file", format!("{} MB of UTF-8", bounds::LARGEST_FILE / 1_000_000)),
    ];
    let single = single.map(|(what, most)| (what.to_owned(), most));
    for (what, most) in single.into_iter().chain(lists) {
        assert!(page.contains(&format!("| {what} | {most} |")), "{what}: {most}");
    }
    // The explanation of the code tells the same limits.
    let too_large = CODES.iter().find(|one| one.code == "E029").unwrap().meaning;
    for (list, most) in bounds::LISTS {
        assert!(too_large.contains(&format!("{most} {list}")), "{list}");
    }
    assert!(too_large.contains(&number(bounds::MOST_DRAWS as f64)));
    assert!(too_large.contains(&number(bounds::MOST_PERIODS as f64)));
}

#[test]
fn explain_without_a_topic_lists_topics_that_it_explains() {
    let contents = printed(&["explain"]);
    let (topics, commands) = contents.split_once("\nCommands").unwrap();
    let mut groups = 0;
    for group in topics.split("\n\n").skip(1) {
        let (head, lines) = group.split_once('\n').unwrap();
        // Bare names stand side by side, others have their words behind them.
        let bare = ["Metrics", "Codes", "Words"].iter().any(|word| head.starts_with(word));
        let names: Vec<&str> = lines
            .lines()
            .flat_map(|line| line.split_whitespace().take(if bare { usize::MAX } else { 1 }))
            .collect();
        // A few of each kind are asked for; the names themselves come from the declarations.
        for topic in names.iter().step_by(names.len().div_ceil(4)) {
            assert!(!printed(&["explain", topic]).trim().is_empty(), "{topic}");
        }
        groups += 1;
    }
    assert_eq!(groups, 6, "{contents}");
    let listed = |name: &str| topics.split_whitespace().any(|word| word == name);
    assert!(METRICS.iter().all(|one| listed(one.id)));
    assert!(CODES.iter().all(|one| listed(one.code)));
    assert!(explain::sections().iter().all(|(path, _)| path.is_empty() || listed(path)));
    assert!(commands.contains("optimise") && commands.contains("schema"));
    assert!(contents.lines().all(|line| line.chars().count() < 240));
}
