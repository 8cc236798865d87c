//! Retention by tenure from a data file, with a fitted tail.

use crate::diag::{Diagnostic, Span};
use crate::fit::{
    CUSTOMERS_OF_SHARES, Cohort, Estimator, FittedCurve, MOST_TENURE, Model, Survivors, best,
};

/// Survival as observed, and the beta-discrete-Weibull that goes on after it.
#[derive(Clone, Debug)]
pub struct RetentionData {
    /// S(0) = 1, S(1), …
    pub survival: Vec<f64>,
    /// Whether tenures are counted in years, whatever the model's period.
    pub tenures: Tenures,
}

/// What the tenures of a data file count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenures {
    /// Periods of the model.
    Periods,
    /// Years.
    Years,
}

/// A table of retention: one curve for everybody, or one for each segment that it names.
#[derive(Clone, Debug)]
pub struct RetentionTable {
    /// Curves by the name in the column `segment`; without that column one, without a name.
    curves: Vec<(Option<String>, RetentionData)>,
}

impl RetentionTable {
    /// The curve of a segment: its own, or that of everybody. Names are compared as ids: "High End" is
    /// `high-end`.
    pub fn of(&self, segment: &str) -> Option<&RetentionData> {
        let own = |name: &Option<String>| name.as_ref().is_none_or(|name| as_id(name) == segment);
        self.curves.iter().find(|(name, _)| own(name)).map(|(_, data)| data)
    }

    /// The curve of everybody; none where the table has one for each segment.
    pub fn whole(&self) -> Option<&RetentionData> {
        self.curves.iter().find(|(name, _)| name.is_none()).map(|(_, data)| data)
    }

    /// Ids of the segments that it names.
    pub fn segments(&self) -> impl Iterator<Item = String> {
        self.curves.iter().filter_map(|(name, _)| name.as_deref().map(as_id))
    }
}

/// Tenures and what is counted there.
type Rows = Vec<(usize, f64)>;

/// A name as an id: lower case, everything but letters and digits a hyphen.
fn as_id(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.trim().chars().map(plain).collect()
}

/// Reads a table of retention: a column `tenure`, `year` or `period`, one of `survival`,
/// `percent_surviving` or `active`, and perhaps one of `segment`.
pub fn parse(text: &str, span: Span) -> Result<RetentionTable, Diagnostic> {
    let refuse = |message: String| {
        let help = "a header with tenure (or year, period) and survival (or percent_surviving, active), and segment where there are several";
        Err(Diagnostic::error("E042", span, message).help(help))
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return refuse(format!("the data file is not CSV: {error}")),
    };
    let column = |names: &[&str]| headers.iter().position(|name| names.contains(&name));
    let (Some(tenure), Some(value)) = (
        column(&["tenure", "year", "period"]),
        column(&["survival", "percent_surviving", "active"]),
    ) else {
        return refuse("the data file lacks a column of tenures or of survival".to_owned());
    };
    let segment = column(&["segment"]);
    let mut groups: Vec<(Option<String>, Rows)> = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else {
            return refuse("a row of the data file is not CSV".to_owned());
        };
        let number = |column: usize| record.get(column).and_then(|cell| cell.parse::<f64>().ok());
        let row = match (number(tenure), number(value)) {
            (Some(tenure), Some(value))
                if tenure.fract() == 0.0
                    && (0.0..1e4).contains(&tenure)
                    && value >= 0.0
                    && value.is_finite() =>
            {
                (tenure as usize, value)
            }
            _ => {
                let line = record.position().map_or(0, csv::Position::line);
                return refuse(format!("line {line} of the data file has no usable numbers"));
            }
        };
        let name = segment.map(|column| record.get(column).unwrap_or_default().to_owned());
        if name.as_ref().is_some_and(String::is_empty) {
            let line = record.position().map_or(0, csv::Position::line);
            return refuse(format!("line {line} of the data file names no segment"));
        }
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    if groups.is_empty() {
        return refuse("the data file has no rows".to_owned());
    }
    let tenures =
        if headers.get(tenure) == Some("year") { Tenures::Years } else { Tenures::Periods };
    let mut curves: Vec<(Option<String>, RetentionData)> = Vec::new();
    for (name, rows) in groups {
        let of = name.as_ref().map_or_else(String::new, |name| format!(" of segment \"{name}\""));
        let same = |(other, _): &(Option<String>, RetentionData)| {
            other.as_deref().map(as_id) == name.as_deref().map(as_id)
        };
        if curves.iter().any(same) {
            return refuse(format!("two names in the data file are one id{of}"));
        }
        match curve(rows, headers.get(value).unwrap_or_default(), &of) {
            Ok(survival) => curves.push((name, RetentionData { survival, tenures })),
            Err(why) => return refuse(why),
        }
    }
    Ok(RetentionTable { curves })
}

