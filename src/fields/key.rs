//! Declarations: the keys of every section, from which checks, schema, explanations and docs come.

use super::StatedUnit;
use crate::numeric::distribution::Distribution;
use crate::units::Conversion;
use crate::units::Period;
use crate::units::parse::Per;

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// One line on what it means.
    pub meaning: &'static str,
    /// What holds when it is absent, as it would be written.
    pub default: Option<&'static str>,
    /// Whether the section cannot do without it.
    pub needed: bool,
    /// Keys beside which its default means nothing.
    pub instead: &'static [&'static str],
}

/// A key that does not yet say what it means.
#[derive(Clone, Copy, Debug)]
pub struct Unsaid(Key);

/// Keys that may be absent, by what their value is.
impl Key {
    /// Of a kind that no other function makes.
    pub const fn of(name: &'static str, kind: Kind) -> Unsaid {
        Unsaid(Self { name, kind, meaning: "", default: None, needed: false, instead: &[] })
    }

    /// A number.
    pub const fn value(name: &'static str, measure: Measure) -> Unsaid {
        Self::of(name, Kind::Value(measure))
    }

    /// A number or a schedule.
    pub const fn dated(name: &'static str, measure: Measure) -> Unsaid {
        Self::of(name, Kind::Dated(measure))
    }

    /// A number, a schedule or values by tenure.
    pub const fn path(name: &'static str, measure: Measure) -> Unsaid {
        Self::of(name, Kind::Path(measure))
    }

    /// A text.
    pub const fn text(name: &'static str) -> Unsaid {
        Self::of(name, Kind::Text)
    }

    /// One of a few words.
    pub const fn words(name: &'static str, words: &'static [&'static str]) -> Unsaid {
        Self::of(name, Kind::Words(words))
    }

    /// A table.
    pub const fn table(name: &'static str, section: &'static Section) -> Unsaid {
        Self::of(name, Kind::Table(section))
    }

    /// A list of tables.
    pub const fn tables(name: &'static str, section: &'static Section) -> Unsaid {
        Self::of(name, Kind::Tables(section))
    }
}

impl Unsaid {
    /// The same with what holds when it is absent.
    pub const fn or(self, default: &'static str) -> Self {
        Self(Key { default: Some(default), ..self.0 })
    }

    /// The same, where any of the other keys takes its place.
    pub const fn unless(self, instead: &'static [&'static str]) -> Self {
        Self(Key { instead, ..self.0 })
    }

    /// The same, and the section cannot do without it.
    pub const fn needed(self) -> Self {
        Self(Key { needed: true, ..self.0 })
    }

    /// The key, which means this.
    pub const fn means(self, meaning: &'static str) -> Key {
        Key { meaning, ..self.0 }
    }
}

/// A table of the language with a fixed list of keys.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its name, as in the heading.
    pub name: &'static str,
    /// One line on what it is for.
    pub meaning: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Sections whose keys may stand here too.
    pub also: &'static [&'static Section],
}

impl Section {
    /// A section with its keys.
    pub const fn new(name: &'static str, meaning: &'static str, keys: &'static [Key]) -> Self {
        Self { name, meaning, keys, also: &[] }
    }

