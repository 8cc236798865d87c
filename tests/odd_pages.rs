//! Pages of scenarios that nobody would show: they are whole, bounded, and without a number that is none.

use std::fmt::Write;

use tenure::findings::find;
use tenure::report::{RenderOptions, brief, html};

use crate::runs::scenario;

/// A shop whose strategies change the price by so much.
fn shop(strategies: &[(&str, f64)], rest: &str) -> String {
    let mut text = String::from(
        "schema = 1\n[scenario]\nid = \"odd\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"24 months\"\n\
         discount_rate = \"8% per year\"\nterminal_value = \"runoff\"\n[[segments]]\nid = \"all\"\n\
         opening_customers = 1_000\nprice = 10\n[churn]\nmodel = \"beta-geometric\"\nalpha = 1.2\nbeta = 20\n\
         [opening_base]\ntenure = \"new\"\n\
         [churn.reasons]\nprice = \"60%\"\nother = \"40%\"\n[[channels]]\nid = \"ads\"\ncustomers = 20\n\
         cost_per_customer = { base = 40, low = 10, high = 90 }\n",
    );
    for (at, (name, price)) in strategies.iter().enumerate() {
        let _ = write!(
            text,
            "[[strategies]]\nid = \"s{at}\"\nname = \"{name}\"\nset = {{ \"segments.all.price\" = {{ base = {price}, low = {}, high = {} }} }}\n",
            price * 0.9,
            price * 1.1
        );
    }
    text + rest
}

const DRAWS: &str = "[uncertainty]\ndraws = 24\nreport = [\"p5\", \"p95\"]\n";

/// Elements that must end; rows and cells need not.
const PAIRS: [&str; 8] = ["svg", "table", "figure", "section", "details", "dl", "main", "bdi"];

fn is_whole(what: &str, page: &str) {
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{what}");
    for word in ["NaN", "inf ", ">inf", "undefined", "\u{27e6}"] {
        assert!(!page.contains(word), "{what}: {word}");
    }
    for element in PAIRS {
        let opened = page.matches(&format!("<{element}>")).count()
            + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{what}: {element}");
    }
}

#[test]
fn odd_scenarios_have_whole_pages() {
    let long = "Sixty letters and not one more, which is what a title holds";
    assert!((58..=60).contains(&long.chars().count()));
    let longer = long.replace("Sixty", "Again");
    let longer = longer.as_str();
    let right_to_left =
        "\u{5de}\u{5d1}\u{5e6}\u{5e2} \u{5dc}\u{5e7}\u{5d5}\u{5d7}\u{5d5}\u{5ea} 20%";
    let wide = "\u{4f1a}\u{5458}\u{79ef}\u{5206}\u{8ba1}\u{5212}";
    let names: Vec<String> = (0..20).map(|n| format!("Strategy number {n}")).collect();
    let twenty: Vec<(&str, f64)> =
        names.iter().enumerate().map(|(n, name)| (name.as_str(), 9.0 + 0.1 * n as f64)).collect();
    let two = [("Today", 10.0), ("Dearer", 11.0)];
    let cases = [
        ("one strategy", shop(&two[..1], DRAWS)),
        ("twenty strategies", shop(&twenty, DRAWS)),
        ("no draws", shop(&two, "")),
        ("the same twice", shop(&[("Today", 10.0), ("Again", 10.0)], DRAWS)),
        ("all lose", shop(&[("Today", 10.0), ("Cheaper", 8.0), ("Cheapest", 5.0)], DRAWS)),
        ("long names", shop(&[(long, 10.0), (longer, 11.0)], DRAWS)),
        ("other scripts", shop(&[(wide, 10.0), (right_to_left, 11.0)], DRAWS)),
        ("large values", shop(&[("Today", 1e12), ("Dearer", 1.1e12)], DRAWS)),
        ("small values", shop(&[("Today", 1e-9), ("Dearer", 2e-9)], DRAWS)),
        ("against the last", shop(&twenty[..3], "[comparison]\nagainst = \"s2\"\n")),
    ];
    for (what, text) in cases {
        let found = find(&scenario(&text));
        let page = html::render(&found, &RenderOptions::default()).unwrap();
        is_whole(what, &page);
        // Twenty strategies side by side are the widest.
        assert!(page.len() < 600_000, "{what}: {}", page.len());
        let brief = brief::render(&found, &RenderOptions::default()).unwrap();
        is_whole(&format!("brief, {what}"), &brief);
        assert!(brief.len() < 150_000, "brief, {what}: {}", brief.len());
        assert_eq!(brief.matches("<div class=\"sheet\">").count(), 2, "{what}");
    }
}
