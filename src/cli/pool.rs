//! The threads of a command.

use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Stack of a thread, in bytes: as much as the first one has.
const STACK: usize = 8 << 20;

/// More threads than any machine that runs this has processors only cost time.
pub const MOST_THREADS: usize = 512;

/// Reads a number of threads.
///
/// # Errors
/// It is none that may be asked for.
pub fn threads(word: &str) -> Result<usize, String> {
    match word.parse() {
        Ok(threads) if (1..=MOST_THREADS).contains(&threads) => Ok(threads),
        _ => Err(format!("a number of threads is 1 to {MOST_THREADS}")),
    }
}

/// Works with that many threads, or as many as the machine has; with fewer where the system gives no more, in the end
/// with the one that is here. The results are the same.
pub fn within<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    let all = || thread::available_parallelism().map_or(1, usize::from);
    let mut wanted = threads.unwrap_or_else(all);
    while wanted > 1 {
        if let Ok(pool) = build(wanted) {
            return pool.install(work);
        }
        wanted /= 2;
    }
    match ThreadPoolBuilder::new().num_threads(1).use_current_thread().build() {
        Ok(pool) => pool.install(work),
        // It is a thread of a pool already.
        Err(_) => work(),
    }
}

fn build(threads: usize) -> Result<ThreadPool, rayon::ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn the_work_is_done_with_every_number_of_threads() {
        for threads in [1, 2, 5] {
            // In a thread of its own: one is part of one pool only.
            let sum = thread::spawn(move || {
                within(Some(threads), || {
                    assert_eq!(rayon::current_num_threads(), threads);
                    (0..1000).into_par_iter().sum::<i32>()
                })
            });
            assert_eq!(sum.join().unwrap(), 499_500);
        }
    }
}
