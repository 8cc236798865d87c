//! How does a page become one file: templates, style sheet, script, and the policy that allows
//! just these.

use std::sync::OnceLock;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use crate::chart;
use crate::findings::Findings;
use crate::text::Catalogue;

use super::RenderOptions;
use super::page::Page;
use super::policy::policy;
use super::prose::Markup;

/// A template and the page model do not fit: a bug, unless the templates were replaced.
#[derive(Debug)]
pub struct RenderError(minijinja::Error);

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the report could not be rendered: {:#}", self.0)
    }
}

impl std::error::Error for RenderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<minijinja::Error> for RenderError {
    fn from(error: minijinja::Error) -> Self {
        Self(error)
    }
}

/// The page of these findings, as one file that needs no other.
///
/// # Errors
/// When a template asks for what the page model does not have.
pub fn render(findings: &Findings, options: &RenderOptions) -> Result<String, RenderError> {
    let page = Page::of(findings, options);
    let words = Catalogue::of(&findings.scenario.language);
    Press::page("report.html.j2", |press| &press.report, &page, words)
}

/// What all pages share, made once.
pub(super) struct Press {
    environment: Environment<'static>,
    pub report: Dress,
    pub index: Dress,
    pub brief: Dress,
    words: Vec<OnceLock<minijinja::Value>>,
}

/// Style, script and policy of a kind of page.
pub(super) struct Dress {
    pub style: minijinja::Value,
    pub script: minijinja::Value,
    pub policy: String,
}

macro_rules! templates {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

/// Templates by name.
const TEMPLATES: [(&str, &str); 22] = templates!(
    "report.html.j2"
    "brief.html.j2"
    "compare.html.j2"
    "index.html.j2"
    "sweep.html.j2"
    "macros.html.j2"
    "sections/ribbon.html.j2"
    "sections/headline.html.j2"
    "sections/optimum.html.j2"
    "sections/tiles.html.j2"
    "sections/next_money.html.j2"
    "sections/changes.html.j2"
    "sections/checks.html.j2"
    "sections/pictures.html.j2"
    "sections/programmes.html.j2"
    "sections/side_by_side.html.j2"
    "sections/yearly.html.j2"
    "sections/accounting.html.j2"
    "sections/assumptions.html.j2"
    "sections/integrity.html.j2"
    "sections/method.html.j2"
    "sections/manifest.html.j2"
);

impl Press {
    /// The one of this process.
    pub fn shared() -> &'static Self {
        static PRESS: OnceLock<Press> = OnceLock::new();
        PRESS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
        for (name, text) in TEMPLATES {
            // The templates are part of the program, and a test renders each of them.
            environment.add_template(name, text).expect("a built-in template is valid");
        }
        let page_css = include_str!("../../templates/css/page.css");
        let chart_css = include_str!("../../templates/css/chart.css");
        let theme = chart::theme_css();
        let report = format!("{theme}{page_css}{chart_css}");
        let index = format!("{theme}{page_css}{}", include_str!("../../templates/css/index.css"));
        let brief = format!("{report}{}", include_str!("../../templates/css/brief.css"));
        let page_js = include_str!("../../templates/js/page.js");
        let report_js = include_str!("../../templates/js/report.js");
        let index_js = include_str!("../../templates/js/index.js");
        Self {
            environment,
            report: Dress::new(&report, &format!("{page_js}{report_js}")),
            index: Dress::new(&index, &format!("{page_js}{index_js}")),
            brief: Dress::new(&brief, ""),
            words: Catalogue::codes().iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The page that a template makes of what it shows, dressed and in words of a language.
    pub fn page(
        template: &str,
        dress: impl Fn(&Self) -> &Dress,
        shown: &impl Serialize,
        words: &Catalogue,
    ) -> Result<String, RenderError> {
        let press = Self::shared();
        let dress = dress(press);
        let context = context! {
            page => Serde(shown),
            t => press.words(words),
            style => dress.style.clone(),
            script => dress.script.clone(),
            policy => dress.policy.clone(),
        };
        Ok(press.environment.get_template(template)?.render(context)?)
    }

    /// The messages of a language, for templates.
    fn words(&self, words: &Catalogue) -> minijinja::Value {
        let place = Catalogue::codes().iter().position(|code| *code == words.language());
        let tree = || minijinja::Value::from(Serde(words.tree()));
        self.words[place.unwrap_or(0)].get_or_init(tree).clone()
    }
}

impl Dress {
    fn new(style: &str, script: &str) -> Self {
        let style = smaller(style);
        let script = script.trim();
        let safe = |text: &str| minijinja::Value::from(Serde(Markup::new(text.to_owned())));
        Self { policy: policy(&style, script), style: safe(&style), script: safe(script) }
    }
}

/// A style sheet without comments and line breaks.
fn smaller(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}
