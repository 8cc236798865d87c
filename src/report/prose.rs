//! How does a sentence keep its figures apart from its words, and user text apart from ours?

pub use crate::chart::escape_into;

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::text::{Catalogue, Piece};

/// A figure as it stands on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Path of its finding, as in `strategies.0.metrics.npv.expected`.
    pub path: String,
    /// The finding in full precision, or the ISO date.
    pub value: String,
    /// What is printed.
    pub text: String,
    /// Number or date.
    pub kind: ProseKind,
}

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProseKind {
    Number,
    Date,
}

/// A run of words and figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Our words.
    Words(Cow<'static, str>),
    /// Text from the scenario or composed elsewhere, set apart on the page.
    Given(String),
    /// A name for programs, which breaks behind its dots.
    Id(String),
    Figure(Printed),
}

impl From<Printed> for Prose {
    fn from(figure: Printed) -> Self {
        Self(vec![Part::Figure(figure)])
    }
}

impl Prose {
    /// Our own words.
    pub fn words(text: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![Part::Words(text.into())])
    }

    /// Text that somebody else wrote.
    pub fn given(text: impl Into<String>) -> Self {
        Self(vec![Part::Given(text.into())])
    }

    /// An id or a path.
    pub fn id(text: impl Into<String>) -> Self {
        Self(vec![Part::Id(text.into())])
    }

    /// The message of that key with its slots filled; a missing message shows its key, marked.
    pub fn say(words: &'static Catalogue, key: &str, slots: &[(&str, Self)]) -> Self {
        let Some(pieces) = words.pieces(key) else {
            return Self::words(words.plain(key));
        };
        let mut prose = Self(Vec::with_capacity(pieces.len()));
        for piece in pieces {
            match piece {
                Piece::Words(text) => prose.push(Part::Words(Cow::Borrowed(text))),
                Piece::Slot(name) => match slots.iter().find(|(slot, _)| slot == name) {
                    Some((_, filling)) => filling.0.iter().cloned().for_each(|one| prose.push(one)),
                    None => prose.push(Part::Words(crate::text::marked(name).into())),
                },
            }
        }
        prose
    }

    /// Adds a part. The full stop of an abbreviation ends a sentence too: `7,4 mio.`
    fn push(&mut self, part: Part) {
        let stopped = self.0.last().is_some_and(|last| last.text().ends_with('.'));
        self.0.push(match part {
            Part::Words(text) if stopped && text.starts_with('.') => {
                Part::Words(text[1..].to_owned().into())
            }
            part => part,
        });
    }

    /// The same with all words set apart, and every name by itself: one that is written from right to left must not
    /// turn the words around it.
    #[must_use]
    pub fn whole(self) -> Self {
        let apart = |part| match part {
            Part::Words(words) => Part::Given(words.into_owned()),
            part => part,
        };
        Self(self.0.into_iter().map(apart).collect())
    }

    /// The figures, in their order.
    pub fn figures(&self) -> impl Iterator<Item = &Printed> {
        self.0.iter().filter_map(|part| match part {
            Part::Figure(figure) => Some(figure),
            Part::Words(_) | Part::Given(_) | Part::Id(_) => None,
        })
    }

    /// This, then that.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        next.0.into_iter().for_each(|part| self.push(part));
        self
    }

    /// Several with something between them; those without anything to read are left out.
    #[must_use]
    pub fn list(all: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let told = all.into_iter().filter(|one| !one.is_empty());
        let join = |one: Self, next: Self| one.then(Self::words(between)).then(next);
        told.reduce(join).unwrap_or_default()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text alone.
    pub fn plain(&self) -> String {
        self.0.iter().map(Part::text).collect()
    }

    /// HTML, everything escaped.
    pub fn html(&self) -> String {
        let mut out = String::with_capacity(64);
        self.put_html(&mut out);
        out
    }

    /// Appends the HTML.
    pub fn put_html(&self, out: &mut String) {
        for part in &self.0 {
            match part {
                Part::Words(text) => escape_into(out, text),
                Part::Given(text) => {
                    out.push_str("<bdi>");
                    escape_into(out, text);
                    out.push_str("</bdi>");
                }
                Part::Id(text) => {
                    out.push_str("<bdi>");
                    for (at, step) in text.split_inclusive('.').enumerate() {
                        out.push_str(if at == 0 { "" } else { "<wbr>" });
                        escape_into(out, step);
                    }
                    out.push_str("</bdi>");
                }
                Part::Figure(figure) => figure.put_html(out),
            }
        }
    }

    /// GitHub Markdown, everything escaped.
    pub fn markdown(&self) -> String {
        crate::text::escaped(&self.plain())
    }
}

impl Part {
    fn text(&self) -> &str {
        match self {
            Self::Words(text) => text,
            Self::Given(text) | Self::Id(text) => text,
            Self::Figure(figure) => &figure.text,
        }
    }
}

impl Printed {
    fn put_html(&self, out: &mut String) {
        let (element, attribute) = match self.kind {
            ProseKind::Number => ("data", "value"),
            ProseKind::Date => ("time", "datetime"),
        };
        for text in ["<", element, " ", attribute, "=\""] {
            out.push_str(text);
        }
        escape_into(out, &self.value);
        out.push_str("\" data-at=\"");
        escape_into(out, &self.path);
        out.push_str("\">");
        escape_into(out, &self.text);
        for text in ["</", element, ">"] {
            out.push_str(text);
        }
    }
}

/// Into a template as HTML that is already escaped.
impl Serialize for Prose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Markup::new(self.html()).serialize(serializer)
    }
}

/// HTML made by this program: templates print it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(minijinja::Value);

impl Markup {
    /// HTML in which everything is escaped that has to be.
    pub fn new(html: String) -> Self {
        Self(minijinja::Value::from_safe_string(html))
    }

    /// That HTML.
    pub fn html(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }
}

impl Serialize for Markup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let prose = Prose::given("\"><img onerror='x'>&");
        assert_eq!(prose.html(), "<bdi>&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;&amp;</bdi>");
    }

    #[test]
    fn words_and_names_are_set_apart() {
        let figure = Printed {
            path: "a.0".into(),
            value: "1.5".into(),
            text: "1.5 m".into(),
            kind: ProseKind::Number,
        };
        let prose = Prose::given("A & B").then(Prose::words(" is worth ")).then(figure.into());
        let html = prose.then(Prose::words(".")).whole().html();
        let data = "<data value=\"1.5\" data-at=\"a.0\">1.5 m</data>";
        assert_eq!(html, format!("<bdi>A &amp; B</bdi><bdi> is worth </bdi>{data}<bdi>.</bdi>"));
    }

    #[test]
    fn the_stop_of_an_abbreviation_ends_the_sentence() {
        let said = |text| Prose::words(text).then(Prose::words(". Then")).plain();
        assert_eq!(said("7,4 mio."), "7,4 mio. Then");
        assert_eq!(said("7,4"), "7,4. Then");
    }
}
