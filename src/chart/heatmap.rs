//! Are newer cohorts better? (shades of the retention triangle)

use super::palette::Ink;

/// Number of shades from nothing to everything.
pub(super) const STEPS: usize = 7;

/// Opacity of the cell colour at a step, and the ink readable on it in both themes.
pub(super) fn shade(step: usize) -> (f64, Ink) {
    const SHADES: [(f64, Ink); STEPS] = [
        (0.06, Ink::Text),
        (0.14, Ink::Text),
        (0.24, Ink::Text),
        (0.36, Ink::Text),
        (0.48, Ink::Text),
        (0.82, Ink::Paper),
        (1.0, Ink::Paper),
    ];
    SHADES[step.min(STEPS - 1)]
}
