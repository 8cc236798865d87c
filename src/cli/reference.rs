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

/// A page whose parts stand in for their names in braces.
fn filled(page: &str, parts: &[(&str, String)]) -> String {
    let put =
        |text: String, (name, part): &(&str, String)| text.replace(&format!("{{{name}}}"), part);
    parts.iter().fold(page.trim_end().replace("{made}", MADE), put)
}

/// Sections with their paths.
type Paths = [(String, &'static Section)];

fn language() -> String {
    let all = sections();
    let [tables, kinds] = tables_and_kinds();
    let sections = |list: &Paths| list.iter().map(|(path, one)| section(path, one, &all)).collect();
    let metric = |one: &crate::metric::Declared| {
        let id = format!("`{}`", one.id);
        vec![id, word(one, "name"), word(one, "meaning"), one.counts(), one.of_each(), one.draws()]
    };
    let heads = ["id", "name", "meaning", "unit", "of each", "draws"];
    let code =
        |one: &crate::diag::Code| [one.code, one.title, one.meaning].map(str::to_owned).to_vec();
    let parts = [
        ("evidence", EVIDENCE.map(|key| format!("`{key}`")).join(" and ")),
        ("tables", sections(&tables)),
        ("kinds", sections(&kinds)),
        ("metrics", table(&heads, METRICS.iter().map(metric))),
        ("codes", table(&["code", "what", "meaning"], CODES.iter().map(code))),
        ("own", table(&["code", "meaning"], pairs(own()))),
        ("words", table(&["word", "meaning"], pairs(glossary()))),
    ];
    filled(include_str!("../../templates/reference/language.txt"), &parts)
}

fn section(path: &str, section: &Section, all: &Paths) -> String {
    let title = match path {
        "" => "The file".to_owned(),
        path => format!("`{path}`"),
    };
    let mut text = format!("\n### {title}\n\n{}\n", section.meaning);
    let row = |key: &Key| {
        let default = key.default.unwrap_or(if key.needed { "needed" } else { "" });
        let name = format!("`{}`", key.name);
        vec![name, value(key, all), default.to_owned(), key.meaning.to_owned()]
    };
    if !section.keys.is_empty() {
        let heads = ["key", "value", "where absent", "meaning"];
        text += &table(&heads, section.keys.iter().map(row));
    }
    for other in section.also {
        let keys: Vec<String> = other.keys.iter().map(|key| format!("`{}`", key.name)).collect();
        let from = link(other, all).unwrap_or_else(|| format!("`{}`", other.name));
        let _ = writeln!(text, "\nAnd the keys of {from}: {}.", keys.join(", "));
    }
    text
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
    let inside = |one: &Command| {
        let inner = one.get_subcommands().filter(|inner| inner.get_name() != "help");
        inner.map(command).collect::<String>()
    };
    let commands = commands().iter().map(|one| command(one) + &inside(one)).collect();
    let file = |format: Format| {
        vec![format!("`{}`", format.word()), format!("`{}`", format.file()), format.holds().into()]
    };
    let of_all = |(file, format): (&str, Option<Format>)| {
        let format = format.map_or("any".to_owned(), |format| format!("`{}`", format.word()));
        vec![format, format!("`{file}`"), of_all(file).into()]
    };
    let files = ["`--format`", "file", "what it holds"];
    let message = |format: MessageFormat| format!("- `{}`: {}\n", format.word(), printed(format));
    let exit = |exit: Exit| vec![exit.code().to_string(), exit.meaning().to_owned()];
    let [run, single] = limits::all().map(|list| {
        table(&["what", "at most"], list.into_iter().map(|(what, bound)| vec![what, bound]))
    });
    let [head, head_single] = limits::HEADS.map(str::to_owned);
    let parts = [
        ("commands", commands),
        ("formats", table(&files, Format::ALL.map(file))),
        ("of_all", table(&files, OF_ALL.map(of_all))),
        ("schema", SCHEMA.to_owned()),
        ("messages", MessageFormat::ALL.map(message).concat()),
        ("exits", table(&["code", "meaning"], Exit::all().map(exit))),
        ("order", Exit::order()),
        ("head", head),
        ("run", run),
        ("of_a_run", limits::of_a_run()),
        ("head_single", head_single),
        ("single", single),
    ];
    filled(include_str!("../../templates/reference/outputs.txt"), &parts)
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

fn command(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let name = command.get_bin_name().and_then(|name| name.strip_prefix("tenure "));
    let name = name.unwrap_or(command.get_name());
    let text = format!("\n### {name}\n\n{about}.\n\n```text\n{usage}\n```\n");
    let own = |arg: &&Arg| !["help", "color"].contains(&arg.get_id().as_str());
    let rows: Vec<_> = command.get_arguments().filter(own).map(argument).collect();
    match rows.is_empty() {
        true => text,
        false => text + &table(&["argument", "meaning", "where absent"], rows),
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
fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let head = line(heads.iter().map(|head| (*head).to_owned()).collect());
    let rows: String = rows.into_iter().map(line).collect();
    format!("\n{head}|{}\n{rows}", "---|".repeat(heads.len()))
}
