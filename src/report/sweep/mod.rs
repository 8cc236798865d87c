//! Which strategy wins where, over all variants of a sweep?

mod map;
mod page;
mod tables;
mod view;

pub use page::render;
pub use view::{Point, Swept};

#[cfg(test)]
mod tests;
