//! What holds for every chart: safe text, same bytes, nothing outside the picture, no panics.

use super::gallery;
use super::*;

#[test]
fn same_description_gives_the_same_bytes() {
    assert_eq!(gallery::all(), gallery::all());
}
