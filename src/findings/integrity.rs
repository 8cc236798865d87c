//! Sums that must close, checked on every run.

use super::accounting;
use super::messages::*;
use super::model::{Integrity, StrategyFindings};
use super::ran::Ran;
use crate::engine::{BlockSeries, LedgerPart, Projection};
use crate::numeric::sum::ordered_sum;
use crate::plan::{Group, OriginKind, Plan, TenureShape};
use crate::simulate::Case;

messages! {
    CUSTOMERS_RECONCILE = "integrity.sum.customers-reconcile" [];
    REASONS_RECONCILE = "integrity.sum.reasons-reconcile" [];
    LEDGER_RECONCILES = "integrity.sum.ledger-reconciles" [];
    PARTS_RECONCILE = "integrity.sum.parts-reconcile" [];
    SURVIVAL_MEETS_ITS_FORMULA = "integrity.sum.survival-meets-its-formula" [];
    ATTEMPTS_ARE_POSSIBLE = "integrity.sum.attempts-are-possible" [];
    POINTS_RECONCILE = "integrity.sum.points-reconcile" [];
    STAMPS_RECONCILE = "integrity.sum.stamps-reconcile" [];
}

/// Largest gap of the customer roll-forward, relative to the customers handled.
pub fn rollforward(plan: &Plan, run: &Projection) -> f64 {
    let mut worst: f64 = 0.0;
    for s in 0..plan.segments.len() {
        // What is left of many customers carries the rounding of the many.
        let mut most: f64 = 1.0;
        for (t, joined) in run.joined_in(plan, s).into_iter().enumerate() {
            let came = run.opening[s][t] + joined + run.returned[s][t];
            let before = if t == 0 { run.opening[s][0] } else { run.closing[s][t - 1] };
            let gap = (came - run.left[s][t] - run.closing[s][t]).abs();
            let carried = (run.opening[s][t] - before).abs();
            most = most.max(came);
            worst = worst.max(gap.max(carried) / most);
        }
    }
    worst
}

/// All identities of a scenario that has run, and of the accounting views of its strategies.
pub fn integrity(ran: &Ran<'_>, strategies: &[StrategyFindings]) -> Vec<Integrity> {
    let of = |(case, strategy): (&Case, &StrategyFindings)| {
        let mut list = check(&case.plan, &case.run, &strategy.id);
        let view = strategy.accounting.iter();
        list.extend(view.flat_map(|view| accounting::identities(view, &strategy.id)));
        list
    };
    ran.cases.iter().zip(strategies).flat_map(of).collect()
}

/// All identities of one strategy.
fn check(plan: &Plan, run: &Projection, strategy: &str) -> Vec<Integrity> {
    let mut list = vec![
        Integrity::of(CUSTOMERS_RECONCILE, strategy, rollforward(plan, run)),
        Integrity::of(REASONS_RECONCILE, strategy, reasons(plan, run)),
        Integrity::of(LEDGER_RECONCILES, strategy, ledger(plan, run)),
    ];
    if !run.parts.is_empty() {
        list.push(Integrity::of(PARTS_RECONCILE, strategy, parts(plan, run)));
    }
    if plan.segments.iter().any(|segment| segment.classes.mixture.is_some()) {
        list.push(Integrity::of(SURVIVAL_MEETS_ITS_FORMULA, strategy, survival(plan)));
    }
    if plan.blocks.iter().any(|block| block.rates.attempts_per_leaver.iter().any(|a| *a != 1.0)) {
        list.push(Integrity::of(ATTEMPTS_ARE_POSSIBLE, strategy, attempts(plan)));
    }
    if !run.points.is_empty() {
        list.push(Integrity::of(POINTS_RECONCILE, strategy, points(run)));
    }
    if !run.cards.is_empty() {
        list.push(Integrity::of(STAMPS_RECONCILE, strategy, stamps(run)));
    }
    list
}

/// Largest gap between the postings and the sum of their parts, relative to what was posted; and between
/// customers and those of the blocks.
fn parts(plan: &Plan, run: &Projection) -> f64 {
    let sums = |chosen: fn(&LedgerPart) -> bool| -> Vec<Vec<f64>> {
        let mut sums = vec![vec![0.0; plan.periods]; plan.chart.accounts().len()];
        let sides = run.ledger.sides().into_iter().filter(chosen);
        for part in sides.filter_map(|side| run.ledger.part(side)) {
            for (sum, (_, own)) in sums.iter_mut().zip(part.accounts()) {
                sum.iter_mut().zip(own).for_each(|(sum, amount)| *sum += amount);
            }
        }
        sums
    };
    let mut worst: f64 = 0.0;
    let mut compare = |whole: &[f64], sum: &[f64]| {
        let scale = whole.iter().fold(1.0, |most: f64, amount| most.max(amount.abs()));
        let gaps = whole.iter().zip(sum).map(|(whole, sum)| (whole - sum).abs() / scale);
        worst = gaps.fold(worst, f64::max);
    };
    for chosen in [
        |side: &LedgerPart| matches!(side, LedgerPart::Segment(_)),
        |side: &LedgerPart| matches!(side, LedgerPart::Channel(_)),
    ] {
        for ((_, whole), sum) in run.ledger.accounts().zip(sums(chosen)) {
            compare(whole, &sum);
        }
    }
    for t in 0..plan.periods {
        let all =
            |of: fn(&BlockSeries) -> &[f64]| run.parts.iter().map(|own| of(own)[t]).sum::<f64>();
        for (series, sum) in [
            (&run.opening, all(|own| &own.opening)),
            (&run.left, all(|own| &own.left)),
            (&run.closing, all(|own| &own.closing)),
        ] {
            compare(&[Projection::total(series, t)], &[sum]);
        }
    }
    worst
}

