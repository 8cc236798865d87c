//! Which topics does `tenure explain` have? Its contents page.

use clap::{Command, CommandFactory};

use crate::cli::args::Args;
use crate::cli::print::Text;
use crate::cli::topics::{LISTS, glossary, own};
use crate::diag::CODES;
use crate::fields::Section;
use crate::metric::METRICS;
use crate::programme::KINDS;
use crate::scenario::explain;

/// Width of lists of bare names.
const WIDTH: usize = 96;

/// Commands that are shown, in the order of `--help`, as clap has them.
pub fn commands() -> Vec<Command> {
    let mut all = Args::command();
    all.build();
    let shown = |one: &&Command| !one.is_hide_set() && one.get_name() != "help";
    all.get_subcommands().filter(shown).cloned().collect()
}

/// Tables of the language with their paths, and kinds of programmes.
pub fn tables_and_kinds() -> [Vec<(String, &'static Section)>; 2] {
    let is_kind = |section: &Section| KINDS.iter().any(|kind| std::ptr::eq(&kind.section, section));
    let (kinds, tables) = explain::sections().into_iter().partition(|(_, one)| is_kind(one));
    [tables, kinds]
}

/// The page: every topic, grouped.
pub fn page() -> Text {
    let mut text = Text::of("Topics: `tenure explain <topic>`");
    let [tables, kinds] = tables_and_kinds();
    let of = |(path, section): (String, &Section)| vec![path, section.meaning.to_owned()];
    let inside = |(path, _): &(String, &Section)| !path.is_empty();
    group(&mut text, "Tables of the language; their keys are topics too, such as churn.alpha", {
        tables.into_iter().filter(inside).map(of).collect()
    });
    group(&mut text, "Kinds of programmes", kinds.into_iter().map(of).collect());
    head(&mut text, "Metrics; `tenure explain metrics` has their names");
    names(&mut text, METRICS.iter().map(|one| one.id));
    head(&mut text, "Codes of messages; `tenure explain codes` has their titles");
    names(&mut text, CODES.iter().map(|one| one.code).chain(own().map(|(name, _)| name)));
    let pairs = |pairs: &[(&str, &str)]| -> Vec<Vec<String>> {
        pairs.iter().map(|(name, about)| vec![(*name).to_owned(), (*about).to_owned()]).collect()
    };
    head(&mut text, "Words of the engine");
    names(&mut text, glossary().map(|(word, _)| word));
    group(&mut text, "Lists", pairs(LISTS));
    let about = |one: &Command| {
        let about = one.get_about().map(ToString::to_string).unwrap_or_default();
        vec![one.get_name().to_owned(), about]
    };
    let commands = commands().iter().map(about).collect();
    group(&mut text, "Commands; `tenure <command> --help`", commands);
    text
}

fn head(text: &mut Text, words: &str) {
    text.line("");
    text.line(words);
}

fn group(text: &mut Text, words: &str, rows: Vec<Vec<String>>) {
    head(text, words);
    text.indented("  ", &rows);
}

/// Names side by side, in lines that are not too long.
fn names(text: &mut Text, all: impl Iterator<Item = &'static str>) {
    let mut line = String::new();
    for name in all {
        if !line.is_empty() && line.len() + 2 + name.len() > WIDTH {
            text.line(&format!("  {line}"));
            line.clear();
        }
        if !line.is_empty() {
            line.push_str("  ");
        }
        line.push_str(name);
    }
    text.line(&format!("  {line}"));
}
