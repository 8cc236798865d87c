//! Arithmetic over the risk classes of one cell.
//!
//! Sums have a fixed shape of eight lanes, so that they are the same bits however a compiler arranges
//! them; classes beyond a multiple of eight are added one by one.

const WIDTH: usize = 8;

type Lanes = [f64; WIDTH];

/// Adds those of a cell's customers who stay to `onward`, by class, and returns their number.
pub fn pass_on(cell: &[f64], keep: &[f64], onward: &mut [f64]) -> f64 {
    let mut stayers = Total::default();
    stayers.pass_on(cell, keep, onward);
    stayers.value()
}

/// The same for many cells, one after the other, with shares kept that begin `stride` places later for
/// each next cell.
pub fn pass_on_each(
    cells: &[f64],
    keep: &[f64],
    onward: &mut [f64],
    classes: usize,
    stride: usize,
) -> f64 {
    let mut stayers = Total::default();
    if stride == classes {
        stayers.pass_on(cells, &keep[..cells.len()], onward);
    } else {
        for (cell, onward) in cells.chunks_exact(classes).zip(onward.chunks_exact_mut(classes)) {
            stayers.pass_on(cell, &keep[..classes], onward);
        }
    }
    stayers.value()
}

/// A sum in eight lanes.
#[derive(Default)]
struct Total {
    lanes: Lanes,
    rest: f64,
}

impl Total {
    #[inline(always)]
    fn pass_on(&mut self, cell: &[f64], keep: &[f64], onward: &mut [f64]) {
        let ((cells, last), (keeps, last_keep)) =
            (cell.as_chunks::<WIDTH>(), keep.as_chunks::<WIDTH>());
        let (onwards, last_onward) = onward.as_chunks_mut::<WIDTH>();
        for ((onward, cell), keep) in onwards.iter_mut().zip(cells).zip(keeps) {
            for i in 0..WIDTH {
                let stay = cell[i] * keep[i];
                onward[i] += stay;
                self.lanes[i] += stay;
            }
        }
        for ((onward, n), keep) in last_onward.iter_mut().zip(last).zip(last_keep) {
            *onward += n * keep;
            self.rest += n * keep;
        }
    }

    #[inline(always)]
    fn dot(&mut self, left: &[f64], right: &[f64]) {
        let ((a, a_rest), (b, b_rest)) = (left.as_chunks::<WIDTH>(), right.as_chunks::<WIDTH>());
        for (a, b) in a.iter().zip(b) {
            for i in 0..WIDTH {
                self.lanes[i] += a[i] * b[i];
            }
        }
        self.rest += a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum::<f64>();
    }

    fn value(&self) -> f64 {
        fold(self.lanes) + self.rest
    }
}

/// How many of a cell's customers stay; they are written to `stay`, by class.
pub fn kept(cell: &[f64], keep: &[f64], stay: &mut [f64]) -> f64 {
    stay.fill(0.0);
    pass_on(cell, keep, stay)
}

/// Shares of a cell's leavers who are saved, and who take an offer though they would have stayed.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub inside: f64,
    pub outside: f64,
}

impl Taken {
    /// Adds the saved to `saved` and the others to `offered`; the others leave `stay`. Returns their
    /// number.
    pub fn take(
        self,
        cell: &[f64],
        keep: &[f64],
        saved: &mut [f64],
        offered: &mut [f64],
        stay: &mut [f64],
    ) -> f64 {
        let whole = cell.len() / WIDTH * WIDTH;
        let mut lanes: Lanes = [0.0; WIDTH];
        let (cells, keeps) = (cell.as_chunks::<WIDTH>().0, keep.as_chunks::<WIDTH>().0);
        let (saves, stays) = (saved.as_chunks_mut::<WIDTH>().0, stay.as_chunks_mut::<WIDTH>().0);
        let offers = offered.as_chunks_mut::<WIDTH>().0;
        let each = cells.iter().zip(keeps).zip(saves).zip(offers).zip(stays);
        for ((((cell, keep), saved), offered), stay) in each {
            let mut takes: Lanes = [0.0; WIDTH];
            for i in 0..WIDTH {
                let left = cell[i] * (1.0 - keep[i]);
                saved[i] += left * self.inside;
                takes[i] = at_most(left * self.outside, stay[i]);
            }
            for i in 0..WIDTH {
                offered[i] += takes[i];
                stay[i] -= takes[i];
                lanes[i] += takes[i];
            }
        }
        let mut rest = 0.0;
        for q in whole..cell.len() {
            let left = cell[q] * (1.0 - keep[q]);
            saved[q] += left * self.inside;
            let takes = at_most(left * self.outside, stay[q]);
            offered[q] += takes;
            stay[q] -= takes;
            rest += takes;
        }
        fold(lanes) + rest
    }
}

/// Nobody can take an offer who is not there to take it.
#[inline(always)]
fn at_most(asks: f64, stay: f64) -> f64 {
    if asks < stay { asks } else { stay }
}

/// Adds one cell to another.
pub fn add_to(onward: &mut [f64], cell: &[f64]) {
    onward.iter_mut().zip(cell).for_each(|(to, n)| *to += n);
}

/// Sum in a fixed shape of eight lanes.
#[must_use]
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
#[must_use]
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut total = Total::default();
    total.dot(left, right);
    total.value()
}

/// Sum of the products of many cells, one after the other, with weights by class that begin `stride` places
/// later for each next cell.
#[must_use]
pub fn dot_each(cells: &[f64], weights: &[f64], classes: usize, stride: usize) -> f64 {
    let mut total = Total::default();
    if stride == classes {
        total.dot(cells, &weights[..cells.len()]);
    } else {
        for cell in cells.chunks_exact(classes) {
            total.dot(cell, &weights[..classes]);
        }
    }
    total.value()
}

#[inline(always)]
fn fold(lanes: Lanes) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}
