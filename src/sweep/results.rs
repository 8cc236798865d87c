//! Rows of all variants as a table of data.

use std::collections::BTreeSet;
use std::io;

use serde_json::Value;

use super::row::VariantRow;

/// Columns of the table: a pure function of the rows, whoever computed them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Fields of ids that are objects; none where ids are something else.
    ids: Option<BTreeSet<String>>,
    figures: Vec<String>,
}

impl Columns {
    /// Looks at a row.
    pub fn add(&mut self, row: &VariantRow) {
        if let Some(Value::Object(id)) = row.get("id") {
            self.ids.get_or_insert_default().extend(id.keys().cloned());
        }
        for (name, _) in row.figures() {
            if !self.figures.contains(name) {
                self.figures.push(name.clone());
            }
        }
    }

    /// Their heads.
    fn heads(&self) -> Vec<&str> {
        let ids = match &self.ids {
            Some(ids) => ids.iter().map(String::as_str).collect(),
            None => vec!["id"],
        };
        let figures = self.figures.iter().map(String::as_str);
        let [before, after] = [vec!["strategy", "exit"], vec!["code", "error", "key"]];
        ["index"].into_iter().chain(ids).chain(before).chain(figures).chain(after).collect()
    }

    fn cells(&self, row: &VariantRow) -> Vec<String> {
        let id = row.get("id");
        let ids: Vec<Option<&Value>> = match &self.ids {
            Some(ids) => ids.iter().map(|name| id.and_then(|id| id.get(name))).collect(),
            None => vec![id],
        };
        let of = |names: &[&str]| names.iter().map(|name| row.get(name)).collect::<Vec<_>>();
        let figures: Vec<_> = self.figures.iter().map(|name| row.get(name)).collect();
        let all = [of(&["index"]), ids, of(&["strategy", "exit"]), figures];
        let all = all.into_iter().flatten().chain(of(&["code", "error", "key"]));
        all.map(|value| value.map_or_else(String::new, cell)).collect()
    }
}

/// Nothing is empty, never 0.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Writes the rows as CSV: one a variant and strategy.
///
/// # Errors
///
/// `out` cannot be written, or a row not be read.
pub fn csv(
    columns: &Columns,
    rows: impl Iterator<Item = io::Result<VariantRow>>,
    out: impl io::Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.heads())?;
    for row in rows {
        writer.write_record(columns.cells(&row?))?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &[&str]) -> String {
        let rows: Vec<VariantRow> =
            lines.iter().map(|line| VariantRow::read(line).unwrap()).collect();
        let mut columns = Columns::default();
        rows.iter().for_each(|row| columns.add(row));
        let mut out = Vec::new();
        csv(&columns, rows.into_iter().map(Ok), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn coordinates_and_figures_are_columns() {
        let found = table(&[
            r#"{"id":{"b.x":"=1+1","a":2},"index":0,"key":"k","exit":2,"code":"E030","error":"no, \"q\""}"#,
            r#"{"id":{"a":3,"b.x":"20%"},"index":1,"key":"l","strategy":"s","exit":0,"npv":1.5,"irr":null}"#,
        ]);
        let wanted = "index,a,b.x,strategy,exit,npv,irr,code,error,key\n\
            0,2,=1+1,,2,,,E030,\"no, \"\"q\"\"\",k\n\
            1,3,20%,s,0,1.5,,,,l\n";
        assert_eq!(found, wanted);
        assert!(
            table(&[r#"{"id":7,"exit":0,"npv":1}"#]).starts_with("index,id,strategy,exit,npv,")
        );
    }
}
