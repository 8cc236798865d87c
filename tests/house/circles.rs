//! No file of `src/` needs, by way of others, what needs it: whoever reads one finds all it builds on below it.

use super::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Names of modules, from the crate's root to a file or to what stands in it.
type Path = Vec<String>;

/// Imports of a file: path as written, and the name that it has here.
fn imports(code: &str) -> Vec<(Path, String)> {
    let mut found = Vec::new();
    for statement in code.split("use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        spread(&[], statement, &mut found);
    }
    found
}

/// Adds all paths of a tree such as `a::{b, c::{d, e as f}}`.
fn spread(above: &[String], tree: &str, found: &mut Vec<(Path, String)>) {
    let (own, inner) = match tree.trim().split_once('{') {
        Some((own, inner)) => (own, inner.trim_end().strip_suffix('}')),
        None => (tree.trim(), None),
    };
    let (own, alias) = own.split_once(" as ").unwrap_or((own, ""));
    let steps = own.split("::").map(str::trim).filter(|step| !step.is_empty());
    let path: Path = above.iter().cloned().chain(steps.map(str::to_owned)).collect();
    let Some(inner) = inner else {
        let name = if alias.is_empty() { path.last().cloned() } else { Some(alias.to_owned()) };
        found.extend(name.map(|name| (path, name)));
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[start..at].trim().is_empty() {
                    spread(&path, &inner[start..at], found);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The files by the path of their module.
struct Files(BTreeMap<Path, Source>);

impl Files {
    fn of_the_crate() -> Self {
        let module = |source: &Source| {
            let steps = source.path.trim_end_matches(".rs").split('/');
            steps.filter(|step| !["mod", "lib", "main"].contains(step)).map(str::to_owned).collect()
        };
        Self(sources().into_iter().map(|source| (module(&source), source)).collect())
    }

    /// A path as a file at `module` writes it, from the root; none where it leads out of the crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Path> {
        let up = path.iter().take_while(|step| *step == "super").count();
        let (above, rest) = match path.first()?.as_str() {
            "crate" => (&[][..], &path[1..]),
            "self" => (module, &path[1..]),
            "super" => (&module[..module.len().checked_sub(up)?], &path[up..]),
            _ => (module, path),
        };
        let whole: Path =
            above.iter().chain(rest).filter(|step| *step != "self").cloned().collect();
        (path[0] == "crate" || up > 0 || self.0.contains_key(&[module, &path[..1]].concat()))
            .then_some(whole)
    }

    /// The module in which what is at a path stands: a `mod.rs` passes on what its files hold.
    fn home(&self, path: &[String]) -> Option<Path> {
        let length = (1..=path.len()).rev().find(|length| self.0.contains_key(&path[..*length]))?;
        let module = &path[..length];
        let source = &self.0[module];
        if let Some(name) = path.get(length)
            && source.path.ends_with("mod.rs")
        {
            for (written, known) in imports(&source.code) {
                let passed = self.absolute(module, &written).unwrap_or_default();
                if known == *name && passed.starts_with(module) {
                    return self.home(&passed);
                }
                if known == "*"
                    && let Some((_, above)) = passed.split_last()
                {
                    let inner = [above, &path[length..]].concat();
                    let home = self.home(&inner)?;
                    if ["struct", "enum", "fn", "const", "static", "type", "trait"]
                        .iter()
                        .any(|kind| self.0[&home].code.contains(&format!("{kind} {name}")))
                    {
                        return Some(home);
                    }
                }
            }
        }
        Some(module.to_vec())
    }

    /// What the file at `module` needs.
    fn needs(&self, module: &Path) -> BTreeSet<Path> {
        let source = &self.0[module];
        let passes_on = source.path.ends_with("mod.rs");
        let code = if passes_on {
            let kept = |statement: &&str| {
                !statement.contains("pub use") && !statement.contains("pub(crate) use")
            };
            source.code.split_inclusive(';').filter(kept).collect()
        } else {
            source.code.clone()
        };
        let mut needed = BTreeSet::new();
        for (written, known) in imports(&code) {
            let Some(path) = self.absolute(module, &written) else { continue };
            let mark = format!("{known}::");
            let within = code.split(&mark).skip(1).map(|rest| {
                let name = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
                [&path[..], &[name.unwrap_or_default().to_owned()]].concat()
            });
            let inside: Vec<Path> =
                if self.0.contains_key(&path) { within.collect() } else { vec![] };
            needed.extend(inside.iter().chain([&path]).filter_map(|path| self.home(path)));
        }
        for start in ["super::", "crate::"] {
            for (at, _) in code.match_indices(start) {
                let end =
                    code[at..].find(|c: char| !c.is_ascii_alphanumeric() && !"_:".contains(c));
                let written = code[at..at + end.unwrap_or(0)].split("::").map(str::to_owned);
                // What stands in braces is listed among the imports.
                let written = written.filter(|step| !step.is_empty());
                let path = self.absolute(module, &written.collect::<Path>()).unwrap_or_default();
                needed.extend(self.home(&path));
            }
        }
        needed.remove(module);
        needed
    }
}

#[test]
fn no_file_needs_what_needs_it() {
    let files = Files::of_the_crate();
    let mut needs: BTreeMap<&Path, BTreeSet<Path>> =
        files.0.keys().map(|module| (module, files.needs(module))).collect();
    // What needs nothing that is left is in no circle.
    loop {
        let left: BTreeSet<Path> = needs.keys().map(|module| (*module).clone()).collect();
        needs.values_mut().for_each(|needed| needed.retain(|one| left.contains(one)));
        let before = needs.len();
        needs.retain(|_, needed| !needed.is_empty());
        if needs.len() == before {
            break;
        }
    }
    // Nor is what nothing needs that is left.
    loop {
        let wanted: BTreeSet<Path> = needs.values().flatten().cloned().collect();
        let before = needs.len();
        needs.retain(|module, _| wanted.contains(*module));
        if needs.len() == before {
            break;
        }
    }
    let show = |path: &Path| path.join("::");
    let circle: Vec<String> = needs
        .iter()
        .map(|(module, needed)| {
            format!(
                "{} needs {}",
                show(module),
                needed.iter().map(show).collect::<Vec<_>>().join(", ")
            )
        })
        .collect();
    assert!(circle.is_empty(), "{circle:#?}");
}
