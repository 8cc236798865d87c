//! What could turn the decision?

use crate::chart::{self, End, Rule, Span, Swing, Tornado, Values};
use crate::fields;
use crate::findings::{AssumptionFindings, AssumptionSwing};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::Prose;
use crate::report::table::{Cell, Row, Table};
use crate::text::Sign;

use super::picture::{self, Picture};
use super::tiles::{RIVAL, TODAY, counted, goes_beyond};

/// Rows of the picture and of its table.
const MOST: usize = 8;

/// The gain over each opponent with one assumption at a time at the ends of its range, by each way of counting; one
/// of them is seen.
pub fn tornados(p: &Printer<'_>) -> Vec<Picture> {
    let ids = [["tornado", "tornado-plan"], ["tornado-rival", "tornado-rival-plan"]];
    let places = [(p.roles.comparison, TODAY), (p.roles.rival, RIVAL)];
    let told = places.into_iter().zip(ids).filter_map(|((at, classes), ids)| {
        let at = at?;
        let whole = tornado(p, at, View { id: ids[0], class: classes[0], by_the_plan: false });
        let plan = View { id: ids[1], class: classes[1], by_the_plan: true };
        Some([whole, tornado(p, at, plan).filter(|_| goes_beyond(p, at))])
    });
    told.flatten().flatten().collect()
}

/// One of the ways of looking at it.
#[derive(Clone, Copy)]
struct View {
    id: &'static str,
    class: &'static str,
    by_the_plan: bool,
}

impl View {
    /// The gain at both ends.
    fn results(self, one: &AssumptionSwing) -> [f64; 2] {
        match self.by_the_plan {
            true => [one.at_low_horizon, one.at_high_horizon],
            false => [one.at_low, one.at_high],
        }
    }

    fn width(self, one: &AssumptionSwing) -> f64 {
        let [low, high] = self.results(one);
        (high - low).abs()
    }
}

fn tornado(p: &Printer<'_>, at: usize, view: View) -> Option<Picture> {
    let comparison = &p.findings.comparisons[at];
    let all = &comparison.tornado;
    let mut order: Vec<usize> = (0..all.len()).filter(|i| view.width(&all[*i]) > 0.0).collect();
    order.sort_by(|a, b| view.width(&all[*b]).total_cmp(&view.width(&all[*a])));
    order.truncate(MOST);
    let title = title(p, at, view, &order)?;
    let swings = order.iter().map(|i| {
        let one = &all[*i];
        let [low, high] = view.results(one);
        Swing {
            label: p.told(&one.name).plain(),
            low: End { input: text(p, one, one.low), result: low },
            high: End { input: text(p, one, one.high), result: high },
        }
    });
    let (id, figure) = match view.by_the_plan {
        true => ("incremental_npv_horizon", &comparison.incremental_npv_horizon),
        false => ("incremental_npv", &comparison.incremental_npv),
    };
    let money = |value: f64| p.numbers().tick(value);
    let svg = chart::tornado(&Tornado {
        words: picture::words(p, view.id, &title),
        base: figure.expected,
        swings: swings.collect(),
        ends: (p.words.plain("tornado.low"), p.words.plain("tornado.high")),
        rules: vec![Rule { at: 0.0, label: p.name_of(&comparison.against).plain() }],
        values: Values { format: &money, span: Span::FromZero, finest: 0.0 },
        most: MOST,
    });
    let base = p.money(format!("comparisons.{at}.{id}.expected"), figure.expected, Sign::Always);
    let slots = [
        ("name", p.name_of(&comparison.strategy)),
        ("against", p.name_of(&comparison.against)),
        ("counted", counted(p, view.by_the_plan)),
        ("currency", p.currency()),
        ("gain", base.into()),
    ];
    Some(Picture {
        id: view.id,
        class: view.class,
        // The list of contents leads to all of them.
        nav: if view.id == "tornado" { p.word("tornado.nav") } else { Prose::default() },
        title,
        subtitle: p.say("tornado.subtitle", &slots),
        drawing: picture::drawing(&svg),
        note: judged(p, at).unwrap_or_default(),
        // One table for both ways of counting.
        tables: if view.by_the_plan { Vec::new() } else { vec![table(p, at, &order)] },
        ..Picture::default()
    })
}

