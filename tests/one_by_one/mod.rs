//! Customers one by one: an independent simulator with a person per customer and plain loops, written
//! from `docs/model.md`, sections 5 and 6. It shares nothing with the program but the contract.

mod agree;
mod card;
mod dice;
mod firm;
mod gifts;
mod life;
mod text;

pub use dice::Dice;
pub use firm::{
    Birthday, Card, Churn, Complaints, Desk, Firm, Nudge, Offer, Outcome, Points, Recovery,
    Referral, Repeat, Team, WinBack,
};
pub use gifts::{Day, Gifts, Letters, Tenure};
