//! Do the strategies stay within the budget of `[comparison]`?

use super::messages::messages;
use super::model::Metric;
use super::ran::Ran;
use crate::plan::Account;
use crate::scenario::{Budget, BudgetCounts, BudgetTime};

messages! {
    NO_BUDGET = "why.no_budget" [];
    BUDGET_IS_NOUGHT = "why.budget_is_nought" [];
}

/// Highest use of the budget in any of its times, a share of the limit, for every strategy: spend as it is
/// posted, not discounted. A last time that the horizon cuts short has its part of the limit.
pub fn metrics(ran: &Ran<'_>) -> Vec<(&'static str, Metric)> {
    let of = |place: usize| match &ran.scenario.budget {
        None => Err(NO_BUDGET.into()),
        Some(budget) if budget.limit <= 0.0 => Err(BUDGET_IS_NOUGHT.into()),
        Some(budget) => Ok(usage(ran, place, budget)),
    };
    (0..ran.cases.len()).map(|place| Metric::plain("budget_use", of(place))).collect()
}

fn usage(ran: &Ran<'_>, place: usize, budget: &Budget) -> f64 {
    let spent = counted(ran, place, budget);
    let months = ran.scenario.calendar.period.months() as usize;
    let periods = match budget.per {
        BudgetTime::Period => 1,
        BudgetTime::Month => 1 / months,
        BudgetTime::Quarter => 3 / months,
        BudgetTime::Year => 12 / months,
        BudgetTime::Horizon => spent.len(),
    };
    // A budget for less than a period of the model is a part of the period's.
    let a_time = match budget.per {
        BudgetTime::Period => months,
        BudgetTime::Month => 1,
        BudgetTime::Quarter => 3,
        BudgetTime::Year => 12,
        BudgetTime::Horizon => months * spent.len(),
    };
    let uses = spent.chunks(periods.max(1)).map(|part| {
        let limit = budget.limit * (part.len() * months) as f64 / a_time as f64;
        part.iter().sum::<f64>() / limit
    });
    uses.fold(0.0, f64::max)
}

/// What counts against the budget, by period.
fn counted(ran: &Ran<'_>, place: usize, budget: &Budget) -> Vec<f64> {
    let sum = |place: usize, weight: &dyn Fn(Account) -> f64| -> Vec<f64> {
        let case = &ran.cases[place];
        let mut total = vec![0.0; case.plan.periods];
        for (account, postings) in case.run.ledger.accounts() {
            let weight = weight(account);
            if weight != 0.0 {
                total.iter_mut().zip(postings).for_each(|(sum, amount)| *sum += weight * amount);
            }
        }
        total
    };
    let mut all = vec![0.0; ran.cases[place].plan.periods];
    for counts in &budget.counts {
        let part = match counts {
            BudgetCounts::Programmes => sum(place, &of_programmes),
            BudgetCounts::Channels => sum(place, &of_channels),
            BudgetCounts::ChannelsIncrease => {
                let before = sum(ran.scenario.against, &of_channels);
                let own = sum(place, &of_channels);
                own.iter().zip(before).map(|(own, before)| (own - before).max(0.0)).collect()
            }
        };
        all.iter_mut().zip(part).for_each(|(sum, amount)| *sum += amount);
    }
    all
}

fn of_programmes(account: Account) -> f64 {
    match account {
        Account::Programme(..) | Account::Refunds(_) => account.spent(),
        _ => 0.0,
    }
}

fn of_channels(account: Account) -> f64 {
    let counts = matches!(
        account,
        Account::Media(_)
            | Account::Commission(_)
            | Account::ChannelFixed(_)
            | Account::Onboarding(_)
            | Account::FirstPeriodDiscount(_)
    );
    f64::from(u8::from(counts))
}
