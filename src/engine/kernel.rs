//! Arithmetic over the risk classes of one cell.
//!
//! Sums have a fixed shape of eight lanes, so that they are the same bits however a compiler arranges
//! them; of classes beyond a multiple of eight, four go to the first lanes and the others one by one. Exactly
//! eight classes are what a draw has: they go through straight, without loops.

const WIDTH: usize = 8;
const HALF: usize = 4;

type Lanes = [f64; WIDTH];

/// The classes where there are exactly eight.
#[inline(always)]
fn eight(values: &[f64]) -> Option<&Lanes> {
    values.try_into().ok()
}

#[inline(always)]
fn eight_mut(values: &mut [f64]) -> Option<&mut Lanes> {
    values.try_into().ok()
}

/// Adds those of a cell's customers who stay to `onward`, by class, and returns their number.
#[inline(always)]
pub fn pass_on(cell: &[f64], keep: &[f64], onward: &mut [f64]) -> f64 {
    if let ([count], [keep], [onward]) = (cell, keep, &mut *onward) {
        *onward += count * keep;
        return count * keep;
    }
    match (eight(cell), eight(keep), eight_mut(onward)) {
        (Some(cell), Some(keep), Some(onward)) => pass_on_all(cell, keep, onward),
        (_, _, None) | (_, None, _) | (None, ..) => pass_on_any(cell, keep, onward),
    }
}

/// The same for many cells, one after the other, with shares kept that begin `stride` places later for
/// each next cell; adds the number who stay to each one's of `counts`, and returns all of them.
pub fn pass_on_each(
    cells: &[f64],
    keep: &[f64],
    onward: &mut [f64],
    counts: &mut [f64],
    classes: usize,
    stride: usize,
) -> f64 {
    // The numbers of classes that draws, trials and the base case mostly have go straight.
    let all = match classes {
        8 => straight::<8>,
        12 => straight::<12>,
        16 => straight::<16>,
        24 => straight::<24>,
        32 => straight::<32>,
        _ => looped,
    };
    all(cells, keep, onward, counts, (classes, stride))
}

fn straight<const N: usize>(
    cells: &[f64],
    keep: &[f64],
    onward: &mut [f64],
    counts: &mut [f64],
    (_, stride): (usize, usize),
) -> f64 {
    let (cells, keep) = (cells.as_chunks::<N>().0, keep.as_chunks::<N>().0);
    let each = counts.iter_mut().zip(cells).zip(onward.as_chunks_mut::<N>().0);
    let mut all = 0.0;
    for (a, ((n, cell), onward)) in each.enumerate() {
        let stayers = pass_on_all(cell, &keep[a * (stride / N)], onward);
        *n += stayers;
        all += stayers;
    }
    all
}

fn looped(
    cells: &[f64],
    keep: &[f64],
    onward: &mut [f64],
    counts: &mut [f64],
    (classes, stride): (usize, usize),
) -> f64 {
    let each = cells.chunks_exact(classes).zip(onward.chunks_exact_mut(classes));
    let mut all = 0.0;
    for (a, (n, (cell, onward))) in counts.iter_mut().zip(each).enumerate() {
        let stayers = pass_on_any(cell, &keep[a * stride..][..classes], onward);
        *n += stayers;
        all += stayers;
    }
    all
}

/// Of N classes, a multiple of four.
#[inline(always)]
fn pass_on_all<const N: usize>(cell: &[f64; N], keep: &[f64; N], onward: &mut [f64; N]) -> f64 {
    let stay: [f64; N] = std::array::from_fn(|i| cell[i] * keep[i]);
    let mut lanes: Lanes = [0.0; WIDTH];
    for i in 0..N {
        onward[i] += stay[i];
        lanes[i % WIDTH] += stay[i];
    }
    fold(lanes)
}

