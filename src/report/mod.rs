//! How do findings become what a reader receives: HTML and Markdown from one page model, JSON and
//! CSV from the findings themselves.
//!
//! Renderers read nothing but [`crate::findings::Findings`]. Every figure of a page is a
//! `prose::Printed`, which knows the path of its finding; `resolve` follows it.

pub mod csv;
pub mod difference;
pub mod finite;
pub mod html;
pub mod index;
pub mod json;
pub mod junit;
pub mod lookup;
pub mod markdown;
mod metrics;
pub mod overlay;
mod page;
pub mod plain;
mod policy;
mod printer;
mod prose;
pub mod results;
mod roles;
pub mod runs;
mod sections;
pub mod standing;
pub mod summary;
mod table;
pub mod voice;

pub use html::{RenderError, RenderOptions};
pub use lookup::resolve;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod words;
