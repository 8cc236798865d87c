//! The Jacobi matrix of a beta density in factored form: its eigenvalues and the sums that give their weights.

/// The Jacobi matrix of a beta density as `B transposed(B)`, B lower bidiagonal.
///
/// `pivots[k]` is the square of B's diagonal entry k + 1, `links[k]` of the entry below it. They are the coefficients of
/// Gauss's continued fraction of 2F1(1, alpha; alpha + beta; z), the Stieltjes transform of the density.
pub(super) struct Factor {
    pivots: Vec<f64>,
    links: Vec<f64>,
}

impl Factor {
    pub(super) fn new(alpha: f64, beta: f64, classes: usize) -> Self {
        let c = alpha + beta;
        let pivot = |index: usize| {
            if index == 0 {
                return alpha / c;
            }
            let k = index as f64;
            let n = c + 2.0 * k;
            ((alpha + k) / (n - 1.0)) * ((c + (k - 1.0)) / n)
        };
        let link = |index: usize| {
            let k = (index + 1) as f64;
            let n = c + 2.0 * k;
            (k / (n - 2.0)) * ((beta + (k - 1.0)) / (n - 1.0))
        };
        Self {
            pivots: (0..classes).map(pivot).collect(),
            links: (0..classes - 1).map(link).collect(),
        }
    }

    /// For weighted points in (0, 1) instead of a density: the weights sum to 1, and there are more points than `classes`.
    ///
    /// Source: the Stieltjes procedure (Gautschi 2004, "Orthogonal Polynomials", section 2.2) on the recurrence of
    /// [`Christoffel`]: every entry is a sum of squares, so none is lost in a difference.
    pub(super) fn of_points(points: &[f64], weights: &[f64], classes: usize) -> Self {
        let norm = |weights: &[f64], values: &[f64]| -> f64 {
            weights.iter().zip(values).map(|(weight, value)| weight * value * value).sum()
        };
        // The weights of the density times theta.
        let tilted: Vec<f64> = points.iter().zip(weights).map(|(x, weight)| x * weight).collect();
        let mut p = vec![1.0; points.len()];
        let first = norm(&tilted, &p);
        let mut s = vec![1.0 / first.sqrt(); points.len()];
        let (mut pivots, mut links) = (vec![first], Vec::with_capacity(classes - 1));
        for k in 1..classes {
            let root = pivots[k - 1].sqrt();
            p.iter_mut().zip(&s).zip(points).for_each(|((p, s), x)| *p = x * s - root * *p);
            let link = norm(weights, &p);
            let (root, over) = (link.sqrt(), 1.0 / link.sqrt());
            p.iter_mut().for_each(|p| *p *= over);
            s.iter_mut().zip(&p).for_each(|(s, p)| *s = p - root * *s);
            let pivot = norm(&tilted, &s);
            let over = 1.0 / pivot.sqrt();
            s.iter_mut().for_each(|s| *s *= over);
            links.push(link);
            pivots.push(pivot);
        }
        Self { pivots, links }
    }

    /// Eigenvalues of the Jacobi matrix, in no order, good enough to start [`Factor::refine`].
    ///
    /// Source: the square-root-free QL method of Pal, Walker & Kahan, as in LAPACK routine DSTERF.
    pub(super) fn rough_eigenvalues(&self) -> Vec<f64> {
        /// LAPACK allows 30 on average; fewer than two are usual.
        const MAX_ROUNDS: u32 = 60;
        /// A link of 1e-11 of its neighbours moves an eigenvalue by 1e-22 over the gap: refinement covers that.
        const NEGLIGIBLE: f64 = 1e-22;
        let size = self.pivots.len();
        let mut d: Vec<f64> = self.pivots.clone();
        for (entry, link) in d[1..].iter_mut().zip(&self.links) {
            *entry += link;
        }
        // Squares of the off-diagonal entries.
        let mut e2: Vec<f64> = self.pivots.iter().zip(&self.links).map(|(q, l)| q * l).collect();
        for low in 0..size {
            for _ in 0..MAX_ROUNDS {
                let small = |m: &usize| e2[*m] <= NEGLIGIBLE * (d[*m] * d[*m + 1]).abs();
                let high = (low..size - 1).find(small).unwrap_or(size - 1);
                if high == low {
                    break;
                }
                ql_sweep(&mut d, &mut e2, low, high);
            }
        }
        d
    }

    /// Refines approximate eigenvalues to full relative precision and returns their weights, not yet normalised.
    pub(super) fn refine(&self, nodes: &mut [f64], weights: &mut [f64]) {
        /// Each round squares the relative error, which starts below 1e-4 in the ordinary range of parameters.
        const MAX_ROUNDS: u32 = 8;
        /// After a step this small, relative to the point, only rounding is left.
        const SMALL_STEP: f64 = 1e-14;
        let mut sums = Christoffel::new(self, nodes.len());
        for _ in 0..MAX_ROUNDS {
            sums.evaluate(nodes);
            let mut largest: f64 = 0.0;
            for (node, step) in nodes.iter_mut().zip(sums.steps()) {
                largest = largest.max(step.abs() / *node);
                // A start off by more than the node itself must not leave (0, 1).
                *node = (*node - step).max(0.1 * *node);
            }
            if largest <= SMALL_STEP {
                break;
            }
        }
        weights.copy_from_slice(&sums.weights());
    }
}

