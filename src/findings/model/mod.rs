//! [`Findings`]: one value that HTML, JSON, CSV, Markdown and the gates print from, so that they
//! cannot disagree. Its serialised form is `findings.json`.

mod absent;
mod accounting;
mod answer;
mod baseline;
mod decision;
mod evidence;
mod figures;
pub mod messages;
mod optimum;
mod parts;
mod sentence;
mod strategy;
mod worth;

pub use absent::*;
pub use accounting::*;
pub use answer::*;
pub use baseline::*;
pub use decision::*;
pub use evidence::*;
pub use figures::*;
pub use optimum::*;
pub use parts::*;
pub use sentence::{
    Form, Line, Message, Quote, Quoted, Reason, Sentence, Slot, Speaker, Stands, in_words,
};
pub use strategy::*;
pub use worth::*;
