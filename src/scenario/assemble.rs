//! The merged tree as a scenario: names first, then the business under every strategy, then
//! everything that refers to them.

use super::business::{business, open};
use super::checks;
use super::churn::reason_names;
use super::cross;
use super::decisions;
use super::frame;
use super::ground::{Ground, find, ids};
use super::model::{Business, InputFile, Label, Scenario, SpendAs, Strategy};
use super::observed;
use super::read::{Folder, Loaded, Override, Read, load, load_text, verdict};
use super::set::{self, Setter};
use super::varied;
use super::varying;
use crate::diag::{Diagnostic, Sources, Span};
use crate::fields::{Data, EVIDENCE, Fields, Node, Reading};
use std::collections::BTreeSet;
use std::path::Path;

/// Findings that a break of grammar may bring about elsewhere; they wait until it is mended.
const CONSEQUENCES: &[&str] = &[
    "E011", "E021", "E022", "E023", "E025", "E030", "E034", "E035", "E036", "E039", "E040", "E041",
];

/// Largest numbers of segments, channels, strategies and programmes.
pub const LARGEST: [(&str, usize); 4] =
    [("segments", 200), ("channels", 200), ("strategies", 100), ("programmes", 100)];

/// Builds the scenario, or reports everything wrong with it.
pub fn assemble(loaded: Loaded) -> Read {
    let Loaded { tree, stated, sources, found, data, folder, stem } = loaded;
    // Lines on which the grammar is broken.
    let broken: BTreeSet<(u32, usize)> = found
        .iter()
        .filter(|one| one.code == "E002")
        .filter_map(|one| one.span.map(|span| (span.file, sources.line(span))))
        .collect();
    let (scenario, mut later) = {
        let reading = Reading::new(&sources, frame::fallback_calendar());
        let scenario = build(&reading, [&tree, &stated], (&data, folder.as_ref()), &stem);
        let (later, assumptions) = reading.finish();
        (scenario.map(|scenario| Scenario { assumptions, ..scenario }), later)
    };
    // What a layer that could not be read would have said is not missing.
    if found.iter().any(|one| matches!(one.code, "E001" | "E003")) {
        later.retain(|one| !CONSEQUENCES.contains(&one.code));
    }
    if !broken.is_empty() {
        later.retain(|one| {
            let line = one.span.map(|span| (span.file, sources.line(span)));
            !CONSEQUENCES.contains(&one.code) && !line.is_some_and(|line| broken.contains(&line))
        });
    }
    let mut all = found;
    all.append(&mut later);
    match (verdict(all), scenario) {
        (Ok(warnings), Some(scenario)) => {
            let scenario = Scenario { files: files(&sources), ..scenario };
            Ok((scenario, warnings, sources))
        }
        (Ok(found) | Err(found), _) => Err((found, sources)),
    }
}

fn files(sources: &Sources) -> Vec<InputFile> {
    let file = |one: &crate::diag::SourceFile| InputFile {
        name: one.name.clone(),
        sha256: one.sha256.clone(),
    };
    sources.files().iter().map(file).collect()
}

type DataFiles = std::collections::BTreeMap<crate::diag::Span, super::curve_data::RetentionTable>;

