//! What a scenario says, checked and with its defaults filled in.
//!
//! One [`Business`] per strategy: the file with that strategy's `set` applied. Numbers are
//! [`Quantity`] values that read the register of [`Assumption`]s, so a draw or a break-even search
//! changes numbers without reading the file again.
//!
//! [`Quantity`]: crate::units::Quantity

mod brand;
mod business;
mod customers;
mod data_curve;
mod decisions;
mod quality;
mod question;
mod variants;

pub use crate::fields::{Assumption, StatedUnit};
pub use brand::*;
pub use business::*;
pub use customers::*;
pub use data_curve::DataCurve;
pub(crate) use data_curve::{HARDLY, LONGEST_TENURE};
pub use decisions::*;
pub use quality::*;
pub use question::*;
pub use variants::*;
