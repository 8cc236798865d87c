//! Runs strategies: at the base values, with levers moved, for the same money as another, and draw by draw.
//!
//! Knows no metric: whoever asks for draws says what is made of each.

mod base;
mod case;
mod draws;
mod matching;
mod rerun;
mod sampler;
mod trial;
mod wishes;
mod worth;

pub use base::base_cases;
pub use case::{Case, Unmet};
pub use draws::{Drawn, Lives, draws, moved_draws};
pub use matching::MOST_SPEND;
pub use rerun::Rerun;
pub use sampler::drawn_values;
pub use trial::Trial;
pub use wishes::Wishes;
pub use worth::{NoNpv, npv, npv_runoff, spend};
