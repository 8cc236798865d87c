//! Does another currency or a finer period change anything but the scale?

use super::{IDENTITY, figures, same};
use crate::business::{PROGRAMMES, ground, in_money, programme, strategy, whole};
use crate::runs::{expected, near};

/// Identity 7: a thousand times the money changes no share, count or payback, and every value by 1000.
#[test]
fn money_scales() {
    let text = whole_in(1.0);
    let (one, thousand) = (expected(&text), expected(&whole_in(1000.0)));
    for id in ["baseline", "all"] {
        let counted = ["closing", "joined", "left", "returned"];
        for name in counted {
            let path = format!("{id}/series/{name}");
            assert_eq!(one.series(&path), thousand.series(&path), "{path}");
        }
        let metrics = one.part(&format!("{id}/metrics")).unwrap().as_object().unwrap();
        for (name, metric) in metrics {
            let (Some(value), Some(unit)) = (metric["expected"].as_f64(), metric["unit"].as_str())
            else {
                continue;
            };
            let factor = if unit == "money" { 1000.0 } else { 1.0 };
            let scaled = thousand.at(&format!("{id}/metrics/{name}"));
            let tolerance = if name.contains("marginal_return") { 1e-6 } else { IDENTITY };
            assert!(near(value * factor, scaled, tolerance), "{id} {name}: {value} and {scaled}");
        }
    }
}

fn whole_in(factor: f64) -> String {
    let ids: Vec<&str> = PROGRAMMES.iter().map(|(id, ..)| *id).collect();
    let programmes: String = PROGRAMMES.into_iter().map(programme).collect();
    let strategies = [strategy("baseline", &[]), strategy("all", &ids)].concat();
    in_money(&[ground(), programmes, strategies].concat(), factor)
}

/// A currency is a label.
#[test]
fn the_currency_changes_no_number() {
    let euro = whole();
    let krone = euro.replace("EUR", "DKK");
    let (euro, krone) = (expected(&euro), expected(&krone));
    for id in ["baseline", "desk", "all"] {
        same(&figures(&euro, id), &figures(&krone, id), 0.0);
    }
}

/// Identity 8: years, quarters and months of one yearly rate leave the same survivors at year ends.
#[test]
fn periods_may_be_refined() {
    let text = |period: &str| {
        format!(
            "schema = 1\n[scenario]\nid = \"p\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"{period}\"\n\
             horizon = \"3 years\"\ndiscount_rate = \"10% per year\"\n[[segments]]\nid = \"all\"\nprice = 1\n\
             opening_customers = 1000\n[churn]\nmodel = \"constant\"\nrate = \"30% per year\"\n"
        )
    };
    for period in ["year", "quarter", "month"] {
        let page = expected(&text(period));
        assert!(near(page.at("baseline/metrics/customers_end"), 343.0, IDENTITY));
        assert!(near(page.at("baseline/metrics/churn_annual"), 0.3, IDENTITY));
    }
}
