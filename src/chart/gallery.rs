//! Every chart on one page, for looking at with one's own eyes.
//!
//! `TENURE_GALLERY=/some/dir cargo test --release --lib gallery` writes `light-0.html`, `dark-0.html` and on.

use super::*;

fn page(theme: &str, pictures: &[(&str, Svg)]) -> String {
    let css = format!("{}{}", theme_css(), include_str!("../../templates/css/chart.css"));
    let mut body = String::new();
    for (name, svg) in pictures {
        body.push_str(&format!(
            "<h2>{name} <small>{} / {} bytes</small></h2>",
            svg.wide.len(),
            svg.narrow.len()
        ));
        let markup = svg.markup();
        let again = markup.replace("\"c-", "\"p-").replace(" c-", " p-").replace("#c-", "#p-");
        body.push_str(&format!(
            "<div class=row><div>{markup}</div><div class=phone>{again}</div></div>"
        ));
    }
    format!(
        "<!doctype html><html lang=en data-theme={theme}><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <style>{css} body{{background:var(--chart-paper);color:var(--chart-text);font:16px/1.4 Inter,Arial;margin:16px}}\
         h2{{font-size:18px;margin:28px 0 8px}}small{{font-weight:400;font-size:12px}}.row{{display:flex;gap:40px}}.row>div{{flex:0 0 680px}}.row>div.phone{{flex:0 0 358px}}</style><main>{body}</main></html>"
    )
}

#[test]
fn gallery_is_written_when_asked_for() {
    let Ok(dir) = std::env::var("TENURE_GALLERY") else {
        return;
    };
    for theme in ["light", "dark"] {
        for (count, pictures) in samples::all().chunks(3).enumerate() {
            std::fs::write(format!("{dir}/{theme}-{count}.html"), page(theme, pictures)).unwrap();
        }
    }
}
