//! Where does a surface given on a grid reach a level? Marching squares, joined into long lines.

use std::collections::BTreeMap;

use super::scale;

/// A line as positions in grid steps: across, up.
pub(super) type Chain = Vec<(f64, f64)>;

/// An edge of the grid: the step it starts at, and whether it runs across or up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Across(usize, usize),
    Up(usize, usize),
}

/// Lines where the surface crosses `level`, in a fixed order.
///
/// Source: Lorensen and Cline (1987), the two-dimensional case; saddles are split by the mean of
/// the four corners.
pub(super) fn chains(grid: &[Vec<f64>], level: f64) -> Vec<Chain> {
    if !scale::drawable(level) {
        return Vec::new();
    }
    let columns = grid.iter().map(Vec::len).min().unwrap_or(0);
    let mut links: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
    for up in 1..grid.len() {
        for across in 1..columns {
            for (a, b) in crossings(grid, level, across - 1, up - 1) {
                links.entry(a).or_default().push(b);
                links.entry(b).or_default().push(a);
            }
        }
    }
    joined(links)
        .iter()
        .map(|edges| edges.iter().map(|edge| position(grid, level, *edge)).collect())
        .collect()
}

/// Pairs of edges of one cell that the line connects.
fn crossings(grid: &[Vec<f64>], level: f64, across: usize, up: usize) -> Vec<(Edge, Edge)> {
    let corners =
        [grid[up][across], grid[up][across + 1], grid[up + 1][across + 1], grid[up + 1][across]];
    if !corners.iter().all(|corner| scale::drawable(*corner)) {
        return Vec::new();
    }
    let sides = [
        Edge::Across(across, up),
        Edge::Up(across + 1, up),
        Edge::Across(across, up + 1),
        Edge::Up(across, up),
    ];
    let above = corners.map(|corner| corner >= level);
    let cut: Vec<Edge> = (0..4)
        .filter(|side| above[*side] != above[(side + 1) % 4])
        .map(|side| sides[side])
        .collect();
    match cut.as_slice() {
        [a, b] => vec![(*a, *b)],
        [bottom, right, top, left] => {
            let middle_above = corners.iter().map(|corner| corner / 4.0).sum::<f64>() >= level;
            if middle_above == above[0] {
                vec![(*bottom, *right), (*top, *left)]
            } else {
                vec![(*bottom, *left), (*right, *top)]
            }
        }
        _ => Vec::new(),
    }
}

/// Follows the links: first from loose ends, then around what is left.
fn joined(mut links: BTreeMap<Edge, Vec<Edge>>) -> Vec<Vec<Edge>> {
    let mut out = Vec::new();
    loop {
        let loose = links.iter().find(|(_, next)| next.len() == 1).map(|(edge, _)| *edge);
        let Some(start) = loose.or_else(|| links.keys().next().copied()) else {
            return out;
        };
        let mut chain = vec![start];
        let mut here = start;
        while let Some(next) = links.get_mut(&here).and_then(Vec::pop) {
            if let Some(back) = links.get_mut(&next)
                && let Some(at) = back.iter().position(|edge| *edge == here)
            {
                back.remove(at);
            }
            chain.push(next);
            here = next;
        }
        links.retain(|_, next| !next.is_empty());
        out.push(chain);
    }
}

/// Where on its edge the line crosses, by linear interpolation.
fn position(grid: &[Vec<f64>], level: f64, edge: Edge) -> (f64, f64) {
    let share = |a: f64, b: f64| {
        if a == b { 0.5 } else { ((level - a) / (b - a)).clamp(0.0, 1.0) }
    };
    match edge {
        Edge::Across(x, y) => (x as f64 + share(grid[y][x], grid[y][x + 1]), y as f64),
        Edge::Up(x, y) => (x as f64, y as f64 + share(grid[y][x], grid[y + 1][x])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hill_has_one_closed_line_at_its_level() {
        let height = |x: f64, y: f64| 9.0 - (x - 5.0) * (x - 5.0) - (y - 5.0) * (y - 5.0);
        let grid: Vec<Vec<f64>> = (0..11)
            .map(|y| (0..11).map(|x| height(f64::from(x), f64::from(y))).collect())
            .collect();
        let chains = chains(&grid, 0.5);
        assert_eq!(chains.len(), 1);
        assert_eq!(chains[0].first(), chains[0].last());
        for (x, y) in &chains[0] {
            let radius = libm::hypot(x - 5.0, y - 5.0);
            assert!((radius - 2.915).abs() < 0.12, "{radius}");
        }
    }

    #[test]
    fn a_slope_has_one_open_line() {
        let grid: Vec<Vec<f64>> = (0..4).map(|_| (0..5).map(f64::from).collect()).collect();
        assert_eq!(chains(&grid, 1.5), [vec![(1.5, 0.0), (1.5, 1.0), (1.5, 2.0), (1.5, 3.0)]]);
    }

    #[test]
    fn cells_with_a_missing_corner_stay_blank() {
        assert!(chains(&[vec![0.0, f64::NAN], vec![1.0, 1.0]], 0.5).is_empty());
    }
}
