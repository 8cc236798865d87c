//! What is each programme of a bundle worth: alone, added last, and as a fair share of the gain?
//!
//! The players are the programmes that a strategy runs and the strategy it is compared with does not. A
//! coalition is the strategy with some of its players switched off: neither their effect nor their cost is
//! left. Source of the fair share: Shapley (1953), "A value for n-person games".

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::margins::Moved;
use super::messages::*;
use super::model::{
    Attribution, BreakEven, Comparison, Figure, Metric, ProgrammeWorth, Reason, SameMoney, Slot,
};
use super::ran::Ran;
use super::turning::{Search, ends};
use crate::metric::Unit;
use crate::numeric::quantile::summary;
use crate::numeric::random::{Stream, key};
use crate::numeric::root::near_root;
use crate::numeric::sum::ordered_sum;
use crate::plan::{Account, Adjust, InflowPlan, Precision};
use crate::scenario::ChurnCurve;
use crate::simulate::{MOST_SPEND, Rerun, Trial, npv, spend};

messages! {
    NO_SPEND_ADDED = "why.no_spend_added" [];
    NO_OTHER_LEVER = "why.no_other_lever" [];
    UNDEFINED_WITHOUT = "why.undefined_without" [];
    NOTHING_MOVES = "why.nothing_moves" [];
    RUNS_THERE_TOO = "why.runs_there_too" [];
}

/// Up to this many programmes every order of adding them is looked at.
const EXACT: usize = 10;

/// Orders drawn for larger bundles, each with its reverse.
const ORDERS: usize = 100;

/// Share of all spending by which the same money may miss it.
const SAME_MONEY: f64 = 1e-13;

/// Purpose of the random stream of the orders.
const STREAM: u64 = 4;

/// A set of players: bit i is the i-th.
type Players = u64;

/// Adds to every comparison what its programmes are worth.
pub fn with_attribution(mut comparisons: Vec<Comparison>, ran: &Ran<'_>) -> Vec<Comparison> {
    let place = |id: &str| ran.scenario.strategies.iter().position(|one| one.label.id == id);
    let today = &ran.scenario.strategies[ran.scenario.against].label.id;
    for comparison in comparisons.iter_mut().filter(|one| one.against == *today) {
        if let Some(place) = place(&comparison.strategy) {
            comparison.attribution = Bundle::of(ran, place).and_then(|b| b.attribute());
        }
    }
    comparisons
}

/// The figures of a strategy's programmes as metrics, one list a programme of the strategy.
pub fn metrics(
    ran: &Ran<'_>,
    place: usize,
    attribution: Option<&Attribution>,
) -> Vec<Vec<(&'static str, Metric)>> {
    let business = &ran.scenario.strategies[place].business;
    let all = business.programmes.iter().enumerate();
    all.map(|(p, programme)| {
        let worth =
            attribution.and_then(|all| all.programmes.iter().find(|w| w.id == programme.id));
        match worth {
            Some(worth) => of_player(worth),
            None => of_common(ran, place, p),
        }
    })
    .collect()
}

fn of_player(worth: &ProgrammeWorth) -> Vec<(&'static str, Metric)> {
    let money = |id: &'static str, value: f64| Metric::plain(id, Ok(value));
    let turn = worth.break_even.as_ref();
    let why = turn.map_or(&worth.break_even_why, |turn| &turn.value_why);
    let turn = match turn.and_then(|turn| turn.value.map(|value| (turn.unit, value))) {
        Some((unit, value)) => {
            let figure = Figure::plain("break_even", value);
            Metric::Scalar(Figure { unit: figure_unit(unit), ..figure })
        }
        None => Metric::missing(why.clone().map_or_else(|| "".into(), Slot::from)),
    };
    vec![
        money("incremental_npv_alone", worth.incremental_npv_alone),
        money("incremental_npv_last", worth.incremental_npv_last),
        money("incremental_npv_shapley", worth.incremental_npv_shapley),
        ("break_even", turn),
    ]
}

