//! `tenure fit`: curves from data, on stdout as TOML that scenarios take.

use super::{Folder, minimal};

/// Fader & Hardie (2007), table 1, to year 8, with blanks and a byte-order mark as spreadsheets write them.
const RETENTION: &str = "\u{feff}Segment,Year,Percent_Surviving\r\n\
    Regular,0,100\r\nRegular,1,63.1\r\nRegular,2,46.8\r\nRegular,3,38.2\r\nRegular,4,32.6\r\n\
    High End,0,100\r\nHigh End,1,86.9\r\nHigh End,2,74.3\r\nHigh End,3,65.3\r\nHigh End,4,59.3\r\n\
    High End,5,55.1\r\nHigh End,6, 51.7\r\nHigh End,7,49.1\r\nHigh End,8,46.8\r\n";
/// Fader & Hardie (2007), note 017: a triangle of cohorts, the last one not yet counted again.
const TRIANGLE: &str = "cohort,period,active\n\
    2001,0,10000\n2001,1,8000\n2001,2,6480\n2001,3,5307\n2001,4,4391\n\
    2002,0,10000\n2002,1,8000\n2002,2,6480\n2002,3,5307\n\
    2003,0,10000\n2003,1,8000\n2003,2,6480\n2004,0,10000\n2004,1,8000\n2005,0,10000\n";
/// Ten subscriptions: of the eight that were watched for two months, two left in the first and three in the second.
const LOG: &str = "customer,start,end\n\
    1,2024-01-15,2024-02-15\n2,2024-01-15,2024-01-20\n3,2024-01-15,2024-02-16\n\
    4,2024-01-15,2024-03-15\n5,2024-01-15,2024-03-15\n6,2024-01-15,\n7,2024-01-15,\n\
    8,2024-01-15,2024-03-16\n9,2024-03-10,\n10,2024-03-12,2024-03-16\n";

const HIGH_END: [&str; 4] = ["fit", "retention.csv", "--segment", "high end"];

#[test]
fn one_model_is_printed_and_tested_on_what_is_held_out() {
    let folder = Folder::new(&[("retention.csv", RETENTION)]);
    let more = ["--until", "7", "--model", "beta-geometric"];
    let ended = folder.tenure(&[&HIGH_END[..], &more].concat()).with(0);
    // A maximum is flat to rounding over the seventh digit.
    let (before, after) = ended.out.split_once("alpha  = 0.668088").expect("the fit of C11");
    assert_eq!(
        before,
        "# Tenures count years: for scenarios with period = \"year\".\n\
         [churn]\n\
         model  = \"beta-geometric\"\n"
    );
    assert_eq!(
        &after[1..],
        "\nbeta   = 3.806095\n\
         source = \"fit\"\n\n\
         [sources.fit]\n\
         title = \"retention.csv, segment High End, tenures 0 to 7, fitted by maximum likelihood\"\n\
         kind  = \"internal\"\n"
    );
    for words in ["-1611.1581", "1,000", "fitted to 7", "warning[fit-endless]"] {
        assert!(ended.err.contains(words), "{words}: {}", ended.err);
    }
    // S(8) is 46.0440 % by the curve of C11, and 46.8 % in the data.
    assert!(ended.err.contains(" 0.756 "), "{}", ended.err);
}

#[test]
fn all_models_are_compared_and_the_lowest_bic_wins() {
    let folder = Folder::new(&[("retention.csv", RETENTION), ("triangle.csv", TRIANGLE)]);
    let ended = folder.tenure(&HIGH_END).with(0);
    for model in ["constant", "beta-geometric", "discrete-weibull", "beta-discrete-weibull"] {
        assert!(ended.err.lines().any(|line| line.starts_with(model)), "{}", ended.err);
    }
    // BIC from the log-likelihoods of C16, −40255.837 with two parameters, against −40276.008 with one.
    let ended = folder.tenure(&["fit", "triangle.csv"]).with(0);
    assert!(ended.out.contains("model  = \"beta-geometric\""), "{}", ended.out);
    assert!(ended.out.contains("alpha  = 3.798") && ended.out.contains("beta   = 15.19"));
    assert!(ended.err.contains("40000 customers") && ended.err.contains("-40255.8373"));
}

