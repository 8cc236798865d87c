//! Pages of the documentation that the program writes of itself, so that no fact of the code is told twice.

use std::fmt::Write;

use clap::{Arg, Command};

use crate::cli::args::Page;
use crate::cli::contents::{commands, tables_and_kinds};
use crate::cli::exit::Exit;
use crate::cli::init::SCHEMA;
use crate::cli::limits;
use crate::cli::messages::MessageFormat;
use crate::cli::pages::{Format, OF_ALL};
use crate::cli::topics::{glossary, own, word};
use crate::diag::CODES;
use crate::fields::{EVIDENCE, Key, Section};
use crate::metric::METRICS;
use crate::scenario::explain::{inner, sections};

const MADE: &str = "made by the program; a test compares every byte.";

/// A page as Markdown.
pub fn page(page: Page) -> String {
    match page {
        Page::Language => language(),
        Page::Outputs => outputs(),
    }
}

/// Sections with their paths.
type Paths = [(String, &'static Section)];

fn language() -> String {
    let all = sections();
    let [tables, kinds] = tables_and_kinds();
    let mut text = format!(
        "# The scenario language\n\n\
         Every table and key of a scenario. `tenure explain --page language` prints this page: {MADE}\n\
         How to say common things: [cookbook](cookbook.md). What is computed from it: [model](model.md).\n\n\
         Text stands in quotes, dates do not. Shares, rates, counts and lengths of time are written with their unit. \
         Every table may hold {}: the evidence of its numbers, and a remark.\n\n\
         [Tables](#tables) · [Programmes](#programmes-by-kind) · [Metrics](#metrics) · [Codes](#codes-of-messages) · \
         [Words](#words-of-the-engine)\n\n## Tables\n",
        EVIDENCE.map(|key| format!("`{key}`")).join(" and ")
    );
    tables.iter().for_each(|(path, one)| section(&mut text, path, one, &all));
    text.push_str("\n## Programmes by kind\n");
    kinds.iter().for_each(|(path, one)| section(&mut text, path, one, &all));
    text.push_str(
        "\n## Metrics\n\nChecks, `optimise` and `findings.json` use the id. The formula of each: \
         `tenure explain <id>`.\n",
    );
    let metric = |one: &crate::metric::Declared| {
        let id = format!("`{}`", one.id);
        vec![id, word(one, "name"), word(one, "meaning"), one.counts(), one.of_each(), one.draws()]
    };
    let heads = ["id", "name", "meaning", "unit", "of each", "draws"];
    table(&mut text, &heads, METRICS.iter().map(metric));
    text.push_str("\n## Codes of messages\n");
    let code =
        |one: &crate::diag::Code| [one.code, one.title, one.meaning].map(str::to_owned).to_vec();
    table(&mut text, &["code", "what", "meaning"], CODES.iter().map(code));
    text.push_str("\nMessages of `run` and `fit`, not of reading:\n");
    table(&mut text, &["code", "meaning"], pairs(own()));
    text.push_str("\n## Words of the engine\n");
    table(&mut text, &["word", "meaning"], pairs(glossary()));
    text
}

fn section(text: &mut String, path: &str, section: &Section, all: &Paths) {
    let title = match path {
        "" => "The file".to_owned(),
        path => format!("`{path}`"),
    };
    let _ = write!(text, "\n### {title}\n\n{}\n", section.meaning);
    let row = |key: &Key| {
        let default = key.default.unwrap_or(if key.needed { "needed" } else { "" });
        let name = format!("`{}`", key.name);
        vec![name, value(key, all), default.to_owned(), key.meaning.to_owned()]
    };
    if !section.keys.is_empty() {
        table(text, &["key", "value", "where absent", "meaning"], section.keys.iter().map(row));
    }
    for other in section.also {
        let keys: Vec<String> = other.keys.iter().map(|key| format!("`{}`", key.name)).collect();
        let from = link(other, all).unwrap_or_else(|| format!("`{}`", other.name));
        let _ = writeln!(text, "\nAnd the keys of {from}: {}.", keys.join(", "));
    }
}

/// What is written for a key, with the way to the table that it is.
fn value(key: &Key, all: &Paths) -> String {
    let links: Vec<String> = inner(&key.kind).iter().filter_map(|one| link(one, all)).collect();
    match links.as_slice() {
        [] => key.kind.words(),
        links => format!("{}: {}", key.kind.words(), links.join(", ")),
    }
}

/// "[`churn.reasons`](#churnreasons)".
fn link(section: &Section, all: &Paths) -> Option<String> {
    let (path, _) = all.iter().find(|(_, one)| std::ptr::eq(*one, section))?;
    Some(format!("[`{path}`](#{})", path.replace('.', "")))
}

fn outputs() -> String {
    let mut text = format!(
        "# Commands, files, exit codes, limits\n\n\
         `tenure explain --page outputs` prints this page: {MADE}\n\
         What of it scripts can rely on: [ci](ci.md#what-scripts-can-rely-on).\n\n## Commands\n"
    );
    for one in commands() {
        command(&mut text, &one);
        let inner = one.get_subcommands().filter(|inner| inner.get_name() != "help");
        inner.for_each(|inner| command(&mut text, inner));
    }
    text.push_str(
        "\n## Files\n\n`tenure run` writes a folder for each scenario, named by its id, into `--out`. A set of files \
         appears whole or not at all.\n",
    );
    let file = |format: Format| {
        vec![format!("`{}`", format.word()), format!("`{}`", format.file()), format.holds().into()]
    };
    table(&mut text, &["`--format`", "file", "what it holds"], Format::ALL.map(file));
    text.push_str("\nBeside the folders stand files that speak of all scenarios:\n");
    let of_all = |(file, format): (&str, Option<Format>)| {
        let format = format.map_or("any".to_owned(), |format| format!("`{}`", format.word()));
        vec![format, format!("`{file}`"), of_all(file).into()]
    };
    table(&mut text, &["`--format`", "file", "what it holds"], OF_ALL.map(of_all));
    let _ = writeln!(
        text,
        "\n`tenure optimise` writes the same files, but for `junit`, into the folder `optimise` of its scenario; \
         `tenure compare` writes `compare.html`; `tenure init` a scenario and `{SCHEMA}`, which editors check it by; `tenure sweep` and `tenure merge` the tables `results.csv` and `results.ndjson`, `sweep.html` and `manifest.json`, \
         or a part and its manifest. All other commands write nothing but stdout.\n\n\
         Messages go to stderr. `--message-format` is how they are printed:\n"
    );
    for format in MessageFormat::ALL {
        let _ = writeln!(text, "- `{}`: {}", format.word(), printed(format));
    }
    text.push_str("\n## Exit codes\n");
    let exit = |exit: Exit| vec![exit.code().to_string(), exit.meaning().to_owned()];
    table(&mut text, &["code", "meaning"], Exit::ALL.map(exit));
    let _ = write!(text, "\n{}\n\n## Limits\n\n{}\n", Exit::order(), limits::HEADS[0]);
    let [run, single] = limits::all().map(|list| list.into_iter().map(|(a, b)| vec![a, b]));
    table(&mut text, &["what", "at most"], run);
    let _ = write!(text, "\n{}\n\n{}\n", limits::of_a_run(), limits::HEADS[1]);
    table(&mut text, &["what", "at most"], single);
    text
}

fn of_all(file: &str) -> &'static str {
    match file {
        "index.html" => {
            "the list that leads to the reports of the folder, those of earlier runs too; the worst first"
        }
        "summary.md" => {
            "what failed and what changed, for a comment: at most 60 kB, however many scenarios"
        }
        _ => {
            "one row per scenario and strategy: `scenario`, `strategy`, `verdict` of the headline, `incremental_npv` \
             and its readings, `probability_better`, `payback_discounted`, and `gates`: how many of the scenario \
             `pass`, `fail`, fail as `advisory` and are `uncertain` (in CSV `pass=7;fail=1;advisory=0;uncertain=0`)"
        }
    }
}

const fn printed(format: MessageFormat) -> &'static str {
    match format {
        MessageFormat::Human => "with the line of the file and a mark under it",
        MessageFormat::Json => "one JSON object a line",
        MessageFormat::Github => "annotations of a change on GitHub",
    }
}

