//! What is said to a reader: keys of messages and what fills their slots. Which words that makes, a language decides.

use std::cell::RefCell;
use std::rc::Rc;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

/// A message that the findings can say: its key in the catalogues, and the slots that it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message<const SLOTS: usize> {
    pub(crate) key: &'static str,
    pub(crate) slots: [&'static str; SLOTS],
}

impl<const SLOTS: usize> Message<SLOTS> {
    /// The message with its slots filled, in the order of its declaration.
    pub fn say(&self, fillings: [Slot; SLOTS]) -> Sentence {
        Sentence { key: self.key, slots: self.slots.into_iter().zip(fillings).collect() }
    }
}

/// A message without slots, such as why a figure is missing.
pub type Reason = Message<0>;

/// A message with its slots filled.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Key of the message.
    pub key: &'static str,
    pub(crate) slots: Vec<(&'static str, Slot)>,
}

impl Sentence {
    /// What fills the slot of that name.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|(own, _)| *own == name).map(|(_, slot)| slot)
    }
}

/// What fills a slot.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    /// Text that no language changes: a name from the file, a date, a currency.
    Given(String),
    /// Another message.
    Words(Sentence),
    /// What an assumption counts, by its words in `findings.json`.
    Unit(String),
    /// A figure.
    Figure(Quote),
    /// The last month of a period.
    Month {
        /// Path in `findings.json` of its first day.
        path: String,
        /// That day, ISO 8601.
        first_day: String,
        /// Months that the period has.
        months: u32,
    },
}

/// A figure inside a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Path in `findings.json`, such as `comparisons.0.incremental_npv.expected`; none where no finding is quoted.
    pub path: Option<String>,
    pub(crate) value: f64,
    pub(crate) form: Form,
}

/// How a figure is printed inside a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// Money without its sign: the words say whether it is lost.
    Amount,
    /// Money with its sign.
    Signed,
    /// An assumption, by the key of its unit.
    Stated(&'static str),
    /// All digits of what a file states.
    Full,
    /// The same of a share.
    FullShare,
    /// A count.
    Count,
    /// So many years or months, with their word: the key of the unit.
    Length(&'static str),
    /// A share of the draws.
    Chance,
    /// The same as a count of them.
    Of(f64),
    /// A rate of a period, to a thousandth of a percent.
    Rate,
    /// A factor or a return, in hundredths.
    Factor,
}

impl Quote {
    /// A finding.
    pub fn of(path: impl Into<String>, value: f64, form: Form) -> Slot {
        Slot::Figure(Self { path: Some(path.into()), value, form })
    }

    /// A figure that stands nowhere in the findings.
    pub fn alone(value: f64, form: Form) -> Slot {
        Slot::Figure(Self { path: None, value, form })
    }
}

impl From<&str> for Slot {
    fn from(text: &str) -> Self {
        Self::Given(text.to_owned())
    }
}

impl From<String> for Slot {
    fn from(text: String) -> Self {
        Self::Given(text)
    }
}

impl From<Reason> for Slot {
    fn from(reason: Reason) -> Self {
        Self::Words(reason.say([]))
    }
}

impl From<Sentence> for Slot {
    fn from(sentence: Sentence) -> Self {
        Self::Words(sentence)
    }
}

/// A sentence of a text that must not grow long.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub(crate) sentence: Sentence,
    pub(crate) stands: Stands,
}

/// When a sentence stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In every text.
    Always,
    /// Where the text has room.
    IfRoom,
}

/// A figure inside a sentence as it was printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quoted {
    /// Path in `findings.json`.
    pub path: String,
    /// What is printed for it.
    pub text: String,
}

/// Puts sentences into the words of a language.
pub trait Speaker {
    /// A sentence, with the findings that it quotes in their order.
    fn say(&self, sentence: &Sentence) -> (String, Vec<Quoted>);
    /// Those of some sentences that stand.
    fn told<'l>(&self, lines: &'l [Line]) -> Vec<&'l Sentence>;
}

thread_local! {
    static SPEAKER: RefCell<Option<Rc<dyn Speaker>>> = const { RefCell::new(None) };
}

/// Serialises findings in the words of a speaker; without one a sentence is its key in brackets.
///
/// `serde` hands no context to what it serialises, and sentences stand deep inside the findings.
pub fn in_words<T>(speaker: Rc<dyn Speaker>, serialise: impl FnOnce() -> T) -> T {
    let before = SPEAKER.replace(Some(speaker));
    let written = serialise();
    SPEAKER.set(before);
    written
}

/// What some sentences come to: their words, the findings that they quote, and those that stand.
pub(super) struct Spoken<'l> {
    pub text: String,
    pub figures: Vec<Quoted>,
    pub said: Vec<Keyed<'l>>,
}

impl<'l> Spoken<'l> {
    pub fn of(lines: &'l [Line]) -> Self {
        let speaker = SPEAKER.with_borrow(Option::clone);
        let told = match &speaker {
            Some(speaker) => speaker.told(lines),
            None => lines.iter().map(|line| &line.sentence).collect(),
        };
        let (texts, figures): (Vec<_>, Vec<_>) = told.iter().map(|one| spoken(one)).unzip();
        Self {
            text: texts.join(" "),
            figures: figures.concat(),
            said: told.into_iter().map(Keyed).collect(),
        }
    }
}

/// The words of a sentence, and the findings that it quotes.
pub(super) fn spoken(sentence: &Sentence) -> (String, Vec<Quoted>) {
    match SPEAKER.with_borrow(Option::clone) {
        Some(speaker) => speaker.say(sentence),
        None => (format!("[{}]", sentence.key), Vec::new()),
    }
}

/// The words of a sentence.
impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&spoken(self).0)
    }
}

/// The words of a reason.
impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.say([]).serialize(serializer)
    }
}

/// The words of what fills a slot.
impl Serialize for Slot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Given(text) | Self::Unit(text) => serializer.serialize_str(text),
            Self::Words(sentence) => sentence.serialize(serializer),
            Self::Figure(quote) => quote.serialize(serializer),
            Self::Month { first_day, .. } => serializer.serialize_str(first_day),
        }
    }
}

/// A sentence as its key and slots.
pub(super) struct Keyed<'l>(pub &'l Sentence);

impl Serialize for Keyed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Slots<'l>(&'l [(&'static str, Slot)]);
        impl Serialize for Slots<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(self.0.len()))?;
                for (name, slot) in self.0 {
                    match slot {
                        Slot::Words(inner) => map.serialize_entry(name, &Keyed(inner))?,
                        plain => map.serialize_entry(name, plain)?,
                    }
                }
                map.end()
            }
        }
        let mut keyed = serializer.serialize_struct("Sentence", 2)?;
        keyed.serialize_field("key", self.0.key)?;
        keyed.serialize_field("slots", &Slots(&self.0.slots))?;
        keyed.end()
    }
}

/// Its path, or the figure itself where no finding is quoted.
impl Serialize for Quote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut quote = serializer.serialize_struct("Quote", 1)?;
        match &self.path {
            Some(path) => quote.serialize_field("path", path)?,
            None => quote.serialize_field("value", &self.value)?,
        }
        quote.end()
    }
}