#[test]
fn every_model_is_read_back() {
    let folder = Folder::new(&[("triangle.csv", TRIANGLE)]);
    let old = "model = \"beta-geometric\"\nalpha = 0.668\nbeta  = 3.806\n";
    let rest = minimal("one", "").replace("\"churn.beta\" = 4.4, ", "");
    assert!(rest.contains(old));
    for model in ["constant", "beta-geometric", "discrete-weibull", "beta-discrete-weibull"] {
        let arguments = ["fit", "triangle.csv", "--period", "month", "--model", model];
        let toml = folder.tenure(&arguments).with(0).out;
        let at = toml.find("[churn]").unwrap();
        crate::toml_1_0::assert_toml_1_0(model, &toml[at..]);
        folder.put("a.toml", &rest.replace(&format!("[churn]\n{old}"), &toml[at..]));
        let checked = folder.tenure(&["check", "--strict", "a.toml"]).with(0);
        assert_eq!(checked.err, "", "{model}");
        let shown = folder.tenure(&["show", "a.toml"]).with(0).out;
        assert!(shown.contains(model), "{shown}");
    }
}

#[test]
fn a_rate_says_per_what() {
    let folder = Folder::new(&[("triangle.csv", TRIANGLE)]);
    let constant = ["fit", "triangle.csv", "--model", "constant"];
    let ended = folder.tenure(&constant).with(2);
    assert!(ended.err.contains("--period") && ended.out.is_empty(), "{}", ended.err);
    // 8,000 + 4,560 + 2,346 + 916 left, of 40,000 + 24,000 + 12,960 + 5,307 at risk.
    let ended = folder.tenure(&[&constant[..], &["--period", "year"]].concat()).with(0);
    assert!(ended.out.contains("rate   = \"19.2325% per year\""), "{}", ended.out);
}

#[test]
fn a_log_is_counted_by_the_periods_of_each_subscription() {
    let folder = Folder::new(&[("log.csv", LOG)]);
    let arguments =
        ["fit", "log.csv", "--period", "month", "--model", "constant", "--as-of", "2024-03-16"];
    let ended = folder.tenure(&arguments).with(0);
    // 5 left in 8 + 6 months at risk; number 8 left in a month that is still running.
    assert!(ended.out.contains("rate   = \"35.71429% per month\""), "{}", ended.out);
    for words in ["8 customers, 2 months", "2 are younger than one month", "2024-03-16"] {
        assert!(ended.err.contains(words), "{words}: {}", ended.err);
    }
    // The latest day of the file is the same day.
    assert_eq!(folder.tenure(&arguments[..6]).with(0).out, ended.out);
    // A month earlier one month is known of eight, in which two left.
    let earlier = [&arguments[..7], &["2024-02-15"]].concat();
    let ended = folder.tenure(&earlier).with(0);
    assert!(ended.out.contains("rate   = \"25.0% per month\""), "{}", ended.out);
    assert!(ended.err.contains("2 subscriptions started later"), "{}", ended.err);
}

