//! `[variants]` and sweep files: the keys by which values vary.

use crate::fields::{Key, Kind, Section};

static AXIS: Section = Section::new(
    "axes",
    "A path and the values that it takes: a list, or evenly spaced ones.",
    &[
        Key::new("path", Kind::Text, "what varies, by ids as in `set`").needed(),
        Key::new("values", Kind::Any, "a list of values, each as it would be set"),
        Key::new("from", Kind::Any, "the first of evenly spaced values, such as 20 or \"20%\""),
        Key::new("to", Kind::Any, "the last of them, in the same unit"),
        Key::new("steps", Kind::Whole, "how many they are, the first and the last included"),
    ],
);

/// `[variants]`.
pub static VARIANTS: Section = Section::new(
    "variants",
    "Variants of the scenario: `tenure run --variants` reports each, `tenure sweep` compares a few figures of all.",
    &[
        Key::new(
            "design",
            Kind::Words(&["grid", "latin", "csv"]),
            "every combination of the axes; a Latin hypercube of `points`; or the rows of `file`",
        )
        .or("\"grid\""),
        Key::new("axes", Kind::Tables(&AXIS), "what varies"),
        Key::new("points", Kind::Whole, "variants of a Latin hypercube"),
        Key::new(
            "file",
            Kind::Text,
            "a CSV file whose columns are paths, and `id` where its rows have names",
        ),
        Key::new(
            "metrics",
            Kind::Texts,
            "figures of each strategy: metrics, or \"METRIC:STATISTIC\" with a statistic as in checks",
        )
        .or("[\"npv\", \"incremental_npv\"]"),
        Key::new("draws", Kind::Whole, "number of draws instead of the scenario's own"),
    ],
);
