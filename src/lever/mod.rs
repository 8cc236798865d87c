//! The few primitive effects that programmes are made of; all the engine knows of them.
//!
//! A programme compiles to levers once per plan. Numbers are in model units, one entry per period
//! where a length is given. Two churn factors on the same reason multiply (`docs/model.md`,
//! section 3): that rule lives here and in `plan`, never in a programme.

mod after;
mod levers;
mod money;
mod points;
mod scope;

pub use levers::*;
pub use money::{Amount, CustomerCost, FixedCost, Occasion, Spent, Takers, last_change};
pub use points::{EarnOn, PointsLever, Redemption, RewardLever};
pub use scope::Scope;
