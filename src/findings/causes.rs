//! Why does a strategy gain by the end of the plan: what its customers bring, and what its programmes cost?

use super::model::Driver;
use crate::engine::Projection;
use crate::numeric::sum::ordered_sum;
use crate::plan::{Account, CostPart, Group};
use crate::simulate::Case;

/// The difference of the cash view over the horizon by cause; sums to that of `npv_horizon`. What is nothing is left
/// out.
///
/// `customers` is the difference in customers billed, period by period, times what one of `other` brings then: revenue
/// less cost of revenue and service; `margin` is what is left of the difference of these. What a programme gives,
/// refunds included, is split by who takes it: `dead-weight` goes to those who would have acted anyway.
pub fn causes(own: &Case, other: &Case) -> Vec<Driver> {
    let sum = |case: &Case, weight: &dyn Fn(Account) -> f64| {
        ordered_sum(&case.run.ledger.discounted(&case.plan, weight))
    };
    let change = |weight: &dyn Fn(Account) -> f64| sum(own, weight) - sum(other, weight);
    let cost = |of: &dyn Fn(Account) -> bool| {
        change(&|account| if of(account) { account.sign() } else { 0.0 })
    };
    let group = |group: Group| cost(&|account| account.group() == group);
    let brought = |account: Account| match (account, account.group()) {
        (Account::Refunds(_), _) => 0.0,
        (_, Group::Revenue | Group::CostOfRevenue | Group::Service) => account.sign(),
        _ => 0.0,
    };
    let margins = other.run.ledger.discounted(&other.plan, brought);
    let [more, there] = [own, other].map(billed);
    let customers = more.iter().zip(&there).zip(&margins).map(|((more, there), margin)| {
        if *there > 0.0 { (more - there) * (margin / there) } else { 0.0 }
    });
    let customers = ordered_sum(&customers.collect::<Vec<_>>());
    let dead_weight = wasted(other) - wasted(own);
    let parts = |parts: &'static [CostPart]| move |account: Account| matches!(account, Account::Programme(_, part) if parts.contains(&part));
    let given = parts(&[CostPart::Member, CostPart::Reward, CostPart::Discount]);
    let given = cost(&|account| given(account) || matches!(account, Account::Refunds(_)));
    let kept = |account| matches!(account, Account::RetentionSpend | Account::RetentionResponse);
    let all = [
        ("customers", customers),
        ("margin", change(&brought) - customers),
        ("dead-weight", dead_weight),
        ("offers", given - dead_weight),
        ("contacts", cost(&parts(&[CostPart::Contact]))),
        ("fixed-cost", cost(&parts(&[CostPart::SetUp, CostPart::Fixed]))),
        ("other-retention", cost(&kept)),
        ("acquisition", group(Group::Acquisition)),
        ("overhead", group(Group::Overhead)),
        ("tax", group(Group::Tax)),
    ];
    let most = all.iter().map(|(_, value)| value.abs()).fold(0.0, f64::max);
    let told = all.into_iter().filter(|(_, value)| value.abs() > 1e-12 * most);
    told.map(|(driver, value)| Driver { driver: driver.to_owned(), value }).collect()
}

/// Customers billed in each period.
fn billed(case: &Case) -> Vec<f64> {
    let run = &case.run;
    let came = [&run.opening, &run.joined, &run.returned];
    let at = |t: usize| came.iter().map(|series| Projection::total(series, t)).sum();
    (0..case.plan.periods).map(at).collect()
}

/// Discounted money for those who would have acted anyway.
fn wasted(case: &Case) -> f64 {
    let plan = &case.plan;
    let all = case.run.dead_weight.iter().flat_map(|series| {
        series.iter().enumerate().map(|(t, amount)| amount * plan.discount(t, plan.delta))
    });
    ordered_sum(&all.collect::<Vec<_>>())
}
