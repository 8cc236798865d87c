//! Which characters of a text mean something in Markdown?

/// Text with the characters escaped that mean something in Markdown or HTML, on one line.
///
/// Names and mentions (`@team`), links and issue numbers stay text too.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            // A number after # and a name after @ would become links and notify people.
            '#' | '@' => {
                out.push(c);
                out.push('\u{200b}');
            }
            // `http://…` and `www.…` become links by themselves.
            ':' if letters.as_str().starts_with("//") => out.push_str("&#58;"),
            '.' if before == 'w' => out.push_str("&#46;"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_links_stay_text() {
        assert_eq!(escaped("a_b*[c](d)|e\nf"), "a\\_b\\*\\[c\\](d)\\|e f");
        assert_eq!(escaped("see https://x.y"), "see https&#58;//x.y");
    }
}
