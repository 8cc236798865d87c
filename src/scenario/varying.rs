//! What `[variants]` and sweep files say: which values of a scenario vary, and what is asked of each variant.

use super::asked::Asked;
use super::frame::DRAWS as MOST_DRAWS;
use super::model::{Axis, Design, Even, Rows, Values, Variants};
use super::read::Folder;
use super::set::{self, Setter, Setting};
use crate::diag::{Diagnostic, Span, input};
use crate::fields::{Data, Fields, Node};
use crate::numeric::random::{Stream, key};
use crate::units::grouped;

/// Most variants of a sweep.
pub const MOST_VARIANTS: u64 = 1_000_000;
/// Largest file of rows, in bytes.
pub const LARGEST_ROWS: u64 = 100_000_000;
/// Values of a path that are tried for their place.
const TRIED: u64 = 200;

/// What is asked for where nothing is.
const METRICS: [&str; 2] = ["npv", "incremental_npv"];

/// `[variants]` of a scenario whose tree is `tree`; rows of a file are read where its folder is known.
pub fn of_scenario(root: &Fields<'_>, tree: &Node, folder: Option<&Folder>) -> Option<Variants> {
    variants(&root.table("variants")?, tree, folder)
}

/// What the keys of `fields` say of a scenario whose tree is `tree`.
pub fn variants(fields: &Fields<'_>, tree: &Node, folder: Option<&Folder>) -> Option<Variants> {
    let design = fields.word("design").unwrap_or("grid");
    let axes: Vec<Axis> = fields.tables("axes").iter().filter_map(|one| axis(one, tree)).collect();
    let points = fields.whole("points", 1, MOST_VARIANTS as i64);
    for (place, axis) in axes.iter().enumerate() {
        if axes[..place].iter().any(|other| other.path == axis.path) {
            let message = format!("\"{}\" varies twice", axis.path);
            let one = Diagnostic::error("E020", axis.span, message).label(fields.at("axes"));
            fields.reading.report(one.help("keep one of the two axes"));
        }
    }
    let asked = asked(fields);
    let draws = fields.whole("draws", 0, MOST_DRAWS).and_then(|draws| u32::try_from(draws).ok());
    for (key, of) in [("points", "latin"), ("file", "csv")] {
        if design == of {
            fields.require(key);
        } else if fields.has(key) {
            let message = format!("`{key}` is for design = \"{of}\"");
            fields.error(key, "E025", message, format!("leave `{key}` out, or change the design"));
        }
    }
    if design == "csv" {
        if fields.has("axes") {
            let help = "leave `axes` out, or change the design";
            fields.error("axes", "E025", "the columns of `file` are the axes", help);
        }
        let name = fields.text("file")?;
        let span = fields.span_of("file");
        let rows = match rows(&name, span, tree, folder) {
            Ok(rows) => rows,
            Err(wrong) => {
                fields.reading.report(wrong.label(fields.at("file")));
                return None;
            }
        };
        return Some(Variants { design: Design::Rows(rows), asked, draws });
    }
    if axes.is_empty() {
        fields.require("axes");
        return None;
    }
    let design = match (design, points) {
        ("latin", points) => {
            let points = latin(points? as u32, axes.len());
            Design::Latin(axes, points)
        }
        _ => Design::Grid(axes),
    };
    if let Design::Grid(axes) = &design {
        let count = axes.iter().map(|axis| axis.count() as f64).product::<f64>();
        too_many(count).into_iter().for_each(|wrong| {
            fields.reading.report(wrong(fields.span_of("axes")).label(fields.at("axes")));
        });
    }
    Some(Variants { design, asked, draws })
}

/// The error about so many variants, if they are too many.
fn too_many(count: f64) -> Option<impl Fn(Span) -> Diagnostic> {
    (count > MOST_VARIANTS as f64).then_some(move |span| {
        let [count, most] = [count, MOST_VARIANTS as f64].map(|number| grouped(number, 0));
        let message = format!("these are {count} variants, and a sweep has at most {most}");
        Diagnostic::error("E029", span, message)
            .help("take fewer values of each path, or a Latin hypercube: design = \"latin\"")
    })
}

fn asked(fields: &Fields<'_>) -> Vec<Asked> {
    let parse = |(text, span): (&str, Span)| match Asked::parse(text) {
        Ok(asked) => Some(asked),
        Err(why) => {
            let one = Diagnostic::error("E037", span, why).label(fields.at("metrics"));
            fields.reading.report(one.help("name a metric such as \"npv\" or \"ltv_cac:p10\""));
            None
        }
    };
    match fields.texts("metrics") {
        Some(texts) if texts.is_empty() => {
            fields.error("metrics", "E012", "nothing is asked for", "write metrics = [\"npv\"]");
            Vec::new()
        }
        Some(texts) => texts.into_iter().filter_map(parse).collect(),
        None => METRICS.iter().filter_map(|name| Asked::parse(name).ok()).collect(),
    }
}

