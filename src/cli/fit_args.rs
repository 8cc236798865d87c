//! What can be typed about curves fitted to data.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::value_parser;

use crate::fit::{Dialect, Estimator, MOST_TENURE, Model};
use crate::units::{Date, Period, parse};

/// `tenure fit`.
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../templates/help/fit.txt"))]
pub struct FitArgs {
    /// Cohort table, log of subscriptions or counts of one; `-` for stdin
    #[arg(value_name = "DATA.csv")]
    pub data: PathBuf,
    /// Curve to fit; else all are compared and the one with the lowest BIC is printed
    #[arg(long, value_name = "NAME", value_parser = model())]
    pub model: Option<Model>,
    /// Segment to fit, by its name in the column `segment`; else all of them
    #[arg(long, value_name = "NAME")]
    pub segment: Option<String>,
    /// Last tenure to fit to; the later ones are held out and test the curve
    #[arg(long, value_name = "TENURE", value_parser = value_parser!(u32).range(1..=i64::from(MOST_TENURE)))]
    pub until: Option<u32>,
    /// What a tenure counts: month, quarter, year; needed for logs and for rates
    #[arg(long, value_name = "PERIOD", value_parser = period())]
    pub period: Option<Period>,
    /// Day up to which a log is complete; else the latest day in it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub as_of: Option<Date>,
    /// What makes a curve the best: likelihood, or least-squares of the retention rates
    #[arg(long, value_name = "NAME", default_value = "likelihood", value_parser = estimator())]
    #[arg(requires_if("least-squares", "model"))]
    pub estimator: Estimator,
}

/// `tenure sql`.
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../templates/help/sql.txt"))]
pub struct SqlArgs {
    /// Language of the database
    #[arg(long, value_name = "NAME", value_enum)]
    pub dialect: Dialect,
    /// What a tenure counts: month, quarter, year
    #[arg(long, value_name = "PERIOD", value_parser = period())]
    pub period: Period,
    /// Day up to which the log is complete; else the latest day in it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub as_of: Option<Date>,
    /// Table or view of the log, as the query names it
    #[arg(long, value_name = "NAME", default_value = "log")]
    pub table: String,
}

fn model() -> impl TypedValueParser<Value = Model> {
    let names = Model::ALL.map(Model::name);
    PossibleValuesParser::new(names).map(|name| {
        let named = Model::ALL.into_iter().find(|model| model.name() == name);
        named.expect("only names of models are possible")
    })
}

fn period() -> impl TypedValueParser<Value = Period> {
    PossibleValuesParser::new(PERIODS.map(Period::word)).map(|word| {
        let named = PERIODS.into_iter().find(|period| period.word() == word);
        named.expect("only words for periods are possible")
    })
}
const PERIODS: [Period; 3] = [Period::Month, Period::Quarter, Period::Year];

fn estimator() -> impl TypedValueParser<Value = Estimator> {
    PossibleValuesParser::new(["likelihood", "least-squares"]).map(|name| match name.as_str() {
        "least-squares" => Estimator::LeastSquares,
        _ => Estimator::Likelihood,
    })
}
