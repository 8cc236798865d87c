//! Which rate of return does a row of cash flows earn?

use super::list::{List, Value, undefined};
use super::measuring::Measuring;
use crate::findings::messages::*;
use crate::findings::model::{Absent, Known, Metric};
use crate::findings::ran::Ran;
use crate::numeric::root::brent;

messages! {
    NO_OUTLAY = "why.no_outlay" [];
    NO_RETURN = "why.no_return" [];
    MANY_SIGNS = "why.many_signs" [];
    NO_FLOWS = "why.no_flows" [];
    SINGLE_PERIOD = "why.single_period" [];
    RATE_TOO_HIGH = "why.rate_too_high" [];
    RATE_TOO_LOW = "why.rate_too_low" [];
}

/// Internal rate of return of `flows` per period: the r with Σ flow(t) (1+r)^−t = 0. Above −1.
///
/// # Errors
///
/// Why there is none: the flows have one sign only or none, or change it more than once. With one change there is
/// one root (Descartes' rule of signs); it may be so high or so low that it tells nothing.
///
/// Source: Brealey, Myers & Allen, "Principles of Corporate Finance", chapter on net present value and
/// other investment criteria (pitfall: multiple rates of return).
fn irr(flows: &[f64]) -> Value {
    let signs: Vec<bool> =
        flows.iter().filter(|flow| **flow != 0.0).map(|flow| *flow > 0.0).collect();
    if !signs.contains(&false) {
        return Err(no_outlay(signs.contains(&true)));
    }
    if !signs.contains(&true) {
        return Err(LOST);
    }
    if signs.windows(2).filter(|pair| pair[0] != pair[1]).count() > 1 {
        return undefined(MANY_SIGNS);
    }
    // A polynomial in the discount factor v = 1/(1+r), by Horner's scheme; leading zeros change nothing.
    let first = flows.iter().position(|flow| *flow != 0.0).unwrap_or(0);
    let value = |v: f64| flows[first..].iter().rev().fold(0.0, |sum, flow| sum * v + flow);
    // Near v = 1 the interval is narrow, so that Brent's steps are few; it widens as far as needed.
    let mut ends = (0.9, 1.1);
    for _ in 0..12 {
        let (low, high) = (value(ends.0), value(ends.1));
        if low == 0.0 || high == 0.0 || (low > 0.0) != (high > 0.0) {
            let v = brent(value, ends.0, ends.1, EXACT, 200);
            return Ok(1.0 / v.expect("a change of sign is halved 200 times") - 1.0);
        }
        ends = ((ends.0 * ends.0).max(LEAST_FACTOR), (ends.1 * ends.1).min(MOST_FACTOR));
    }
    let soon = (value(LEAST_FACTOR) > 0.0) != (flows[first] > 0.0);
    Err(if soon { TOO_HIGH } else { TOO_LOW })
}

/// What is earned without an outlay is a return on nothing: larger than any number.
fn no_outlay(earned: bool) -> Absent {
    if earned { Absent::endless(1.0, NO_OUTLAY) } else { NO_FLOWS.into() }
}

/// Money that never comes back is lost: a return of −100 %, or none where nothing was put in.
const LOST: Absent = Absent { why: NO_RETURN, side: Known::AtMost(-1.0) };

/// Accuracy of the discount factor: below the last digits of a sum over a horizon.
const EXACT: f64 = 1e-14;
/// Discount factor at the highest rate that is looked for, 1,000,000 % a period.
const LEAST_FACTOR: f64 = 1e-4;
/// Discount factor at the lowest, −99.99 % a period.
const MOST_FACTOR: f64 = 1e4;

/// Modified internal rate of return of `flows` per period: what is paid out is financed at `finance`,
/// what comes in is reinvested at `reinvest`, both per period, to the last of the flows.
///
/// (Σ positive flow(t) (1+reinvest)^(n−t) / Σ −negative flow(t) (1+finance)^−t)^(1/n) − 1, n the place
/// of the last flow.
///
/// # Errors
///
/// Why there is none: the flows have one sign only, or there is only one period.
///
/// Source: Lin 1976, "The modified internal rate of return and investment criterion", The Engineering
/// Economist 21(4); the function MIRR of spreadsheets.
fn mirr(flows: &[f64], finance: f64, reinvest: f64) -> Value {
    let last = flows.len().saturating_sub(1);
    if last == 0 {
        return undefined(SINGLE_PERIOD);
    }
    let (mut paid, mut factor) = (0.0, 1.0);
    for flow in flows {
        paid -= flow.min(0.0) * factor;
        factor /= 1.0 + finance;
    }
    // Horner's scheme from the front compounds each flow to the last period.
    let earned = flows.iter().fold(0.0, |sum, flow| sum * (1.0 + reinvest) + flow.max(0.0));
    if paid == 0.0 {
        Err(no_outlay(earned > 0.0))
    } else if earned == 0.0 {
        Err(LOST)
    } else {
        Ok(libm::pow(earned / paid, 1.0 / last as f64) - 1.0)
    }
}

