//! A TOML file as a tree whose every value knows its bytes, and the typed reader over it that
//! reports everything wrong at once.

mod assumption;
mod faults;
mod inline;
mod instead;
mod key;
mod names;
mod reader;
mod reading;
mod spread;
mod tables;
mod tree;
mod value;

pub use assumption::{Assumption, Changed, StatedUnit};
pub use inline::quoted;
pub use instead::plain;
pub use key::{Key, Kind, LARGEST, Measure, SMALLEST, Section, What, measures};
pub use names::LONGEST as LONGEST_LENGTH;
pub use reader::{APART, EVIDENCE, Evidence, Fields, SAME};
pub use reading::{Reading, suggest};
pub use tables::{BY_TENURE, OLDEST_OPENING, SCHEDULE, opening_range, tenure_after, tenure_steps};
pub use tree::{
    DEEPEST, Data, Entry, Node, TomlTable, VALUE_WORDS, is_value_table, parse, parse_value,
};
pub use value::{ASSUMPTION, CONFIDENCE, DISTRIBUTIONS};
