//! What the findings say, in the words of their language.

use std::rc::Rc;

use super::finite::full;
use super::prose::{Printed, Prose, ProseKind};
use crate::fields::StatedUnit;
use crate::findings::{
    Baseline, Findings, Form, Line, Quote, Quoted, Sentence, Slot, Speaker, Stands, in_words,
};
use crate::text::{self, Catalogue, MINUS, SPACE, Sign};
use crate::units;

/// Characters of what is said beside the answer itself: four lines of a wide page.
const BESIDE: usize = 360;

/// Fills the sentences of some findings.
#[derive(Clone, Debug)]
pub struct Voice {
    words: &'static Catalogue,
    currency: String,
    period: &'static str,
}

impl Voice {
    /// The language of the findings.
    pub fn of(findings: &Findings) -> Self {
        let facts = &findings.scenario;
        Self { period: facts.period, ..Self::new(&facts.language, &facts.currency) }
    }

    /// A language, and a currency for money; time is in periods.
    pub fn new(language: &str, currency: &str) -> Self {
        Self { words: Catalogue::of(language), currency: currency.to_owned(), period: "period" }
    }

    /// What money is counted in.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The message of that key with its slots filled.
    pub fn say(&self, key: &str, slots: &[(&str, Prose)]) -> Prose {
        Prose::say(self.words, key, slots)
    }

    /// A printed count with its noun, in the number that the digits ask for.
    pub fn counted(&self, count: &str, noun: &str) -> String {
        let number = if count == "1" { "one" } else { "other" };
        format!("{count} {}", self.words.plain(&format!("{noun}.{number}")))
    }

    /// A number for plain text, with at most that many decimals.
    pub fn grouped(&self, value: f64, decimals: usize) -> String {
        let numbers = self.words.numbers();
        let own = |mark| match mark {
            ',' => numbers.group,
            '.' => numbers.decimal,
            other => other,
        };
        units::grouped(value, decimals).chars().map(own).collect()
    }

    /// A share for plain text in per cent, with at most that many decimals.
    pub fn grouped_percent(&self, share: f64, decimals: usize) -> String {
        self.words.numbers().with_percent(self.grouped(share * 100.0, decimals))
    }

    /// A share of a figure in percent: `+12.3%`.
    pub fn percent(&self, share: f64, sign: Sign) -> String {
        self.words.numbers().percent(share, 1, sign)
    }

    /// A printed count of periods: `9 months`.
    pub fn periods(&self, count: &str) -> String {
        self.counted(count, &format!("period.{}", self.period))
    }

    /// What an assumption counts, by its words in `findings.json`.
    pub fn unit(&self, unit: &str) -> Prose {
        match unit.split_once(" per ") {
            Some((what, per)) => {
                let per = self.say(&format!("period.{per}.one"), &[]);
                self.say(
                    "unit.per",
                    &[("what", self.say(&format!("unit.{what}"), &[])), ("per", per)],
                )
            }
            None => self.say(&format!("unit.{unit}"), &[]),
        }
    }

    /// A value of an assumption in its unit.
    pub fn stated(&self, value: f64, unit: &str) -> String {
        let numbers = self.words.numbers();
        let number = match StatedUnit::in_percent(unit) {
            true => numbers.with_percent(numbers.stated(value * 100.0)),
            false => numbers.stated(value),
        };
        match unit.split_once(" per ") {
            Some((_, per)) => {
                let per = self.say(&format!("period.{per}.one"), &[]);
                self.say("unit.per", &[("what", Prose::words(number)), ("per", per)]).plain()
            }
            None => number,
        }
    }

    /// A sentence with its figures.
    pub fn prose(&self, sentence: &Sentence) -> Prose {
        let slots = sentence.slots.iter().map(|(name, slot)| (*name, self.filling(slot)));
        self.say(sentence.key, &slots.collect::<Vec<_>>())
    }

    /// Those of some sentences that stand, one after the other.
    pub fn text(&self, lines: &[Line]) -> Prose {
        self.told(lines).into_iter().fold(Prose::default(), |text, next| self.after(text, next))
    }

    /// The same in two parts: what must be said, and the rest.
    pub fn parted(&self, lines: &[Line]) -> (Prose, Prose) {
        let told = self.told(lines);
        let must = lines.iter().take_while(|line| line.stands == Stands::Always).count();
        let (first, more) = told.split_at(must.min(told.len()));
        let text = |part: &[&Sentence]| {
            part.iter().fold(Prose::default(), |text, next| self.after(text, next))
        };
        (text(first), text(more))
    }

    fn after(&self, text: Prose, next: &Sentence) -> Prose {
        let text = if text.is_empty() { text } else { text.then(Prose::words(" ")) };
        text.then(self.prose(next))
    }

    /// What fills a slot, or a reason.
    pub fn filling(&self, slot: &Slot) -> Prose {
        match slot {
            Slot::Given(text) => Prose::given(text.as_str()),
            Slot::Words(inner) => self.prose(inner),
            Slot::Month { path, first_day, months } => Printed {
                path: path.clone(),
                value: first_day.clone(),
                text: text::month(self.words, &text::later(first_day, months - 1)),
                kind: ProseKind::Date,
            }
            .into(),
            Slot::Unit(unit) => self.unit(unit),
            Slot::Figure(Quote { path, value, form }) => {
                let text = self.figure(*value, *form);
                match path.clone() {
                    None => Prose::words(text),
                    Some(path) => {
                        Printed { path, value: full(*value), text, kind: ProseKind::Number }.into()
                    }
                }
            }
        }
    }

