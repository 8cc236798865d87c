//! What stands on a page: the sections in their order, all text made, nothing left to compute.

use serde::Serialize;

use crate::findings::{Findings, Side};

use super::RenderOptions;
use super::printer::Printer;
use super::prose::Prose;
use super::sections::accounting::{AccountingView, accounting};
use super::sections::assumptions::{Assumptions, assumptions};
use super::sections::brand::brand;
use super::sections::bridge::bridge;
use super::sections::chances::distribution;
use super::sections::changes::{Changes, changes};
use super::sections::checks::{Checks, checks};
use super::sections::cohorts::cohorts;
use super::sections::frontier;
use super::sections::integrity::{Integrity, integrity};
use super::sections::liability::liability;
use super::sections::manifest::{Manifest, manifest};
use super::sections::method::{Method, method};
use super::sections::next_money::{NextMoney, next_money};
use super::sections::optimum::{Split, optimum, split_tiles};
use super::sections::payback::payback;
use super::sections::picture::{Picture, in_two_columns};
use super::sections::programmes::{Programmes, programmes};
use super::sections::reasons::reasons;
use super::sections::responses::responses;
use super::sections::ribbon::{Headline, Ribbon, headline, ribbon};
use super::sections::side_by_side::{SideBySide, side_by_side};
use super::sections::spending::spending;
use super::sections::survival::survival;
use super::sections::tiles::{Tile, gains, goes_beyond, tiles};
use super::sections::tornado::tornados;
use super::sections::two_way::two_way;
use super::sections::worth::worth;
use super::sections::yearly::{Yearly, yearly};

/// A report, ready for a template.
#[derive(Debug, Serialize)]
pub struct Page {
    pub lang: &'static str,
    /// Of the browser's window.
    pub title: String,
    pub ribbon: Ribbon,
    pub headline: Headline,
    pub optimum: Option<Split>,
    /// What a reader may choose to compare with; nothing where there is no choice.
    pub switch: Switch,
    /// The gain, as often as there are ways of looking at it.
    pub gains: Vec<Tile>,
    pub tiles: Vec<Tile>,
    /// The picture that stands beside the tiles.
    pub first: Option<Picture>,
    pub next: Option<NextMoney>,
    pub checks: Option<Checks>,
    pub changes: Option<Changes>,
    /// Charts in their order.
    pub pictures: Vec<Picture>,
    pub programmes: Option<Programmes>,
    pub side: Option<SideBySide>,
    pub years: Option<Yearly>,
    pub accounting: Option<AccountingView>,
    pub assumptions: Option<Assumptions>,
    pub integrity: Option<Integrity>,
    pub method: Method,
    pub manifest: Manifest,
    /// Links to the sections that are there.
    pub contents: Vec<Entry>,
}

/// What a reader may choose to compare with, and what to count.
#[derive(Debug, Default, Serialize)]
pub struct Switch {
    /// The two opponents' names; empty with one.
    pub opponents: Vec<Prose>,
    /// Whether what comes after the plan may be left out.
    pub time: bool,
}

impl Switch {
    fn of(p: &Printer<'_>) -> Self {
        let all = [p.roles.comparison, p.roles.rival].map(|at| {
            let own = at.and_then(|at| p.findings.comparisons.get(at));
            own.map(|own| p.name_of(&own.against))
        });
        let opponents = if p.roles.rival.is_some() { all.into() } else { Vec::new() };
        let time = p.roles.comparison.is_some_and(|at| goes_beyond(p, at));
        Self { opponents: opponents.into_iter().flatten().collect(), time }
    }
}

/// A link to a section.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub id: &'static str,
    pub label: Prose,
}

impl Page {
    /// The page of these findings.
    pub fn of(findings: &Findings, options: &RenderOptions) -> Self {
        let p = &Printer::new(findings);
        let charts = [
            spending(p),
            responses(p, Side::Acquisition),
            responses(p, Side::Retention),
            bridge(p),
            brand(p),
            survival(p),
            cohorts(p),
            worth(p),
            reasons(p),
            liability(p),
        ];
        // The page of a best split answers one question; the rest stands on the page of the run.
        let mut pictures = frontier::pictures(p);
        if pictures.is_empty() {
            pictures.extend(tornados(p));
            pictures.extend(charts.into_iter().flatten());
            pictures.extend(two_way(p));
            pictures.extend(distribution(p));
            // What cannot be drawn does not stand on the page, unless its table says it all.
            pictures.retain(|picture| picture.drawing.is_some() || picture.id == "worth");
        }
        in_two_columns(&mut pictures);
        let mut page = Self {
            lang: p.words.language(),
            title: findings.scenario.title.clone(),
            ribbon: ribbon(p, options.date.as_deref()),
            headline: headline(p),
            optimum: optimum(p),
            switch: Switch::of(p),
            gains: gains(p),
            tiles: tiles(p),
            first: payback(p).filter(|_| findings.optimum.is_none()),
            // Beside the returns of a best split, which count all spend, those of single levers would confuse.
            next: next_money(p).filter(|_| findings.optimum.is_none()),
            checks: checks(p),
            changes: changes(p),
            pictures,
            programmes: programmes(p),
            side: side_by_side(p),
            years: yearly(p),
            accounting: accounting(p),
            assumptions: assumptions(p),
            integrity: integrity(p),
            method: method(p),
            manifest: manifest(p, options),
            contents: Vec::new(),
        };
        if let Some(split) = split_tiles(p) {
            // Those of the strategy as stated would be read as its own.
            page.switch = Switch::default();
            page.tiles = split;
            page.gains = page.tiles.drain(..1).collect();
        }
        page.contents = page.list(p);
        page
    }

    fn list(&self, p: &Printer<'_>) -> Vec<Entry> {
        let entry = |id: &'static str, key: &str| Entry { id, label: p.word(key) };
        let mut list = Vec::new();
        list.extend(self.optimum.as_ref().map(|_| entry("optimum", "optimum.nav")));
        list.extend(self.checks.as_ref().map(|_| entry("checks", "checks.title")));
        list.extend(self.changes.as_ref().map(|_| entry("changes", "changes.nav")));
        list.extend(
            self.pictures
                .iter()
                .filter(|picture| !picture.nav.is_empty())
                .map(|picture| Entry { id: picture.id, label: picture.nav.clone() }),
        );
        list.extend(self.programmes.as_ref().map(|_| entry("programmes", "programmes.nav")));
        list.extend(self.side.as_ref().map(|_| entry("side", "side.nav")));
        list.extend(self.years.as_ref().map(|_| entry("years", "years.nav")));
        list.extend(self.accounting.as_ref().map(|_| entry("accounting", "accounting.nav")));
        list.extend(self.assumptions.as_ref().map(|_| entry("assumptions", "assumptions.nav")));
        list.extend(self.integrity.as_ref().map(|_| entry("integrity", "integrity.nav")));
        list.push(entry("method", "method.nav"));
        list.push(entry("manifest", "manifest.nav"));
        list
    }
}