    /// The same, where the keys of other sections may stand too.
    #[must_use]
    pub const fn with(self, also: &'static [&'static Section]) -> Self {
        Self { also, ..self }
    }

    /// All keys that may stand here.
    pub fn all(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.keys.iter().chain(self.also.iter().flat_map(|section| section.keys.iter()))
    }

    /// The key of a name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.all().find(|key| key.name == name)
    }
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A number that may be an assumption with a range.
    Value(Measure),
    /// The same, or a schedule.
    Dated(Measure),
    /// The same, or a schedule, or a value by tenure.
    Path(Measure),
    /// A text.
    Text,
    /// The id of a metric that a check may name.
    Metric,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Whole,
    /// A date.
    Date,
    /// A length of time.
    Length,
    /// An id: lower case, digits, hyphens.
    Id,
    /// One of a few words.
    Words(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A table.
    Table(&'static Section),
    /// A list of tables.
    Tables(&'static Section),
    /// A table with free keys: what a key is, and what its value is.
    Map(&'static str, &'static Kind),
    /// One of several.
    Either(&'static [Kind]),
    /// Anything.
    Any,
}

impl Kind {
    /// The measure of the numbers of this kind.
    pub fn measure(&self) -> Option<Measure> {
        match self {
            Self::Value(measure) | Self::Dated(measure) | Self::Path(measure) => Some(*measure),
            Self::Map(_, inner) => inner.measure(),
            Self::Either(kinds) => kinds.iter().find_map(Self::measure),
            _ => None,
        }
    }

    /// Whether the numbers of this kind may be schedules, and whether values by tenure.
    pub fn varies(&self) -> (bool, bool) {
        match self {
            Self::Path(_) => (true, true),
            Self::Dated(_) => (true, false),
            Self::Either(kinds) => {
                kinds.iter().map(Self::varies).fold((false, false), |a, b| (a.0 || b.0, a.1 || b.1))
            }
            _ => (false, false),
        }
    }

    /// The section of this kind, for a table or the items of a list.
    pub fn section(&self) -> Option<&'static Section> {
        match self {
            Self::Table(section) | Self::Tables(section) => Some(section),
            Self::Either(kinds) => kinds.iter().find_map(Self::section),
            _ => None,
        }
    }

    /// What must be written, in words, with an example.
    pub fn words(&self) -> String {
        match self {
            Self::Value(measure) => measure.what.words().to_owned(),
            Self::Dated(measure) => format!("{}, or a schedule", measure.what.words()),
            Self::Path(measure) => {
                format!("{}, or a schedule, or values by tenure", measure.what.words())
            }
            Self::Text => "a text in quotes".to_owned(),
            Self::Metric => "the id of a metric: `tenure explain metrics`".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Whole => "a whole number".to_owned(),
            Self::Date => "a date such as 2026-01-01".to_owned(),
            Self::Length => "a length such as \"6 months\"".to_owned(),
            Self::Id => "an id of lower-case letters, digits and hyphens".to_owned(),
            Self::Words(words) => format!("one of {}", words.join(", ")),
            Self::Texts => "a list of texts".to_owned(),
            Self::Table(_) => "a table".to_owned(),
            Self::Tables(_) => "a list of tables".to_owned(),
            Self::Map(names, inner) => format!("a table: {names} = {}", inner.words()),
            Self::Either(kinds) => kinds.iter().map(Self::words).collect::<Vec<_>>().join("; or "),
            Self::Any => "anything".to_owned(),
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Money in the scenario's currency.
    Money,
    /// A share: "31%".
    Share,
    /// A relative change: "-9%".
    Change,
    /// A leaving rate: "4.2% per month".
    Rate,
    /// A growth or discount rate: "8% per year".
    Growth,
    /// What is added to a growth rate: "3% per year", "-1% per year".
    GrowthChange,
    /// What is added to a leaving rate: "-1% per year".
    RateChange,
    /// A count per time: "4.6 per month".
    Count,
    /// A plain number.
    Number,
    /// A multiplier.
    Factor,
    /// A number of customers, points, agents.
    Quantity,
}

impl What {
    /// What must be written, with an example.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Money => "money, a bare number",
            Self::Share => "a share such as \"31%\"",
            Self::Change => "a change such as \"-9%\"",
            Self::Rate => "a rate such as \"4.2% per month\"",
            Self::Growth => "a growth rate such as \"8% per year\"",
            Self::GrowthChange | Self::RateChange => {
                "a change of a rate such as \"3% per year\" or \"-1% per year\""
            }
            Self::Count => "a count per time such as \"4.6 per month\"",
            Self::Number => "a number",
            Self::Factor => "a factor such as 0.85",
            Self::Quantity => "a number",
        }
    }
}

impl What {
    /// Whether it is written with a percent sign.
    pub const fn is_percent(self) -> bool {
        matches!(
            self,
            Self::Share
                | Self::Change
                | Self::Rate
                | Self::Growth
                | Self::GrowthChange
                | Self::RateChange
        )
    }

    /// Unit and conversion of a rate per a time of so many model periods, of that word.
    pub const fn per_time(self, word: &'static str, periods: f64) -> (StatedUnit, Conversion) {
        match self {
            Self::Rate => (StatedUnit::Rate(word), Conversion::Leaving(periods)),
            Self::GrowthChange => (StatedUnit::Growth(word), Conversion::GrowthChange(periods)),
            Self::RateChange => (StatedUnit::Growth(word), Conversion::LeavingChange(periods)),
            _ => (StatedUnit::Growth(word), Conversion::Growth(periods)),
        }
    }
}

/// What a number counts and where it may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// What it counts.
    pub what: What,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Whether the lower end itself is excluded.
    pub above_low: bool,
    /// Whether the upper end itself is excluded.
    pub below_high: bool,
    /// The time that the key's own name gives, as in `fixed_per_month`.
    pub per: Option<Period>,
    /// What it may be stated for instead of a time: "2.2% per visit".
    pub each: Option<Per>,
}

impl Measure {
    /// Whether a number may stand here.
    pub fn holds(&self, value: f64) -> bool {
        let low = if self.above_low { value > self.low } else { value >= self.low };
        let high = if self.below_high { value < self.high } else { value <= self.high };
        low && high
    }

    /// A distribution within the limits, and the share cut off. An end that is excluded itself is
    /// kept clear of by a part in 10¹².
    pub fn truncate(&self, whole: &Distribution) -> (Distribution, f64) {
        const CLEAR: f64 = 1e-12;
        let low = if self.above_low { self.low + CLEAR } else { self.low };
        let high = if self.below_high { self.high - CLEAR } else { self.high };
        whole.truncated(low, high)
    }

    /// The limits in words.
    pub fn limits(&self) -> &'static str {
        match self.what {
            What::Share if self.above_low && self.below_high => {
                "this share must be above 0% and below 100%"
            }
            What::Share if self.above_low => "this share must be above 0% and at most 100%",
            What::Share => "a share lies between 0% and 100%",
            What::Change => "a change must be above -100%",
            What::Rate => "a leaving rate lies between 0% and 100%",
            What::Growth => "a growth rate must be above -100%",
            _ if self.low > 0.0 && self.high > LARGEST => "it must lie between 1e-6 and 1e60",
            _ if self.low > 0.0 => "it must lie between 1e-6 and 1e9",
            What::GrowthChange => "a change of a growth rate must be above -100%",
            What::RateChange => "a change of a leaving rate lies between -100% and 100%",
            _ if self.low < 0.0 && self.high < LARGEST => {
                "it must lie between -1 and 1, both excluded"
            }
            _ if self.high < LARGEST => "it must lie between 0 and 1, both excluded",
            _ if self.above_low => "it must be greater than 0",
            _ => "it must not be negative",
        }
    }
}

