//! A scenario whose files are read once, to be varied many times.

use std::collections::BTreeMap;
use std::path::Path;

use super::curve_data::RetentionTable;
use super::model::Change;
use super::read::{Files, Loaded, Override, Wrong, layered};
use crate::diag::{OUTSIDE, Sources, Span};
use crate::fields::{Data, Node};

/// The files of a scenario and what they say together.
#[derive(Clone, Debug)]
pub struct Base {
    files: Files,
    tree: Node,
    data: BTreeMap<Span, RetentionTable>,
    stem: String,
}

impl Base {
    /// Reads a file, everything it extends, and the data that they name.
    ///
    /// # Errors
    ///
    /// The file itself cannot be read.
    pub fn read(path: &Path) -> Result<Self, Wrong> {
        let (mut files, tree, stem) = layered(path)?;
        let mut data = BTreeMap::new();
        files.data_files(&tree, &mut data);
        Ok(Self { files, tree, data, stem })
    }

    /// The same of another scenario, named relative to the folder of this one, in which it must lie.
    ///
    /// # Errors
    ///
    /// It does not, or cannot be read.
    pub fn beside(&self, name: &str) -> Result<Self, String> {
        let folder = self.files.folder.as_ref().ok_or("a text can name no files")?;
        let base = Self::read(&folder.inside(name)?).map_err(|(found, _)| {
            found.into_iter().next().map_or_else(String::new, |one| one.message)
        })?;
        Ok(base.alone())
    }

    /// Without variants of its own: who varies it brings others.
    #[must_use]
    pub fn alone(mut self) -> Self {
        if let Data::Table(table) = &mut self.tree.data {
            table.entries.retain(|entry| entry.key != "variants");
        }
        self
    }

    /// What the files say, layered.
    pub(super) const fn tree(&self) -> &Node {
        &self.tree
    }

    /// The texts.
    pub(super) const fn sources(&mut self) -> &mut Sources {
        &mut self.files.sources
    }

    /// The scenario with other values, as `--set` gives them, before it is checked.
    pub fn with(&self, overrides: &[Override]) -> Loaded {
        let Self { files, tree, data, stem } = self.clone();
        files.finish(tree, overrides, data, stem)
    }

    /// The same with values of a text among its own, which they are blamed in.
    pub(super) fn with_changes(&self, changes: Vec<Change>) -> Loaded {
        let Self { files, tree, data, stem } = self.clone();
        files.finish_changed(tree, changes, data, stem)
    }

    /// SHA-256 of every file that was read, in the order of reading.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        self.files.sources.files().iter().map(|file| file.sha256.as_str())
    }
}

impl Loaded {
    /// SHA-256 of every file that was read, in the order of reading.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        let files = self.sources.files().iter().filter(|file| file.name != OUTSIDE);
        files.map(|file| file.sha256.as_str())
    }
}
