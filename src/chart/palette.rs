//! Which colours do the pictures use, and can everyone read them on white and on black?
//!
//! The table below is the only place colours live: the style sheet text and the fallback
//! attributes in the SVG both come from it, and a test computes the contrast of each entry.

use std::fmt::Write;

/// A role a mark or a text plays; the two themes decide which colour that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// The background of the picture, also the halo around text.
    Paper,
    /// Text that must be read first, and the dark ends of a waterfall.
    Text,
    /// Text that explains: ticks, notes.
    Soft,
    /// Grid lines; deliberately faint.
    Grid,
    /// The zero line, rules and brackets.
    Axis,
    /// First categorical colour.
    One,
    /// Second categorical colour.
    Two,
    /// Third categorical colour.
    Three,
    /// Fourth categorical colour.
    Four,
    /// Something to compare against: grey, never competing with the four.
    Reference,
    /// A change for the better.
    Good,
    /// A change for the worse.
    Bad,
}

struct Tone {
    ink: Ink,
    name: &'static str,
    light: &'static str,
    dark: &'static str,
}

/// In the order of [`Ink`], so the discriminant is the index.
const TONES: [Tone; 12] = [
    tone(Ink::Paper, "paper", "#ffffff", "#14181f"),
    tone(Ink::Text, "text", "#1b2129", "#e8ebef"),
    tone(Ink::Soft, "soft", "#565e69", "#a9b1bc"),
    tone(Ink::Grid, "grid", "#e2e5e9", "#2d343d"),
    tone(Ink::Axis, "axis", "#7a828d", "#7c8590"),
    tone(Ink::One, "one", "#0b5cad", "#5aa5fa"),
    tone(Ink::Two, "two", "#b8480a", "#ff9d57"),
    tone(Ink::Three, "three", "#00846a", "#3fd6ae"),
    tone(Ink::Four, "four", "#8c1d6e", "#f08fd8"),
    tone(Ink::Reference, "reference", "#59606b", "#98a1ad"),
    tone(Ink::Good, "good", "#1b7f43", "#63d98a"),
    tone(Ink::Bad, "bad", "#b3202a", "#f56a63"),
];

const fn tone(ink: Ink, name: &'static str, light: &'static str, dark: &'static str) -> Tone {
    Tone { ink, name, light, dark }
}

impl Ink {
    fn tone(self) -> &'static Tone {
        &TONES[self as usize]
    }

    /// The word that ends the class and the custom property: `.f-one`, `--chart-one`.
    pub fn name(self) -> &'static str {
        self.tone().name
    }

    /// The colour on a light page as `#rrggbb`: the fallback where no style sheet reaches.
    pub fn light(self) -> &'static str {
        self.tone().light
    }

    /// The colour on a dark page as `#rrggbb`.
    pub fn dark(self) -> &'static str {
        self.tone().dark
    }

    /// The ink behind the number plotters carried for us, or the text ink for a stray one.
    pub(super) fn from_index(index: u8) -> Self {
        TONES.get(usize::from(index)).map_or(Ink::Text, |tone| tone.ink)
    }
}

/// Style sheet text: the custom properties of both themes and one fill and one stroke class per ink.
///
/// Light is the default and is forced in print; dark follows the reader's system unless the root
/// element says `data-theme="light"`, and is forced by `data-theme="dark"`.
pub fn theme_css() -> String {
    let light = properties(Ink::light);
    let dark = properties(Ink::dark);
    let mut css = String::new();
    let written = write!(
        css,
        ":root{{{light}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
         @media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
    );
    written.expect("writing to a string cannot fail");
    // A line is not filled, unless a class of a fill, which comes later, says so.
    for Tone { name, .. } in &TONES {
        let written = writeln!(css, ".chart .k-{name}{{fill:none;stroke:var(--chart-{name})}}");
        written.expect("writing to a string cannot fail");
    }
    for Tone { name, .. } in &TONES {
        let written = writeln!(css, ".chart .f-{name}{{fill:var(--chart-{name})}}");
        written.expect("writing to a string cannot fail");
    }
    css
}

