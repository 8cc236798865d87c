//! The page of a sweep.

use serde::Serialize;

use super::map::Map;
use super::view::{Swept, View};
use crate::report::html::{Press, RenderError};
use crate::report::prose::Prose;
use crate::report::table::Table;
use crate::text::Catalogue;

/// What the template shows.
#[derive(Serialize)]
struct Page {
    lang: &'static str,
    title: Prose,
    headline: Prose,
    counts: Vec<Chip>,
    maps: Vec<Map>,
    effects: Option<Table>,
    best: Option<Table>,
    worst: Option<Table>,
}

/// How many variants end in a way.
#[derive(Serialize)]
struct Chip {
    class: &'static str,
    words: Prose,
}

/// The page.
///
/// # Errors
/// When the template asks for what the page does not have.
pub fn render(swept: &Swept) -> Result<String, RenderError> {
    let words = Catalogue::of(&swept.language);
    let view = View::of(swept, words);
    let page = view.page();
    Press::page("sweep.html.j2", |press| &press.report, &page, words)
}

impl View<'_> {
    fn page(&self) -> Page {
        let leader = self.leader();
        let answered: usize = self.wins.iter().sum();
        let slots = |place: usize| {
            [
                ("name", Prose::given(self.swept.strategies[place].clone())),
                ("wins", self.count(self.wins[place])),
                ("count", self.count(answered)),
                ("figure", self.name(0)),
            ]
        };
        let headline = match answered {
            0 => self.say("sweep.nothing", &[]),
            _ if self.wins[leader] == answered => self.say("sweep.always", &slots(leader)),
            _ => self.say("sweep.mostly", &slots(leader)),
        };
        let chip = |((class, key), count): ((&'static str, &str), u64)| {
            let words = self.say(key, &[("count", self.count(count as usize))]);
            (count > 0).then_some(Chip { class, words })
        };
        let kinds = [("pass", "sweep.pass"), ("fail", "sweep.fail"), ("none", "sweep.refused")];
        Page {
            lang: self.words.language(),
            title: Prose::given(self.swept.title.clone()),
            headline,
            counts: kinds.into_iter().zip(self.swept.ends).filter_map(chip).collect(),
            maps: (0..self.figures.len()).filter_map(|figure| self.map(figure)).collect(),
            effects: self.effects(leader),
            best: self.listed("sweep.best", leader, false),
            worst: self.listed("sweep.worst", leader, true),
        }
    }
}
