//! The same findings for people, programs and GitHub.

use super::{Diagnostic, Severity, Sources};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Whether escape sequences for colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// With escape sequences.
    Always,
}

/// rustc's own look: title, quoted line, marked bytes, help.
#[must_use]
pub fn human(found: &[Diagnostic], sources: &Sources, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled(),
    };
    let mut out = String::new();
    for one in found {
        let level = match one.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(one.message.as_str()).id(one.code);
        let place = one.span.and_then(|span| Some((span, sources.file(span)?)));
        let mut group = match place {
            Some((span, file)) => {
                let range = boundaries(&file.text, span.start as usize, span.end as usize);
                let (first, lines) = lines_around(&file.text, &range);
                let range = range.start - lines.start..range.end - lines.start;
                let mut mark = AnnotationKind::Primary.span(range);
                if !one.label.is_empty() {
                    mark = mark.label(one.label.as_str());
                }
                let snippet = Snippet::source(&file.text[lines]).path(file.shown.as_str());
                title.element(snippet.line_start(first).annotation(mark))
            }
            None => Group::with_title(title),
        };
        if let Some(help) = &one.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// The whole lines that a range lies in, and the number of the first, from 1. The renderer looks at all that it is
/// given, which takes seconds for a large data file.
fn lines_around(text: &str, range: &std::ops::Range<usize>) -> (usize, std::ops::Range<usize>) {
    let begin = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    // At the end of a text there is no line; the one before it is shown.
    let start = match begin(range.start) {
        start if start == text.len() => begin(start.saturating_sub(1)),
        start => start,
    };
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let before = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count();
    (before + 1, start..end)
}

/// A range that does not cut a character.
fn boundaries(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(start.min(text.len()));
    start..text.ceil_char_boundary(end.min(text.len()).max(start))
}

/// One JSON object a line: code, severity, message, file, line, column, end_line, end_column, help.
#[must_use]
pub fn json_lines(found: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for one in found {
        let mut object = serde_json::Map::new();
        object.insert("code".into(), one.code.into());
        object.insert("severity".into(), one.severity.word().into());
        object.insert("message".into(), one.message.clone().into());
        if let Some((span, file)) = one.span.and_then(|span| Some((span, sources.file(span)?))) {
            let (begin, end) = sources.position(span);
            object.insert("file".into(), file.shown.clone().into());
            object.insert("line".into(), begin.line.into());
            object.insert("column".into(), begin.column.into());
            object.insert("end_line".into(), end.line.into());
            object.insert("end_column".into(), end.column.into());
        }
        if !one.label.is_empty() {
            object.insert("path".into(), one.label.clone().into());
        }
        object.insert("help".into(), one.help.clone().into());
        out.push_str(&serde_json::Value::Object(object).to_string());
        out.push('\n');
    }
    out
}

/// Workflow commands of GitHub Actions, one a line.
#[must_use]
pub fn github(found: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for one in found {
        let mut text = one.message.clone();
        if let Some(help) = &one.help {
            text.push_str("\nhelp: ");
            text.push_str(help);
        }
        let mut properties = String::new();
        if let Some((span, file)) = one.span.and_then(|span| Some((span, sources.file(span)?))) {
            let (begin, end) = sources.position(span);
            properties = format!(
                "file={},line={},endLine={},col={},endColumn={},",
                property(&file.shown),
                begin.line,
                end.line,
                begin.column,
                end.column
            );
        }
        let title = property(one.code);
        let word = one.severity.word();
        out.push_str(&format!("::{word} {properties}title={title}::{}\n", escape(&text)));
    }
    out
}

fn escape(text: &str) -> String {
    // Escape sequences would act on the log; line breaks have a form of their own.
    let seen = |c: char| if c.is_control() && !matches!(c, '\r' | '\n') { '\u{fffd}' } else { c };
    let text: String = text.chars().map(seen).collect();
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, Sources, Span};
    use super::*;

    fn one() -> (Vec<Diagnostic>, Sources) {
        let text = "a = 1\nvægt = 100, % of\n".to_owned();
        let mut sources = Sources::default();
        let file = sources.add("x,1.toml", "dir/x,1.toml", text.clone(), text.as_bytes());
        let found = Diagnostic::error("E015", Span::new(file, 14, 17), "100 % is too much")
            .label("a.vægt")
            .help("write less: or\nnothing");
        (vec![found], sources)
    }

    #[test]
    fn github_commands_escape_text_and_properties() {
        let (found, sources) = one();
        assert_eq!(
            github(&found, &sources),
            "::error file=dir/x%2C1.toml,line=2,endLine=2,col=8,endColumn=11,\
             title=E015::100 %25 is too much%0Ahelp: write less: or%0Anothing\n"
        );
    }

    #[test]
    fn json_lines_count_columns_in_characters() {
        let (found, sources) = one();
        let line: serde_json::Value = serde_json::from_str(&json_lines(&found, &sources)).unwrap();
        assert_eq!(line["line"], 2);
        assert_eq!(line["column"], 8);
        assert_eq!(line["end_column"], 11);
    }

    #[test]
    fn people_see_code_line_and_help() {
        let (found, sources) = one();
        let text = human(&found, &sources, Colour::Never);
        assert!(text.contains("error[E015]: 100 % is too much"), "{text}");
        assert!(text.contains("dir/x,1.toml:2:8"), "{text}");
        assert!(text.contains("help: write less"), "{text}");
    }
}