fn build(
    reading: &Reading<'_>,
    [tree, stated]: [&Node; 2],
    (data, folder): (&DataFiles, Option<&Folder>),
    stem: &str,
) -> Option<Scenario> {
    if let Some(table) = tree.get("sources").and_then(Node::table) {
        let named = table.entries.iter().map(|entry| entry.key.clone());
        let named = named.filter(|key| !EVIDENCE.contains(&key.as_str()));
        reading.evidence.borrow_mut().extend(named);
    }
    let mut ground = Ground {
        reading,
        file: tree,
        stated,
        segments: ids(tree, "segments"),
        channels: ids(tree, "channels"),
        reasons: reason_names(tree),
        programmes: ids(tree, "programmes"),
        strategies: ids(tree, "strategies"),
        currency: String::new(),
        data,
    };
    let root = open(&ground, tree)?;
    schema(&root);
    let frame = frame::frame(&root);
    ground.currency = frame.currency.clone();
    if ground.strategies.is_empty() {
        ground.strategies.push("baseline".to_owned());
    }
    if !too_large(&root) {
        return None;
    }
    let about = frame::about(&root, stem);
    let uncertainty = frame::uncertainty(&root);
    frame::real_terms(&root, &frame);
    let sources = decisions::sources(&root);
    let sign_offs = decisions::sign_offs(&root, about.status);
    if root.require("segments") && ground.segments.is_empty() {
        let message = "a scenario needs at least one segment";
        root.error("segments", "E011", message, "add [[segments]] with `id` and `price`");
    }
    let everything: Vec<usize> = (0..ground.programmes.len()).collect();
    let file = business(&root, &ground, &everything);
    cross::business(&root, &ground, &file, None);
    let (against, rival, budget) = decisions::comparison(&root, &ground);
    let strategies = strategies(&root, &ground);
    cross::equal_spend(&root, &ground, &strategies);
    cross::candidates(&root, &strategies, against);
    observed::desks(&root, &ground, &strategies, against);
    for list in ["segments", "channels", "programmes", "strategies"] {
        named(&root, list);
    }
    let correlations = decisions::correlations(&root, &ground);
    let sensitivity = varied::sensitivity(&root, &ground);
    let optimise = varied::optimise(&root, &ground);
    let checks = checks::checks(&root, &ground);
    let variants = varying::of_scenario(&root, tree, folder);
    Some(Scenario {
        about,
        calendar: frame.calendar,
        currency: frame.currency,
        price_basis: frame.price_basis,
        inflation: frame.inflation,
        opening_cash: frame.opening_cash,
        after_horizon: frame.after_horizon,
        assumptions: Vec::new(),
        correlations,
        uncertainty,
        segments: labels(&root, "segments"),
        channels: labels(&root, "channels"),
        reasons: ground.reasons.clone(),
        strategies,
        against,
        rival,
        budget,
        sensitivity,
        optimise,
        checks,
        sources,
        sign_offs,
        variants,
        seed: frame.seed,
        files: Vec::new(),
    })
}

fn schema(root: &Fields<'_>) {
    if let Some(version) = root.whole("schema", 0, i64::MAX)
        && version != 1
    {
        let message = format!("schema {version} is unknown: this is schema 1");
        let help = "write schema = 1, or use the version of tenure that the file was written for";
        root.error("schema", "E018", message, help);
    }
    root.text("extends");
}

/// Whether every list is short enough to be read at all.
fn too_large(root: &Fields<'_>) -> bool {
    let mut fits = true;
    for (name, most) in LARGEST {
        let count = root.node(name).and_then(Node::list).map_or(0, <[Node]>::len);
        if count > most {
            let message = format!("{count} {name}: at most {most} are allowed");
            let help = format!("join {name} that are alike, or make several scenarios");
            root.error(name, "E029", message, help);
            fits = false;
        }
    }
    fits
}

fn labels(root: &Fields<'_>, list: &str) -> Vec<Label> {
    let items = root.node(list).and_then(Node::list).unwrap_or_default();
    let label = |item: &Node| {
        let id = item.id().unwrap_or_default().to_owned();
        let name = item.get("name").and_then(Node::text).map_or_else(|| id.clone(), str::to_owned);
        Label { id, name }
    };
    items.iter().map(label).collect()
}

/// Letters of a name, at most.
pub const LONGEST_NAME: usize = 80;

/// Names of a list are short, have letters, and tell its items apart.
fn named(root: &Fields<'_>, list: &str) {
    let items = root.node(list).and_then(Node::list).unwrap_or_default();
    let mut known: Vec<&str> = Vec::new();
    for node in items.iter().filter_map(|item| item.get("name")) {
        let Some(name) = node.text() else {
            continue;
        };
        let letters = name.chars().count();
        let (code, wrong, help) = if name.contains(['\n', '\r', '\t']) {
            ("E044", "a name stands on one line".to_owned(), "put spaces for breaks and tabs")
        } else if name.trim().is_empty() {
            let wrong = "a name needs at least one letter".to_owned();
            ("E044", wrong, "write a name, or leave the key out: the id is shown then")
        } else if letters > LONGEST_NAME {
            let wrong = format!("a name of {letters} letters does not fit: {LONGEST_NAME} at most");
            ("E044", wrong, "shorten it")
        } else if known.contains(&name) {
            ("E020", format!("two {list} are called \"{name}\""), "give one of them another name")
        } else {
            known.push(name);
            continue;
        };
        let one = Diagnostic::error(code, node.span, wrong).label(format!("{list}.name"));
        root.reading.report(one.help(help));
    }
}