fn pass_on_any(cell: &[f64], keep: &[f64], onward: &mut [f64]) -> f64 {
    let ((cells, last), (keeps, last_keep)) =
        (cell.as_chunks::<WIDTH>(), keep.as_chunks::<WIDTH>());
    let (onwards, last_onward) = onward.as_chunks_mut::<WIDTH>();
    let (mut lanes, mut rest): (Lanes, f64) = ([0.0; WIDTH], 0.0);
    for ((onward, cell), keep) in onwards.iter_mut().zip(cells).zip(keeps) {
        for i in 0..WIDTH {
            let stay = cell[i] * keep[i];
            onward[i] += stay;
            lanes[i] += stay;
        }
    }
    let ((halves, last), (half_keeps, last_keep)) =
        (last.as_chunks::<HALF>(), last_keep.as_chunks::<HALF>());
    let (half_onwards, last_onward) = last_onward.as_chunks_mut::<HALF>();
    for ((onward, cell), keep) in half_onwards.iter_mut().zip(halves).zip(half_keeps) {
        for i in 0..HALF {
            let stay = cell[i] * keep[i];
            onward[i] += stay;
            lanes[i] += stay;
        }
    }
    for ((onward, n), keep) in last_onward.iter_mut().zip(last).zip(last_keep) {
        *onward += n * keep;
        rest += n * keep;
    }
    fold(lanes) + rest
}

/// How many of a cell's customers stay; they are written to `stay`, by class.
#[inline(always)]
pub fn kept(cell: &[f64], keep: &[f64], stay: &mut [f64]) -> f64 {
    if let (Some(cell), Some(keep), Some(stay)) = (eight(cell), eight(keep), eight_mut(stay)) {
        *stay = std::array::from_fn(|i| cell[i] * keep[i]);
        return fold(*stay);
    }
    stay.fill(0.0);
    pass_on(cell, keep, stay)
}

/// Shares of a cell's leavers who are saved, and who take an offer though they would have stayed.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub inside: f64,
    pub outside: f64,
}

/// Customers of all classes whom a desk moved.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    pub saved: f64,
    pub offered: f64,
}

impl Taken {
    /// Adds the saved to `saved` and the others to `offered`; the others leave `stay`.
    pub fn take(
        self,
        cell: &[f64],
        keep: &[f64],
        saved: &mut [f64],
        offered: &mut [f64],
        stay: &mut [f64],
    ) -> Moved {
        let mut sums = ([0.0; WIDTH], [0.0; WIDTH]);
        if let (Some(cell), Some(keep)) = (eight(cell), eight(keep)) {
            self.take_part(cell, keep, (saved, offered, stay), &mut sums);
            return Moved { saved: fold(sums.0), offered: fold(sums.1) };
        }
        let (whole, halves) = (cell.len() / WIDTH * WIDTH, cell.len() / HALF * HALF);
        for from in (0..whole).step_by(WIDTH) {
            let part = |series: &[f64]| -> Lanes { std::array::from_fn(|i| series[from + i]) };
            let (cell, keep) = (part(cell), part(keep));
            let to = (&mut saved[from..], &mut offered[from..], &mut stay[from..]);
            self.take_part::<WIDTH>(&cell, &keep, to, &mut sums);
        }
        if halves > whole {
            let part =
                |series: &[f64]| -> [f64; HALF] { std::array::from_fn(|i| series[whole + i]) };
            let (cell, keep) = (part(cell), part(keep));
            let to = (&mut saved[whole..], &mut offered[whole..], &mut stay[whole..]);
            self.take_part::<HALF>(&cell, &keep, to, &mut sums);
        }
        for q in halves..cell.len() {
            let to = (&mut saved[q..], &mut offered[q..], &mut stay[q..]);
            self.take_part::<1>(&[cell[q]], &[keep[q]], to, &mut sums);
        }
        Moved { saved: fold(sums.0), offered: fold(sums.1) }
    }