/// A programme that is no player: what it adds to all others is still known.
fn of_common(ran: &Ran<'_>, place: usize, p: usize) -> Vec<(&'static str, Metric)> {
    let why = || Err(RUNS_THERE_TOO.into());
    let bundle = Bundle { ran, place, players: vec![p] };
    let last = bundle.with(1).ok().zip(bundle.with(0).ok());
    let last = last.map(|(with, without)| with.npv - without.npv).filter(|gain| gain.is_finite());
    vec![
        Metric::plain("incremental_npv_alone", why()),
        Metric::plain("incremental_npv_last", last.map_or_else(why, Ok)),
        Metric::plain("incremental_npv_shapley", why()),
        Metric::plain("break_even", why()),
    ]
}

fn figure_unit(unit: &str) -> Unit {
    match unit {
        "money" => Unit::Money,
        "share" | "rate" => Unit::Share,
        "count" => Unit::Count,
        _ => Unit::Ratio,
    }
}

/// A strategy with the programmes that make the difference.
struct Bundle<'a> {
    ran: &'a Ran<'a>,
    place: usize,
    /// Places of the players among the programmes of the strategy.
    players: Vec<usize>,
}

/// What a coalition comes to.
#[derive(Clone, Copy, Debug)]
struct Worth {
    npv: f64,
    /// Discounted acquisition and retention spend, refunds included.
    spend: f64,
}

/// Coalitions that were looked at.
type Coalitions = BTreeMap<Players, Worth>;

impl<'a> Bundle<'a> {
    /// None where the strategy adds no programme.
    fn of(ran: &'a Ran<'a>, place: usize) -> Option<Self> {
        let scenario = ran.scenario;
        let own = &scenario.strategies[place].business.programmes;
        let others = &scenario.strategies[scenario.against].business.programmes;
        let added = |p: &usize| others.iter().all(|other| other.id != own[*p].id);
        let players: Vec<usize> = (0..own.len()).filter(added).collect();
        let fits = !players.is_empty() && players.len() < Players::BITS as usize;
        fits.then_some(Self { ran, place, players })
    }

    fn all(&self) -> Players {
        (1 << self.players.len()) - 1
    }

    /// The levers of the base case with only some of the players running.
    fn adjust(&self, running: Players) -> Adjust {
        let mut adjust = self.ran.cases[self.place].adjust.clone();
        for (i, p) in self.players.iter().enumerate() {
            adjust.running[*p] = running >> i & 1 == 1;
        }
        adjust
    }

    fn run(&self, values: &[f64], adjust: &Adjust, precision: Precision) -> Result<Worth, Reason> {
        let trial = Trial::expected(self.ran.scenario, self.place, values, precision);
        let (plan, run) = trial.run_for_npv(adjust);
        Ok(Worth { npv: npv(&plan, &run)?, spend: spend(&plan, &run) })
    }

    /// The strategy with some of its players, at the base values.
    fn with(&self, running: Players) -> Result<Worth, Reason> {
        self.run(&self.ran.scenario.base_values(), &self.adjust(running), Precision::Base)
    }

    fn attribute(&self) -> Option<Attribution> {
        let against = &self.ran.cases[self.ran.scenario.against];
        let before = npv(&against.plan, &against.run).ok()?;
        let (shares, worth) = self.shapley()?;
        let whole = self.all();
        let elsewhere = self.elsewhere(0, worth[&whole], worth[&0]);
        let sampled = self.players.len() > EXACT;
        let programmes = self.players.par_iter().enumerate();
        let programmes: Option<Vec<ProgrammeWorth>> = programmes
            .map(|(i, p)| {
                let share = &shares[i];
                self.programme(*p, whole & !(1 << i), [worth[&whole], worth[&(whole & !(1 << i))]])
                    .map(|one| ProgrammeWorth {
                        incremental_npv_alone: worth[&(1 << i)].npv - worth[&0].npv,
                        incremental_npv_shapley: share.0,
                        incremental_npv_shapley_se: sampled.then_some(share.1),
                        ..one
                    })
            })
            .collect();
        Some(Attribution {
            programmes: programmes?,
            other_changes: worth[&0].npv - before,
            same_money_why: elsewhere.as_ref().err().map(|why| why.say([])),
            same_money: elsewhere.ok(),
            sampled_orders: sampled.then_some(2 * ORDERS),
        })
    }

