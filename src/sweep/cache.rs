//! What is computed already, by what it depends on.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::key::Key;

/// A folder of answers: one file a key.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache in that folder.
    ///
    /// # Errors
    ///
    /// It is no folder and cannot be made one.
    pub fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name = key.to_string();
        self.folder.join(&name[..2]).join(format!("{name}.ndjson"))
    }

    /// What the rows of a key say, if that is known. A file that is no whole answer is none.
    pub fn get(&self, key: &Key) -> Option<Vec<String>> {
        let text = fs::read_to_string(self.path(key)).ok()?;
        let name = Value::from(key.to_string());
        let body = |line: &str| {
            let read: Value = serde_json::from_str(line).ok()?;
            let own = read.get("key") == Some(&name);
            own.then(|| line.strip_prefix('{')?.strip_suffix('}').map(str::to_owned)).flatten()
        };
        let (end, lines) =
            text.lines().collect::<Vec<_>>().split_last().map(|(l, a)| (*l, a.to_vec()))?;
        (end == END).then(|| lines.into_iter().map(body).collect::<Option<Vec<_>>>()).flatten()
    }

    /// Remembers them. That it could not is no failure: it is computed again.
    pub fn put(&self, key: &Key, bodies: &[String]) {
        let path = self.path(key);
        let write = || -> io::Result<()> {
            let folder = path.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            bodies.iter().try_for_each(|body| writeln!(file, "{{{body}}}"))?;
            writeln!(file, "{END}")?;
            file.persist(&path).map(drop).map_err(|failed| failed.error)
        };
        let _ = write();
    }
}

/// The last line of a whole answer.
const END: &str = "{}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_answers_to_the_same_key_count() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path()).unwrap();
        let (key, other) = (Key([7; 32]), Key([8; 32]));
        assert_eq!(cache.get(&key), None);
        let bodies = vec![format!("\"key\":\"{key}\",\"exit\":0"), format!("\"key\":\"{key}\"")];
        cache.put(&key, &bodies);
        assert_eq!(cache.get(&key), Some(bodies));
        fs::create_dir_all(cache.path(&other).parent().unwrap()).unwrap();
        fs::copy(cache.path(&key), cache.path(&other)).unwrap();
        assert_eq!(cache.get(&other), None);
        let text = fs::read_to_string(cache.path(&key)).unwrap();
        for length in 0..text.len() - 1 {
            fs::write(cache.path(&key), &text[..length]).unwrap();
            assert_eq!(cache.get(&key), None, "{length}");
        }
    }
}
