//! tenure
pub mod chart;
