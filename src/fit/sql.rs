//! The query that counts a log of subscriptions where it lies.

use crate::units::{Date, Period};

/// The language of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    /// DuckDB
    Duckdb,
    /// PostgreSQL
    Postgres,
    /// Spark SQL
    Spark,
}

impl Dialect {
    /// The name of the column of ends, which is a word of the language.
    const fn end(self) -> &'static str {
        match self {
            Self::Duckdb | Self::Postgres => "\"end\"",
            Self::Spark => "`end`",
        }
    }

    /// A date so many months later; a day that the month does not have is its last.
    fn later(self, date: &str, months: &str) -> String {
        match self {
            Self::Duckdb => format!("CAST({date} + to_months(CAST({months} AS INTEGER)) AS DATE)"),
            Self::Postgres => format!("CAST({date} + ({months}) * interval '1 month' AS date)"),
            Self::Spark => format!("add_months({date}, CAST({months} AS INT))"),
        }
    }

    /// Months between two dates by their names alone.
    fn months(self, from: &str, to: &str) -> String {
        let part = |what: &str, date: &str| format!("CAST(extract({what} FROM {date}) AS int)");
        let [y, m] = ["year", "month"].map(|what| [part(what, to), part(what, from)]);
        format!("({} - {}) * 12 + {} - {}", y[0], y[1], m[0], m[1])
    }

    /// Whole steps of so many months.
    fn steps(self, months: &str, step: u32) -> String {
        match self {
            Self::Duckdb => format!("({months}) // {step}"),
            Self::Postgres => format!("({months}) / {step}"),
            Self::Spark => format!("CAST(({months}) DIV {step} AS INT)"),
        }
    }
}

/// The query that makes of `table`, with the columns segment, start and end (dates; no end while active), the table
/// segment, watched, gone, customers that `tenure fit` reads: only whole counts leave the database. Without a day up to
/// which the log is complete, that is the latest in it.
pub fn sql(dialect: Dialect, period: Period, as_of: Option<Date>, table: &str) -> String {
    let (step, end) = (period.months(), dialect.end());
    let day = match as_of {
        Some(day) => format!("SELECT DATE '{day}' AS day"),
        None => format!("SELECT greatest(max(start), max({end})) AS day FROM {table}"),
    };
    let (observed, lived) = (dialect.months("start", "day"), dialect.months("start", end));
    let whole = |months: &str, until: &str| {
        let late = format!("{} > {until}", dialect.later("start", months));
        dialect.steps(&format!("{months} - CASE WHEN {late} THEN 1 ELSE 0 END"), step)
    };
    let (watched, ended) = (whole("observed", "day"), whole("lived", end));
    let due = dialect.later("start", &format!("ended * {step}"));
    format!(
        "-- Subscriptions by segment, whole {word}s watched, first {word} away, and how many they are.
WITH observation AS ({day}),
months AS (
  SELECT segment, start, {end}, day, {observed} AS observed, {lived} AS lived
  FROM {table}, observation WHERE start <= day),
periods AS (
  SELECT segment, start, {end}, least({watched}, 1200) AS watched, {ended} AS ended
  FROM months),
customers AS (
  SELECT segment, watched, CASE WHEN {end} IS NULL THEN NULL
    ELSE greatest(1, ended + CASE WHEN {due} = {end} THEN 0 ELSE 1 END) END AS gone
  FROM periods)
SELECT segment, watched, CASE WHEN gone <= watched THEN gone END AS gone, count(*) AS customers
FROM customers GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 NULLS LAST
",
        word = period.word(),
    )
}
