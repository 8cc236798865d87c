//! What is wrong with an input, where, and what to type instead.

mod codes;
mod diagnostic;
mod few;
pub mod input;
mod render;
mod sources;
pub mod visible;

pub use codes::{CODES, Code, explain};
pub use diagnostic::{Checked, Diagnostic, Severity, Span, any_errors, sort};
pub use few::{Few, OF_A_KIND};
pub use render::{Colour, github, human, json_lines};
pub use sources::{OUTSIDE, Position, SourceFile, Sources};
