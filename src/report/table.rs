//! What stands in a table: heads, rows, and the reasons for missing cells.

use serde::Serialize;

use super::prose::Prose;

/// A table of the page.
#[derive(Clone, Debug, Default, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    pub label: Prose,
    /// `n` for figures, `t` for words.
    pub class: &'static str,
}

/// A row.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    pub head: Prose,
    /// Words under the head; may be empty.
    pub note: Prose,
    pub cells: Vec<Cell>,
    /// `total`, `rule`, `sub`, nothing, or `group` for a head over the rows that follow.
    pub class: &'static str,
}

/// A cell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    pub content: Prose,
    /// `n` for figures, `t` for words, with a mark such as `best` or `fail` behind it.
    pub class: &'static str,
}

impl Table {
    /// A table whose row heads are under the first of the heads.
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

    /// Heads and rows as plain cells.
    pub fn plain(&self) -> Vec<Vec<String>> {
        let heads = self.heads.iter().map(|head| head.label.plain()).collect();
        let row = |row: &Row| {
            let note = if row.note.is_empty() { None } else { Some(row.note.plain()) };
            let head = note
                .map_or_else(|| row.head.plain(), |note| format!("{} ({note})", row.head.plain()));
            std::iter::once(head).chain(row.cells.iter().map(|cell| cell.content.plain())).collect()
        };
        std::iter::once(heads).chain(self.rows.iter().map(row)).collect()
    }

    /// Without columns that no row fills.
    pub fn without_empty_columns(mut self) -> Self {
        let empty = |rows: &[Row], at: usize| {
            rows.iter().all(|row| row.cells.get(at).is_none_or(|cell| cell.content.is_empty()))
        };
        for at in
            (0..self.heads.len() - 1).rev().filter(|at| empty(&self.rows, *at)).collect::<Vec<_>>()
        {
            self.heads.remove(at + 1);
            let filled = self.rows.iter_mut().filter(|row| row.cells.len() > at);
            filled.for_each(|row| drop(row.cells.remove(at)));
        }
        self
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
    pub fn figure(content: impl Into<Prose>) -> Self {
        Self { content: content.into(), class: "n" }
    }

    /// Words.
    pub fn text(content: Prose) -> Self {
        Self { content, class: "t" }
    }

    /// A missing figure.
    pub fn missing() -> Self {
        Self { content: Prose::words(crate::text::MISSING), class: "n none" }
    }
}