#[test]
fn wrong_data_are_shown_where_they_stand() {
    let folder = Folder::new(&[
        ("retention.csv", RETENTION),
        ("rises.csv", "tenure,customers\n0,10\n1,8\n2,9\n"),
        ("words.csv", "tenure,customers\n0,10\n1,many\nlater,5\n"),
        ("still.csv", "tenure,customers\n0,10\n1,10\n"),
        ("short.csv", "tenure,customers\n0,10\n1,8\n"),
        ("log.csv", LOG),
        ("visits.csv", "customer_id,date,amount\n1,1997-01-01,11.77\n"),
    ]);
    std::fs::write(folder.path("latin.csv"), b"tenure,customers\n0,10\n1,\xe9\n").unwrap();
    for (arguments, words) in [
        (vec!["fit", "rises.csv"], vec!["rises.csv:4:3", "more customers", "column `customers`"]),
        (vec!["fit", "words.csv"], vec!["words.csv:3:3", "`many`", "words.csv:4:1", "`later`"]),
        (vec!["fit", "retention.csv", "--segment", "High Edn"], vec!["did you mean `High End`"]),
        (vec!["fit", "rises.csv", "--segment", "a"], vec!["leave out --segment"]),
        (vec!["fit", "retention.csv", "--period", "month"], vec!["counts years"]),
        (vec!["fit", "rises.csv", "--as-of", "2024-01-01"], vec!["leave out --as-of"]),
        (vec!["fit", "still.csv"], vec!["nobody left"]),
        (vec!["fit", "short.csv", "--model", "beta-geometric"], vec!["needs 2 tenures"]),
        (vec!["fit", "log.csv"], vec!["log.csv:1:1", "--period month"]),
        (vec!["fit", "visits.csv"], vec!["visits.csv:1:1", "`customer_id`", "start and end"]),
        (vec!["fit", "latin.csv"], vec!["latin.csv:3:3", "not UTF-8"]),
        (vec!["fit", "."], vec!["no file"]),
    ] {
        let ended = folder.tenure(&arguments).with(2);
        for word in words {
            assert!(ended.err.contains(word), "{arguments:?}: {}", ended.err);
        }
        assert_eq!(ended.out, "", "{arguments:?}");
    }
}

/// The ten subscriptions of the log, counted by segment, watched, gone and customers.
const COUNTS: &str = "segment,watched,gone,customers\nall,0,,2\nall,2,1,2\nall,2,2,3\nall,2,,3\n";

#[test]
fn counts_of_a_log_give_its_curves() {
    let folder = Folder::new(&[("log.csv", LOG), ("counts.csv", COUNTS)]);
    let lines = |out: &str| -> Vec<String> {
        out.lines().filter(|line| !line.starts_with("title")).map(str::to_owned).collect()
    };
    for model in ["constant", "beta-geometric", "discrete-weibull"] {
        let of = |data: &str| {
            let ended = folder.tenure(&["fit", data, "--period", "month", "--model", model]);
            (lines(&ended.out), ended.code)
        };
        assert_eq!(of("log.csv"), of("counts.csv"), "{model}");
    }
    // What a database is asked is what the log is counted by; tests beside the databases run it.
    let sql = |more: &[&str]| {
        folder.tenure(&[&["sql", "--period", "quarter", "--dialect"], more].concat())
    };
    for dialect in ["duckdb", "postgres", "spark"] {
        let query = sql(&[dialect, "--as-of", "2025-12-31", "--table", "shop.log"]).with(0).out;
        assert!(query.contains("DATE '2025-12-31'") && query.contains("FROM shop.log"), "{query}");
        assert!(query.contains("SELECT segment, watched,") && query.contains("AS customers"));
    }
    assert!(sql(&["duckdb"]).with(0).out.contains("max(start)"));
    sql(&["oracle"]).with(2);
}

#[test]
fn stdin_is_read_and_every_segment_has_its_curve() {
    let two = "segment,tenure,customers\nHigh End,0,1000\nHigh End,1,869\nHigh End,2,743\nHigh End,3,653\n\
        low,0,1000\nlow,1,631\nlow,2,468\nlow,3,382\n";
    let folder = Folder::new(&[("two.csv", two)]);
    let asked = ["fit", "-", "--model", "beta-geometric"];
    let ended = super::pipe::answer(&folder, &asked, two.as_bytes()).with(0);
    for words in [
        "[[segments]]\nid = \"high-end\"\n[segments.churn]\n",
        "source = \"fit-low\"",
        "[sources.fit-low]",
    ] {
        assert!(ended.out.contains(words), "{}", ended.out);
    }
    let parsed: toml::Table = ended.out.parse().unwrap();
    let churn = |place: usize| parsed["segments"][place]["churn"]["alpha"].as_float().unwrap();
    for (place, name) in ["High End", "low"].into_iter().enumerate() {
        let arguments = ["fit", "two.csv", "--model", "beta-geometric", "--segment", name];
        let alone: toml::Table = folder.tenure(&arguments).with(0).out.parse().unwrap();
        assert_eq!(alone["churn"]["alpha"].as_float(), Some(churn(place)), "{name}");
    }
}
