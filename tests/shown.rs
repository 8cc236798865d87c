//! What `show` prints is the scenario again: `run` takes it, and every figure is the same.

use std::fs;
use std::path::Path;

use tenure::diag::{Colour, human};
use tenure::findings::find;
use tenure::report::json;
use tenure::scenario::{self, Override, Read, Scenario, read, read_text, show};

use super::mutations::{Dice, VALID, changed_text, random_setting};
use super::toml_1_0::{assert_toml_1_0, files};

/// All that figures follow from: the scenario without the places and the prints of its files.
fn meaning(scenario: &Scenario) -> String {
    let mut bare = scenario.clone();
    bare.files.clear();
    bare.assumptions.iter_mut().for_each(|one| (one.file, one.line) = (0, 0));
    bare.checks.iter_mut().for_each(|one| (one.file, one.line) = (0, 0));
    format!("{bare:#?}")
}

fn understood(name: &str, text: &str, read: Read) -> Scenario {
    match read {
        Ok((scenario, _, _)) => scenario,
        Err((found, sources)) => {
            panic!(
                "{name}: shown, and refused:\n{}\n{text}",
                human(&found, &sources, Colour::Never)
            )
        }
    }
}

fn assert_same(name: &str, text: &str, [stated, shown]: [&Scenario; 2]) {
    let [stated, shown] = [stated, shown].map(meaning);
    if stated != shown {
        let apart = stated.lines().zip(shown.lines()).find(|(a, b)| a != b);
        panic!("{name}: shown as another scenario: {apart:?}\n{text}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

/// The shown text of a file, read again in a copy of its folder.
fn shown_again(path: &Path, text: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    copy(path.parent().unwrap(), folder.path());
    let again = folder.path().join(path.file_name().unwrap());
    fs::write(&again, text).unwrap();
    understood(&path.display().to_string(), text, read(&again, &[]))
}

#[test]
fn every_scenario_that_is_read_is_shown_as_itself() {
    let all = ["scenarios", "templates/init", "tests"].into_iter().flat_map(|f| files(f, "toml"));
    let mut shown = 0;
    for path in all {
        let Ok((stated, _, _)) = read(&path, &[]) else { continue };
        let name = path.display().to_string();
        let text = show::show(&path, &[]).unwrap_or_else(|_| panic!("{name} is not shown"));
        assert_toml_1_0(&name, &text);
        let again = match text.contains("file = ") {
            true => shown_again(&path, &text),
            false => {
                let file = path.file_name().unwrap().to_str().unwrap();
                understood(&name, &text, read_text(file, &text, &[]))
            }
        };
        assert_same(&name, &text, [&stated, &again]);
        shown += 1;
    }
    assert!(shown > 100, "{shown} scenarios");
}

#[test]
fn random_valid_scenarios_are_shown_as_themselves() {
    let mut dice = Dice(20_261_129);
    let mut valid = 0;
    for _ in 0..1_500 {
        let text = changed_text(dice.one_of(VALID), &mut dice);
        let Ok((stated, _, _)) = read_text("x.toml", &text, &[]) else { continue };
        let shown = show::text(&scenario::load_text("x.toml", &text, &[]));
        assert_toml_1_0("a random scenario", &shown);
        let again = understood("a random scenario", &shown, read_text("x.toml", &shown, &[]));
        assert_same("a random scenario", &shown, [&stated, &again]);
        valid += 1;
    }
    assert!(valid > 80, "{valid} are valid");
}

/// Base values of a scenario, for those that the command line changed in the unit of the file.
fn nearly(stated: &Scenario, shown: &Scenario) -> bool {
    let [a, b] = [stated, shown].map(|scenario| find(scenario).strategies);
    a.iter().zip(&b).all(|(a, b)| {
        let [a, b] = [a, b].map(|one| one.metrics.expected("npv"));
        match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
            _ => a == b,
        }
    })
}

#[test]
fn settings_of_the_command_line_are_shown_as_values() {
    let mut dice = Dice(12);
    let mut valid = 0;
    for _ in 0..200 {
        let text = dice.one_of(&VALID[..3]);
        let (stated, _, _) = read_text("x.toml", text, &[]).expect("a valid text");
        let setting = random_setting(&stated, &mut dice);
        // A file's own spend moves its response curve; a setting moves along it.
        if setting.path.ends_with(".spend") {
            continue;
        }
        let settings: [Override; 1] = [setting];
        let Ok((mut stated, _, _)) = read_text("x.toml", text, &settings) else { continue };
        let shown = show::text(&scenario::load_text("x.toml", text, &settings));
        let mut again = understood("a setting", &shown, read_text("x.toml", &shown, &[]));
        (stated.uncertainty.draws, again.uncertainty.draws) = (0, 0);
        assert!(nearly(&stated, &again), "{settings:?}\n{shown}");
        valid += 1;
    }
    assert!(valid > 15, "{valid} are valid");
}

#[test]
fn figures_of_a_shown_scenario_are_the_same() {
    for name in ["minimal", "sandwich-shop"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        let text = show::show(&path, &[]).unwrap_or_else(|_| panic!("{name} is not shown"));
        let again = understood(name, &text, read_text(&format!("{name}.toml"), &text, &[]));
        let figures = |mut scenario: Scenario| {
            scenario.uncertainty.draws = scenario.uncertainty.draws.min(4);
            let text = json::render(&find(&scenario)).unwrap();
            let mut all: serde_json::Value = serde_json::from_str(&text).unwrap();
            // The prints of the input, and where its numbers stand.
            all["scenario"]["input_sha256"].take();
            let register = all["assumptions"].as_array_mut().unwrap();
            register.iter_mut().for_each(|one| drop((one["file"].take(), one["line"].take())));
            all
        };
        let (stated, _, _) = read(&path, &[]).expect("a shipped scenario");
        assert_eq!(figures(stated), figures(again), "{name}");
    }
}