/// Survival from the rows of one group, or what is wrong with them.
fn curve(mut rows: Rows, counted: &str, of: &str) -> Result<Vec<f64>, String> {
    rows.sort_by_key(|(tenure, _)| *tenure);
    let whole = match (counted, rows.first()) {
        (_, Some((0, first))) if *first > 0.0 => *first,
        ("survival", _) => 1.0,
        ("percent_surviving", _) => 100.0,
        _ => {
            return Err(format!(
                "the data file needs a row of tenure 0 with the customers at the start{of}"
            ));
        }
    };
    if rows.first().is_some_and(|(tenure, _)| *tenure != 0) {
        rows.insert(0, (0, whole));
    }
    let consecutive = rows.iter().enumerate().all(|(place, (tenure, _))| place == *tenure);
    let falling = rows.windows(2).all(|pair| pair[1].1 <= pair[0].1);
    if rows.len() < 3 {
        return Err(format!(
            "survival{of} is given for too few tenures: a curve needs 0, 1 and 2 at least"
        ));
    }
    if !consecutive || !falling || rows[1].1 <= 0.0 {
        return Err(format!(
            "survival{of} must be given for tenures 0, 1, 2 … without a gap, and not rise"
        ));
    }
    Ok(rows.into_iter().map(|(_, value)| value / whole).collect())
}

impl RetentionData {
    /// Parameters of the tail: alpha, beta and shape of a beta-discrete-Weibull, by maximum
    /// likelihood as in `tenure fit`; shape 1 where a beta-geometric is asked for.
    pub fn tail(&self, fit: &str) -> (f64, f64, f64) {
        let weibull = fit == "beta-discrete-weibull";
        let model = if weibull { Model::BetaDiscreteWeibull } else { Model::BetaGeometric };
        let counts = (0..=MOST_TENURE).zip(&self.survival);
        let counts = counts.map(|(tenure, share)| (tenure, share * CUSTOMERS_OF_SHARES)).collect();
        let cohort = Cohort::new(counts).expect("survival starts at 1 and does not rise");
        match best(model, &Survivors::new(vec![cohort]), Estimator::Likelihood).curve {
            FittedCurve::BetaDiscreteWeibull { alpha, beta, shape } => (alpha, beta, shape),
            FittedCurve::BetaGeometric { alpha, beta } => (alpha, beta, 1.0),
            other => unreachable!("{other:?} was not asked for"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fader & Hardie (2007), "high end" customers, years 0 to 7 of table 1; alpha 0.668 and beta
    /// 3.806 there.
    const HIGH_END: &str =
        "tenure,percent_surviving\n0,100\n1,86.9\n2,74.3\n3,65.3\n4,59.3\n5,55.1\n6,51.7\n7,49.1\n";

    /// The same table with the "regular" customers beside them; alpha 0.704 and beta 1.182 there.
    const BOTH: &str = "segment,year,percent_surviving\n\
        High End,0,100\nRegular,0,100\nHigh End,1,86.9\nHigh End,2,74.3\nHigh End,3,65.3\n\
        High End,4,59.3\nHigh End,5,55.1\nHigh End,6,51.7\nHigh End,7,49.1\n\
        Regular,1,63.1\nRegular,2,46.8\nRegular,3,38.2\nRegular,4,32.6\nRegular,5,28.9\n\
        Regular,6,26.2\nRegular,7,24.1\n";

    #[test]
    fn every_segment_of_a_table_has_its_own_tail() {
        let table = parse(BOTH, Span::default()).unwrap();
        assert!(table.whole().is_none() && table.of("budget").is_none());
        assert_eq!(table.segments().collect::<Vec<_>>(), ["high-end", "regular"]);
        for (segment, expected) in [("high-end", (0.668, 3.806)), ("regular", (0.704, 1.182))] {
            let (alpha, beta, _) = table.of(segment).unwrap().tail("beta-geometric");
            // Printed to three digits.
            let near = (alpha - expected.0).abs() < 5e-4 && (beta - expected.1).abs() < 5e-4;
            assert!(near, "{segment} {alpha} {beta}");
        }
        // Without the column the curve is everybody's.
        assert!(parse(HIGH_END, Span::default()).unwrap().of("budget").is_some());
    }

    #[test]
    fn the_fitted_tail_is_the_published_one() {
        let data = parse(HIGH_END, Span::default()).unwrap();
        let (alpha, beta, shape) = data.whole().unwrap().tail("beta-geometric");
        // Newton's method with sixty digits, from the published 0.668 and 3.806, outside this code.
        let exact = (0.668_088_351_106_446_2, 3.806_094_964_058_267);
        let near = |found: f64, exact: f64| (found - exact).abs() < 1e-12 * exact;
        assert!(near(alpha, exact.0) && near(beta, exact.1), "{alpha} {beta}");
        assert_eq!(shape, 1.0);
    }

    #[test]
    fn tables_with_gaps_or_without_columns_are_refused() {
        for bad in [
            "a,b\n0,1\n",
            "tenure,survival\n0,1\n2,0.5\n3,0.4\n",
            "tenure,survival\n0,1\n1,0.5\n2,0.6\n",
            "tenure,survival\n0,1\n1,x\n2,0.6\n",
            "tenure,active\n1,10\n2,5\n3,4\n",
            "segment,tenure,survival\na,0,1\na,1,0.5\na,2,0.4\nb,0,1\nb,1,0.5\n",
            "segment,tenure,survival\n,0,1\n,1,0.5\n,2,0.4\n",
            "segment,tenure,survival\na b,0,1\na b,1,0.5\na b,2,0.4\na-b,0,1\na-b,1,0.5\na-b,2,0.4\n",
            "",
        ] {
            assert_eq!(parse(bad, Span::default()).unwrap_err().code, "E042", "{bad}");
        }
    }
}