    /// The same of some classes in a row, added to the sums of the saved and of the others.
    #[inline(always)]
    fn take_part<const N: usize>(
        self,
        cell: &[f64; N],
        keep: &[f64; N],
        (saved, offered, stay): (&mut [f64], &mut [f64], &mut [f64]),
        (saves, offers): &mut (Lanes, Lanes),
    ) {
        let (Some(saved), Some(offered), Some(stay)) = (
            saved.first_chunk_mut::<N>(),
            offered.first_chunk_mut::<N>(),
            stay.first_chunk_mut::<N>(),
        ) else {
            return;
        };
        let mut takes = [0.0; N];
        for i in 0..N {
            let left = cell[i] * (1.0 - keep[i]);
            saved[i] += left * self.inside;
            saves[i] += left * self.inside;
            takes[i] = at_most(left * self.outside, stay[i]);
        }
        for i in 0..N {
            offered[i] += takes[i];
            stay[i] -= takes[i];
            offers[i] += takes[i];
        }
    }
}

impl Taken {
    /// The same where of each class only a share of the leavers is heard of.
    pub fn take_of(
        self,
        heard: &[f64],
        cell: &[f64],
        keep: &[f64],
        saved: &mut [f64],
        offered: &mut [f64],
        stay: &mut [f64],
    ) -> Moved {
        let mut moved = Moved { saved: 0.0, offered: 0.0 };
        for (q, heard) in heard.iter().enumerate() {
            let left = cell[q] * (1.0 - keep[q]) * heard;
            saved[q] += left * self.inside;
            moved.saved += left * self.inside;
            let takes = at_most(left * self.outside, stay[q]);
            offered[q] += takes;
            stay[q] -= takes;
            moved.offered += takes;
        }
        moved
    }
}

/// Nobody can take an offer who is not there to take it.
#[inline(always)]
fn at_most(asks: f64, stay: f64) -> f64 {
    if asks < stay { asks } else { stay }
}

/// Adds so many customers, of each class a share.
#[inline(always)]
pub fn spread(cell: &mut [f64], count: f64, share: &[f64]) {
    if let (Some(share), Some(cell)) = (eight(share), eight_mut(cell)) {
        (0..WIDTH).for_each(|i| cell[i] += count * share[i]);
        return;
    }
    cell.iter_mut().zip(share).for_each(|(cell, share)| *cell += count * share);
}

/// Takes everybody out of a cell.
#[inline(always)]
pub fn empty(cell: &mut [f64]) {
    match eight_mut(cell) {
        Some(cell) => *cell = [0.0; WIDTH],
        None => cell.fill(0.0),
    }
}

/// Adds one cell to another.
#[inline(always)]
pub fn add_to(onward: &mut [f64], cell: &[f64]) {
    if let (Some(onward), Some(cell)) = (eight_mut(onward), eight(cell)) {
        (0..WIDTH).for_each(|i| onward[i] += cell[i]);
        return;
    }
    onward.iter_mut().zip(cell).for_each(|(to, n)| *to += n);
}

/// Sum in a fixed shape of eight lanes.
pub fn sum(values: &[f64]) -> f64 {
    let mut lanes: Lanes = [0.0; WIDTH];
    let (chunks, rest) = values.as_chunks::<WIDTH>();
    for chunk in chunks {
        for i in 0..WIDTH {
            lanes[i] += chunk[i];
        }
    }
    fold(lanes) + rest.iter().sum::<f64>()
}

/// Sum of products in a fixed shape of eight lanes.
#[inline(always)]
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    match (eight(left), eight(right)) {
        (Some(left), Some(right)) => fold(std::array::from_fn(|i| left[i] * right[i])),
        _ => dot_any(left, right),
    }
}

