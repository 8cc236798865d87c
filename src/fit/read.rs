//! Reads a data file, whichever of the accepted forms it has.

use super::columns::Columns;
use super::data::{Data, Selection};
use super::{log, statistics, tables};
use crate::diag::Diagnostic;

/// Reads a cohort table, a log of subscriptions or the counts of one. `file` is the place of the text among the sources.
///
/// # Errors
/// What cannot be used, with line and column.
pub fn read(text: &str, file: usize, selection: &Selection) -> Result<Data, Vec<Diagnostic>> {
    let columns = Columns::open(text, file).map_err(|one| vec![one])?;
    if columns.find(&["start"]).is_some() && columns.find(&["end"]).is_some() {
        log::read(columns, selection)
    } else if statistics::is_one(&columns) {
        statistics::read(columns, selection)
    } else {
        tables::read(columns, selection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sources;
    use crate::units::Period;

    /// What is reported of a text: line, column and message.
    fn refused(text: &str, selection: &Selection) -> Vec<(usize, usize, String)> {
        let mut sources = Sources::default();
        let file = sources.add("data.csv", "data.csv", text.to_owned(), text.as_bytes());
        let found = read(text, file, selection).expect_err(text);
        let place = |one: &Diagnostic| sources.position(one.span.unwrap_or_default()).0;
        found.iter().map(|one| (place(one).line, place(one).column, one.message.clone())).collect()
    }

    #[test]
    fn wrong_tables_are_refused_at_the_cell() {
        for (text, line, column, words) in [
            ("", 1, 1, "empty"),
            ("\n\n", 3, 1, "empty"),
            ("a,b\n1,2\n", 1, 1, "neither a cohort table nor a log"),
            ("tenure,tenure\n", 1, 1, "two columns"),
            ("tenure,customers\n", 1, 1, "no rows"),
            ("tenure,customers\n0,10\n1\n", 3, 1, "1 of the 2 values"),
            ("tenure,customers\n0,10\n\n\n1,x\n", 5, 3, "not `x`"),
            ("tenure,customers\r\n0,10\r\n1, -2\r\n", 3, 4, "not `-2`"),
            ("tenure,customers\n0,10\n1,inf\n", 3, 3, "not `inf`"),
            ("tenure,customers\n0,10\n1.5,3\n", 3, 1, "whole number"),
            ("tenure,customers\n0,10\n1201,3\n", 3, 1, "whole number"),
            ("tenure,customers\n0,10\n1,11\n", 3, 3, "more customers"),
            ("tenure,customers\n0,10\n1,9\n1,8\n", 4, 1, "two rows"),
            ("tenure,customers\n1,10\n2,9\n", 2, 1, "tenure 0"),
            ("tenure,customers\n0,0\n1,0\n", 2, 3, "nobody"),
            ("year,percent_surviving\n0,90\n1,80\n", 2, 3, "everybody"),
            ("year,percent_surviving\n1,101\n", 2, 3, "at most 100"),
            ("tenure,survival\n1,0.8\n2,0.9\n", 3, 3, "more customers"),
            ("segment,tenure,customers\na,0,1\nb,0,1\n", 1, 1, "2 segments"),
            ("watched,gone,customers\n", 1, 1, "no rows"),
            ("watched,gone,customers\n2,3,1\n", 2, 3, "from 1 to 2"),
            ("watched,gone,customers\n0,1,1\n", 2, 3, "not watched"),
            ("watched,gone,customers\n1201,,1\n", 2, 1, "from 0 to 1200"),
            ("watched,gone,customers\n1.5,,1\n", 2, 1, "whole number"),
            ("watched,gone,customers\n1,,-1\n", 2, 4, "number of customers"),
            ("segment,watched,gone,customers\na,1,,1\nb,1,,1\n", 1, 1, "2 segments"),
            ("tenure,customers,note\n0,10,\"a\nb\"\n1,x,c\n", 4, 3, "not `x`"),
        ] {
            let found = refused(text, &Selection::default());
            assert_eq!((found[0].0, found[0].1), (line, column), "{text:?} {found:?}");
            assert!(found[0].2.contains(words), "{text:?} {found:?}");
        }
    }

    #[test]
    fn wrong_logs_are_refused_at_the_cell() {
        let monthly = Selection { period: Some(Period::Month), ..Selection::default() };
        for (text, line, column, words) in [
            ("start,end\n", 1, 1, "no rows"),
            ("id,start,end\n1,2024-01-01,\n2,2024-1-1,\n", 3, 3, "2024-1-1"),
            ("id,start,end\n1,2024-01-01,2023-12-31\n", 2, 14, "before its start"),
            ("id,start,end\n1,1850-01-01,\n", 2, 3, "1900"),
            ("id,start,end\n1,,2024-01-01\n", 2, 3, "date"),
        ] {
            let found = refused(text, &monthly);
            assert_eq!((found[0].0, found[0].1), (line, column), "{text:?} {found:?}");
            assert!(found[0].2.contains(words), "{text:?} {found:?}");
        }
        let found = refused("start,end\n2024-01-01,\n", &Selection::default());
        assert!(found[0].2.contains("period"), "{found:?}");
    }

    #[test]
    fn no_text_makes_it_panic() {
        let monthly = Selection { period: Some(Period::Month), ..Selection::default() };
        let pieces =
            ["start,end", "tenure,customers", "\n", ",", "\"", "é", "0", "2024-01-31", "1"];
        // All texts of five pieces.
        for mut number in 0..pieces.len().pow(5) {
            let mut text = String::new();
            for _ in 0..5 {
                text.push_str(pieces[number % pieces.len()]);
                number /= pieces.len();
            }
            let _ = read(&text, 0, &monthly);
        }
    }

    #[test]
    fn equal_errors_are_told_ten_times_and_counted() {
        let text = "tenure,customers\n".to_owned() + &"x,1\n".repeat(500) + "0,x\n";
        let found = refused(&text, &Selection::default());
        assert_eq!(found.len(), 12);
        assert!(found[10].2.contains("not `x`"), "{found:?}");
        assert_eq!(found[11].2, "490 more of this kind in column `tenure`");
    }

    #[test]
    fn shares_weigh_as_a_thousand_customers_and_need_no_start() {
        let text = "segment,year,percent_surviving\nB,1,50\nA,1,80\nA,2,70\n";
        let asked = Selection { segment: Some("a".to_owned()), ..Selection::default() };
        let data = read(text, 0, &asked).unwrap();
        assert_eq!(data.survivors.customers(), 1000.0);
        assert_eq!(data.survivors.pooled(), [(1, 0.8), (2, 0.7)]);
        assert_eq!((data.period, data.segment.as_deref()), (Some(Period::Year), Some("A")));
    }
}