/// Rates per year above this one say only that little was ever paid out.
const HIGHEST: f64 = 100.0;
/// Rates per year below this one say only that little ever came back: printed they would be −100 %.
const LOWEST: f64 = -0.9995;
const TOO_HIGH: Absent = Absent { why: RATE_TOO_HIGH, side: Known::AtLeast(HIGHEST) };
const TOO_LOW: Absent = Absent { why: RATE_TOO_LOW, side: Known::AtMost(LOWEST) };

/// A rate per period as a rate per year; `cycle` is the number of periods in a year.
///
/// # Errors
///
/// Why there is none, or that it is so high or so low that it tells nothing.
fn yearly(rate: Value, cycle: usize) -> Value {
    let rate = rate.map(|rate| libm::expm1(cycle as f64 * libm::log1p(rate)))?;
    match rate {
        _ if rate > HIGHEST => Err(TOO_HIGH),
        _ if rate < LOWEST => Err(TOO_LOW),
        _ => Ok(rate),
    }
}

impl Measuring<'_> {
    /// Rates of return of the strategy's cash, per year, at the scenario's discount rate.
    pub(super) fn rates_of_return(&self, list: &mut List<'_>) {
        let (rate, cycle) = (self.plan.discount_rate, self.plan.cycle);
        list.add("irr", || yearly(irr(self.cash_flow()), cycle));
        list.add("mirr", || yearly(mirr(self.cash_flow(), rate, rate), cycle));
    }
}

/// Returns of what one strategy spends and earns more than the one that it is compared with: the
/// internal rate of return and the modified one, per year, both of its rates the scenario's discount
/// rate. The strategy itself has neither.
pub fn against(ran: &Ran<'_>, place: usize) -> [(&'static str, Metric); 2] {
    let against = ran.scenario.against;
    if place == against {
        let why = IS_COMPARED_WITH;
        return ["incremental_irr", "incremental_mirr"]
            .map(|id| Metric::plain(id, Err(why.into())));
    }
    let (own, other) = (&ran.cases[place], &ran.cases[against]);
    let flows: Vec<f64> = own
        .run
        .ledger
        .cash_flow(&own.plan)
        .iter()
        .zip(other.run.ledger.cash_flow(&other.plan))
        .map(|(own, other)| own - other)
        .collect();
    // What is left of equal flows is rounding, not money.
    let scale = other.run.ledger.cash_flow(&other.plan).iter().fold(0.0f64, |m, f| m.max(f.abs()));
    let flows: Vec<f64> =
        flows.iter().map(|flow| if flow.abs() <= ROUNDING * scale { 0.0 } else { *flow }).collect();
    let plan = &own.plan;
    let (rate, cycle) = (plan.discount_rate, plan.cycle);
    [
        Metric::plain("incremental_irr", yearly(irr(&flows), cycle)),
        Metric::plain("incremental_mirr", yearly(mirr(&flows, rate, rate), cycle)),
    ]
}

