//! Where does the next unit of money go?

use serde::Serialize;

use crate::findings::{Lever, Side};
use crate::metric::Unit;
use crate::report::printer::{Digits, Printer};
use crate::report::prose::{Markup, Prose};
use crate::text::{MISSING, Sign};

/// The block under the tiles.
#[derive(Debug, Serialize)]
pub struct NextMoney {
    pub sentence: Prose,
    pub under: Prose,
    pub caption: Prose,
    /// Acquisition and retention, those with levers.
    pub sides: Vec<Group>,
    pub missing: Option<Prose>,
}

/// The levers of one side.
#[derive(Debug, Serialize)]
pub struct Group {
    pub class: &'static str,
    pub title: Prose,
    pub levers: Vec<LeverRow>,
}

/// One lever.
#[derive(Debug, Serialize)]
pub struct LeverRow {
    pub name: String,
    pub spend: Prose,
    pub average: Prose,
    pub back: Prose,
    /// A bar from nought, with a mark at one.
    pub bar: Markup,
    /// Why there is no return, or why no money can follow it.
    pub why: Option<Prose>,
    /// `gains` above one, `loses` below, `none`.
    pub class: &'static str,
}

/// A desk that is busier than this is said to be.
const BUSY: f64 = 0.9;

/// A return above this is drawn as a bar with a point: one tiny lever must not flatten the others.
const LONGEST: f64 = 5.0;

/// The block, if the findings have one.
pub fn next_money(p: &Printer<'_>) -> Option<NextMoney> {
    let next = &p.findings.next_money;
    if next.levers.is_empty() && next.lines.is_empty() && next.why_missing.is_none() {
        return None;
    }
    let growing = next.levers.iter().filter(|lever| lever.takes_money());
    let returns = growing.filter_map(|lever| lever.marginal_return);
    let most = returns.fold(1.0, f64::max).min(LONGEST) * 1.05;
    let group = |side: Side, key: &str, class: &'static str| {
        let levers = next.levers.iter().enumerate().filter(|(_, lever)| lever.side == side);
        let levers: Vec<LeverRow> = levers.map(|(at, lever)| row(p, at, lever, most)).collect();
        Group { class, title: p.word(key), levers }
    };
    let mut sides = vec![
        group(Side::Acquisition, "next.acquisition", "find"),
        group(Side::Retention, "next.retention", "keep"),
    ];
    sides.retain(|side| !side.levers.is_empty());
    let name = Prose::given(crate::report::roles::name_of(&p.findings.strategies, &next.strategy));
    let voice = p.voice();
    Some(NextMoney {
        sentence: voice.text(&next.lines).whole(),
        under: p.say("next.under", &[("currency", p.currency()), ("name", name.clone())]),
        caption: p.say("next.caption", &[("name", name)]),
        sides,
        missing: next
            .why_missing
            .as_ref()
            .map(|why| p.say("next.none", &[("why", voice.prose(why).whole())])),
    })
}

fn row(p: &Printer<'_>, at: usize, lever: &Lever, most: f64) -> LeverRow {
    let path = format!("next_money.levers.{at}");
    let ratio = |field: &str, value: Option<f64>| {
        let path = format!("{path}.{field}");
        // Beyond what a column holds three digits say enough.
        let digits = |value: f64| if value.abs() < 1e6 { Digits::Exact(2) } else { Digits::Three };
        let print =
            |value| p.print(path, value, Unit::Ratio, digits(value), Sign::OnlyMinus).into();
        value.map_or_else(|| Prose::words(MISSING), print)
    };
    // A lever that takes no more money has a last unit, but no next one.
    let next = lever.marginal_return.filter(|_| lever.takes_money());
    LeverRow {
        name: p.told(&lever.name).plain(),
        spend: p.money(format!("{path}.spend_pv"), lever.spend_pv, Sign::OnlyMinus).into(),
        average: ratio("average_return", lever.average_return),
        back: ratio("marginal_return", next),
        bar: Markup::new(next.map_or_else(String::new, |back| bar(back, most))),
        why: match (&lever.marginal_return_why, lever.takes_money()) {
            (Some(why), _) => Some(p.told(&(*why).into())),
            // Else the highest bar would ask for money that it cannot take.
            (None, false) => {
                Some(p.word(if lever.mostly_fixed { "next.fixed" } else { "next.full" }))
            }
            // More reach soon asks for more agents, which this figure does not pay.
            (None, true) => lever.busy.filter(|share| *share >= BUSY).map(|share| {
                let path = format!("{path}.busy");
                let text = p.numbers().percent(share, 1, Sign::OnlyMinus);
                p.say("next.busy", &[("share", p.as_text(path, share, text).into())])
            }),
        },
        class: match next {
            // As printed: a bar must not fade under a figure of 1.00.
            Some(back) if back >= 0.995 => "gains",
            Some(_) => "loses",
            None => "none",
        },
    }
}

/// A bar from nought with a mark at one, both on the scale of the largest return.
fn bar(back: f64, most: f64) -> String {
    const LENGTH: f64 = 120.0;
    let at = |value: f64| (value / most).clamp(0.0, 1.0) * LENGTH;
    let point = if back > most {
        format!("<path class=\"bar-fill\" d=\"M{LENGTH} 0l8 7l-8 7z\"/>")
    } else {
        String::new()
    };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 120 14\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"bar-fill\" x=\"0\" y=\"2\" width=\"{:.1}\" height=\"10\"/>{point}<path class=\"bar-one\" d=\"M{:.1} 0v14\"/></svg>",
        at(back),
        at(1.0)
    )
}
