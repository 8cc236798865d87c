//! tenure

pub mod numeric;
