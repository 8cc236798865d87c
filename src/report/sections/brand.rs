//! How well known is the name, and to how many was it recommended?

use crate::chart::{self, Lines, Look, Series, Span, Values};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::table::Cell;
use crate::text::Sign;

use super::picture::{self, Picture};

/// The stocks of prospects who know the name and to whom it was recommended, under the lead; none without a brand.
pub fn brand(p: &Printer<'_>) -> Option<Picture> {
    let lead = p.roles.lead(p.findings);
    let strategies = &p.findings.strategies;
    let own = &strategies.get(lead)?.series;
    let (known, recommended) = (own.known.clone()?, own.recommended.clone()?);
    let percent = |value: f64| p.numbers().percent(value, 0, Sign::OnlyMinus);
    // Lines that stay where they begin show nothing.
    let moves = |line: &[f64]| line.iter().any(|at| percent(*at) != percent(line[0]));
    if !moves(&known) && !moves(&recommended) {
        return None;
    }
    let line = |key: &str, values: Vec<f64>, look: Look| {
        let mut line = Series::new(p.words.plain(key), values, look);
        line.note = line.values.last().map_or_else(String::new, |end| percent(*end));
        line
    };
    let series = vec![
        line("brand.known", known, Look::FIRST),
        line("brand.recommended", recommended, Look::SECOND),
    ];
    let title = p.say("brand.title", &[("name", p.name(lead))]);
    let read = picture::readings(&series);
    let svg = chart::lines(&Lines {
        words: picture::words(p, "brand", &title),
        periods: picture::calendar(p),
        values: Values { format: &percent, span: Span::FromZero, finest: 0.0 },
        series,
        rings: Vec::new(),
        beyond_label: String::new(),
    });
    let share = |path: String, value: f64| {
        let digits = Digits::Exact(1);
        Some(Cell::figure(p.print(path, value, Unit::Share, digits, Sign::OnlyMinus)))
    };
    let tables = vec![
        picture::at_year_ends(p, p.word("brand.caption_known"), |i, t| {
            let value = *strategies[i].series.known.as_ref()?.get(t)?;
            share(format!("strategies.{i}.series.known.{t}"), value)
        }),
        picture::at_year_ends(p, p.word("brand.caption_recommended"), |i, t| {
            let value = *strategies[i].series.recommended.as_ref()?.get(t)?;
            share(format!("strategies.{i}.series.recommended.{t}"), value)
        }),
    ];
    let [start, end] = picture::span(p);
    Some(Picture {
        subtitle: p.say("brand.subtitle", &[("period", p.period()), start, end]),
        drawing: picture::probed(&svg, &read, |t| picture::month(p, t), percent),
        tables,
        ..Picture::of(p, ["brand", "brand.nav"], title)
    })
}