fn properties(colour: impl Fn(Ink) -> &'static str) -> String {
    TONES.iter().map(|tone| format!("--chart-{}:{};", tone.name, colour(tone.ink))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least contrast with the paper that a colour needs for what it draws: text, marks, or nothing that is read.
    ///
    /// Source: W3C, Web Content Accessibility Guidelines 2.2, 1.4.3 for text and 1.4.11 for marks.
    fn least_contrast(ink: Ink) -> f64 {
        match ink {
            Ink::Paper | Ink::Grid => 1.0,
            Ink::Axis => 3.0,
            _ => 4.5,
        }
    }

    /// Contrast ratio of two `#rrggbb` colours, from 1 (same) to 21 (black on white).
    ///
    /// Source: W3C, Web Content Accessibility Guidelines 2.2, "relative luminance" and "contrast ratio".
    fn contrast(a: &str, b: &str) -> f64 {
        const FLARE: f64 = 0.05;
        let (a, b) = (luminance(channels(a)), luminance(channels(b)));
        (a.max(b) + FLARE) / (a.min(b) + FLARE)
    }

    /// The colour seen when `over` with the given opacity lies on `under`, channels 0 to 255.
    fn laid_over(over: &str, under: &str, alpha: f64) -> String {
        let (over, under) = (channels(over), channels(under));
        let mixed: Vec<u8> = over
            .iter()
            .zip(under)
            .map(|(o, u)| (o * alpha + u * (1.0 - alpha)).round() as u8)
            .collect();
        format!("#{:02x}{:02x}{:02x}", mixed[0], mixed[1], mixed[2])
    }

    fn channels(hex: &str) -> [f64; 3] {
        let byte = |at: usize| {
            let pair = hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
            f64::from(pair.unwrap_or(0))
        };
        [byte(1), byte(3), byte(5)]
    }

    fn luminance(channels: [f64; 3]) -> f64 {
        const WEIGHTS: [f64; 3] = [0.2126, 0.7152, 0.0722];
        let linear = |byte: f64| {
            let share = byte / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        };
        channels.iter().zip(WEIGHTS).map(|(byte, weight)| linear(*byte) * weight).sum()
    }

    #[test]
    fn tones_stand_in_the_order_of_the_inks() {
        for (index, tone) in TONES.iter().enumerate() {
            assert_eq!(tone.ink as usize, index, "{}", tone.name);
        }
    }

    #[test]
    fn every_ink_is_readable_on_both_papers() {
        for tone in &TONES {
            let least = least_contrast(tone.ink);
            let light = contrast(tone.light, Ink::Paper.light());
            let dark = contrast(tone.dark, Ink::Paper.dark());
            assert!(light >= least, "{} on light paper: {light:.2}", tone.name);
            assert!(dark >= least, "{} on dark paper: {dark:.2}", tone.name);
        }
    }

    #[test]
    fn heatmap_cells_keep_their_numbers_readable() {
        for step in 0..crate::chart::heatmap::STEPS {
            let (alpha, ink) = crate::chart::heatmap::shade(step);
            for theme in [Ink::light, Ink::dark] {
                let cell = laid_over(theme(Ink::One), theme(Ink::Paper), alpha);
                let ratio = contrast(&cell, theme(ink));
                assert!(ratio >= 4.5, "step {step} on {}: {ratio:.2}", theme(Ink::Paper));
            }
        }
    }

    #[test]
    fn contrast_agrees_with_the_published_extremes() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.01);
    }

    #[test]
    fn style_sheet_holds_both_themes() {
        let css = theme_css();
        for tone in &TONES {
            assert!(css.contains(&format!("--chart-{}:{};", tone.name, tone.light)));
            assert!(css.contains(&format!("--chart-{}:{};", tone.name, tone.dark)));
        }
        assert!(css.contains("prefers-color-scheme:dark") && css.contains("[data-theme=dark]"));
    }
}