fn strategies(root: &Fields<'_>, ground: &Ground<'_>) -> Vec<Strategy> {
    let tables = root.tables("strategies");
    if tables.is_empty() {
        let label = Label { id: "baseline".to_owned(), name: "baseline".to_owned() };
        let business = business(root, ground, &[]);
        let settings = Vec::new();
        return vec![Strategy { label, business, spend_as: None, candidate: true, settings }];
    }
    tables.iter().enumerate().map(|(place, table)| strategy(table, root, ground, place)).collect()
}

fn strategy(fields: &Fields<'_>, root: &Fields<'_>, ground: &Ground<'_>, place: usize) -> Strategy {
    let id = ground.strategies.get(place).cloned().unwrap_or_default();
    let name = fields.text("name").unwrap_or_else(|| id.clone());
    let named = fields.places("programmes", "programme", &ground.programmes).unwrap_or_default();
    let spend_as: Option<SpendAs> = decisions::spend_as(fields, ground, place);
    let set = fields.node("set").and_then(|node| ground.reading.expect_table(node, "set"));
    let settings = set.map(set::settings).unwrap_or_default();
    let business = if settings.is_empty() {
        let business = business(root, ground, &named);
        cross::business(root, ground, &business, Some(fields));
        business
    } else {
        let mut tree = ground.file.clone();
        let mut wrong: Vec<Diagnostic> = Vec::new();
        for setting in &settings {
            let span = outside(ground, &setting.path);
            wrong.extend(set::apply(&mut tree, setting, Setter::Strategy(place)).err());
            if let Some(span) = span.filter(|_| !is_change(&tree, &setting.path)) {
                let path = &setting.path;
                let message = format!("strategy `{id}` sets `{path}` itself, and keeps its value");
                let one = Diagnostic::warning("W007", span, message).label(path.clone());
                let help = format!("to change what it sets: --set strategies.{id}.set.{path}=…");
                wrong.push(one.help(help));
            }
        }
        wrong.into_iter().for_each(|one| ground.reading.report(one));
        under(&tree, ground, &named, fields).unwrap_or_else(|| business(root, ground, &named))
    };
    let candidate = fields.flag("candidate").unwrap_or(true);
    let settings = settings.iter().map(|one| (one.path.clone(), one.value.inline())).collect();
    Strategy { label: Label { id, name }, business, spend_as, candidate, settings }
}

/// The bytes of the command line that replaced a value of the file.
fn outside(ground: &Ground<'_>, path: &str) -> Option<Span> {
    let keys: Vec<&str> = path.split('.').collect();
    let node = find(ground.file, &keys)?;
    ground.reading.sources.is_outside(node.span).then_some(node.span)
}

/// Whether a value is a change of what stands below it, which so takes part.
fn is_change(tree: &Node, path: &str) -> bool {
    let keys: Vec<&str> = path.split('.').collect();
    find(tree, &keys).is_some_and(|node| matches!(node.data, Data::Changed(..)))
}

/// The business of a changed tree.
fn under(
    tree: &Node,
    ground: &Ground<'_>,
    named: &[usize],
    fields: &Fields<'_>,
) -> Option<Business> {
    let root = open(ground, tree)?;
    let business = business(&root, ground, named);
    cross::business(&root, ground, &business, Some(fields));
    Some(business)
}

/// Reads and checks a scenario file.
///
/// # Errors
///
/// Everything that is wrong with all its files.
pub fn read(path: &Path, overrides: &[Override]) -> Read {
    match load(path, overrides) {
        Ok(loaded) => assemble(loaded),
        Err(failed) => Err(failed),
    }
}

/// Reads and checks a scenario from a text; it can name no other files.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn read_text(name: &str, text: &str, overrides: &[Override]) -> Read {
    assemble(load_text(name, text, overrides))
}