/// Sum of the products of many cells, one after the other, with weights by class that begin `stride` places
/// later for each next cell.
pub fn dot_each(cells: &[f64], weights: &[f64], classes: usize, stride: usize) -> f64 {
    if stride == classes {
        return dot_any(cells, &weights[..cells.len()]);
    }
    if classes == WIDTH {
        let mut all: Lanes = [0.0; WIDTH];
        for cell in cells.as_chunks::<WIDTH>().0 {
            for i in 0..WIDTH {
                all[i] += cell[i];
            }
        }
        return dot(&all, &weights[..WIDTH]);
    }
    cells.chunks_exact(classes).map(|cell| dot(cell, &weights[..classes])).sum()
}

fn dot_any(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes: Lanes = [0.0; WIDTH];
    let ((a, a_rest), (b, b_rest)) = (left.as_chunks::<WIDTH>(), right.as_chunks::<WIDTH>());
    for (a, b) in a.iter().zip(b) {
        for i in 0..WIDTH {
            lanes[i] += a[i] * b[i];
        }
    }
    let ((a, a_rest), (b, b_rest)) = (a_rest.as_chunks::<HALF>(), b_rest.as_chunks::<HALF>());
    for (a, b) in a.iter().zip(b) {
        for i in 0..HALF {
            lanes[i] += a[i] * b[i];
        }
    }
    fold(lanes) + a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum::<f64>()
}

#[inline(always)]
fn fold(lanes: Lanes) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between 0 and 1 that do not repeat.
    fn numbers(count: usize, seed: f64) -> Vec<f64> {
        (0..count).map(|i| (seed + 0.618_033_988_75 * i as f64).fract()).collect()
    }

    /// Sums in another order differ by the last digits.
    fn same(found: f64, plain: f64) {
        assert!((found - plain).abs() <= 1e-14 * plain.abs().max(1.0), "{found} {plain}");
    }

    /// Eight classes go their own way, others through loops: all agree with one class after the other.
    #[test]
    fn cells_move_as_class_by_class() {
        for classes in [1, 5, 8, 12, 16, 24, 28, 32] {
            for stride in [0, classes] {
                let phases = 7;
                let cells = numbers(phases * classes, 0.1);
                let keep = numbers(phases * classes, 0.7);
                let before = numbers(phases * classes, 0.3);
                let (mut onward, mut counts) = (before.clone(), numbers(phases, 0.9));
                let started = counts.clone();
                let all = pass_on_each(&cells, &keep, &mut onward, &mut counts, classes, stride);
                let mut total = 0.0;
                for a in 0..phases {
                    let mut stayers = 0.0;
                    for q in 0..classes {
                        let stay = cells[a * classes + q] * keep[a * stride + q];
                        let to = a * classes + q;
                        assert_eq!(onward[to].to_bits(), (before[to] + stay).to_bits());
                        stayers += stay;
                    }
                    same(counts[a], started[a] + stayers);
                    total += stayers;
                }
                same(all, total);
                same(dot_each(&cells, &keep, classes, stride), total);
            }
        }
    }

    /// Who is saved, who takes an offer and who stays are together those who were there, less leavers.
    #[test]
    fn a_desk_moves_each_customer_once() {
        let shares = Taken { inside: 0.2, outside: 0.9 };
        for classes in [1, 8, 13] {
            let (cell, keep) = (numbers(classes, 0.1), numbers(classes, 0.4));
            let nobody = || vec![0.0; classes];
            let (mut saved, mut offered, mut stay) = (nobody(), nobody(), nobody());
            let stayers = kept(&cell, &keep, &mut stay);
            same(stayers, cell.iter().zip(&keep).map(|(n, keep)| n * keep).sum());
            let moved = shares.take(&cell, &keep, &mut saved, &mut offered, &mut stay);
            same(moved.saved, saved.iter().sum());
            same(moved.offered, offered.iter().sum());
            for q in 0..classes {
                let left = cell[q] * (1.0 - keep[q]);
                same(saved[q], 0.2 * left);
                same(offered[q], (0.9 * left).min(cell[q] * keep[q]));
                same(offered[q] + stay[q], cell[q] * keep[q]);
            }
        }
    }
}
