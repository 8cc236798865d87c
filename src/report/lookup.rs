//! What does a path on the page point to in `findings.json`?

use serde_json::Value;

/// The value at a dotted path such as `strategies.0.metrics.npv.expected`.
///
/// A segment is a key of an object, an index of an array, or the `id`, `strategy` or `path` of an
/// array's element. A key may itself contain dots.
pub fn resolve<'a>(findings: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(findings);
    }
    // The longest head comes last: most keys have no dot.
    let cuts = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
    for cut in cuts {
        let tail = path.get(cut + 1..).unwrap_or("");
        if let Some(found) = step(findings, &path[..cut]).and_then(|next| resolve(next, tail)) {
            return Some(found);
        }
    }
    None
}

fn step<'a>(value: &'a Value, segment: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map.get(segment),
        Value::Array(list) => match segment.parse::<usize>() {
            Ok(index) => list.get(index),
            Err(_) => list.iter().find(|item| {
                let named = |key: &str| item.get(key).and_then(Value::as_str) == Some(segment);
                named("id") || named("strategy") || named("path")
            }),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_by_index_by_id_and_through_keys_with_dots() {
        let json = serde_json::json!({
            "strategies": [{"id": "base", "metrics": {"npv": {"expected": 2.5}}}],
            "assumptions": [{"path": "a.b", "value": 7}],
            "input_sha256": {"x.toml": "ff"}
        });
        assert_eq!(resolve(&json, "strategies.0.metrics.npv.expected"), Some(&Value::from(2.5)));
        assert_eq!(resolve(&json, "strategies.base.metrics.npv.expected"), Some(&Value::from(2.5)));
        assert_eq!(resolve(&json, "assumptions.a.b.value"), Some(&Value::from(7)));
        assert_eq!(resolve(&json, "input_sha256.x.toml"), Some(&Value::from("ff")));
        assert_eq!(resolve(&json, "strategies.1.id"), None);
    }
}
