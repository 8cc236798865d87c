//! A program in another language, written from `docs/model.md` alone, computed these scenarios period by period.

use super::agree;

#[test]
fn second_program_finds_the_same() {
    agree(&[
        "second-all-together",
        "second-channels-and-brand",
        "second-desk-for-good",
        "second-desk-gift",
        "second-points",
        "second-starts-and-stops",
        "second-subscription-kinds",
        "second-visit-kinds",
    ]);
}
