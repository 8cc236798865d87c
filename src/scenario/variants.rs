//! `[variants]` and sweep files: the keys by which values vary.

use crate::fields::{Key, Kind, Section};

static AXIS: Section = Section::new(
    "axes",
    "A path and the values that it takes: a list, or evenly spaced ones.",
    &[
        Key::text("path").needed().means("what varies, by ids as in `set`"),
        Key::of("values", Kind::Any).means("a list of values, each as it would be set"),
        Key::of("from", Kind::Any)
            .means("the first of evenly spaced values, such as 20 or \"20%\""),
        Key::of("to", Kind::Any).means("the last of them, in the same unit"),
        Key::of("steps", Kind::Whole).means("how many they are, the first and the last included"),
    ],
);

/// `[variants]`.
pub static VARIANTS: Section = Section::new(
    "variants",
    "Variants of the scenario: `tenure run --variants` reports each, `tenure sweep` compares a \
     few figures of all.",
    &[
        Key::words("design", &["grid", "latin", "csv"]).or("\"grid\"").means(
            "every combination of the axes; a Latin hypercube of `points`; or the rows of \
             `file`",
        ),
        Key::tables("axes", &AXIS).means("what varies"),
        Key::of("points", Kind::Whole).means("variants of a Latin hypercube"),
        Key::text("file")
            .means("a CSV file whose columns are paths, and `id` where its rows have names"),
        Key::of("metrics", Kind::Texts).or("[\"npv\", \"incremental_npv\"]").means(
            "figures of each strategy: metrics, or \"METRIC:STATISTIC\" with a statistic \
             as in checks",
        ),
        Key::of("draws", Kind::Whole).means("number of draws instead of the scenario's own"),
    ],
);
