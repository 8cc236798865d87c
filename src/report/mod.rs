//! How do findings become what a reader receives: HTML and Markdown from one page model, JSON and
//! CSV from the findings themselves.
//!
//! Renderers read nothing but [`crate::findings::Findings`]. Every figure of a page is a
//! `prose::Printed`, which knows the path of its finding.

pub mod brief;
pub mod csv;
pub(crate) mod difference;
pub(crate) mod finite;
pub mod html;
pub mod index;
pub mod json;
pub mod junit;
pub mod markdown;
mod metrics;
mod options;
pub(crate) mod overlay;
mod page;
pub mod plain;
mod policy;
mod printer;
pub(crate) mod prose;
pub mod results;
mod roles;
pub(crate) mod runs;
mod sections;
pub mod standing;
pub mod summary;
pub mod sweep;
mod table;
pub mod voice;

pub use options::RenderOptions;
pub(crate) use sections::optimum::best_split;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod lookup;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod words;