    /// The fair share of every player with its standard error, and what each coalition looked at comes to.
    fn shapley(&self) -> Option<(Vec<(f64, f64)>, Coalitions)> {
        let n = self.players.len();
        let orders = if n > EXACT { Some(self.orders()) } else { None };
        let mut wanted: BTreeSet<Players> = BTreeSet::new();
        match &orders {
            None => wanted.extend(0..=self.all()),
            Some(orders) => {
                wanted.extend([0, self.all()]);
                wanted.extend((0..n).flat_map(|i| [1 << i, self.all() & !(1 << i)]));
                wanted.extend(orders.iter().flat_map(|order| joining(order)));
            }
        }
        let wanted: Vec<Players> = wanted.into_iter().collect();
        let worth: Vec<Worth> =
            wanted.par_iter().map(|one| self.with(*one).ok()).collect::<Option<_>>()?;
        let worth: Coalitions = wanted.into_iter().zip(worth).collect();
        let shares = (0..n).map(|i| match &orders {
            None => (exact(n, i, |players| worth[&players].npv), 0.0),
            Some(orders) => {
                // An order and its reverse depend on each other, so a pair is one observation.
                let gain = |order: &Vec<usize>| {
                    let at = order.iter().position(|player| *player == i).unwrap_or(0);
                    let before = order[..at].iter().fold(0, |set, player| set | 1 << player);
                    worth[&(before | 1 << i)].npv - worth[&before].npv
                };
                let pairs: Vec<f64> = orders
                    .chunks_exact(2)
                    .map(|pair| (gain(&pair[0]) + gain(&pair[1])) / 2.0)
                    .collect();
                let summary = summary(&pairs);
                (summary.mean, summary.se)
            }
        });
        Some((shares.collect(), worth))
    }

    /// Random orders of the players, each followed by its reverse; the same for any order in the file.
    fn orders(&self) -> Vec<Vec<usize>> {
        let mut stream = Stream::new(key(&[self.ran.scenario.seed, STREAM]));
        let programmes = &self.ran.scenario.strategies[self.place].business.programmes;
        let mut by_id: Vec<usize> = (0..self.players.len()).collect();
        by_id.sort_by_key(|i| &programmes[self.players[*i]].id);
        let mut orders = Vec::with_capacity(2 * ORDERS);
        for _ in 0..ORDERS {
            let mut order = by_id.clone();
            for last in (1..order.len()).rev() {
                let other = (stream.uniform() * (last + 1) as f64) as usize;
                order.swap(last, other.min(last));
            }
            let back = order.iter().rev().copied().collect();
            orders.extend([order, back]);
        }
        orders
    }

    /// A player: what it adds last, what its money would do elsewhere, and where it breaks even.
    fn programme(
        &self,
        p: usize,
        others: Players,
        [with, without]: [Worth; 2],
    ) -> Option<ProgrammeWorth> {
        let programme = &self.ran.scenario.strategies[self.place].business.programmes[p];
        let elsewhere = self.elsewhere(others, with, without);
        let turn = self.turn(p, others);
        let last = with.npv - without.npv;
        last.is_finite().then(|| ProgrammeWorth {
            id: programme.id.clone(),
            name: programme.name.clone(),
            incremental_npv_alone: f64::NAN,
            incremental_npv_last: last,
            incremental_npv_shapley: f64::NAN,
            incremental_npv_shapley_se: None,
            spend_pv: with.spend - without.spend,
            same_money_why: elsewhere.as_ref().err().map(|why| why.say([])),
            same_money: elsewhere.ok(),
            break_even_why: turn.as_ref().err().map(|why| why.say([])),
            break_even: turn.ok(),
        })
    }

