//! How wide is a text, how is it shortened to fit, and how does it become safe inside a page?

use std::borrow::Cow;

/// Advance widths of the printable ASCII characters from space on, in thousandths of the font size.
///
/// Measured in a browser; each is the wider of Inter and Liberation Sans (metrics of Arial), so a
/// label laid out with this table fits in either.
const ASCII: [u16; 95] = [
    281, 278, 403, 631, 638, 889, 667, 222, 362, 362, 500, 659, 280, 460, 278, 357, 625, 556, 605,
    636, 642, 608, 624, 571, 616, 624, 278, 280, 659, 659, 659, 556, 1015, 676, 667, 727, 722, 667,
    611, 778, 740, 278, 543, 667, 562, 889, 753, 778, 667, 778, 722, 667, 642, 741, 676, 949, 667,
    667, 625, 362, 357, 362, 469, 556, 497, 564, 621, 558, 621, 582, 361, 609, 591, 237, 237, 544,
    237, 869, 585, 597, 609, 609, 372, 523, 364, 581, 557, 812, 540, 557, 541, 362, 327, 362, 659,
];

/// Semi-bold text is this much wider than regular in the same two faces.
const BOLD: f64 = 1.07;

const ELLIPSIS: char = '…';

/// How heavy a text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Font size of all text in both renders, in their units.
///
/// With 640 and 336 units this is 12 pixels in columns of 549 and 288 pixels, the narrowest each
/// render is shown in.
pub(super) const TEXT: f64 = 14.0;

/// Width of a text.
pub(super) fn width(text: &str, weight: Weight) -> f64 {
    width_at(text, TEXT, weight)
}

/// The same in the unit of another `size`.
pub(super) fn width_at(text: &str, size: f64, weight: Weight) -> f64 {
    let thousandths: u64 = text.chars().map(advance).sum();
    let factor = match weight {
        Weight::Regular => 1.0,
        Weight::Bold => BOLD,
    };
    thousandths as f64 / 1000.0 * size * factor
}

fn advance(c: char) -> u64 {
    let code = u32::from(c);
    match c {
        ' '..='~' => u64::from(ASCII[(code - 0x20) as usize]),
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' => 0,
        '−' | '×' | '±' | '≥' | '≤' | '€' | '£' => 665,
        '\u{a0}' | '\u{202f}' | '\u{2009}' => 281,
        '·' | '’' | '‘' => 290,
        '“' | '”' | '°' => 460,
        '–' => 556,
        '\u{c0}'..='\u{de}' => 780,
        '\u{df}'..='\u{ff}' => 620,
        '\u{100}'..='\u{24f}' => 680,
        '\u{250}'..='\u{5ff}' => 900,
        _ => 1042,
    }
}

/// The text without what has no business in a label: controls, direction overrides, double spaces.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text) { Cow::Borrowed(text) } else { Cow::Owned(cleaned(text)) }
}

/// Whether a text certainly needs no cleaning: most are plain words, numbers and signs.
fn is_clean(text: &str) -> bool {
    let mut last = ' ';
    for c in text.chars() {
        let plain = matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}' | '–' | '−' | '€');
        if !plain || (c == ' ' && last == ' ') {
            return false;
        }
        last = c;
    }
    text.is_empty() || !last.is_whitespace()
}

fn cleaned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' { ' ' } else { c };
        let unwanted = c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{ffff}');
        if unwanted || (c == ' ' && (out.is_empty() || out.ends_with(' '))) {
            continue;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The text, cut with an ellipsis where it would become wider than `room`.
pub(super) fn fit(text: &str, room: f64, weight: Weight) -> String {
    let text = clean(text);
    if width(&text, weight) <= room {
        return text.into_owned();
    }
    let mut kept = String::new();
    let left = room - width("…", weight);
    for c in text.chars() {
        kept.push(c);
        if width(&kept, weight) > left {
            kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push(ELLIPSIS);
    kept
}

/// The text on at most `lines` lines no wider than `room`, broken at spaces, else after hyphens and
/// slashes, the last line cut if need be.
pub(super) fn wrap(text: &str, room: f64, weight: Weight, lines: usize) -> Vec<String> {
    let text = clean(text);
    let mut out: Vec<String> = Vec::new();
    let mut rest = &*text;
    while !rest.is_empty() {
        if out.len() + 1 >= lines.max(1) {
            out.push(fit(rest, room, weight));
            break;
        }
        let cut = last_break(rest, room, weight);
        out.push(fit(&rest[..cut], room, weight));
        rest = rest[cut..].trim_start();
    }
    out
}

/// Byte position of the last break before which the text still fits, else of the first break or the end.
fn last_break(text: &str, room: f64, weight: Weight) -> usize {
    if width(text, weight) <= room {
        return text.len();
    }
    let fits = |at: &usize| width(text[..*at].trim_end(), weight) <= room;
    let after = |what: &'static [char]| text.match_indices(what).map(|(at, _)| at + 1);
    let space = after(&[' ']).take_while(fits).last();
    let joint = || after(&['-', '/']).take_while(fits).last();
    space.or_else(joint).or_else(|| after(&[' ', '-', '/']).next()).unwrap_or(text.len())
}

/// The widest of several texts.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, weight: Weight) -> f64 {
    texts.into_iter().map(|text| width(text, weight)).fold(0.0, f64::max)
}

/// A number as the caller formats it, with the typographic minus where it used a hyphen as sign.
pub(super) fn printed(format: &dyn Fn(f64) -> String, value: f64) -> String {
    let text = format(if value == 0.0 { 0.0 } else { value });
    let text = clean(&text);
    match text.find('-') {
        Some(at) if value < 0.0 && !text[..at].contains(|c: char| c.is_ascii_digit()) => {
            format!("{}−{}", &text[..at], &text[at + 1..])
        }
        _ => text.into_owned(),
    }
}

/// Appends a text so that it is only ever text, in element content and in quoted attributes.
pub fn escape_into(out: &mut String, text: &str) {
    let special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_becomes_plain_text() {
        let mut out = String::new();
        escape_into(&mut out, &clean("<script>\"a'&\u{0}\u{8}\u{202e}b\n\tc"));
        assert_eq!(out, "&lt;script&gt;&quot;a&#39;&amp;b c");
    }

    #[test]
    fn a_cut_text_fits_and_says_so() {
        for room in [0.0, 8.0, 28.0, 77.0, 280.0] {
            let cut = fit("Acquisition-led with a very long explanation", room, Weight::Bold);
            assert!(cut.ends_with('…'));
            assert!(cut == "…" || width(&cut, Weight::Bold) <= room, "{cut} in {room}");
        }
    }

    #[test]
    fn wrapping_keeps_every_line_in_its_room() {
        let text = "Save desk and win-back for subscribers in their second year";
        for lines in 1..6 {
            let wrapped = wrap(text, 126.0, Weight::Regular, lines);
            assert!(wrapped.len() <= lines);
            assert!(
                wrapped.iter().all(|line| width(line, Weight::Regular) <= 126.0),
                "{wrapped:?}"
            );
        }
        assert_eq!(wrap("Save desk", 200.0, Weight::Regular, 2), ["Save desk"]);
        assert!(wrap("", 200.0, Weight::Regular, 2).is_empty());
    }

    #[test]
    fn a_hyphen_before_a_number_becomes_a_minus() {
        assert_eq!(printed(&|v| format!("{v:.1}"), -2.0), "−2.0");
        assert_eq!(printed(&|v| format!("€{v:.1}"), -2.0), "€−2.0");
        assert_eq!(printed(&|v| format!("{v:.0}"), -0.0), "0");
    }
}
