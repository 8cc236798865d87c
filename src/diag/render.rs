//! The same findings for people, programs and GitHub.

use super::{Diagnostic, Severity, SourceFile, Sources, Span, visible};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, Title};
use std::ops::Range;

/// Whether escape sequences for colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// With escape sequences.
    Always,
}

/// Longest line of an input that is quoted whole, in bytes; of a longer one the part around the marked bytes is.
const LONGEST_LINE: usize = 1_000;
/// Bytes quoted before and after the beginning of the marked ones in a longer line.
const AROUND: usize = 60;

/// rustc's own look: title, quoted line, marked bytes, help. Nothing of it acts on a terminal but the colours, and no
/// line of it begins with words of an input.
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
        let title = level.primary_title(visible::line(&one.message)).id(one.code);
        let place = one.span.and_then(|span| Some((span, sources.file(span)?)));
        let mut group = match place {
            Some((span, file)) => quoted(title, one, span, file),
            None => Group::with_title(title),
        };
        if let Some(help) = &one.help {
            group = group.element(Level::HELP.message(visible::line(help)));
        }
        let text = renderer.render(&[group]);
        out.push_str(&place.map_or(text.clone(), |(span, file)| placed(text, span, file, sources)));
        out.push_str("\n\n");
    }
    // What the quoted lines hold; the renderer has replaced their escapes by pictures.
    let styles = colour == Colour::Always;
    visible::rendered(&out, |c| c == '\n' || (styles && c == '\x1b'))
}

/// The part of a file that is quoted, and the number of its first line.
struct Part {
    first: usize,
    bytes: Range<usize>,
    /// The marked bytes inside the file.
    marked: Range<usize>,
}

impl Part {
    /// The whole lines around the marked bytes; of longer ones what is near their beginning.
    fn of(span: Span, file: &SourceFile) -> Self {
        let mut marked = boundaries(&file.text, span.start as usize, span.end as usize);
        let (first, mut bytes) = file.lines_around(&marked);
        if bytes.len() > LONGEST_LINE {
            let end = marked.end.min(marked.start + AROUND);
            marked = boundaries(&file.text, marked.start, end);
            let near = marked.start.saturating_sub(AROUND)..marked.end + AROUND;
            bytes = boundaries(&file.text, near.start.max(bytes.start), near.end.min(bytes.end));
        }
        Self { first, bytes, marked }
    }
}

/// The title with the lines that a finding is about.
fn quoted<'a>(
    title: Title<'a>,
    one: &'a Diagnostic,
    span: Span,
    file: &'a SourceFile,
) -> Group<'a> {
    let Part { first, bytes, marked } = Part::of(span, file);
    let mut mark =
        AnnotationKind::Primary.span(marked.start - bytes.start..marked.end - bytes.start);
    if !one.label.is_empty() {
        mark = mark.label(visible::line(&one.label));
    }
    let snippet = Snippet::source(&file.text[bytes]).line_start(first).annotation(mark);
    title.element(snippet.path(visible::line(&file.shown)))
}

/// The rendered text with the column in the file, where only a part of a line was rendered.
fn placed(text: String, span: Span, file: &SourceFile, sources: &Sources) -> String {
    let Part { first, bytes, marked } = Part::of(span, file);
    let shown = visible::line(&file.shown);
    let column = file.text[bytes.start..marked.start].chars().count() + 1;
    let begin = sources.position(span).0;
    if bytes.start == 0 || file.text.as_bytes()[bytes.start - 1] == b'\n' || first != begin.line {
        return text;
    }
    let Some((title, rest)) = text.split_once('\n') else { return text };
    let rendered = format!("{shown}:{first}:{column}");
    let real = format!("{shown}:{}:{}", begin.line, begin.column);
    format!("{title}\n{}", rest.replacen(&rendered, &real, 1))
}

/// A range that does not cut a character.
fn boundaries(text: &str, start: usize, end: usize) -> Range<usize> {
    let start = text.floor_char_boundary(start.min(text.len()));
    start..text.ceil_char_boundary(end.min(text.len()).max(start))
}

/// One JSON object a line: code, severity, message, file, line, column, end_line, end_column, help.
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
        out.push_str(&visible::json(&serde_json::Value::Object(object).to_string()));
        out.push('\n');
    }
    out
}

/// Workflow commands of GitHub Actions, one a line.
pub fn github(found: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for one in found {
        let mut text = escape(&one.message);
        if let Some(help) = &one.help {
            text.push_str(&format!("%0Ahelp: {}", escape(help)));
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
        out.push_str(&format!("::{word} {properties}title={title}::{text}\n"));
    }
    out
}

/// The data of a workflow command.
fn escape(text: &str) -> String {
    visible::line(text).replace('%', "%25")
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
            .help("write less:\nor nothing");
        (vec![found], sources)
    }

    #[test]
    fn github_commands_escape_text_and_properties() {
        let (found, sources) = one();
        assert_eq!(
            github(&found, &sources),
            "::error file=dir/x%2C1.toml,line=2,endLine=2,col=8,endColumn=11,\
             title=E015::100 %25 is too much%0Ahelp: write less:\\nor nothing\n"
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
    fn a_long_line_is_quoted_around_what_is_wrong_with_its_own_column() {
        let text = format!(
            "a = 1\nx = {{ {} q = 1, {} }}\n",
            "é = 1, ".repeat(9_000),
            "z = 1, ".repeat(9_000)
        );
        let at = text.find('q').unwrap();
        let column = text[..at].rsplit('\n').next().unwrap().chars().count() + 1;
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "a.toml", text.clone(), text.as_bytes());
        for (span, styled) in
            [(Span::new(file, at, at + 1), false), (Span::new(file, at, text.len()), true)]
        {
            let one = Diagnostic::error("E010", span, "unknown key `q`").label("x.q");
            let colour = if styled { Colour::Always } else { Colour::Never };
            let shown = human(&[one], &sources, colour);
            assert!(shown.contains(&format!("a.toml:2:{column}")), "{shown}");
            assert!(shown.contains("q = 1") && shown.len() < 1_000, "{shown}");
        }
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