    /// The best other use of what programmes cost: the strategy with the `others` only, one lever of
    /// acquisition or of retention response moved until the strategy spends as much as with them.
    fn elsewhere(&self, others: Players, with: Worth, without: Worth) -> Result<SameMoney, Reason> {
        if with.spend <= without.spend * (1.0 + 1e-9) {
            return Err(NO_SPEND_ADDED);
        }
        let values = self.ran.scenario.base_values();
        let plan = &self.ran.cases[self.place].plan;
        let business = &self.ran.scenario.strategies[self.place].business;
        let mut levers: Vec<(String, Slot, Moved)> = Vec::new();
        for (c, label) in self.ran.scenario.channels.iter().enumerate() {
            if !plan.channels[c].moves_money() || !Moved::Channel(c).is_lever(business) {
                continue;
            }
            let moved = match plan.channels[c].inflow {
                InflowPlan::Stated { .. } => "customers",
                _ => "spend",
            };
            let path = format!("channels.{}.{moved}", label.id);
            levers.push((path, label.name.as_str().into(), Moved::Channel(c)));
        }
        if business.segments.iter().any(|s| matches!(s.churn, ChurnCurve::Response(_))) {
            let name = RETENTION_RESPONSE.into();
            levers.push(("retention_response.spend".to_owned(), name, Moved::Response));
        }
        let tries = levers.into_par_iter().map(|(lever, name, moved)| {
            let at = |factor: f64| {
                let mut adjust = self.adjust(others);
                moved.scale(&mut adjust, factor);
                adjust
            };
            let ledger = &self.ran.cases[self.place].run.ledger;
            let trial = Trial::expected(self.ran.scenario, self.place, &values, Precision::Base);
            let mut rerun = Rerun::new(trial, at(1.0));
            let gap = |factor: f64| {
                let (plan, run) = rerun.flows(&at(factor));
                spend(plan, &run) / with.spend - 1.0
            };
            let own = ledger.present_value(plan, |account: Account| moved.spent(account));
            let guess = 1.0 + (with.spend - without.spend) / own;
            let most = self.most(&lever).min(MOST_SPEND);
            if most < 1.0 {
                return None;
            }
            let factor = near_root(gap, guess, own / with.spend, (1.0, most), SAME_MONEY)?;
            let (plan, run) = rerun.for_npv(&at(factor));
            let gain = npv(plan, &run).ok()? - without.npv;
            gain.is_finite().then_some(SameMoney { lever, name, factor, incremental_npv: gain })
        });
        let found: Vec<Option<SameMoney>> = tries.collect();
        found
            .into_iter()
            .flatten()
            .reduce(
                |best, next| {
                    if next.incremental_npv > best.incremental_npv { next } else { best }
                },
            )
            .ok_or(NO_OTHER_LEVER)
    }

    /// Largest factor on a lever that `[optimise]` allows.
    fn most(&self, path: &str) -> f64 {
        let stated = self.ran.scenario.optimise.iter().flat_map(|optimise| &optimise.levers);
        let most = stated.filter(|lever| lever.path == path).find_map(|lever| lever.max);
        let dated = format!("{path}.schedule.");
        let own = self.ran.scenario.assumptions.iter().enumerate().filter(|(place, one)| {
            (one.path == path || one.path.starts_with(&dated))
                && super::turning::in_force(self.ran.scenario, self.place, &one.path)
                    == Some(*place)
        });
        let today = own.map(|(_, one)| one.value).fold(0.0, f64::max);
        most.map_or(f64::INFINITY, |most| most / today)
    }

