//! The accounting view beside cash: points deferred, commissions capitalised, refunds and discounts taken from
//! revenue, and the way from cash to profit (`docs/model.md`, section 8).
//!
//! Tax stays as it is paid: it is worked out on cash, and no deferred tax is booked.

mod cards;
mod commissions;
mod points;
mod view;

pub use cards::stamps_liability;
pub use commissions::{amortised_shares, asset};
pub use points::{allocated, liability, liability_at_end, released_share};
pub use view::{account, identities};
