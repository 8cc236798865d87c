//! Does the order of things, or the number of threads, change anything?

use super::{IDENTITY, REORDERED, figures, same, small};
use crate::business::{
    CHANNELS, CHURN, EVENTS, FRAME, MARKET, PROGRAMMES, QUALITY, REASONS, SEGMENTS, ground,
    in_money, programme, reasons, strategy, whole,
};
use crate::runs::{Page, expected, near, run, scenario};
use tenure::findings::find;

/// Identity 13: the order of strategies changes no bit.
#[test]
fn the_order_of_strategies_changes_no_bit() {
    let ids: Vec<&str> = PROGRAMMES.iter().map(|(id, ..)| *id).collect();
    let programmes: String = PROGRAMMES.into_iter().map(programme).collect();
    let strategies =
        [strategy("baseline", &[]), strategy("desk", &["desk"]), strategy("all", &ids)];
    let text = |order: [usize; 3]| {
        let strategies: String =
            order.into_iter().map(|place| strategies[place].as_str()).collect();
        let last =
            "[comparison]\nagainst = \"baseline\"\n[uncertainty]\ndraws = 12\ncustomers = true\n";
        in_money(&[ground(), programmes.clone(), strategies, last.to_owned()].concat(), 1.0)
    };
    let (one, other) = (run(&text([0, 1, 2])), run(&text([2, 0, 1])));
    for id in ["baseline", "desk", "all"] {
        same(&figures(&one, id), &figures(&other, id), 0.0);
    }
}

/// Identity 13: the order of programmes, events and reasons changes nothing beyond the last digits.
#[test]
fn the_order_of_programmes_events_and_reasons_changes_nothing() {
    let text = |turn: usize| {
        let mut events = EVENTS.to_vec();
        let mut programmes = PROGRAMMES.to_vec();
        let mut causes = REASONS.to_vec();
        events.rotate_left(turn % 2);
        programmes.rotate_left(turn);
        causes.rotate_left(turn);
        if turn > 0 {
            programmes.swap(0, 3);
        }
        let ids: Vec<&str> = programmes.iter().map(|(id, ..)| *id).collect();
        let programmes: String = programmes.iter().map(|p| programme(*p)).collect();
        let strategies = [strategy("baseline", &[]), strategy("all", &ids)].concat();
        let ground = [
            FRAME,
            MARKET,
            &SEGMENTS.concat(),
            CHURN,
            &reasons(&causes),
            QUALITY,
            &events.concat(),
            &CHANNELS.concat(),
        ]
        .concat();
        in_money(&[ground, programmes, strategies].concat(), 1.0)
    };
    let one = expected(&text(0));
    for turn in [1, 3] {
        let other = expected(&text(turn));
        for id in ["baseline", "all"] {
            let compared = |page: &Page| -> Vec<(String, f64)> {
                let mut all = figures(page, id);
                // Reasons are listed in the order of the file.
                all.retain(|(path, _)| !path.starts_with("/reasons"));
                all
            };
            same(&compared(&one), &compared(&other), REORDERED);
        }
    }
}

/// Identity 19: ranges of zero width give sd 0 and the expected value; identical strategies differ by
/// exactly 0 in every draw.
#[test]
fn ranges_of_zero_width_are_no_ranges() {
    let text = small(
        "model = \"constant\"\nrate = { base = \"5% per month\", low = \"5% per month\", high = \"5% per month\" }",
        "[[strategies]]\nid = \"baseline\"\n[[strategies]]\nid = \"again\"\n[uncertainty]\ndraws = 50\n",
    );
    let page = run(&text);
    for metric in ["npv", "customers_end", "clv"] {
        let path = format!("baseline/metrics/{metric}");
        assert_eq!(page.drawn(&path, "sd"), 0.0, "{metric}");
        // Draws use fewer risk classes and their own summation; the mean of equals is the equal.
        assert!(near(page.drawn(&path, "mean"), page.at(&path), IDENTITY), "{metric}");
    }
}

/// Identity 13: one thread or seven, the same bytes.
#[test]
fn the_number_of_threads_changes_no_byte() {
    let text = whole().replace(
        "[[strategies]]\nid = \"baseline\"",
        "[uncertainty]\ndraws = 16\ncustomers = true\n[[strategies]]\nid = \"baseline\"",
    );
    let text = text.replace("alpha = 1.5", "alpha = { base = 1.5, low = 1.3, high = 1.8 }");
    let scenario = scenario(&text);
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Page::of(&find(&scenario)).bytes())
    };
    let one = bytes(1);
    assert!(one == bytes(2), "two threads differ");
    assert!(one == bytes(7), "seven threads differ");
}
