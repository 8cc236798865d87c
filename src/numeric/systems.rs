//! Small linear systems whose matrix is I − vP with P substochastic: the diagonal dominates.

/// Linear equations with two right sides, one system for each of several classes, the classes innermost.
pub struct System {
    size: usize,
    classes: usize,
    entries: Vec<f64>,
}

impl System {
    /// No equation yet.
    pub fn new(size: usize, classes: usize) -> Self {
        Self { size, classes, entries: vec![0.0; size * (size + 2) * classes] }
    }

    /// Coefficients of one unknown in one equation, by class; the last two columns are the right sides.
    pub fn entry(&mut self, row: usize, column: usize) -> &mut [f64] {
        let at = (row * (self.size + 2) + column) * self.classes;
        &mut self.entries[at..at + self.classes]
    }

    /// The solution, in the constants' place, where each unknown refers to the next one only:
    /// x_i = c_i + k_i x_{i+1}, in a circle.
    pub fn go_round(&mut self) -> Option<()> {
        let (size, classes) = (self.size, self.classes);
        for q in 0..classes {
            let own = |s: &Self, row: usize, column: usize| {
                s.entries[(row * (size + 2) + column) * classes + q]
            };
            // A circle of one refers to itself.
            let ahead = |s: &Self, row: usize| {
                if size == 1 { 1.0 - own(s, 0, 0) } else { -own(s, row, (row + 1) % size) }
            };
            let (mut product, mut sums) = (1.0, [0.0; 2]);
            for row in 0..size {
                sums[0] += product * own(self, row, size);
                sums[1] += product * own(self, row, size + 1);
                product *= ahead(self, row);
            }
            if product.is_nan() || 1.0 - product <= NO_PIVOT {
                return None;
            }
            let mut next = sums.map(|sum| sum / (1.0 - product));
            for row in (0..size).rev() {
                for (constant, next) in next.iter_mut().enumerate() {
                    let k = ahead(self, row);
                    let value = own(self, row, size + constant) + k * *next;
                    *next = value;
                    self.entry(row, size + constant)[q] = value;
                }
            }
        }
        Some(())
    }

    /// The solution, in the constants' place, by Gaussian elimination. The matrix is I − vP with P
    /// substochastic, so the diagonal dominates and needs no pivoting; none where a customer never
    /// leaves and money never loses value.
    pub fn eliminate(&mut self) -> Option<()> {
        let (size, classes) = (self.size, self.classes);
        let width = (size + 2) * classes;
        for pivot in 0..size {
            let (head, tail) = self.entries.split_at_mut((pivot + 1) * width);
            let own = &mut head[pivot * width..];
            let (diagonal, rest) = own[pivot * classes..].split_at_mut(classes);
            if diagonal.iter().any(|x| x.is_nan() || *x <= NO_PIVOT) {
                return None;
            }
            for entry in rest.chunks_exact_mut(classes) {
                entry.iter_mut().zip(&*diagonal).for_each(|(x, d)| *x /= d);
            }
            for other in tail.chunks_exact_mut(width) {
                let (share, later) = other[pivot * classes..].split_at_mut(classes);
                if share.iter().all(|x| *x == 0.0) {
                    continue;
                }
                for (entry, own) in later.chunks_exact_mut(classes).zip(rest.chunks_exact(classes))
                {
                    for ((x, y), share) in entry.iter_mut().zip(own).zip(&*share) {
                        *x -= share * y;
                    }
                }
            }
        }
        for pivot in (1..size).rev() {
            let (head, own) = self.entries.split_at_mut(pivot * width);
            let known = &own[size * classes..(size + 2) * classes];
            for other in head.chunks_exact_mut(width) {
                let (left, constants) = other.split_at_mut(size * classes);
                let share = &left[pivot * classes..(pivot + 1) * classes];
                for (entry, known) in
                    constants.chunks_exact_mut(classes).zip(known.chunks_exact(classes))
                {
                    for ((x, y), share) in entry.iter_mut().zip(known).zip(share) {
                        *x -= share * y;
                    }
                }
            }
        }
        Some(())
    }
}

/// Smaller pivots mean that there is no solution: a customer who never leaves, with money that never
/// loses value, is worth no number.
const NO_PIVOT: f64 = 1e-14;

/// Gaussian elimination of `size` equations in rows of `width` = size + 2 constants, in place. The
/// matrix is I − vP with P substochastic, so the diagonal dominates and needs no pivoting; none where
/// a customer never leaves and money never loses value.
pub fn eliminate(system: &mut [f64], size: usize, width: usize) -> Option<()> {
    for pivot in 0..size {
        let diagonal = system[pivot * width + pivot];
        if diagonal.is_nan() || diagonal <= NO_PIVOT {
            return None;
        }
        let (head, tail) = system.split_at_mut((pivot + 1) * width);
        let own = &mut head[pivot * width..];
        own[pivot..].iter_mut().for_each(|x| *x /= diagonal);
        let mut clear = |other: &mut [f64]| {
            let factor = other[pivot];
            if factor != 0.0 {
                for (x, y) in other[pivot..].iter_mut().zip(&own[pivot..]) {
                    *x -= factor * y;
                }
            }
        };
        tail.chunks_exact_mut(width).for_each(&mut clear);
    }
    for pivot in (0..size).rev() {
        let own = [system[pivot * width + size], system[pivot * width + size + 1]];
        for other in 0..pivot {
            let factor = system[other * width + pivot];
            if factor != 0.0 {
                system[other * width + size] -= factor * own[0];
                system[other * width + size + 1] -= factor * own[1];
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Roundings of a few dozen operations.
    const ROUNDING: f64 = 1e-13;

    /// x0 = 1 + 0.5 x1, x1 = 2 + 0.25 x2, x2 = 3 + 0.5 x0: by hand, x0 = 2.375/0.9375.
    fn circle(system: &mut System, q: usize) {
        for (row, (k, c)) in [(0.5, 1.0), (0.25, 2.0), (0.5, 3.0)].into_iter().enumerate() {
            system.entry(row, row)[q] = 1.0;
            system.entry(row, (row + 1) % 3)[q] -= k;
            system.entry(row, 3)[q] = c;
            system.entry(row, 4)[q] = 2.0 * c;
        }
    }

    #[test]
    fn both_ways_solve_the_circle() {
        let x0 = 2.375 / 0.9375;
        let x2 = 3.0 + 0.5 * x0;
        let want = [x0, 2.0 + 0.25 * x2, x2];
        for round in [true, false] {
            let mut system = System::new(3, 2);
            circle(&mut system, 0);
            circle(&mut system, 1);
            if round { system.go_round() } else { system.eliminate() }.expect("solvable");
            for (row, want) in want.into_iter().enumerate() {
                assert!((system.entry(row, 3)[1] - want).abs() < ROUNDING);
                assert!((system.entry(row, 4)[0] - 2.0 * want).abs() < ROUNDING);
            }
        }
    }

    #[test]
    fn a_customer_who_never_leaves_has_no_value_without_discounting() {
        let mut system = System::new(1, 1);
        system.entry(0, 1)[0] = 5.0;
        assert!(system.go_round().is_none());
        assert!(system.eliminate().is_none());
    }
}
