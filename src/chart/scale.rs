//! Which numbers stand on an axis?

/// Beyond this size numbers are treated as missing, so that differences of two stay finite.
const LARGEST: f64 = 1e300;

/// How far an axis reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Span {
    /// From zero outwards in the directions the data take.
    FromZero,
    /// Just these two ends, such as 0 to 1 for shares; data beyond are drawn at the edge.
    Fixed(f64, f64),
    /// Around the data; the subtitle has to say that the axis does not begin at zero.
    Data,
}

/// An axis: its ends and the numbers printed on it, all multiples of one round step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    pub at: Vec<f64>,
}

/// Whether a number can be drawn.
pub(super) fn drawable(value: f64) -> bool {
    value.is_finite() && value.abs() < LARGEST
}

/// Smallest and largest drawable number, if there is one.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|value| drawable(*value)).fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}

/// An axis over the data with about `wanted` steps, each a multiple of `finest` unless that is 0.
pub(super) fn axis(data: (f64, f64), span: Span, wanted: usize, finest: f64) -> Axis {
    let (low, high) = match span {
        Span::FromZero => (data.0.min(0.0), data.1.max(0.0)),
        Span::Fixed(low, high) if drawable(low) && drawable(high) && low < high => (low, high),
        Span::Fixed(..) | Span::Data => data,
    };
    let (low, high) = widened(low, high);
    let step = round_step(high - low, wanted.max(1) as f64, finest);
    let (low, high) = match span {
        Span::Fixed(..) => (low, high),
        Span::FromZero | Span::Data => {
            (outwards(low / step, f64::floor) * step, outwards(high / step, f64::ceil) * step)
        }
    };
    let first = (low / step - EDGE).ceil() as i64;
    let last = (high / step + EDGE).floor() as i64;
    let at = (first..=last).map(|count| count as f64 * step).collect();
    Axis { low, high, at }
}

/// The next whole step, unless it lies so far off that the plot would be left half empty.
fn outwards(end: f64, round: fn(f64) -> f64) -> f64 {
    const WASTE: f64 = 0.6;
    let whole = round(end);
    if (whole - end).abs() > WASTE { end } else { whole }
}

/// Tolerance in steps when deciding whether an end of the axis carries a tick.
const EDGE: f64 = 1e-9;

/// Ends with room between them, also when all data are equal.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-9 && high > low {
        (low, high)
    } else if size < 1e-300 {
        (0.0, 1.0)
    } else {
        (low - size * 0.1, high + size * 0.1)
    }
}

/// The product of 1, 2, 2.5 or 5 and a power of ten that comes nearest to the wanted number of steps.
fn round_step(size: f64, wanted: f64, finest: f64) -> f64 {
    const MANTISSAS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
    const WHOLE: f64 = 1e-6;
    /// More steps than this multiple of the wanted number crowd the axis.
    const CROWDED: f64 = 1.35;
    let power = libm::floor(libm::log10(size / wanted));
    let printable = |step: &f64| {
        let count = step / finest;
        finest <= 0.0 || (count >= 1.0 - WHOLE && (count - count.round()).abs() < WHOLE * count)
    };
    let off = |step: f64| libm::fabs(libm::log(size / step / wanted));
    let steps = [power - 1.0, power, power + 1.0]
        .into_iter()
        .flat_map(|power| MANTISSAS.map(|mantissa| mantissa * libm::pow(10.0, power)));
    let airy = |step: &f64| size / step <= wanted * CROWDED;
    let nearest = steps.filter(printable).filter(airy).min_by(|a, b| off(*a).total_cmp(&off(*b)));
    nearest.unwrap_or(finest.max(size / wanted)).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_count_from_zero_outwards() {
        let axis = axis((-130.0, 420.0), Span::FromZero, 5, 0.0);
        assert!(axis.at.contains(&0.0), "{axis:?}");
        assert!(axis.low <= -130.0 && axis.high >= 420.0, "{axis:?}");
    }

    #[test]
    fn shares_run_from_nothing_to_all() {
        let axis = axis((0.3, 0.9), Span::Fixed(0.0, 1.0), 4, 0.0);
        assert_eq!((axis.low, axis.high), (0.0, 1.0));
        assert_eq!(axis.at, [0.0, 0.25, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn ticks_are_never_finer_than_what_can_be_printed() {
        for high in [0.3, 1.0, 2.2, 9.0, 130.0] {
            let axis = axis((0.0, high), Span::FromZero, 4, 1.0);
            assert!(axis.at.iter().all(|tick| tick.fract() == 0.0), "{axis:?}");
        }
    }

    proptest! {
        #[test]
        fn an_axis_is_never_empty_nor_crowded(
            a in prop::num::f64::NORMAL, b in prop::num::f64::NORMAL, wanted in 2_usize..7,
        ) {
            prop_assume!(drawable(a) && drawable(b));
            for span in [Span::FromZero, Span::Data, Span::Fixed(0.0, 1.0), Span::Fixed(2.0, 2.0)] {
                let axis = axis((a.min(b), a.max(b)), span, wanted, 0.0);
                prop_assert!(axis.high > axis.low, "{axis:?}");
                prop_assert!(axis.at.len() <= wanted + 3, "{} ticks", axis.at.len());
            }
        }
    }
}
