//! Stamps as a material right: what is deferred, and when it is released.
//!
//! Source: IFRS 15.B39–B43 (customer options), B44–B47 (breakage).

use super::points::allocated;
use crate::engine::CardSeries;
use crate::findings::PointsLiability;

/// The contract liability of a punch card, per period of the horizon; `year` is the number of periods in a year.
///
/// Stamps are one pool. Of those that end within the horizon the share p is redeemed; it is the likelihood for all,
/// when they are earned (B42) and while they are on cards.
pub fn stamps_liability(series: &CardSeries, year: usize) -> PointsLiability<Vec<f64>> {
    let periods = series.earned.len();
    let mut lines = PointsLiability::of(periods);
    let redeemed: f64 = series.redeemed.iter().sum();
    let ended = redeemed + series.gone.iter().sum::<f64>();
    let likely = if ended > 0.0 { redeemed / ended } else { 1.0 };
    let mut balance = 0.0;
    for t in 0..periods {
        lines.opening[t] = balance;
        lines.deferred[t] = allocated(series.billed[t], series.worth[t] * likely);
        let available = balance + lines.deferred[t];
        let (now, ahead) = (series.redeemed[t], series.outstanding[t]);
        let part = |of: f64| if of > 0.0 { now / of } else { 0.0 };
        // In proportion to what is redeemed of all that will be; all of it where none is left on cards.
        let released = if ahead * likely > 0.0 { part(now + ahead * likely) } else { 1.0 };
        lines.redeemed[t] = available * part(now + ahead).min(released);
        lines.breakage[t] = available * released - lines.redeemed[t];
        balance = available * (1.0 - released);
        lines.closing[t] = balance;
        lines.non_current[t] = balance * libm::pow(1.0 - released, year as f64);
        lines.current[t] = balance - lines.non_current[t];
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 120 stamps end, 100 of them redeemed: p = 5/6. Month 1: 1,000 billed, stamps worth 200 × 5/6; 40 of
    /// 40 + 50 × 5/6 are redeemed. Month 2: 500 billed, 100 × 5/6; 60 of 60 + 30 × 5/6.
    #[test]
    fn stamps_are_deferred_and_released() {
        let series = CardSeries {
            earned: vec![100.0, 50.0],
            redeemed: vec![40.0, 60.0],
            gone: vec![10.0, 10.0],
            outstanding: vec![50.0, 30.0],
            billed: vec![1_000.0, 500.0],
            worth: vec![200.0, 100.0],
            ..CardSeries::sized(2)
        };
        let lines = stamps_liability(&series, 12);
        let p = 5.0 / 6.0;
        let first = 1_000.0 * 200.0 * p / (1_000.0 + 200.0 * p);
        let left = first * (1.0 - 40.0 / (40.0 + 50.0 * p));
        let second = 500.0 * 100.0 * p / (500.0 + 100.0 * p);
        let end = (left + second) * (1.0 - 60.0 / (60.0 + 30.0 * p));
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12 * b, "{a}, by hand {b}");
        near(lines.deferred[0], first);
        near(lines.closing[0], left);
        near(lines.redeemed[0], first * 40.0 / 90.0);
        near(lines.deferred[1], second);
        near(lines.closing[1], end);
        for t in 0..2 {
            let moved =
                lines.opening[t] + lines.deferred[t] - lines.redeemed[t] - lines.breakage[t];
            near(moved, lines.closing[t]);
        }
    }
}
