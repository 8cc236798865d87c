//! From files to a checked scenario, or everything that is wrong with them.

use super::curve_data::{self, RetentionTable};
use super::layers::{layer, near_misses};
use super::model::{Change, Scenario};
use super::set::{self, Setter, Setting};
use crate::diag::{self, Diagnostic, OUTSIDE, Sources, Span, input};
use crate::fields::{self, Data, Node, TomlTable};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Largest file, in bytes.
pub const LARGEST_FILE: u64 = 2_000_000;
/// Longest chain of `extends`.
pub const LONGEST_CHAIN: usize = 16;

/// A scenario with its warnings and texts.
pub type Read = Result<(Scenario, Vec<Diagnostic>, Sources), Wrong>;

/// Everything that is wrong, and the texts that it is wrong in.
pub type Wrong = (Vec<Diagnostic>, Sources);

/// `--set path=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Path by ids.
    pub path: String,
    /// A TOML value; anything else is a text.
    pub value: String,
}

impl Override {
    /// Splits "path=value".
    pub fn parse(text: &str) -> Option<Self> {
        let (path, value) = text.split_once('=')?;
        let (path, value) = (path.trim().to_owned(), value.trim().to_owned());
        (!path.is_empty()).then_some(Self { path, value })
    }
}

/// A file with everything it extends, merged, before any strategy.
#[derive(Debug)]
pub struct Loaded {
    /// The merged tree.
    pub tree: Node,
    /// The same before `--set`.
    pub stated: Node,
    /// Its texts.
    pub sources: Sources,
    /// What was found so far.
    pub found: Vec<Diagnostic>,
    /// Data files by the bytes of the text that names them.
    pub data: BTreeMap<Span, RetentionTable>,
    /// Its folder; none for a text.
    pub folder: Option<Folder>,
    /// Name of the file without its ending.
    pub stem: String,
}

/// A text as it stands, before it is checked; it can name no other files.
pub fn load_text(name: &str, text: &str, overrides: &[Override]) -> Loaded {
    let mut files = Files { sources: Sources::default(), found: Vec::new(), folder: None };
    let tree = files.parse(name, name, text.to_owned(), text.as_bytes());
    let stem = Path::new(name).file_stem().map_or_else(String::new, |s| s.to_string_lossy().into());
    let tree = match tree.get("extends") {
        Some(node) => {
            files.refuse(node.span, "a text cannot extend a file", "leave `extends` out");
            tree
        }
        None => tree,
    };
    files.finish(tree, overrides, BTreeMap::new(), stem)
}

/// Reads a file and everything it extends.
///
/// # Errors
///
/// The file itself cannot be read.
pub fn load(path: &Path, overrides: &[Override]) -> Result<Loaded, Wrong> {
    let (files, tree, stem) = layered(path)?;
    Ok(files.finish(tree, overrides, BTreeMap::new(), stem))
}

/// The files of a scenario with what they say together, and the name of the first without its ending.
pub(super) fn layered(path: &Path) -> Result<(Files, Node, String), Wrong> {
    let mut files = Files { sources: Sources::default(), found: Vec::new(), folder: None };
    match files.layered(path) {
        Ok(tree) => {
            let stem = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into());
            Ok((files, tree, stem))
        }
        Err(one) => Err((vec![*one], files.sources)),
    }
}

/// The files of one scenario.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub sources: Sources,
    found: Vec<Diagnostic>,
    /// Folder of the scenario; none for a text.
    pub folder: Option<Folder>,
}

/// The folder of a file, in which all that it names must lie.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Resolved.
    root: PathBuf,
    /// As the user wrote it.
    shown: PathBuf,
}

impl Folder {
    /// The folder of the file at `path`.
    ///
    /// # Errors
    ///
    /// It cannot be found.
    pub fn of(path: &Path) -> Result<Self, Box<Diagnostic>> {
        let shown = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let root = shown.canonicalize().map_err(|error| {
            unreadable(&path.display().to_string(), &input::Unread::from(error))
        })?;
        Ok(Self { root, shown: shown.to_owned() })
    }

    /// A file named relative to this folder, as the user can open it.
    ///
    /// # Errors
    ///
    /// It is not there, or not in the folder.
    pub fn inside(&self, name: &str) -> Result<PathBuf, String> {
        self.from(&self.root, name)?;
        Ok(if self.shown == Path::new(".") { name.into() } else { self.shown.join(name) })
    }

    /// The same of a file that may also lie in the folder above this one, or below that.
    ///
    /// # Errors
    ///
    /// It is not there, or not in one of them.
    pub fn around(&self, name: &str) -> Result<PathBuf, String> {
        let root = self.root.parent().unwrap_or(&self.root).to_owned();
        Self { root, shown: self.shown.clone() }.from(&self.root, name)?;
        Ok(self.shown.join(name))
    }