    /// Serialises findings in these words.
    pub fn spoken<T>(self, serialise: impl FnOnce() -> T) -> T {
        in_words(Rc::new(self), serialise)
    }

    fn figure(&self, value: f64, form: Form) -> String {
        let numbers = self.words.numbers();
        let money = |text: String| format!("{}{SPACE}{text}", self.currency);
        match form {
            Form::Amount => money(numbers.short(value.abs(), Sign::OnlyMinus)),
            Form::Signed => {
                let sign = if value < 0.0 { MINUS } else { '+' };
                format!("{sign}{}", money(numbers.short(value.abs(), Sign::OnlyMinus)))
            }
            Form::Stated("share" | "rate") => numbers.stated_share(value),
            Form::Stated("money") => money(numbers.tick(value)),
            Form::Stated(_) => numbers.tick(value),
            Form::Full => numbers.stated(value),
            Form::FullShare => numbers.with_percent(numbers.stated(value * 100.0)),
            Form::Count => numbers.fixed(value, 0, Sign::OnlyMinus),
            Form::Length(unit) => {
                let count = numbers.fixed(value, 0, Sign::OnlyMinus);
                self.counted(&count, &format!("period.{unit}"))
            }
            Form::Chance => numbers.chance(value),
            Form::Of(count) => numbers.fixed(count.round(), 0, Sign::OnlyMinus),
            Form::Rate => numbers.with_percent(numbers.stated((value * 1e5).round() / 1e3)),
            Form::Factor => numbers.fixed(value, 2, Sign::OnlyMinus),
        }
    }
}

impl Speaker for Voice {
    fn say(&self, sentence: &Sentence) -> (String, Vec<Quoted>) {
        let prose = self.prose(sentence);
        let quoted =
            prose.figures().map(|one| Quoted { path: one.path.clone(), text: one.text.clone() });
        (prose.plain(), quoted.collect())
    }

    fn told<'l>(&self, lines: &'l [Line]) -> Vec<&'l Sentence> {
        let mut told: Vec<&Sentence> = Vec::new();
        let mut room = BESIDE;
        for Line { sentence, stands } in lines {
            if *stands == Stands::IfRoom {
                let long = self.prose(sentence).plain().chars().count() + 1;
                if long > room {
                    continue;
                }
                room -= long;
            }
            told.push(sentence);
        }
        told
    }
}

/// A sentence of the findings as plain text.
pub fn plain(findings: &Findings, sentence: &Sentence) -> String {
    Voice::of(findings).prose(sentence).plain()
}

/// Serialises findings in their words.
pub fn spoken<T>(findings: &Findings, serialise: impl FnOnce() -> T) -> T {
    Voice::of(findings).spoken(serialise)
}

/// What later runs read back of the findings, in their words.
pub fn baseline(findings: &Findings) -> Baseline {
    spoken(findings, || Baseline::of(findings))
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::findings::{Reason, Whys, messages};

    /// Every reason is told with its count, the most frequent first, and of many only so much that there are more.
    #[test]
    fn all_reasons_are_told_the_most_frequent_first() {
        let voice = Voice::new("en", "EUR");
        let told = |counts: &[(Reason, usize)]| {
            voice.prose(&Whys::of(counts.iter().copied()).unwrap().into()).plain()
        };
        let (late, none, base) = (messages::NOT_PAID_BACK, messages::NO_DESK, messages::BASE_ONLY);
        let [a, b, c] = [late, none, base].map(|why| voice.prose(&why.say([])).plain());
        assert_eq!(told(&[(late, 2)]), a);
        assert_eq!(told(&[(none, 1), (late, 2)]), format!("{a} (2); {b} (1)"));
        let many = [
            (none, 2),
            (base, 1),
            (late, 3),
            (messages::NO_REVENUE, 1),
            (messages::ALL_ARE_NEW, 1),
        ];
        let third = voice.prose(&messages::ALL_ARE_NEW.say([])).plain();
        assert_eq!(told(&many), format!("{a} (3); {b} (2); {third} (1); and 2 more"));
        assert!(told(&many[..3]).ends_with(&format!("{c} (1)")));
    }

    #[test]
    fn what_has_no_room_beside_the_answer_is_left_out() {
        let voice = Voice::new("en", "EUR");
        let line = |name: &str, stands| Line {
            sentence: messages::ON_THE_MEAN.say([name.into()]),
            stands,
        };
        let (always, room) = (Stands::Always, Stands::IfRoom);
        let long = "x".repeat(BESIDE);
        let lines = [line("A", always), line(&long, room), line("B", room)];
        let text = voice.text(&lines).plain();
        let said = |name: &str| format!("On the average of the runs “{name}” is ahead.");
        assert_eq!(text, format!("{} {}", said("A"), said("B")));
        let text = voice.text(&[line("A", always), line(&long, always)]).plain();
        assert_eq!(text, format!("{} {}", said("A"), said(&long)));
    }
}
