//! What programmes are worth and how a gain hangs on its assumptions, in a sample.

use super::{IDS, Wish};
use crate::findings::{messages, *};

/// A bundle of two for the strategies that run programmes; one of them loses.
pub(super) fn attribution(gain: f64, turn: &BreakEven) -> Attribution {
    let one = |id: &str, name: &str, last: f64, share: f64| ProgrammeWorth {
        id: id.into(),
        name: name.into(),
        incremental_npv_alone: last * 1.02,
        incremental_npv_last: last,
        incremental_npv_shapley: share,
        incremental_npv_shapley_se: None,
        spend_pv: 20_800_000.0,
        same_money: Some(SameMoney {
            lever: "channels.paid-social.spend".into(),
            name: "Advertising, paid-social".into(),
            factor: 1.264_1,
            incremental_npv: 1_310_000.4,
        }),
        same_money_why: None,
        break_even: Some(turn.clone()),
        break_even_why: None,
    };
    let free = ProgrammeWorth {
        same_money: None,
        same_money_why: Some(messages::NO_SPEND_ADDED.say([])),
        break_even: None,
        break_even_why: Some(messages::NOTHING_MOVES.say([])),
        ..one("points", "Nordlys points", -2_100_000.7, -2_000_000.2)
    };
    let shares = [one("save-desk", "Save desk", gain + 2_000_000.0, gain + 1_800_000.1), free];
    let sum: f64 = shares.iter().map(|one| one.incremental_npv_shapley).sum();
    let same_money = shares[0].same_money.clone();
    Attribution {
        programmes: shares.into(),
        other_changes: gain - sum,
        same_money,
        same_money_why: None,
        sampled_orders: None,
    }
}

/// A grid that turns inside its ranges.
pub(super) fn sensitivity(wish: &Wish, winner: &str) -> Option<SensitivityFindings> {
    let axis = |path: &str, name: &str, low: f64, step: f64| GridAxis {
        path: path.into(),
        name: name.into(),
        unit: "share",
        values: (0..9).map(|n| low + step * f64::from(n)).collect(),
        assumed: low + 4.0 * step,
    };
    let gain = |x: usize, y: usize| Some((x as f64 - 2.0) * 2e6 - y as f64 * 9e5);
    (wish.strategies > 1).then(|| SensitivityFindings {
        strategy: winner.into(),
        against: IDS[0].into(),
        judgement_swing_share: Some(0.731),
        judgement_swing_share_why: None,
        grids: vec![GridFindings {
            x: axis("programmes.save-desk.accept", "acceptance of Save desk", 0.17, 0.02),
            y: axis("programmes.save-desk.reach", "reach of Save desk", 0.4, 0.05),
            gain_why: None,
            gain: (0..9)
                .map(|y| (0..9).map(|x| gain(x, y).filter(|_| (x, y) != (0, 8))).collect())
                .collect(),
        }],
    })
}

/// Quantiles of a gain from the worst draw to the best.
pub(super) fn quantiles(gain: f64) -> Vec<f64> {
    (0..=40).map(|n| gain + gain.abs() * 0.03 * f64::from(n - 20)).collect()
}

/// A band around a path.
pub(super) fn band(path: &[f64]) -> Band {
    let moved = |share: f64| path.iter().map(|x| x + share * x.abs()).collect();
    Band { p10: moved(-0.2), p50: moved(0.01), p90: moved(0.2) }
}