/// One QL sweep with Wilkinson's shift on the block `low..=high` of diagonal `d` and squared off-diagonal `e2`.
fn ql_sweep(d: &mut [f64], e2: &mut [f64], low: usize, high: usize) {
    let link = e2[low].sqrt();
    let ratio = (d[low + 1] - d[low]) / (2.0 * link);
    let shift = d[low] - link / (ratio + (ratio * ratio + 1.0).sqrt().copysign(ratio));
    let (mut cosine2, mut sine2) = (1.0, 0.0);
    let mut gamma = d[high] - shift;
    let mut p = gamma * gamma;
    for i in (low..high).rev() {
        let link2 = e2[i];
        let r = p + link2;
        if i + 1 < high {
            e2[i + 1] = sine2 * r;
        }
        let cosine2_before = cosine2;
        // Two quotients that do not wait for each other.
        let r_over_p = r / p;
        cosine2 = p / r;
        sine2 = link2 / r;
        let gamma_before = gamma;
        gamma = cosine2 * (d[i] - shift) - sine2 * gamma_before;
        d[i + 1] = gamma_before + (d[i] - gamma);
        p = if cosine2 > 0.0 { gamma * gamma * r_over_p } else { cosine2_before * link2 };
    }
    e2[low] = sine2 * p;
    d[low] = shift + gamma;
}

/// Orthonormal polynomials at many points at once, by the recurrence of the bidiagonal factor.
///
/// With q the pivots, l the links, p the orthonormal polynomials of the density and s those of the density times theta:
/// `sqrt(l_k) p_k = theta s_(k-1) - sqrt(q_k) p_(k-1)` and `sqrt(q_(k+1)) s_k = p_k - sqrt(l_k) s_(k-1)`.
/// Theta enters as a factor, never as a difference from a matrix entry, so a tiny theta keeps its digits.
struct Christoffel {
    pivot_roots: Vec<f64>,
    link_roots: Vec<f64>,
    p: Vec<f64>,
    s: Vec<f64>,
    sums: Vec<f64>,
    /// What is left of the next polynomial: zero at an eigenvalue.
    residuals: Vec<f64>,
    /// How often a point's values were scaled down.
    scalings: Vec<i32>,
}

impl Christoffel {
    /// Values beyond this are scaled down, and no `SCALE_EVERY` steps can take the square of a smaller one to infinity.
    const LARGE: f64 = 1e60;
    const SCALE_EVERY: usize = 8;

    fn new(factor: &Factor, points: usize) -> Self {
        let roots = |squares: &[f64]| squares.iter().map(|square| square.sqrt()).collect();
        Self {
            pivot_roots: roots(&factor.pivots),
            link_roots: roots(&factor.links),
            p: vec![0.0; points],
            s: vec![0.0; points],
            sums: vec![0.0; points],
            residuals: vec![0.0; points],
            scalings: vec![0; points],
        }
    }

    fn evaluate(&mut self, thetas: &[f64]) {
        self.p.fill(1.0);
        self.s.fill(1.0 / self.pivot_roots[0]);
        self.sums.fill(1.0);
        self.scalings.fill(0);
        for k in 0..self.link_roots.len() {
            self.advance(k, thetas);
            if k % Self::SCALE_EVERY == 0 {
                self.scale_down();
            }
        }
        let last = self.pivot_roots[self.pivot_roots.len() - 1];
        for (i, theta) in thetas.iter().enumerate() {
            self.residuals[i] = (theta * self.s[i] - last * self.p[i]) * last;
        }
    }

    /// From the polynomials of degree `k` to those of degree `k + 1`.
    fn advance(&mut self, k: usize, thetas: &[f64]) {
        let (pivot, link) = (self.pivot_roots[k], self.link_roots[k]);
        let (over_link, over_next) = (1.0 / link, 1.0 / self.pivot_roots[k + 1]);
        let values = self.p.iter_mut().zip(&mut self.s).zip(&mut self.sums).zip(thetas);
        for (((p, s), sum), theta) in values {
            *p = (theta * *s - pivot * *p) * over_link;
            *s = (*p - link * *s) * over_next;
            *sum += *p * *p;
        }
    }

    fn scale_down(&mut self) {
        for i in 0..self.p.len() {
            if self.p[i].abs() > Self::LARGE {
                self.p[i] /= Self::LARGE;
                self.s[i] /= Self::LARGE;
                self.sums[i] /= Self::LARGE * Self::LARGE;
                self.scalings[i] += 1;
            }
        }
    }

    /// What to take off each point: the Rayleigh quotient of the vector of polynomials, minus the point.
    fn steps(&self) -> impl Iterator<Item = f64> {
        (0..self.p.len()).map(|i| self.residuals[i] * self.p[i] / self.sums[i])
    }

    fn weights(&self) -> Vec<f64> {
        let scaled = |(sum, &times): (&f64, &i32)| {
            (0..times).fold(1.0 / sum, |weight, _| weight / (Self::LARGE * Self::LARGE))
        };
        self.sums.iter().zip(&self.scalings).map(scaled).collect()
    }
}
