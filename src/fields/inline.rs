//! A value written as TOML on one line, to be put into another scenario.

use super::{Data, Node};

impl Node {
    /// The value as TOML that reads back as the same value.
    pub fn inline(&self) -> String {
        match &self.data {
            Data::Text(text) | Data::Changed(_, text, _) => quoted(text),
            Data::Number(value) => format!("{value:?}"),
            Data::Whole(value) => value.to_string(),
            Data::Bool(value) => value.to_string(),
            Data::Date(date) => date.to_string(),
            Data::Moment(text) => text.clone(),
            Data::List(items) => {
                let items: Vec<String> = items.iter().map(Self::inline).collect();
                format!("[{}]", items.join(", "))
            }
            Data::Table(table) => {
                let entries = table.entries.iter();
                let entries: Vec<String> = entries
                    .map(|entry| format!("{} = {}", key(&entry.key), entry.node.inline()))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }
}

/// A key, in quotes only where TOML needs them.
fn key(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !text.is_empty() && text.chars().all(bare) { text.to_owned() } else { quoted(text) }
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;
    use crate::fields::parse;

    #[test]
    fn keys_are_bare_where_they_may_be() {
        let text = "x = { base = 5, \"over 1 month\" = \"9%\" }";
        let (tree, found) = parse(text, 0);
        assert!(found.is_empty());
        assert_eq!(tree.get("x").unwrap().inline(), "{ base = 5, \"over 1 month\" = \"9%\" }");
    }

    #[test]
    fn a_quoted_text_reads_back() {
        for text in ["plain", "with \"quotes\" and \\", "two\nlines\tand\u{7f}", "æøå 12 %"] {
            let read: toml::Table = format!("x = {}", quoted(text)).parse().unwrap();
            assert_eq!(read["x"].as_str(), Some(text));
        }
    }
}
