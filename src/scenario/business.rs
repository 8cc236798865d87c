//! The business under one strategy, from the tree with that strategy's `set` applied.

use super::common::Common;
use super::customers::{self};
use super::frame::timing;
use super::ground::Ground;
use super::keys::ROOT;
use super::model::Business;
use super::{brand, channels, churn, market, quality};
use crate::diag::{Diagnostic, Span};
use crate::fields::{Evidence, Fields, Node, quoted};
use crate::programme::{self, KINDS, Programme};
use crate::units::Quantity;

/// Opens the whole file.
pub fn open<'a>(ground: &Ground<'a>, tree: &'a Node) -> Option<Fields<'a>> {
    Fields::open(ground.reading, tree, String::new(), &ROOT, Evidence::default())
}

/// Reads everything that acts on customers and money. All programmes of the file are read; those
/// named are kept, in the order named.
pub fn business(root: &Fields<'_>, ground: &Ground<'_>, named: &[usize]) -> Business {
    let visits = purchase(root);
    root.reading.visits.set(visits);
    let churn_table = root.table("churn");
    let curve = churn_table.as_ref().and_then(|table| churn::curve(table, ground, None));
    let common = Common {
        base: customers::opening_base(root),
        tenure: root
            .node("opening_base")
            .and_then(|node| node.get("tenure"))
            .map_or(root.span, |node| node.span),
        curve: churn::response(root, ground).or(curve),
        table: churn_table.as_ref(),
        seasonality: churn_table
            .as_ref()
            .and_then(churn::seasonality)
            .unwrap_or([Quantity::fixed(1.0); 12]),
        reasons: churn_table.as_ref().and_then(|table| churn::reasons(table, ground)),
        ground,
        visits,
    };
    let segments = root.tables("segments");
    let segments = segments.iter().map(|table| customers::segment(table, &common)).collect();
    let id = |fields: &Fields<'_>| fields.path.rsplit('.').next().unwrap_or_default().to_owned();
    let channels = root.tables("channels");
    let channels = channels.iter().map(|f| channels::channel(f, &id(f), ground)).collect();
    let events = root.tables("events");
    let events = events.iter().map(|f| market::event(f, &id(f), ground)).collect();
    let model = root.inside("model");
    let (cash_timing, retention_timing) = timing(&model);
    let mut all: Vec<Option<Programme>> = programmes(root, ground);
    Business {
        discount_rate: model.number_or("discount_rate", 0.0),
        cash_timing,
        retention_timing,
        clv_convention: model.choice("clv_convention"),
        terminal_value: model.choice("terminal_value"),
        corporate_tax: model.path_or_default("corporate_tax"),
        market: market::market(root),
        segments,
        events,
        channels,
        overheads: market::overheads(root, ground),
        brand: brand::brand(root),
        quality: quality::quality(root, ground),
        programmes: named
            .iter()
            .filter_map(|place| all.get_mut(*place).and_then(Option::take))
            .collect(),
    }
}

/// Whether purchases are visits.
fn purchase(root: &Fields<'_>) -> bool {
    let Some(fields) = root.table("purchase") else {
        return false;
    };
    let visits = fields.word("model") == Some("visits");
    fields.length("inactive_after");
    if fields.has("inactive_after") && !visits {
        let message = "`inactive_after` belongs to purchases of the model \"visits\"";
        let help = "who ends a subscription is seen to leave";
        fields.reading.report(fields.diagnostic("inactive_after", "E025", message).help(help));
    }
    visits
}

/// Every programme of the file, in its order; none where its kind is unusable.
fn programmes(root: &Fields<'_>, ground: &Ground<'_>) -> Vec<Option<Programme>> {
    let items = root.items("programmes");
    items.into_iter().map(|(node, path)| one_programme(root, ground, node, path)).collect()
}

fn one_programme(
    root: &Fields<'_>,
    ground: &Ground<'_>,
    node: &Node,
    path: String,
) -> Option<Programme> {
    let reading = root.reading;
    let table = reading.expect_table(node, &path)?;
    let kinds = || KINDS.iter().map(|kind| kind.name);
    let report = |span: Span, code, message: String, help: Option<String>| {
        reading.report(Diagnostic::error(code, span, message).label(path.clone()).help_if(help));
    };
    let list = || format!("kinds are {}", kinds().collect::<Vec<_>>().join(", "));
    let Some(word) = table.get("kind") else {
        report(node.span, "E011", format!("`kind` is missing in `{path}`"), Some(list()));
        return None;
    };
    let Some(name) = word.text() else {
        reading.wrong(word, &format!("{path}.kind"), "a text in quotes");
        return None;
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        let event = market::EVENT_KINDS.contains(&name);
        let help = if event {
            Some(format!("write [[events]] with kind = \"{name}\""))
        } else {
            reading.suggest(name, kinds()).map(|s| format!("{s} ({})", list())).or(Some(list()))
        };
        let message = if event {
            format!("the kind \"{name}\" is an event, not a programme")
        } else {
            format!("unknown kind \"{name}\"")
        };
        report(word.span, "E018", message, help);
        return None;
    };
    let fields = Fields::open(reading, node, path.clone(), &kind.section, root.evidence)?;
    let names = ground.names();
    let mut common = programme::common(&fields, &names, kind.costs, kind.defers());
    let mark = reading.mark();
    let mechanics = (kind.read)(&fields, &names, &mut common);
    if reading.clean_since(mark) {
        programme::beyond_published(&fields, kind.name);
    }
    if common.acts_on.is_none() && mechanics.acts_on_churn() && ground.reasons.len() > 1 {
        acts_on_all(&fields, &ground.reasons);
    }
    let id = node.id().unwrap_or_default().to_owned();
    let name = fields.text("name").unwrap_or_else(|| id.clone());
    Some(Programme { id, name, kind: kind.name, common, mechanics: mechanics.into() })
}

/// Warns of a programme that acts on every reason because it names none.
fn acts_on_all(fields: &Fields<'_>, reasons: &[String]) {
    let names: Vec<String> = reasons.iter().map(|reason| format!("`{reason}`")).collect();
    let message =
        format!("`{}` names no reasons, so it acts on all: {}", fields.path, names.join(", "));
    let names: Vec<String> = reasons.iter().map(|reason| quoted(reason)).collect();
    let help = format!("name those that it reaches: acts_on = [{}]", names.join(", "));
    let one = Diagnostic::warning("W010", fields.span, message).label(fields.path.clone());
    fields.reading.report(one.help(help));
}