/// A difference of cash flows below this share of the largest is rounding.
const ROUNDING: f64 = 1e-12;

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures carry twelve digits.
    const TWELVE_DIGITS: f64 = 1e-11;

    /// Microsoft's documentation of the spreadsheet functions IRR and MIRR, printed to one digit of a
    /// per cent (IRR) and to a whole per cent (MIRR).
    #[test]
    fn rates_of_return_are_those_of_spreadsheets() {
        let business = [-70_000.0, 12_000.0, 15_000.0, 18_000.0, 21_000.0, 26_000.0];
        assert_eq!(format!("{:.1}", 100.0 * irr(&business[..5]).unwrap()), "-2.1");
        assert_eq!(format!("{:.1}", 100.0 * irr(&business).unwrap()), "8.7");
        assert_eq!(format!("{:.1}", 100.0 * irr(&business[..3]).unwrap()), "-44.4");
        let loan = [-120_000.0, 39_000.0, 30_000.0, 21_000.0, 37_000.0, 46_000.0];
        assert_eq!(format!("{:.0}", 100.0 * mirr(&loan, 0.10, 0.12).unwrap()), "13");
        assert_eq!(format!("{:.0}", 100.0 * mirr(&loan[..4], 0.10, 0.12).unwrap()), "-5");
        assert_eq!(format!("{:.0}", 100.0 * mirr(&loan, 0.10, 0.14).unwrap()), "13");
    }

    /// −100 and 121 two periods later: (1+r)² = 1.21. Three periods of nothing change no rate.
    #[test]
    fn a_rate_of_return_is_the_root() {
        assert!((irr(&[-100.0, 0.0, 121.0]).unwrap() - 0.1).abs() < TWELVE_DIGITS);
        assert!((irr(&[0.0, 0.0, 0.0, -100.0, 0.0, 121.0]).unwrap() - 0.1).abs() < TWELVE_DIGITS);
        // A loan: money first, then the payment; the same root.
        assert!((irr(&[100.0, -150.0]).unwrap() - 0.5).abs() < TWELVE_DIGITS);
        // v = 1/400 and v = 100: far from 1 on both sides.
        assert!((irr(&[-1.0, 400.0]).unwrap() - 399.0).abs() < 399.0 * TWELVE_DIGITS);
        assert!((irr(&[-100.0, 1.0]).unwrap() + 0.99).abs() < TWELVE_DIGITS);
    }

    /// Case G15 of the validation table: roots at 25 % and 400 %, so no rate is given; MIRR at 10 %.
    #[test]
    fn a_rate_of_return_with_two_roots_is_not_given() {
        let flows = [-1_600.0, 10_000.0, -10_000.0];
        for root in [0.25, 4.0] {
            let value: f64 = flows.iter().rev().fold(0.0, |sum, flow| sum / (1.0 + root) + flow);
            assert!(value.abs() < 1e-9, "{value}");
        }
        assert_eq!(irr(&flows), undefined(MANY_SIGNS));
        assert!((mirr(&flows, 0.1, 0.1).unwrap() - 0.055_989_555_355).abs() < TWELVE_DIGITS);
    }

    /// A month of −50 % is a year of −99.976 %, which would be printed as if all were lost.
    #[test]
    fn a_rate_that_would_be_printed_as_all_is_not_given() {
        let why = yearly(Ok(-0.5), 12).unwrap_err();
        assert_eq!(why.side, Known::AtMost(LOWEST));
        assert!((yearly(Ok(-0.4), 12).unwrap() + 0.997_823_217_664).abs() < TWELVE_DIGITS);
    }

    #[test]
    fn flows_of_one_sign_have_no_rate_of_return() {
        for flows in [&[1.0, 2.0][..], &[0.0, 3.0]] {
            let endless = Err(Absent::endless(1.0, NO_OUTLAY));
            assert_eq!(irr(flows), endless);
            assert_eq!(mirr(flows, 0.1, 0.1), endless);
        }
        assert_eq!(irr(&[-1.0, 0.0]), Err(LOST));
        assert_eq!(mirr(&[-1.0, 0.0], 0.1, 0.1), Err(LOST));
        assert!(mirr(&[-1.0], 0.1, 0.1).is_err());
        for flows in [&[][..], &[0.0, 0.0]] {
            assert_eq!(irr(flows), undefined(NO_FLOWS));
        }
        assert_eq!(mirr(&[0.0, 0.0], 0.1, 0.1), undefined(NO_FLOWS));
    }

    /// One change of sign has one root: v = 1e-6 and v = 1e6 lie beyond all that is looked for, and say on which side.
    /// Of two changes one rate may fit: −1 + 3v − 0.1v² has one root below 1 and one near 30.
    #[test]
    fn a_rate_that_is_missing_says_on_which_side_it_lies() {
        for sign in [1.0, -1.0] {
            assert_eq!(irr(&[-sign, 1e6 * sign]), Err(TOO_HIGH));
            assert_eq!(irr(&[-1e6 * sign, sign]), Err(TOO_LOW));
            // The rate is −99.95 %, within what is looked for.
            assert!((irr(&[-2_000.0 * sign, sign]).unwrap() + 0.9995).abs() < TWELVE_DIGITS);
            assert_eq!(irr(&[-sign, 3.0 * sign, -0.1 * sign]), undefined(MANY_SIGNS));
        }
    }
}
