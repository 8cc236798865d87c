//! Text of others as a screen or a log may show it: characters that act without being seen are written out.

use std::borrow::Cow;

/// Longest text of others that is shown whole, in characters; of a longer one the middle is left out.
const LONGEST: usize = 1_000;
/// Characters shown of the end of one that is longer.
const TAIL: usize = 200;

/// Whether a character acts on a screen, a log or the order of the others without being seen: control characters,
/// marks of direction, separators of lines, and what has no width. Source: Unicode 16, categories Cc, Zl, Zp and
/// the property `Default_Ignorable_Code_Point` without the variation selectors of emoji.
pub const fn acts(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// One line of bounded length: what acts is written as TOML would, line breaks too, and so is what GitHub takes for a
/// command: two colons at the beginning, and the older `##[` anywhere. Source: actions/runner, `ActionCommand`.
pub fn line(text: &str) -> Cow<'_, str> {
    let mut shown = shortened(text);
    if shown.contains(acts) {
        shown = Cow::Owned(written_out(&shown, |_| false));
    }
    if shown.trim_start().starts_with("::") {
        shown = Cow::Owned(shown.replacen(':', "\\u003A", 1));
    }
    if shown.contains(OLDER) {
        shown = Cow::Owned(shown.replace(OLDER, "##\\u005B"));
    }
    shown
}

/// Begins a command of older runners.
const OLDER: &str = "##[";

/// Lines as they are, but for what acts and is not `kept`; it is written as TOML would.
pub fn written_out(text: &str, kept: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if kept(c) || !acts(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if u32::from(c) > 0xffff => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            _ => out.push_str(&format!("\\u{:04X}", u32::from(c))),
        }
    }
    out
}

/// A text of several lines that others may have written parts of: what acts and is not `kept` is written out, and
/// so is what older runners of GitHub take for a command.
pub fn rendered(text: &str, kept: impl Fn(char) -> bool) -> String {
    written_out(text, kept).replace(OLDER, "##\\u005B")
}

/// JSON that says the same without any character that acts, but for the line breaks between its parts.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut halves = [0; 2];
    for c in text.chars() {
        if c == '\n' || !acts(c) {
            out.push(c);
        } else {
            // A serialiser leaves such characters inside texts only, where this is the same character.
            for half in c.encode_utf16(&mut halves) {
                out.push_str(&format!("\\u{half:04x}"));
            }
        }
    }
    out.replace(OLDER, "##\\u005b")
}

fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST || text.chars().nth(LONGEST).is_none() {
        return Cow::Borrowed(text);
    }
    let length = text.chars().count();
    let head: String = text.chars().take(LONGEST - TAIL).collect();
    let tail: String = text.chars().skip(length - TAIL).collect();
    Cow::Owned(format!("{head} … {} characters … {tail}", length - LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left_of_a_line() {
        for code in 0..=0x10_ffff {
            let Some(c) = char::from_u32(code) else { continue };
            let text = format!("a{c}b");
            let shown = line(&text);
            assert!(!shown.contains(acts), "{code:x}");
            assert_eq!(shown == text, !acts(c), "{code:x}");
            // Everything of the two categories that are control or separate lines.
            let separates = matches!(c, '\u{2028}' | '\u{2029}');
            assert!(acts(c) || !(c.is_control() || separates), "{code:x}");
        }
        assert_eq!(line("a::\u{1b}[2J\r\n\u{e0041}é"), "a::\\u001B[2J\\r\\n\\U000E0041é");
        assert_eq!(line(" ::error::a ##[error]b"), " \\u003A:error::a ##\\u005Berror]b");
    }

    #[test]
    fn json_stays_the_same_for_who_reads_it() {
        let value = serde_json::json!({ "a\u{202e}": "\u{9b}\u{7f}\n\u{e0041}\u{200b}é" });
        let text = format!("{value:#}\n");
        let shown = json(&text);
        assert!(!shown.contains(|c| c != '\n' && acts(c)), "{shown:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn of_what_is_long_both_ends_are_shown() {
        let long = format!("begin{}end", "x".repeat(100_000));
        let shown = line(&long);
        assert!(shown.starts_with("begin") && shown.ends_with("end"), "{shown}");
        assert!(
            shown.chars().count() < LONGEST + 40 && shown.contains("99008 characters"),
            "{shown}"
        );
        let fits = "é".repeat(LONGEST);
        assert_eq!(line(&fits), fits);
    }
}