/// Larger magnitudes are refused.
pub const LARGEST: f64 = 1e15;

/// Smaller magnitudes are refused, but for 0: no ratio of two numbers leaves the range of numbers.
pub const SMALLEST: f64 = 1e-15;

/// The measures that keys use.
pub mod measures {
    use super::{LARGEST, Measure, Per, Period, What};

    const fn measure(what: What, low: f64, high: f64) -> Measure {
        Measure { what, low, high, above_low: false, below_high: false, per: None, each: None }
    }

    /// Money, not negative.
    pub const MONEY: Measure = measure(What::Money, 0.0, LARGEST);
    /// Money per month, whatever the model's period.
    pub const MONEY_PER_MONTH: Measure = Measure { per: Some(Period::Month), ..MONEY };
    /// Money per quarter.
    pub const MONEY_PER_QUARTER: Measure = Measure { per: Some(Period::Quarter), ..MONEY };
    /// Money per year.
    pub const MONEY_PER_YEAR: Measure = Measure { per: Some(Period::Year), ..MONEY };
    /// A share, 0 to 1.
    pub const SHARE: Measure = measure(What::Share, 0.0, 1.0);
    /// A relative change above −1.
    pub const CHANGE: Measure = Measure { above_low: true, ..measure(What::Change, -1.0, LARGEST) };
    /// A leaving rate, 0 to below 1.
    pub const RATE: Measure = measure(What::Rate, 0.0, 1.0);
    /// A leaving rate per time or, where customers buy by visits, per visit; 0 to below 1.
    pub const RATE_OR_PER_VISIT: Measure = Measure { each: Some(Per::Visit), ..RATE };
    /// A share of visits, 0 to 1.
    pub const SHARE_PER_VISIT: Measure = Measure { each: Some(Per::Visit), ..SHARE };
    /// A share of those who get a newsletter, at each sending; 0 to 1.
    pub const SHARE_PER_SEND: Measure = Measure { each: Some(Per::Send), ..SHARE };
    /// A growth rate above −1.
    pub const GROWTH: Measure = Measure { above_low: true, ..measure(What::Growth, -1.0, LARGEST) };
    /// What is added to a growth rate.
    pub const GROWTH_CHANGE: Measure = Measure { what: What::GrowthChange, ..GROWTH };
    /// What is added to a leaving rate, −1 to 1.
    pub const RATE_CHANGE: Measure = measure(What::RateChange, -1.0, 1.0);
    /// A count per time, not negative.
    pub const COUNT: Measure = measure(What::Count, 0.0, LARGEST);
    /// A parameter greater than 0.
    pub const PARAMETER: Measure =
        Measure { above_low: true, ..measure(What::Number, 0.0, LARGEST) };
    /// First parameter of a beta distribution of churn: what its classes are tested for.
    pub const ALPHA: Measure = measure(What::Number, 1e-6, 1e9);
    /// The second parameter; beside a steep shape it counts churn in powers of tenure.
    pub const BETA: Measure = measure(What::Number, 1e-6, 1e60);
    /// A plain number, not negative.
    pub const NUMBER: Measure = measure(What::Number, 0.0, LARGEST);
    /// An exponent between 0 and 1, both excluded.
    pub const EXPONENT: Measure =
        Measure { above_low: true, below_high: true, ..measure(What::Number, 0.0, 1.0) };
    /// A rank correlation between −1 and 1, both excluded.
    pub const RANK: Measure =
        Measure { above_low: true, below_high: true, ..measure(What::Number, -1.0, 1.0) };
    /// A multiplier, not negative.
    pub const MULTIPLIER: Measure = measure(What::Factor, 0.0, LARGEST);
    /// A factor greater than 0.
    pub const FACTOR: Measure = Measure { above_low: true, ..measure(What::Factor, 0.0, LARGEST) };
    /// A number of customers, points or agents.
    pub const QUANTITY: Measure = measure(What::Quantity, 0.0, LARGEST);

    /// The measures by name, for the schema.
    pub const NAMED: &[(&str, Measure)] = &[
        ("money", MONEY),
        ("share", SHARE),
        ("change", CHANGE),
        ("share_per_send", SHARE_PER_SEND),
        ("share_per_visit", SHARE_PER_VISIT),
        ("rate", RATE),
        ("rate_or_per_visit", RATE_OR_PER_VISIT),
        ("growth", GROWTH),
        ("growth_change", GROWTH_CHANGE),
        ("rate_change", RATE_CHANGE),
        ("count", COUNT),
        ("parameter", PARAMETER),
        ("alpha", ALPHA),
        ("beta", BETA),
        ("number", NUMBER),
        ("exponent", EXPONENT),
        ("rank", RANK),
        ("multiplier", MULTIPLIER),
        ("factor", FACTOR),
        ("quantity", QUANTITY),
    ];
}
