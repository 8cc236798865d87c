//! A scenario with `[variants]` as a scenario for each of them.

use crate::cli::batch::{self, Batch, Entry};
use crate::cli::exit::{Exit, Failure};
use crate::cli::messages::Messages;
use crate::cli::read;
use crate::diag::Severity;
use crate::scenario::{Base, Override, Scenario, Variants};
use crate::units::counted;

/// Most variants that are reported: each has a folder with a report.
const MOST_REPORTED: u64 = 10_000;

/// Says of each scenario with variants that its base is reported.
pub fn say(batch: &Batch, messages: Messages) {
    for entry in &batch.entries {
        let varied = entry.scenario.as_ref().ok().and_then(|scenario| scenario.variants.as_ref());
        if let Some(variants) = varied {
            let count = counted(variants.count(), "variant");
            messages.remark(&format!(
                "{}: this is the base; --variants reports its {count}, `tenure sweep` compares them",
                entry.path.display()
            ));
        }
    }
}

/// Puts its variants in the place of each scenario that has some.
pub fn expand(batch: Batch, settings: &[Override], messages: Messages) -> Batch {
    let mut exit = batch.exit;
    let mut entries = Vec::new();
    for mut entry in batch.entries {
        let varied = entry.scenario.as_mut().ok();
        let Some((id, variants)) = varied
            .and_then(|scenario| Some((scenario.about.id.clone(), scenario.variants.take()?)))
        else {
            entries.push(entry);
            continue;
        };
        match each(&entry, &id, &variants, settings, messages) {
            Ok(own) => entries.extend(own),
            Err(failure) => {
                batch::say_failure(&entry.path, &failure, messages);
                exit = exit.or_worse(failure.exit);
                entries.push(Entry { scenario: Err(failure.exit), ..entry });
            }
        }
    }
    let ends = entries.iter().filter_map(|entry| entry.scenario.as_ref().err());
    let exit = ends.fold(exit, |worst, exit| worst.or_worse(*exit));
    Batch { entries, exit }
}

fn each(
    entry: &Entry,
    id: &str,
    variants: &Variants,
    settings: &[Override],
    messages: Messages,
) -> Result<Vec<Entry>, Failure> {
    let count = variants.count();
    if count > MOST_REPORTED {
        let message = format!(
            "these are {count} variants, and at most {MOST_REPORTED} are reported: `tenure sweep` compares more"
        );
        return Err(Failure::input(message));
    }
    // It was read a moment ago.
    let base = Base::read(&entry.path).map_err(|_| Failure::input("it cannot be read any more"))?;
    let base = base.alone();
    let digits = count.to_string().len();
    let mut names: Vec<String> = Vec::new();
    let one = |place: u64| {
        let changes = variants.at(place);
        let (own, set): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(path, ..)| path == "id");
        let set = set.into_iter().map(|(path, _, node)| Override { path, value: node.inline() });
        let set: Vec<Override> = set.collect();
        let number = format!("{:0digits$}", place + 1);
        let name = own.first().and_then(|(.., node)| node.text().map(str::to_owned));
        let words = match &name {
            Some(name) => name.clone(),
            None => set
                .iter()
                .map(|one| format!("{} = {}", one.path, one.value))
                .collect::<Vec<_>>()
                .join(", "),
        };
        let name = name.unwrap_or(number);
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(legal) || names.contains(&name) {
            return Err(Failure::input(format!(
                "\"{name}\" names no folder of a variant: ids are lower-case letters, digits and hyphens, each once"
            )));
        }
        let all = [settings, &set].concat();
        let read = read::loaded(base.with(&all));
        messages.say(&read.found, &read.sources);
        let called = |mut scenario: Scenario| {
            scenario.about.id = format!("{id}/{name}");
            scenario.about.title = format!("{}: {words}", scenario.about.title);
            scenario
        };
        let (warnings, errors) = (read.count(Severity::Warning), read.errors());
        let scenario = read.scenario.map(called).ok_or(Exit::Input);
        names.push(name);
        Ok(Entry { path: entry.path.clone(), scenario, errors, warnings })
    };
    (0..count).map(one).collect()
}