/// Largest gap between the survival of the classes of a segment and its closed form, in shares of customers.
fn survival(plan: &Plan) -> f64 {
    let mixed = plan.segments.iter().map(|segment| &segment.classes);
    let mixed = mixed.filter_map(|classes| Some((classes, classes.mixture?)));
    let gaps = mixed.flat_map(|(classes, mixture)| {
        (1..=plan.periods).map(move |t| {
            (classes.survival(t) - mixture.survival(t as f64, classes.multiplier)).abs()
        })
    });
    gaps.fold(0.0, f64::max)
}

/// By how much more than all customers of an origin and tenure would have asked to cancel before the desk that was
/// there when churn was observed. Classes of their own are cut to all (a mixture always has some who are sure to leave).
fn attempts(plan: &Plan) -> f64 {
    /// Tenures that fewer than this share reach are not looked at.
    const NOBODY: f64 = 1e-4;
    let mut worst: f64 = 0.0;
    for block in &plan.blocks {
        let kind = plan.origins[block.origin].kind;
        let segment = &plan.segments[block.segment];
        let classes = &segment.classes;
        let starts: Vec<(usize, &[f64])> = match kind {
            OriginKind::Opening => {
                segment.opening.iter().map(|group| (group.tenure, &group.classes[..])).collect()
            }
            OriginKind::Channel(_) => vec![(0, &classes.weight[..])],
            OriginKind::Referral(_) | OriginKind::WinBack(_) => continue,
        };
        let mut unlike: Vec<(f64, f64)> = Vec::new();
        for t in 0..plan.periods {
            let one = (
                block.rates.observed[t] * block.multiplier * classes.time[t],
                block.rates.attempts_per_leaver[t],
            );
            if one.1 != 1.0 && !unlike.contains(&one) {
                unlike.push(one);
            }
        }
        let still = matches!(classes.shape, TenureShape::Uniform);
        for (place, (start, shares)) in starts.iter().enumerate() {
            // From the next group's tenure on it is that group's customers who are looked at.
            let end = starts.get(place + 1).map_or(start + plan.periods, |next| next.0);
            let mut shares = shares.to_vec();
            for k in *start..if still { start + 1 } else { end } {
                let (step, alive) = (classes.shape.at(k), ordered_sum(&shares));
                for (exposure, per_leaver) in &unlike {
                    let left = shares.iter().zip(&classes.log_hazard);
                    let left = left.map(|(w, l)| w * -libm::expm1(-l * exposure * step));
                    worst = worst.max(per_leaver * left.sum::<f64>() / alive - 1.0);
                }
                let past = classes.multiplier * block.multiplier * classes.time[0] * step;
                let each = shares.iter_mut().zip(&classes.log_hazard);
                each.for_each(|(share, l)| *share *= libm::exp(-l * past));
                if ordered_sum(&shares) < NOBODY {
                    break;
                }
            }
        }
    }
    worst
}

fn reasons(plan: &Plan, run: &Projection) -> f64 {
    let gap = |t: usize| {
        let all = Projection::total(&run.left, t);
        let by_reason = Projection::total(&run.left_by_reason, t);
        (all - by_reason).abs() / all.abs().max(1.0)
    };
    (0..plan.periods).map(gap).fold(0.0, f64::max)
}

fn ledger(plan: &Plan, run: &Projection) -> f64 {
    let flow = run.ledger.cash_flow(plan);
    let groups = Group::ALL.map(|group| (group, run.ledger.group(plan, group)));
    let gap = |t: usize| {
        let signed = groups.each_ref().map(|(group, amounts)| match group {
            Group::Revenue => amounts[t],
            _ => -amounts[t],
        });
        let gross: f64 = signed.iter().map(|amount| amount.abs()).sum();
        (ordered_sum(&signed) - flow[t]).abs() / gross.max(1.0)
    };
    (0..plan.periods).map(gap).fold(0.0, f64::max)
}

fn points(run: &Projection) -> f64 {
    let mut worst: f64 = 0.0;
    for series in &run.points {
        let mut balance = 0.0;
        let mut earned = 0.0;
        for t in 0..series.earned.len() {
            balance += series.earned[t] - series.redeemed[t] - series.expired[t];
            earned += series.earned[t];
            worst = worst.max((balance - series.outstanding[t]).abs() / earned.max(1.0));
        }
    }
    worst
}

fn stamps(run: &Projection) -> f64 {
    let mut worst: f64 = 0.0;
    for series in &run.cards {
        let mut before = 0.0;
        for t in 0..series.earned.len() {
            let came = before + series.earned[t] + series.given[t] + series.forged[t];
            let left = series.redeemed[t] + series.gone[t];
            worst = worst.max((came - left - series.outstanding[t]).abs() / came.max(1.0));
            before = series.outstanding[t];
        }
    }
    worst
}