/// Share of the swings that nothing measured backs.
fn judged(p: &Printer<'_>, at: usize) -> Option<Prose> {
    let share = p.findings.comparisons[at].judgement_swing_share?;
    let path = format!("comparisons.{at}.judgement_swing_share");
    let share = p.share(path, share, 0);
    let against = p.name_of(&p.findings.comparisons[at].against);
    Some(p.say("tornado.judged", &[("share", share.into()), ("against", against)]))
}

fn text(p: &Printer<'_>, one: &AssumptionSwing, value: f64) -> String {
    if fields::StatedUnit::in_percent(&one.unit) {
        p.numbers().stated_share(value)
    } else {
        p.numbers().tick(value)
    }
}

/// Whether one assumption alone turns who of the two is ahead.
fn title(p: &Printer<'_>, at: usize, view: View, order: &[usize]) -> Option<Prose> {
    let comparison = &p.findings.comparisons[at];
    let first = &comparison.tornado[*order.first()?];
    let gain = match view.by_the_plan {
        true => comparison.incremental_npv_horizon.expected,
        false => comparison.incremental_npv.expected,
    };
    let turns =
        |one: &&AssumptionSwing| view.results(one).iter().any(|end| (*end < 0.0) != (gain < 0.0));
    let all = comparison.tornado.iter();
    let turning: Vec<&AssumptionSwing> = all.filter(turns).collect();
    let names =
        [("name", p.name_of(&comparison.strategy)), ("against", p.name_of(&comparison.against))];
    let key = match (turning.len(), gain < 0.0) {
        (0, false) => "tornado.stays_ahead",
        (0, true) => "tornado.stays_behind",
        (1, _) => "tornado.one",
        _ => "tornado.several",
    };
    let one = p.told(&turning.first().unwrap_or(&first).name);
    let slots = [names[0].clone(), names[1].clone(), ("assumption", one)];
    Some(p.say(key, &slots))
}

/// A column of the table: field of the findings, and the figure.
type Column = (&'static str, fn(&AssumptionSwing) -> f64);

fn table(p: &Printer<'_>, at: usize, order: &[usize]) -> Table {
    let mut table = Table::new(
        p.say("tornado.caption", &[("currency", p.currency())]),
        p.word("assumptions.path"),
    );
    let mut fields: Vec<Column> =
        vec![("at_low", |one| one.at_low), ("at_high", |one| one.at_high)];
    if goes_beyond(p, at) {
        fields.push(("at_low_horizon", |one| one.at_low_horizon));
        fields.push(("at_high_horizon", |one| one.at_high_horizon));
    }
    for key in ["low", "high"].into_iter().chain(fields.iter().map(|(key, _)| *key)) {
        table.figures(p.word(&format!("tornado.{key}")));
    }
    let swings = &p.findings.comparisons[at].tornado;
    let register = |i: &usize| &p.findings.assumptions[swings[*i].place];
    // Correlations are those of the gain over today.
    let correlated = p.roles.comparison == Some(at)
        && order.iter().any(|i| register(i).rank_correlation.is_some());
    if correlated {
        table.figures(p.word("tornado.correlation"));
    }
    for i in order {
        let one = &swings[*i];
        let path = format!("comparisons.{at}.tornado.{i}");
        let stated = |field: &str, value: f64| {
            Cell::figure(p.as_text(format!("{path}.{field}"), value, text(p, one, value)))
        };
        let gain = |(field, of): &Column| p.cell(format!("{path}.{field}"), of(one), Sign::Always);
        let mut cells = vec![stated("low", one.low), stated("high", one.high)];
        cells.extend(fields.iter().map(gain));
        if correlated {
            let path = format!("assumptions.{}", one.place);
            cells.push(correlation(p, &path, register(i)));
        }
        table.rows.push(Row { head: p.told(&one.name), cells, ..Row::default() });
    }
    table
}

fn correlation(p: &Printer<'_>, path: &str, one: &AssumptionFindings) -> Cell {
    let ratio = |field: &str, value: f64, sign| {
        let path = format!("{path}.{field}");
        Prose::from(p.print(path, value, Unit::Ratio, Digits::Exact(2), sign))
    };
    let Some(r) = one.rank_correlation else {
        return Cell::missing();
    };
    let error = one
        .rank_correlation_se
        .map(|se| Prose::words(" ± ").then(ratio("rank_correlation_se", se, Sign::OnlyMinus)));
    Cell::figure(ratio("rank_correlation", r, Sign::Always).then(error.unwrap_or_default()))
}
