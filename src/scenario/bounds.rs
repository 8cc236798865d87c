//! Bounds of the language, where the reader keeps them, for whoever lists them.

pub use super::assemble::{LARGEST as LISTS, LONGEST_NAME};
pub use super::frame::{DRAWS as MOST_DRAWS, PERIODS as MOST_PERIODS};
pub use super::read::{LARGEST_FILE, LONGEST_CHAIN};
pub use crate::fields::{DEEPEST, LARGEST, LONGEST_LENGTH, OLDEST_OPENING, SMALLEST};
