//! What stands in a table: heads, rows, and the reasons for missing cells.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::prose::{Markup, Prose};

/// A table of the page.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it shows, read out first.
    pub caption: Prose,
    /// The caption as text, for an attribute.
    pub label: String,
    /// Heads of the columns, that of the row heads first.
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
    /// Reasons of the cells without a value.
    pub missing: Vec<Prose>,
}

/// Head of a column.
#[derive(Clone, Debug)]
pub struct Head {
    pub label: Prose,
    /// `n` for figures, `t` for words.
    pub class: &'static str,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub head: Prose,
    /// Words under the head; may be empty.
    pub note: Prose,
    pub cells: Vec<Cell>,
    /// `total`, `rule`, `sub`, nothing, or `group` for a head over the rows that follow.
    pub class: &'static str,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub content: Prose,
    /// `n` for figures, `t` for words, with a mark such as `best` or `fail` behind it.
    pub class: &'static str,
}

impl Table {
    /// A table whose row heads are under the first of the heads.
    #[must_use]
    pub fn new(caption: Prose, first: Prose) -> Self {
        Self {
            label: caption.plain(),
            caption,
            heads: vec![Head { label: first, class: "t" }],
            ..Self::default()
        }
    }

    /// With another column of figures.
    pub fn figures(&mut self, label: Prose) {
        self.heads.push(Head { label, class: "n" });
    }

    /// With another column of words.
    pub fn texts(&mut self, label: Prose) {
        self.heads.push(Head { label, class: "t" });
    }

    /// Another row of the table.
    pub fn row(&mut self, head: Prose, cells: Vec<Cell>) {
        self.rows.push(Row { head, cells, ..Row::default() });
    }

    /// Notes why a cell is empty, once.
    pub fn note_missing(&mut self, reason: Prose) {
        if !self.missing.contains(&reason) {
            self.missing.push(reason);
        }
    }
}

impl Cell {
    /// A figure.
    #[must_use]
    pub fn figure(content: impl Into<Prose>) -> Self {
        Self { content: content.into(), class: "n" }
    }

    /// Words.
    #[must_use]
    pub fn text(content: Prose) -> Self {
        Self { content, class: "t" }
    }

    /// A missing figure.
    #[must_use]
    pub fn missing() -> Self {
        Self { content: Prose::words(crate::text::MISSING), class: "n none" }
    }
}

/// Into a template: the rows are HTML already, since a page has thousands of cells.
impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Table", 5)?;
        out.serialize_field("caption", &self.caption)?;
        out.serialize_field("label", &self.label)?;
        out.serialize_field("heads", &Markup::new(self.heads_html()))?;
        out.serialize_field("rows", &Markup::new(self.rows_html()))?;
        out.serialize_field("missing", &self.missing)?;
        out.end()
    }
}

impl Table {
    fn heads_html(&self) -> String {
        let mut out = String::from("<tr>");
        for head in &self.heads {
            put(&mut out, "th", " scope=\"col\"", head.class, |out| head.label.put_html(out));
        }
        out.push_str("</tr>");
        out
    }

    fn rows_html(&self) -> String {
        let mut out = String::with_capacity(self.rows.len() * self.heads.len() * 96);
        for row in &self.rows {
            if row.class == "group" {
                let span = format!(" scope=\"colgroup\" colspan=\"{}\"", self.heads.len());
                out.push_str("<tr class=\"group\">");
                put(&mut out, "th", &span, "", |out| row.head.put_html(out));
            } else {
                out.push_str("<tr");
                put_class(&mut out, row.class);
                out.push('>');
                put(&mut out, "th", " scope=\"row\"", "", |out| {
                    row.head.put_html(out);
                    if !row.note.is_empty() {
                        put(out, "small", "", "", |out| row.note.put_html(out));
                    }
                });
                for cell in &row.cells {
                    // Most cells are figures: the style sheet takes a cell without a class for one.
                    let class = if cell.class == "n" { "" } else { cell.class };
                    put(&mut out, "td", "", class, |out| cell.content.put_html(out));
                }
            }
            out.push_str("</tr>\n");
        }
        out
    }
}

fn put(
    out: &mut String,
    element: &str,
    attributes: &str,
    class: &str,
    content: impl FnOnce(&mut String),
) {
    out.push('<');
    out.push_str(element);
    out.push_str(attributes);
    put_class(out, class);
    out.push('>');
    content(out);
    out.push_str("</");
    out.push_str(element);
    out.push('>');
}

fn put_class(out: &mut String, class: &str) {
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(class);
        out.push('"');
    }
}