    /// Break-even of the programme's own assumption that moves its gain most.
    fn turn(&self, p: usize, others: Players) -> Result<BreakEven, Reason> {
        let scenario = self.ran.scenario;
        let id = &scenario.strategies[self.place].business.programmes[p].id;
        let prefix = format!("programmes.{id}.");
        let own: Vec<usize> = (0..scenario.assumptions.len())
            .filter(|place| {
                let one = &scenario.assumptions[*place];
                one.path.starts_with(&prefix)
                    && super::turning::in_force(scenario, self.place, &one.path) == Some(*place)
            })
            .collect();
        let ranged = |place: &usize| {
            scenario.assumptions[*place].low.is_some()
                && scenario.assumptions[*place].high.is_some()
        };
        let any = own.iter().any(ranged);
        let own: Vec<usize> = own.into_iter().filter(|place| ranged(place) || !any).collect();
        let base = scenario.base_values();
        let without = self
            .run(&base, &self.adjust(others), Precision::Margin)
            .map_err(|_| UNDEFINED_WITHOUT)?;
        // Without the programme none of its assumptions matters.
        let with = |place: usize, value: f64, precision: Precision| -> Option<f64> {
            let mut values = base.clone();
            values[place] = value;
            Some(self.run(&values, &self.adjust(self.all()), precision).ok()?.npv)
        };
        // Which of them it is takes no more digits than a draw has.
        let swing = |place: &usize| -> Option<(usize, f64)> {
            let (low, high) = ends(&scenario.assumptions[*place], scenario.sensitivity.swing);
            let at = |value: f64| with(*place, value, Precision::Draw);
            let swing = (at(high)? - at(low)?).abs();
            (swing.is_finite() && swing > 0.0).then_some((*place, swing))
        };
        let swings: Vec<Option<(usize, f64)>> = own.par_iter().map(swing).collect();
        let widest = swings.into_iter().flatten();
        let widest = widest.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let (place, _) = widest.ok_or(NOTHING_MOVES)?;
        let search = Search { scenario, place, strategy: self.place };
        Ok(search.turn(|value| Some(with(place, value, Precision::Margin)? - without.npv)))
    }
}

/// The sets of players that grow as an order joins.
fn joining(order: &[usize]) -> Vec<Players> {
    let grow = |set: &mut Players, player: &usize| {
        *set |= 1 << player;
        Some(*set)
    };
    order.iter().scan(0, grow).collect()
}

/// Shapley value of player `i` of `n`: Σ over sets S without i of |S|!(n−1−|S|)!/n! × (v(S∪i) − v(S)).
fn exact(n: usize, i: usize, value: impl Fn(Players) -> f64) -> f64 {
    // |S|!(n−1−|S|)!/n! = 1 / (n × C(n−1, |S|)).
    let choose = |k: usize| (0..k).fold(1.0, |c, j| c * (n - 1 - j) as f64 / (j + 1) as f64);
    let gains = (0..1u64 << n).filter(|set| set >> i & 1 == 0).map(|set| {
        let weight = 1.0 / (n as f64 * choose(set.count_ones() as usize));
        weight * (value(set | 1 << i) - value(set))
    });
    ordered_sum(&gains.collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The glove game of three (one left glove, two right ones, a pair is worth 1): 2/3, 1/6, 1/6.
    #[test]
    fn the_glove_game_has_its_published_shares() {
        let value = |set: Players| f64::from(u8::from(set & 1 == 1 && set & 6 != 0));
        let shares: Vec<f64> = (0..3).map(|i| exact(3, i, value)).collect();
        for (share, known) in shares.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((share - known).abs() < 1e-15, "{shares:?}");
        }
    }

    #[test]
    fn an_order_lets_its_players_join_one_by_one() {
        assert_eq!(joining(&[2, 0, 1]), [0b100, 0b101, 0b111]);
    }
}
