//! What a reader receives: every output is a pure function of [`Findings`](crate::findings::Findings).

pub mod csv;
pub mod finite;
pub mod json;
