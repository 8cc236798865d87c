//! What does every chart of the page have: a title, a subtitle, the drawing, and its data.

use serde::Serialize;

use crate::chart::{Periods, Series, Svg, Words};
use crate::report::printer::Printer;
use crate::report::prose::{Markup, Printed, Prose};
use crate::report::table::{Cell, Head, Row, Table};
use crate::text;

/// One chart with its words and its data.
#[derive(Debug, Default, Serialize)]
pub struct Picture {
    pub id: &'static str,
    /// With whom it compares and what it counts, where a reader may choose; else empty.
    pub class: &'static str,
    /// A word for the list of contents.
    pub nav: Prose,
    /// The finding.
    pub title: Prose,
    /// Measure, unit, population, period.
    pub subtitle: Prose,
    /// The drawing in two widths; none when the table says it all, or there is not enough to draw.
    pub drawing: Option<Markup>,
    /// How to read it; may be empty.
    pub note: Prose,
    pub tables: Vec<Table>,
    /// Whether it stands in the right one of two columns, where a page is wide.
    pub right: bool,
}

/// Lays pictures out in two columns of the least height, each picture no higher up than the one before it.
///
/// Heights are what a page of 1,280 pixels gives them, near enough to choose a column by. Of pictures that a switch
/// chooses among one is seen: they share a column.
pub fn in_two_columns(pictures: &mut [Picture]) {
    let shared =
        |at: usize| at > 0 && [at - 1, at].iter().all(|at| !pictures[*at].class.is_empty());
    let own: Vec<usize> = (0..pictures.len()).filter(|at| !shared(*at)).collect();
    let heights: Vec<f64> = own.iter().map(|at| pictures[*at].height()).collect();
    let is_right = |sides: usize, n: usize| sides >> n & 1 == 1;
    let height = |sides: &usize| {
        let (mut ends, mut top) = ([0.0_f64; 2], 0.0_f64);
        for (n, height) in heights.iter().enumerate() {
            let end = &mut ends[usize::from(is_right(*sides, n))];
            top = end.max(top);
            *end = top + height;
        }
        ends[0].max(ends[1])
    };
    // The first is always left.
    let sides = (0..1_usize << own.len()).step_by(2).min_by(|a, b| height(a).total_cmp(&height(b)));
    let place = |at: usize| own.iter().rposition(|first| *first <= at).unwrap_or(0);
    let right: Vec<bool> =
        (0..pictures.len()).map(|at| is_right(sides.unwrap_or(0), place(at))).collect();
    pictures.iter_mut().zip(right).for_each(|(picture, right)| picture.right = right);
}

impl Picture {
    /// About how high it is in one of two columns, in pixels.
    fn height(&self) -> f64 {
        let lines = |text: &Prose, fit: usize| text.plain().chars().count().div_ceil(fit) as f64;
        let small = lines(&self.subtitle, 92) + lines(&self.note, 92);
        let words = 22.0 * lines(&self.title, 68) + 19.0 * small + 64.0;
        let rows = || self.tables.iter().map(|table| table.rows.len() + 2).sum::<usize>();
        // A drawing says its own size, the wide one first.
        let drawn = self.drawing.as_ref().and_then(|drawn| {
            let size = drawn.html().split_once("viewBox=\"0 0 ")?.1.split_once('"')?.0;
            let (wide, high) = size.split_once(' ')?;
            Some(37.0 + 596.0 * high.parse::<f64>().ok()? / wide.parse::<f64>().ok()?)
        });
        words + drawn.unwrap_or_else(|| 30.0 * rows() as f64)
    }
}

impl Picture {
    /// A picture of that id, with the key of its word in the list of contents.
    pub fn of(p: &Printer<'_>, [id, nav]: [&'static str; 2], title: Prose) -> Self {
        Self { id, nav: p.word(nav), title, ..Self::default() }
    }
}

/// The drawing for the page.
pub fn drawing(svg: &Svg) -> Option<Markup> {
    svg.drawn.then(|| Markup::new(svg.markup()))
}

