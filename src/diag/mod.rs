//! What is wrong with an input, where, and what to type instead.

mod codes;
mod diagnostic;
mod few;
pub(crate) mod input;
mod render;
mod sources;
pub mod visible;

pub use codes::CODES;
pub(crate) use codes::{Code, entries, explain};
pub use diagnostic::{Diagnostic, Severity, any_errors};
pub(crate) use diagnostic::{Span, sort};
pub(crate) use few::{Few, OF_A_KIND};
pub use render::{Colour, github, human, json_lines};
pub use sources::Sources;
pub(crate) use sources::{OUTSIDE, Position, SourceFile};
