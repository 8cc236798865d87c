//! The answer on two sheets of A4, for a folder that is read on paper: no script, nothing folded away.

use serde::Serialize;

use crate::findings::{Findings, Flip};
use crate::text::Catalogue;

use super::RenderOptions;
use super::html::{Press, RenderError};
use super::printer::Printer;
use super::prose::Prose;
use super::sections::assumptions::leading_sources;
use super::sections::checks::{Checks, checks};
use super::sections::manifest::{Fact, manifest};
use super::sections::next_money::{Group, NextMoney, next_money};
use super::sections::optimum::{Split, optimum, split_tiles};
use super::sections::payback::payback;
use super::sections::picture::Picture;
use super::sections::ribbon::{Headline, Ribbon, headline, ribbon};
use super::sections::side_by_side::shortest;
use super::sections::spending::spending_of;
use super::sections::tiles::{Tile, flip_words, gains, tiles};
use super::table::Table;

/// Rows that a sheet has room for; the rest is counted.
const CHECKS: usize = 6;
const FLIPS: usize = 5;
const SOURCES: usize = 8;
/// Levers of a side.
const LEVERS: usize = 5;
/// Strategies side by side, and those whose spending is drawn.
const COLUMNS: usize = 5;
const DRAWN: usize = 3;

/// A brief, ready for its template, which shares parts with that of a report and their names.
#[derive(Debug, Serialize)]
struct Brief {
    lang: &'static str,
    title: String,
    ribbon: Ribbon,
    headline: Headline,
    optimum: Option<Split>,
    tiles: Vec<Tile>,
    first: Option<Picture>,
    /// What makes another candidate the winner.
    flips: Vec<Prose>,
    checks: Option<Checks>,
    side: Table,
    spending: Option<Picture>,
    next: Option<NextMoney>,
    sources: Vec<Prose>,
    facts: Vec<Fact>,
}

/// The brief of these findings, as one file that needs no other and prints on two sheets of A4.
///
/// # Errors
/// When the template asks for what the brief does not have.
pub fn render(findings: &Findings, options: &RenderOptions) -> Result<String, RenderError> {
    let brief = Brief::of(&Printer::new(findings), options);
    Press::page(
        "brief.html.j2",
        |press| &press.brief,
        &brief,
        Catalogue::of(&findings.scenario.language),
    )
}

impl Brief {
    fn of(p: &Printer<'_>, options: &RenderOptions) -> Self {
        let drawn: Vec<usize> = p.roles.foremost(p.findings, DRAWN);
        let all = p.findings.optimum.is_none();
        Self {
            lang: p.words.language(),
            title: p.findings.scenario.title.clone(),
            ribbon: ribbon(p, options.date.as_deref()),
            headline: headline(p),
            optimum: optimum(p),
            tiles: split_tiles(p).unwrap_or_else(|| figures(p)),
            first: payback(p).filter(|one| all && one.drawing.is_some()),
            flips: turns(p),
            checks: checks(p).map(|own| Checks { table: shortened(p, own.table, CHECKS) }),
            side: shortest(p, COLUMNS),
            spending: spending_of(p, &drawn).filter(|one| one.drawing.is_some()),
            next: next_money(p).filter(|_| all).map(|next| briefly(p, next)),
            sources: grounds(p),
            facts: manifest(p, options).facts,
        }
    }
}

/// The gain over today and over the rival with what comes after the plan, and the other tiles.
fn figures(p: &Printer<'_>) -> Vec<Tile> {
    let whole = |tile: &Tile| !tile.class.ends_with("plan");
    let gains = gains(p).into_iter().filter(whole);
    gains.map(|tile| Tile { class: "", ..tile }).chain(tiles(p)).collect()
}

fn turns(p: &Printer<'_>) -> Vec<Prose> {
    let flips = &p.findings.headline.flips;
    let told = |(at, flip): (usize, &Flip)| flip_words(p, at, flip);
    let mut list: Vec<Prose> = flips.iter().take(FLIPS).enumerate().map(told).collect();
    list.extend(more(p, flips.len(), FLIPS));
    list
}

/// The sources on which most hangs.
fn grounds(p: &Printer<'_>) -> Vec<Prose> {
    let all = leading_sources(p);
    let mut list: Vec<Prose> = all.iter().take(SOURCES).cloned().collect();
    list.extend(more(p, all.len(), SOURCES));
    list
}

/// That a list has so many more entries than there is room for; nothing where it has not.
fn more(p: &Printer<'_>, all: usize, most: usize) -> Option<Prose> {
    let count = Prose::given(all.saturating_sub(most).to_string());
    (all > most).then(|| p.say("brief.more", &[("count", count)]))
}

/// The first rows; reasons of cells without a value stand in the report.
fn shortened(p: &Printer<'_>, mut table: Table, most: usize) -> Table {
    table.missing = more(p, table.rows.len(), most).into_iter().collect();
    table.rows.truncate(most);
    table
}

fn briefly(p: &Printer<'_>, mut next: NextMoney) -> NextMoney {
    let left = |side: &Group| side.levers.len().saturating_sub(LEVERS);
    let left_out = more(p, next.sides.iter().map(left).sum(), 0);
    next.sides.iter_mut().for_each(|side| side.levers.truncate(LEVERS));
    next.under = Prose::list([Some(p.word("brief.levers")), left_out].into_iter().flatten(), " ");
    next
}
