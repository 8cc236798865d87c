//! `survey`: customers are asked what is wrong; what is found is mended, and being asked is itself care.

use super::{Common, Context, Mechanics, Names, ProgrammeKind, shared};
use crate::diag::Diagnostic;
use crate::fields::{Fields, Key, Kind, Section, measures};
use crate::lever::{Amount, BadEvents, ChurnFactor, Levers, Spent};
use crate::units::{Quantity, Values};

use measures::{CHANGE, PARAMETER, SHARE};

/// Fields of the kind `survey`.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Share of customers asked each time, 0 to 1.
    pub share: Quantity,
    /// Periods from one survey to the next, at least 1.
    pub every: usize,
    /// Questions in a survey, at least 1.
    pub questions: Quantity,
    /// Share of those asked who answer, 0 to 1.
    pub answer: Quantity,
    /// Share of answers and of good effects that is lost with every question beyond the first, and with
    /// every survey a year beyond the first, 0 to 1.
    pub fatigue: Quantity,
    /// Surveys in a year.
    pub a_year: f64,
    /// Change of bad events once what is found is mended; none: nobody listens.
    pub listens: Option<Quantity>,
    /// Periods from the survey to the change.
    pub after: usize,
    /// Change of the log-survival of those who were asked.
    pub asked: Quantity,
    /// Periods that it lasts, at least 1.
    pub asked_lasts: usize,
    /// Reasons on which being asked acts; none means all.
    pub asked_reasons: Option<Vec<usize>>,
}

static ASK: Section = Section::new(
    "ask",
    "Who is asked, how often, and how much.",
    &[
        Key::value("share", SHARE).needed().means("share of customers asked each time"),
        Key::of("every", Kind::Length).needed().means("time from one survey to the next"),
        Key::value("questions", PARAMETER).or("1").means("questions in a survey"),
    ],
);

static LISTENS: Section = Section::new(
    "listens",
    "What changes because of the answers, as long as `cost.fixes_per_month` is spent.",
    &[
        Key::value("bad_event_change", CHANGE).means("change of bad events: \"-12%\""),
        Key::value("bad_visit_change", CHANGE).means("the same, of bad visits"),
        Key::of("after", Kind::Length).means("time until it shows; at once where absent"),
    ],
);

static BEING_ASKED: Section = Section::new(
    "being_asked",
    "What being asked does by itself.",
    &[
        Key::value("churn", CHANGE)
            .needed()
            .means("change of the log-survival of the named reasons among those asked"),
        Key::of("lasts", Kind::Length).needed().means("how long after being asked"),
    ],
);

/// The kind `survey`. A contact is a customer asked, an event an answer.
pub static KIND: ProgrammeKind = ProgrammeKind::new(
    "survey",
    "Customers are asked what is wrong; what is found is mended. `listens` needs [quality].",
    &[
        Key::table("ask", &ASK).needed().means("who is asked"),
        Key::value("answer", SHARE).or("\"100%\"").means("share of those asked who answer"),
        Key::table("listens", &LISTENS).means("what changes because of the answers"),
        Key::table("being_asked", &BEING_ASKED).means("what being asked does"),
        Key::value("fatigue", SHARE).or("\"0%\"").means(
            "share of answers and good effects lost with every question beyond the first \
             and every survey a year beyond the first",
        ),
    ],
    &["per_contact", "per_event", "fixes_per_month"],
    read,
);

fn read(fields: &Fields<'_>, names: &Names<'_>, common: &mut Common) -> Box<dyn Mechanics> {
    fields.require("ask");
    let ask = fields.inside("ask");
    if fields.has("ask") {
        ask.require_all(&["every", "share"]);
    }
    let listens = fields.inside("listens");
    let change = shared::bad_events_change(&listens);
    if fields.has("listens") && change.is_none() {
        listens.require("bad_event_change");
    }
    unfunded(fields, change);
    let being_asked = fields.inside("being_asked");
    if fields.has("being_asked") {
        being_asked.require_all(&["lasts", "churn"]);
    }
    let every = ask.time("every").unwrap_or(1);
    let survey = Survey {
        share: ask.number_or("share", 1.0),
        every,
        questions: ask.number_or_default("questions"),
        answer: fields.number_or_default("answer"),
        fatigue: fields.number_or_default("fatigue"),
        a_year: f64::from(fields.reading.calendar.get().period.per_year()) / every as f64,
        listens: change,
        after: listens.length("after").unwrap_or(0),
        asked: being_asked.number_or("churn", 0.0),
        asked_lasts: being_asked.time("lasts").unwrap_or(1),
        asked_reasons: common.acts_on.clone(),
    };
    // What the whole programme reaches: the reasons of being asked, and bad service if somebody listens.
    if let Some(named) = common.acts_on.as_mut()
        && let (Some(_), Some(service)) = (change, shared::service(names))
        && !named.contains(&service)
    {
        named.push(service);
    }
    if !fields.has("being_asked") {
        common.acts_on = Some(change.and(shared::service(names)).into_iter().collect());
    }
    Box::new(survey)
}