fn axis(fields: &Fields<'_>, tree: &Node) -> Option<Axis> {
    fields.require("path");
    let even = fields.has("from") || fields.has("to") || fields.has("steps");
    let values = match (fields.node("values"), even) {
        (Some(_), true) => {
            let help = "keep the list, or `from`, `to` and `steps`";
            fields.error("values", "E025", "`values` and `from` say the same twice", help);
            return None;
        }
        (Some(node), false) => match node.list() {
            Some(list) if !list.is_empty() => Values::Listed(list.to_vec()),
            _ => {
                let help = "write values = [20, 25, 30]";
                fields.error("values", "E012", "a list of one value or more is needed", help);
                return None;
            }
        },
        (None, _) => {
            fields.require_all(if even { &["from", "to", "steps"] } else { &["values"] });
            let steps = fields.whole("steps", 1, MOST_VARIANTS as i64);
            let (from, to) = (fields.node("from")?, fields.node("to")?);
            let Some(even) = between(from, to, steps? as u64) else {
                let help = "write numbers, or texts that differ in one number: \"20%\" and \"60%\"";
                fields.error("to", "E012", "nothing lies evenly between these two", help);
                return None;
            };
            Values::Even(even)
        }
    };
    let path = fields.text("path")?;
    let axis = Axis { path, span: fields.span_of("path"), values };
    let tried = 0..axis.count().min(TRIED);
    let wrong = tried.filter_map(|place| leads(tree, &axis.path, axis.span, axis.value(place)));
    if let Some(wrong) = wrong.into_iter().next() {
        fields.reading.report(wrong);
        return None;
    }
    Some(axis)
}

/// What is wrong with setting that, as far as the place tells.
fn leads(tree: &Node, path: &str, span: Span, value: Node) -> Option<Diagnostic> {
    if path.split('.').next() == Some("variants") {
        return Some(Diagnostic::error("E030", span, "variants have no variants").label(path));
    }
    let setting = Setting { path: path.to_owned(), span, value };
    set::apply(&mut tree.clone(), &setting, Setter::CommandLine).err()
}

/// Evenly spaced values between two of one unit.
fn between(from: &Node, to: &Node, steps: u64) -> Option<Even> {
    let number = |node: &Node| match &node.data {
        Data::Whole(whole) => Some((*whole as f64, None)),
        Data::Number(number) => number.is_finite().then_some((*number, None)),
        Data::Text(text) => {
            let part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.');
            let (before, rest) = text.split_at(text.find(part)?);
            let (number, after) = rest.split_at(rest.find(|c| !part(c)).unwrap_or(rest.len()));
            Some((number.parse().ok()?, Some([before.to_owned(), after.to_owned()])))
        }
        _ => None,
    };
    let ((first, words), (last, other)) = (number(from)?, number(to)?);
    (words == other).then_some(Even { ends: [first, last], steps, words, span: from.span })
}

/// By point and axis, a part of the axis: each part once, in an order of chance that is always the same. Source:
/// McKay, Beckman & Conover (1979), "A comparison of three methods", Technometrics 21(2).
fn latin(points: u32, axes: usize) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::with_capacity(axes); points as usize];
    for axis in 0..axes {
        let mut stream = Stream::new(key(&[axis as u64]));
        let mut parts: Vec<u32> = (0..points).collect();
        for last in (1..parts.len()).rev() {
            parts.swap(last, (stream.uniform() * (last + 1) as f64) as usize);
        }
        all.iter_mut().zip(parts).for_each(|(point, part)| point.push(part));
    }
    all
}

/// The rows of a CSV file; without a folder, as of a text, none can be read.
fn rows(name: &str, span: Span, tree: &Node, folder: Option<&Folder>) -> Result<Rows, Diagnostic> {
    let wrong = |message: String| {
        let help = "columns are paths as in `set`; a column `id` names the rows";
        Diagnostic::error("E042", span, message).help(help)
    };
    let folder = folder.ok_or_else(|| wrong("a text can name no files".to_owned()))?;
    let path = folder.inside(name).map_err(wrong)?;
    let bytes = input::bytes(&path, LARGEST_ROWS).map_err(|unread| wrong(unread.to_string()))?;
    let (text, bad) = input::text(&bytes);
    if bad.is_some() {
        return Err(wrong(format!("\"{name}\" is not UTF-8")));
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let broken = |error: csv::Error| wrong(format!("\"{name}\": {error}"));
    let columns: Vec<String> =
        reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    let records: Vec<_> = reader.into_records().collect::<Result<_, _>>().map_err(broken)?;
    if records.is_empty() {
        return Err(wrong(format!("\"{name}\" has no rows")));
    }
    if let Some(wrong) = too_many(records.len() as f64) {
        return Err(wrong(span));
    }
    for (place, column) in columns.iter().enumerate() {
        if columns[..place].contains(column) {
            return Err(wrong(format!("\"{name}\" has the column `{column}` twice")));
        }
    }
    let rows = Rows { columns, records, span };
    let first = Variants { design: Design::Rows(rows.clone()), asked: Vec::new(), draws: None };
    for (path, span, value) in first.at(0).into_iter().filter(|(path, ..)| path != "id") {
        if let Some(mut wrong) = leads(tree, &path, span, value) {
            wrong.message = format!("\"{name}\": {}", wrong.message);
            return Err(wrong);
        }
    }
    Ok(rows)
}