fn command(text: &mut String, command: &Command) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let name = command.get_bin_name().and_then(|name| name.strip_prefix("tenure "));
    let name = name.unwrap_or(command.get_name());
    let _ = write!(text, "\n### {name}\n\n{about}.\n\n```text\n{usage}\n```\n");
    let own = |arg: &&Arg| !["help", "color"].contains(&arg.get_id().as_str());
    let rows: Vec<_> = command.get_arguments().filter(own).map(argument).collect();
    if !rows.is_empty() {
        table(text, &["argument", "meaning", "where absent"], rows);
    }
}

fn argument(arg: &Arg) -> Vec<String> {
    let names: Vec<String> =
        arg.get_value_names().into_iter().flatten().map(|name| format!("<{name}>")).collect();
    let mut shown = arg.get_long().map_or(String::new(), |long| format!("--{long}"));
    if let Some(short) = arg.get_short() {
        shown = format!("-{short}, {shown}");
    }
    if arg.get_action().takes_values() || arg.is_positional() {
        shown = format!("{shown} {}", names.join(" "));
    }
    let words = |values: Vec<String>| values.join(",");
    let default = arg.get_default_values().iter().map(|one| one.to_string_lossy().into_owned());
    let default =
        if arg.get_action().takes_values() { words(default.collect()) } else { String::new() };
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let possible: Vec<String> =
        arg.get_possible_values().iter().map(|one| format!("`{}`", one.get_name())).collect();
    if !possible.is_empty() && arg.get_action().takes_values() {
        let _ = write!(help, "; one of {}", possible.join(", "));
    }
    let default = if default.is_empty() { default } else { format!("`{default}`") };
    vec![format!("`{}`", shown.trim()), help, default]
}

fn pairs(
    all: impl Iterator<Item = (&'static str, &'static str)>,
) -> impl Iterator<Item = Vec<String>> {
    all.map(|(one, other)| vec![format!("`{one}`"), other.to_owned()])
}

/// A table, after an empty line.
fn table(text: &mut String, heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    text.push('\n');
    text.push_str(&line(heads.iter().map(|head| (*head).to_owned()).collect()));
    let _ = writeln!(text, "|{}", "---|".repeat(heads.len()));
    rows.into_iter().for_each(|row| text.push_str(&line(row)));
}