/// Listening changes nothing unless what is found is mended.
fn unfunded(fields: &Fields<'_>, change: Option<Quantity>) {
    let funded = fields.table("cost").is_some_and(|cost| cost.has("fixes_per_month"));
    if change.is_some() && !funded {
        let message = "`listens` changes nothing: `cost.fixes_per_month` is not spent";
        let one = Diagnostic::warning("W004", fields.span_of("listens"), message);
        fields.reading.report(one.label(fields.at("listens")));
    }
}

impl Survey {
    /// Share of answers and of good effects left after the burden of questions and repetition.
    fn freshness(&self, values: &Values) -> f64 {
        let more = |count: f64| (count - 1.0).max(0.0);
        let burden = more(self.questions.at(values)) + more(self.a_year);
        libm::pow(1.0 - self.fatigue.at(values), burden)
    }

    /// Share of customers asked in the last `lasts` periods, each survey drawing its customers anew:
    /// 1 − (1 − share)^(surveys in that time).
    fn asked_lately(&self, context: &Context<'_>, t: usize) -> f64 {
        let window = (t + 1).saturating_sub(self.asked_lasts)..=t;
        let surveys: f64 = window.map(|u| context.ran(u)).sum::<f64>() / self.every as f64;
        1.0 - libm::pow(1.0 - self.share.at(context.values), surveys)
    }
}

impl Mechanics for Survey {
    fn needs_quality(&self) -> bool {
        self.listens.is_some()
    }

    fn reach(&self, values: &Values) -> f64 {
        self.share.at(values)
    }

    fn levers(&self, context: &Context<'_>, levers: &mut Levers) {
        let values = context.values;
        let fresh = self.freshness(values);
        let answer = self.answer.at(values) * fresh;
        let cost = &context.common.cost;
        if let Some(change) = self.listens {
            // Nobody who answers, or nothing that is mended, and there is nothing to hear.
            let heard = |t: usize| {
                let funded = context.at(&cost.fixes, t) > 0.0 && answer > 0.0;
                if funded { context.ran(t) } else { 0.0 }
            };
            let change = change.at(values) * fresh;
            let shown = |t: usize| t.checked_sub(self.after).map_or(0.0, heard);
            levers.bad_events.push(BadEvents {
                programme: context.programme,
                scope: context.scope(),
                factor: context.by_period(|t| 1.0 + shown(t) * change),
            });
        }
        let effect = self.asked.at(values);
        // Fatigue takes from what is good about being asked, not from what is bad.
        let effect = if effect < 0.0 { effect * fresh } else { effect };
        if effect != 0.0 {
            let named = |j: usize| self.asked_reasons.as_ref().is_none_or(|all| all.contains(&j));
            levers.churn.push(ChurnFactor {
                programme: context.programme,
                reasons: (0..context.reasons).map(named).collect(),
                scope: context.scope(),
                factor: context.by_period(|t| 1.0 + self.asked_lately(context, t) * effect),
                cost_per_failure: context.nothing(),
            });
        }
        let asked = self.share.at(values) / self.every as f64;
        let contact = context.by_period(|t| {
            let each = context.at(&cost.per_contact, t) + answer * context.at(&cost.per_event, t);
            context.running(t) * asked * each
        });
        context.spend(levers, Spent::Contact, Amount::Always(contact), None);
    }

    fn builds_up(&self) -> usize {
        self.after.max(self.asked_lasts)
    }
}
