//! Are newer cohorts better?

use crate::chart::{self, Cohort, Heatmap};
use crate::findings::{CohortFindings, Triangle};
use crate::report::printer::Printer;
use crate::report::prose::{Printed, Prose};
use crate::report::table::{Cell, Table};
use crate::text::Sign;

use super::picture::{self, Picture};

/// Cohorts that differ by no more than this stay alike: a picture of them shows nothing.
const ALIKE: f64 = 0.03;

/// The retention triangle of the lead.
pub fn cohorts(p: &Printer<'_>) -> Option<Picture> {
    let lead = p.roles.lead(p.findings);
    let triangle = p.findings.strategies.get(lead)?.retention_triangle.as_ref()?;
    let title = title(p, lead, triangle)?;
    let periods = p.word(&format!("period.{}.other", p.findings.scenario.period));
    let share = |value: f64| p.numbers().percent(value, 0, Sign::OnlyMinus);
    let row = |cohort: &CohortFindings| Cohort {
        label: picture::month(p, cohort.period),
        values: cohort.active.clone(),
    };
    let all = || triangle.cohorts.iter().flat_map(|cohort| &cohort.active).copied();
    let svg = chart::heatmap(&Heatmap {
        words: picture::words(p, "cohorts", &title),
        columns: triangle.tenures.iter().map(ToString::to_string).collect(),
        unit: p.say("survival.unit", &[("periods", periods.clone())]).plain(),
        rows: triangle.cohorts.iter().map(row).collect(),
        format: &share,
        range: (all().fold(1.0, f64::min), all().fold(0.0, f64::max)),
    });
    Some(Picture {
        subtitle: p.say(
            "cohorts.subtitle",
            &[("periods", periods), ("period", p.period()), ("name", p.name(lead))],
        ),
        drawing: picture::drawing(&svg),
        tables: vec![table(p, lead, triangle)],
        ..Picture::of(p, ["cohorts", "cohorts.nav"], title)
    })
}

/// The first cohort against the last one that has been there as long: a year if the horizon allows, else
/// as long as half of the cohorts have.
fn title(p: &Printer<'_>, lead: usize, triangle: &Triangle) -> Option<Prose> {
    let year = triangle.tenures.iter().position(|tenure| *tenure == picture::per_year(p));
    let known =
        |column: usize| triangle.cohorts.iter().rposition(|cohort| cohort.active.len() > column);
    let column =
        year.filter(|column| known(*column).is_some_and(|last| last > 0)).or_else(|| {
            triangle.cohorts.get(triangle.cohorts.len() / 2)?.active.len().checked_sub(1)
        })?;
    let last = known(column)?;
    let shares = [0, last].map(|row| triangle.cohorts[row].active[column]);
    let at = |row: usize| {
        Prose::from(active(p, lead, row, column, triangle.cohorts[row].active[column], 0))
    };
    let tenure = p.periods(
        format!("strategies.{lead}.retention_triangle.tenures.{column}"),
        triangle.tenures[column] as f64,
    );
    let key = match shares[1] - shares[0] {
        more if more > ALIKE => "cohorts.better",
        less if less < -ALIKE => "cohorts.worse",
        _ => return None,
    };
    let slots = [("early", at(0)), ("late", at(last)), ("tenure", Prose::from(tenure))];
    Some(p.say(key, &slots))
}

fn active(
    p: &Printer<'_>,
    lead: usize,
    row: usize,
    column: usize,
    share: f64,
    decimals: usize,
) -> Printed {
    let path = format!("strategies.{lead}.retention_triangle.cohorts.{row}.active.{column}");
    p.share(path, share, decimals)
}

/// The same numbers, and how many join.
fn table(p: &Printer<'_>, lead: usize, triangle: &Triangle) -> Table {
    let periods = p.word(&format!("period.{}.other", p.findings.scenario.period));
    let mut table =
        Table::new(p.say("cohorts.caption", &[("periods", periods)]), p.word("cohorts.cohort"));
    table.figures(p.word("cohorts.joined"));
    for tenure in &triangle.tenures {
        table.figures(Prose::given(tenure.to_string()));
    }
    for (row, cohort) in triangle.cohorts.iter().enumerate() {
        let joined = format!("strategies.{lead}.retention_triangle.cohorts.{row}.joined");
        let mut cells = vec![Cell::figure(p.count(joined, cohort.joined))];
        cells.extend((0..triangle.tenures.len()).map(|column| {
            cohort.active.get(column).map_or_else(Cell::missing, |share| {
                Cell::figure(active(p, lead, row, column, *share, 1))
            })
        }));
        let head = p.last_month(lead, cohort.period).map_or_else(Prose::default, Prose::from);
        table.row(head, cells);
    }
    table
}
