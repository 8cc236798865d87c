//! The latest results of a thread, by what they are a function of.

/// Results that are asked for again and again; the latest first.
#[derive(Debug)]
pub struct Latest<K, V>(Vec<(K, V)>);

impl<K: PartialEq, V: Clone> Latest<K, V> {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The result for `wanted`, worked out unless it is one of the `most` latest.
    pub fn get(&mut self, wanted: K, most: usize, work_out: impl FnOnce() -> V) -> V {
        let known = self.0.iter().position(|(own, _)| *own == wanted);
        let place = known.unwrap_or_else(|| {
            self.0.truncate(most - 1);
            self.0.push((wanted, work_out()));
            self.0.len() - 1
        });
        self.0[..=place].rotate_right(1);
        self.0[0].1.clone()
    }
}