/// The drawing of lines with a crosshair: `label` names a period, `value` prints what is read there.
pub fn probed(
    svg: &Svg,
    read: &[(String, Vec<f64>)],
    label: impl Fn(usize) -> String,
    value: impl Fn(f64) -> String,
) -> Option<Markup> {
    let longest = read.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    let head = |row: Option<usize>| row.map_or_else(String::new, &label);
    let cell = |row: Option<usize>, (name, values): &(String, Vec<f64>)| match row {
        None => name.clone(),
        Some(t) => {
            let known = values.get(t).filter(|known| known.is_finite());
            known.map_or_else(|| text::MISSING.to_owned(), |known| value(*known))
        }
    };
    // The names of the lines come first, then the periods.
    let rows = std::iter::once(None)
        .chain((0..longest).map(Some))
        .map(|row| std::iter::once(head(row)).chain(read.iter().map(move |line| cell(row, line))));
    svg.drawn.then(|| Markup::new(svg.markup_with(rows)))
}

/// What a crosshair reads of the lines.
pub fn readings(series: &[Series]) -> Vec<(String, Vec<f64>)> {
    series.iter().map(|line| (line.name.clone(), line.values.clone())).collect()
}

/// The name of a period: its last month, as in tables, for what is drawn stands there at its end.
pub fn month(p: &Printer<'_>, t: usize) -> String {
    let start = &p.findings.scenario.start;
    let last = (t as u32 + 1) * p.months() - 1;
    text::month(p.words, &text::later(start, last))
}

/// The axis of periods with the year under the first period of each.
pub fn calendar(p: &Printer<'_>) -> Periods {
    calendar_of(p, p.findings.scenario.periods)
}

/// The same over so many periods, which may go beyond the horizon.
pub fn calendar_of(p: &Printer<'_>, periods: usize) -> Periods {
    let mut ticks: Vec<(f64, String)> = Vec::new();
    for t in 0..periods {
        let date = text::later(&p.findings.scenario.start, t as u32 * p.months());
        let year = text::year(&date);
        if ticks.last().is_none_or(|(_, last)| last != year) {
            ticks.push((t as f64, year.to_owned()));
        }
    }
    if ticks.len() == 1 {
        // One year alone is no axis: its quarters are named.
        let quarters = (0..periods).step_by((per_year(p) / 4).max(1));
        ticks = quarters.map(|t| (t as f64, month(p, t))).collect();
    }
    Periods { first: 0.0, ticks, unit: String::new() }
}

/// First and last period as slots.
pub fn span(p: &Printer<'_>) -> [(&'static str, Prose); 2] {
    let last = p.findings.scenario.periods.saturating_sub(1);
    let (start, end) = (p.month(0, 0), p.last_month(0, last));
    let words = |month: Option<Printed>| month.map_or_else(Prose::default, Prose::from);
    [("start", words(start)), ("end", words(end))]
}

/// The last periods of each year of the model, counted from the start.
pub fn year_ends(p: &Printer<'_>) -> Vec<usize> {
    let periods = p.findings.scenario.periods;
    let year = per_year(p);
    let mut ends: Vec<usize> = (1..=periods / year).map(|n| n * year - 1).collect();
    if ends.last().is_none_or(|last| last + 1 < periods) && periods > 0 {
        ends.push(periods - 1);
    }
    ends
}

/// Periods in a year.
pub fn per_year(p: &Printer<'_>) -> usize {
    match p.findings.scenario.period {
        "year" => 1,
        "quarter" => 4,
        _ => 12,
    }
}

/// A table of one value per strategy at the end of each year.
pub fn at_year_ends(
    p: &Printer<'_>,
    caption: Prose,
    value: impl Fn(usize, usize) -> Option<Cell>,
) -> Table {
    let ends = year_ends(p);
    let mut table = Table::new(caption, p.word("cash.strategy"));
    for end in &ends {
        let label = p.last_month(0, *end).map_or_else(Prose::default, Prose::from);
        table.heads.push(Head { label, class: "n" });
    }
    for strategy in p.roles.by_importance(p.findings) {
        let cells =
            ends.iter().map(|end| value(strategy, *end).unwrap_or_else(Cell::missing)).collect();
        table.rows.push(Row { head: p.name(strategy), cells, ..Row::default() });
    }
    table
}

/// The words of a chart whose title says it all.
pub fn words(p: &Printer<'_>, id: &str, title: &Prose) -> Words {
    let (title, desc) = (title.plain(), title.plain());
    Words { id: id.into(), title, desc, not_enough: not_enough(p) }
}

/// The sentence shown in place of a drawing without data.
pub fn not_enough(p: &Printer<'_>) -> String {
    p.words.plain("charts.not_enough")
}