    /// A file named relative to `here`, resolved.
    fn from(&self, here: &Path, name: &str) -> Result<PathBuf, String> {
        let given = Path::new(name);
        let plain = |c: Component<'_>| {
            matches!(c, Component::Normal(_) | Component::CurDir | Component::ParentDir)
        };
        if name.is_empty() || !given.components().all(plain) {
            return Err(format!("\"{name}\" is not the name of a file relative to this one"));
        }
        let resolved = here
            .join(given)
            .canonicalize()
            .map_err(|_| format!("the file \"{name}\" does not exist"))?;
        if !resolved.starts_with(&self.root) {
            return Err(format!("\"{name}\" lies outside the folder of the scenario"));
        }
        Ok(resolved)
    }
}

impl Files {
    fn parse(&mut self, name: &str, shown: &str, text: String, bytes: &[u8]) -> Node {
        let file = self.sources.add(name, shown, text, bytes);
        let (tree, mut found) = fields::parse(&self.sources.files()[file].text, file);
        self.found.append(&mut found);
        tree
    }

    fn refuse(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.found.push(Diagnostic::error("E003", span, message).label("extends").help(help));
    }

    /// The text of a file, without a byte-order mark, and its bytes; `named` is its name relative to the scenario's
    /// folder and as the user can open it.
    fn text(
        &mut self,
        path: &Path,
        named: &(String, String),
    ) -> Result<(String, Vec<u8>), Box<Diagnostic>> {
        let (name, shown) = named;
        let bytes =
            input::bytes(path, LARGEST_FILE).map_err(|unread| unreadable(shown, &unread))?;
        let (text, bad) = input::text(&bytes);
        let Some(at) = bad else { return Ok((text, bytes)) };
        let file = self.sources.add(name, shown, text, &bytes);
        let span = Span::new(file, at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        let one = Diagnostic::error("E001", span, "the file is not UTF-8: this byte is none");
        Err(Box::new(one.help("save the file as UTF-8")))
    }

    /// Name relative to the scenario's folder, and as the user can open it.
    fn names(&self, resolved: &Path) -> (String, String) {
        let Some(Folder { root, shown }) = &self.folder else {
            return Default::default();
        };
        // A link leads out of the folder; where to is not for findings, which hold no path of a machine.
        let inner =
            resolved.strip_prefix(root).ok().or_else(|| resolved.file_name().map(Path::new));
        let inner = inner.unwrap_or(Path::new(""));
        let name = inner.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>();
        let shown = if shown == Path::new(".") { inner.to_path_buf() } else { shown.join(inner) };
        (name.join("/"), shown.display().to_string())
    }

    /// A file layered over everything it extends.
    fn layered(&mut self, path: &Path) -> Result<Node, Box<Diagnostic>> {
        let shown = path.display().to_string();
        let resolved =
            path.canonicalize().map_err(|error| unreadable(&shown, &input::Unread::from(error)))?;
        self.folder = Some(Folder::of(path)?);
        let (name, _) = self.names(&resolved);
        let named = (name, shown.clone());
        let (text, bytes) = self.text(path, &named)?;
        let tree = self.parse(&named.0, &named.1, text, &bytes);
        let mut layers = vec![tree];
        let mut chain = vec![resolved];
        while let Some((span, text)) = extends(&layers[layers.len() - 1]) {
            let Some(next) = self.follow(&chain, span, text.as_deref()) else {
                break;
            };
            let named = self.names(&next);
            match self.text(&next, &named) {
                Ok((text, bytes)) => {
                    let tree = self.parse(&named.0, &named.1, text, &bytes);
                    layers.push(tree);
                    chain.push(next);
                }
                Err(one) => {
                    self.unread(span, "E003", "extends", *one);
                    break;
                }
            }
        }
        let mut tree = layers.pop();
        while let Some(upper) = layers.pop() {
            tree = Some(match tree {
                Some(lower) => {
                    near_misses(&lower, &upper, "", &mut self.found);
                    layer(lower, upper)
                }
                None => upper,
            });
        }
        Ok(tree.unwrap_or(Node {
            data: Data::Table(TomlTable::default()),
            span: Span::default(),
            strategy: None,
        }))
    }

    /// Notes that a file which another names was not read: where it is wrong, else where it is named.
    fn unread(&mut self, named: Span, code: &'static str, label: &str, one: Diagnostic) {
        self.found.push(match one.span {
            Some(_) => one,
            None => Diagnostic::error(code, named, one.message).label(label).help_if(one.help),
        });
    }

    /// The file that `extends` names, if it may be followed.
    fn follow(&mut self, chain: &[PathBuf], span: Span, text: Option<&str>) -> Option<PathBuf> {
        let text = match text {
            Some(text) => text,
            None => {
                let message = "`extends` is the name of a file in quotes";
                self.refuse(span, message, "write extends = \"base.toml\"");
                return None;
            }
        };
        if chain.len() >= LONGEST_CHAIN {
            let message = format!("more than {LONGEST_CHAIN} files extend one another");
            self.refuse(span, message, "join some of them");
            return None;
        }
        let here = chain.last().and_then(|path| path.parent())?.to_path_buf();
        match self.inside(&here, text) {
            Ok(next) if chain.contains(&next) => {
                let message = format!("\"{text}\" extends this file in turn: a cycle");
                self.refuse(span, message, "leave `extends` out of one of the two");
                None
            }
            Ok(next) => Some(next),
            Err(message) => {
                self.refuse(span, message, INSIDE);
                None
            }
        }
    }

    /// A file named relative to a folder, which must lie inside the scenario's folder tree.
    fn inside(&self, here: &Path, text: &str) -> Result<PathBuf, String> {
        self.folder.as_ref().ok_or("a text can name no files")?.from(here, text)
    }

    /// The whole, with values in place of others; `data` are the data files that are read already.
    pub fn finish(
        mut self,
        tree: Node,
        overrides: &[Override],
        data: BTreeMap<Span, RetentionTable>,
        stem: String,
    ) -> Loaded {
        let settings = if overrides.is_empty() { vec![] } else { self.settings(overrides) };
        self.finish_changed(tree, settings, data, stem)
    }

    /// The same with values that stand in a text.
    pub fn finish_changed(
        mut self,
        mut tree: Node,
        changes: Vec<Change>,
        mut data: BTreeMap<Span, RetentionTable>,
        stem: String,
    ) -> Loaded {
        let stated = tree.clone();
        for (path, span, value) in changes {
            let setting = Setting { path, span, value };
            self.found.extend(set::apply(&mut tree, &setting, Setter::CommandLine).err());
        }
        self.data_files(&tree, &mut data);
        let Self { sources, found, folder } = self;
        Loaded { tree, stated, sources, found, data, folder, stem }
    }

    /// Values of the command line, which becomes a text among the others.
    fn settings(&mut self, overrides: &[Override]) -> Vec<Change> {
        let lines = overrides.iter().map(|one| format!("{} = {}\n", one.path, one.value));
        let text: String = lines.collect();
        let file = self.sources.add(OUTSIDE, OUTSIDE, text.clone(), text.as_bytes());
        let mut at = 0;
        let change = |one: &Override| {
            let begin = at + one.path.len() + " = ".len();
            let span = Span::new(file, at, at + one.path.len());
            at = begin + one.value.len() + 1;
            (one.path.clone(), span, fields::parse_value(&one.value, file, begin))
        };
        overrides.iter().map(change).collect()
    }

    /// Reads every data file that a churn table names, but for those that are read.
    pub fn data_files(&mut self, tree: &Node, data: &mut BTreeMap<Span, RetentionTable>) {
        let mut named: Vec<Node> = Vec::new();
        data_names(tree, "", &mut named);
        named.retain(|node| !data.contains_key(&node.span));
        for node in named {
            let Some(text) = node.text().map(str::to_owned) else {
                continue;
            };
            match self.data_file(&node, &text) {
                Ok(one) => {
                    data.insert(node.span, one);
                }
                Err(wrong) => self.unread(node.span, "E042", "churn.file", *wrong),
            }
        }
    }

    fn data_file(&mut self, node: &Node, text: &str) -> Result<RetentionTable, Box<Diagnostic>> {
        let refuse = |message: String| {
            let one = Diagnostic::error("E042", node.span, message).label("churn.file");
            Box::new(one.help(INSIDE))
        };
        let named_in =
            self.sources.file(node.span).map(|file| file.name.clone()).unwrap_or_default();
        let Some(Folder { root, .. }) = &self.folder else {
            return Err(refuse("a text can name no files".to_owned()));
        };
        let here = root.join(named_in).parent().unwrap_or(root).to_path_buf();
        let path = self.inside(&here, text).map_err(refuse)?;
        let named = self.names(&path);
        let (table, bytes) = self.text(&path, &named)?;
        let parsed = curve_data::parse(&table, node.span);
        self.sources.add(&named.0, &named.1, table, &bytes);
        parsed.map_err(|wrong| Box::new(wrong.label("churn.file")))
    }
}

/// What to write for the name of a file that another names.
const INSIDE: &str = "name a file in the scenario's folder or below it, relative to this one";

/// A file that cannot be read, with what to do.
pub(super) fn unreadable(shown: &str, unread: &input::Unread) -> Box<Diagnostic> {
    let message = format!("cannot read {shown}: {unread}");
    let one = Diagnostic::error("E001", Span::default(), message).help(unread.help());
    Box::new(Diagnostic { span: None, ..one })
}

/// The `extends` of a file: its bytes, and its text if it is one.
fn extends(tree: &Node) -> Option<(Span, Option<String>)> {
    let node = tree.get("extends")?;
    Some((node.span, node.text().map(str::to_owned)))
}

/// Values of `file` in churn tables, and of settings that end so.
fn data_names(node: &Node, key: &str, named: &mut Vec<Node>) {
    match &node.data {
        Data::Table(table) => {
            for entry in &table.entries {
                let in_churn = key == "churn" && entry.key == "file";
                if in_churn || entry.key.ends_with("churn.file") {
                    named.push(entry.node.clone());
                }
                data_names(&entry.node, &entry.key, named);
            }
        }
        Data::List(list) => list.iter().for_each(|item| data_names(item, "", named)),
        _ => {}
    }
}

/// Sorts what was found and splits warnings from errors.
pub(super) fn verdict(mut found: Vec<Diagnostic>) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    diag::sort(&mut found);
    if diag::any_errors(&found) { Err(found) } else { Ok(found) }
}
