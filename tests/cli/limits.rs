//! Bounds of a whole run: counted before it, never measured.

use std::time::Instant;

use tenure::findings::estimate::{LONG, MOST_BYTES, MOST_SECONDS, estimate};
use tenure::findings::find;

use super::Folder;
use crate::runs::scenario;

/// Sizes of a made-up firm.
#[derive(Clone, Copy)]
struct Firm {
    segments: usize,
    channels: usize,
    strategies: usize,
    /// Effects, a desk and points, in turn.
    programmes: usize,
    months: usize,
    ranges: usize,
    draws: usize,
    churn: &'static str,
    customers: bool,
}

const BETA: &str = "model = \"beta-geometric\"\nalpha = 1.6\nbeta = 16.5\n";
const WEIBULL: &str = "model = \"discrete-weibull\"\nrate = \"8% per month\"\nshape = 0.7\n";
const STEEP: &str = "model = \"beta-discrete-weibull\"\nalpha = 1.6\nbeta = 16.5\nshape = 1.2\n";
const TABLE: &str = "model = \"by-tenure\"\ntable = { \"1-3 months\" = \"11% per month\", \"4-12 months\" = \"7% per month\", \"over 12 months\" = \"4% per month\" }\n";

const SMALL: Firm = Firm {
    segments: 1,
    channels: 1,
    strategies: 2,
    programmes: 0,
    months: 48,
    ranges: 0,
    draws: 0,
    churn: BETA,
    customers: false,
};

impl Firm {
    fn text(self) -> String {
        let mut text = format!(
            "schema = 1\n[scenario]\nid = \"firm\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"{} months\"\n\
             discount_rate = \"10% per year\"\n[uncertainty]\ndraws = {}\ncustomers = {}\n[opening_base]\ntenure = \"new\"\n\
             [churn]\n{}[churn.reasons]\nprice = \"60%\"\nservice = \"40%\"\n",
            self.months, self.draws, self.customers, self.churn
        );
        for s in 0..self.segments {
            text += &format!(
                "[[segments]]\nid = \"s{s}\"\nopening_customers = 1000\nprice = {}\n",
                20 + s % 13
            );
            if s < self.ranges {
                text = text.replace(
                    &format!("price = {}\n", 20 + s % 13),
                    &format!("price = {{ base = {0}, low = {0}, high = 40 }}\n", 20 + s % 13),
                );
            }
        }
        for c in 0..self.channels {
            text += &format!(
                "[[channels]]\nid = \"c{c}\"\ncustomers = 100\ncost_per_customer = {}\n",
                60 + c % 7
            );
        }
        let kinds = [
            "kind = \"effect\"\nacts_on = [\"price\"]\nreach = \"30%\"\neffect = { churn = \"-5%\" }\ncost = { per_member = 0.1 }\n",
            "kind = \"save-desk\"\nacts_on = [\"price\"]\nreach = \"60%\"\naccept = \"24%\"\nafter_save = { churn_multiplier = 2, fades_over = \"8 months\" }\n\
             offers = [{ discount = \"40%\", lasts = \"3 months\" }]\n",
            "kind = \"points\"\nacts_on = [\"price\", \"service\"]\nearn = \"1 point per 1 EUR\"\nmembership = { enrol = \"40%\", ramp = \"10 months\" }\n\
             redeem = { point_value = 0.01, after = \"3 months\" }\nbreakage = \"20%\"\neffect = { churn = \"-9%\" }\n",
        ];
        let mut desks = 0;
        for p in 0..self.programmes {
            let kind = kinds[p % 3];
            desks += usize::from(p % 3 == 1);
            let kind = if desks > 1 && p % 3 == 1 { kinds[0] } else { kind };
            text += &format!("[[programmes]]\nid = \"p{p}\"\n{kind}");
        }
        for k in 0..self.strategies {
            let all: Vec<String> = (0..self.programmes).map(|p| format!("p{p}")).collect();
            let own = if k == 0 { vec![] } else { all };
            text += &format!("[[strategies]]\nid = \"k{k}\"\nprogrammes = {own:?}\n");
        }
        text
    }
}

/// What must not be begun: more draws than memory holds, and a wide and long file for weeks.
#[test]
fn a_run_that_nobody_waits_for_is_refused_with_its_causes() {
    let deep = Firm { strategies: 100, draws: 1_000_000, ranges: 1, ..SMALL };
    let wide =
        Firm { segments: 200, months: 1_200, strategies: 50, draws: 5_000, ranges: 1, ..SMALL };
    for (firm, cause) in
        [(deep, "1,000,000 draws of 100 strategies"), (wide, "5,000 draws of 50 strategies")]
    {
        let found = estimate(&scenario(&firm.text()));
        assert!(found.seconds() > MOST_SECONDS || found.bytes() > MOST_BYTES);
        let folder = Folder::new(&[("a.toml", &firm.text())]);
        let ended = folder.tenure(&["run", "a.toml"]).with(2);
        assert!(ended.err.contains(cause), "{}", ended.err);
        assert!(ended.err.contains("--allow-large lifts these bounds"), "{}", ended.err);
        assert!(!folder.has("reports"), "nothing is written");
    }
}

/// One file too large does not hold up the others, and the option lets it run.
#[test]
fn a_large_file_is_refused_alone_and_allowed_when_asked_for() {
    // A million draws of 1,200 periods are 21 GB.
    let large = Firm { draws: 1_000_000, ranges: 1, months: 1_200, ..SMALL };
    let folder = Folder::new(&[
        ("a.toml", &large.text()),
        ("b.toml", &SMALL.text().replace("\"firm\"", "\"small\"")),
    ]);
    let ended = folder.tenure(&["run", "a.toml", "b.toml"]).with(2);
    assert!(ended.err.contains("a.toml") && !ended.err.contains("b.toml"), "{}", ended.err);
    assert!(folder.has("reports/small/report.html") && !folder.has("reports/firm"));
    // The option does no harm to what is small.
    folder.tenure(&["run", "b.toml", "--allow-large"]).with(0);
    let explained = folder.tenure(&["explain", "limits"]).with(0);
    for words in ["60 min of one core", "16 GB", "1,200 periods", "1,000,000", "--allow-large"] {
        assert!(explained.out.contains(words), "{words}: {}", explained.out);
    }
}

/// An estimate is the same every time, grows with what is asked for, and lets every shipped file pass.
#[test]
fn estimates_grow_with_what_is_asked_for() {
    let seconds = |firm: Firm| estimate(&scenario(&firm.text())).seconds();
    let bytes = |firm: Firm| estimate(&scenario(&firm.text())).bytes();
    let base = Firm { segments: 2, channels: 2, programmes: 3, draws: 100, ranges: 2, ..SMALL };
    assert_eq!(seconds(base), seconds(base));
    for more in [
        Firm { segments: 4, ..base },
        Firm { channels: 4, ..base },
        Firm { strategies: 4, ..base },
        Firm { programmes: 4, ..base },
        Firm { months: 96, ..base },
        Firm { draws: 200, ..base },
        Firm { churn: WEIBULL, ..base },
    ] {
        assert!(seconds(more) > seconds(base));
    }
    assert!(bytes(Firm { draws: 200_000, ..base }) > bytes(base));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|end| end == "toml") {
            let (shipped, ..) = tenure::scenario::read(&file, &[]).unwrap();
            let found = estimate(&shipped);
            assert!(found.seconds() < MOST_SECONDS / 20.0, "{}: {found:?}", file.display());
            assert!(found.bytes() < MOST_BYTES / 10.0, "{}: {found:?}", file.display());
        }
    }
    assert!(seconds(SMALL) < LONG);
}

/// Seconds that a thread works on something: those of others on the same machine do not count, where the system tells.
fn busy<T>(work: impl FnOnce() -> T) -> f64 {
    let begun = Instant::now();
    let now = || {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let told = told.and_then(|own| own.split(' ').next()?.parse::<f64>().ok());
        told.map_or_else(|| begun.elapsed().as_secs_f64(), |ns| ns * 1e-9)
    };
    let before = now();
    work();
    now() - before
}

/// Calibration: estimates beside the time of one thread. The constants of `src/findings/estimate.rs` come from it:
/// `cargo test --release --test tests -- --ignored --nocapture estimates_beside`.
#[test]
#[ignore = "a measurement, not a test"]
fn estimates_beside_the_time_that_runs_take() {
    let cases: &[(&str, Firm)] = &[
        ("small", SMALL),
        ("draws", Firm { draws: 4_000, ranges: 1, ..SMALL }),
        (
            "constant draws",
            Firm {
                draws: 4_000,
                ranges: 1,
                churn: "model = \"constant\"\nrate = \"5% per month\"\n",
                ..SMALL
            },
        ),
        ("weibull draws", Firm { draws: 500, ranges: 1, churn: WEIBULL, ..SMALL }),
        ("table draws", Firm { draws: 2_000, ranges: 1, churn: TABLE, ..SMALL }),
        ("programmes draws", Firm { draws: 300, ranges: 1, programmes: 3, strategies: 3, ..SMALL }),
        ("whole draws", Firm { draws: 300, ranges: 1, programmes: 3, customers: true, ..SMALL }),
        ("replications", Firm { draws: 4_000, customers: true, ..SMALL }),
        ("32 segments", Firm { segments: 32, ..SMALL }),
        ("32 x 16", Firm { segments: 32, channels: 16, ..SMALL }),
        ("16 x 16, programmes", Firm { segments: 16, channels: 16, programmes: 3, ..SMALL }),
        ("eight programmes", Firm { programmes: 8, ..SMALL }),
        ("twelve programmes", Firm { programmes: 12, segments: 2, ..SMALL }),
        ("600 months", Firm { months: 600, ..SMALL }),
        ("600 months, weibull", Firm { months: 600, churn: WEIBULL, ..SMALL }),
        ("600 months, programmes", Firm { months: 600, programmes: 3, ..SMALL }),
        ("600 months, steep", Firm { months: 600, churn: STEEP, ..SMALL }),
        ("240 months, steep", Firm { months: 240, churn: STEEP, ..SMALL }),
        ("steep with a desk", Firm { churn: STEEP, programmes: 2, ..SMALL }),
        (
            "steep with a desk, draws",
            Firm { churn: STEEP, programmes: 2, draws: 200, ranges: 1, ..SMALL },
        ),
        ("ranges", Firm { segments: 8, ranges: 8, programmes: 3, ..SMALL }),
        ("20 strategies", Firm { strategies: 20, programmes: 3, ..SMALL }),
    ];
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for (name, firm) in cases {
        let scenario = scenario(&firm.text());
        let begin = Instant::now();
        let found = estimate(&scenario);
        let counting = begin.elapsed().as_secs_f64();
        let took = pool.install(|| busy(|| find(&scenario)));
        let ratio = found.seconds() / took;
        println!(
            "{name:22} counted in {counting:.4} s: {:9.3} s, took {took:9.3}, ratio {ratio:5.2}",
            found.seconds()
        );
        for cause in found.work.iter().take(3) {
            println!("{:40} {:9.3}", cause.what, cause.amount);
        }
    }
    for file in
        std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"))
            .unwrap()
    {
        let path = file.unwrap().path();
        let Ok((scenario, ..)) = tenure::scenario::read(&path, &[]) else { continue };
        let found = estimate(&scenario);
        let took = pool.install(|| busy(|| find(&scenario)));
        println!(
            "{}: {:9.3} s, took {took:9.3}, ratio {:5.2}",
            path.display(),
            found.seconds(),
            found.seconds() / took
        );
        for cause in found.work.iter().take(3) {
            println!("{:40} {:9.3}", cause.what, cause.amount);
        }
    }
}

/// A bound that is broken is shown where the file states what breaks it, with what to change.
#[test]
fn what_is_too_large_is_named_at_its_place() {
    let large = Firm { draws: 1_000_000, ranges: 1, segments: 40, channels: 40, ..SMALL };
    let text = large.text();
    let line = text.lines().position(|line| line.starts_with("draws")).unwrap() + 1;
    let folder = Folder::new(&[("a.toml", &text)]);
    let ended = folder.tenure(&["run", "a.toml", "-o", "out"]).with(2);
    assert!(ended.err.contains(&format!("a.toml:{line}:9")), "{}", ended.err);
    let help = "help: ask for fewer `draws`; --allow-large lifts these bounds";
    assert!(ended.err.contains(help), "{}", ended.err);
    // Draws of the command line have no place in the file.
    let ended = folder.tenure(&["run", "a.toml", "--draws", "999999", "-o", "out"]).with(2);
    assert!(ended.err.contains("ask for fewer with --draws"), "{}", ended.err);
    assert!(!ended.err.contains(&format!("a.toml:{line}")), "{}", ended.err);
    let ended = folder.tenure(&["compare", "a.toml", "a.toml", "-o", "out"]).with(2);
    assert!(ended.err.contains(&format!("a.toml:{line}:9")), "{}", ended.err);

    let desk = include_str!("../../templates/init/save-desk.toml");
    folder.put("b.toml", &format!("{desk}\n[optimise]\nbudget = 0\n"));
    let line = desk.lines().count() + 3;
    let ended = folder.tenure(&["optimise", "b.toml", "-o", "out"]).with(2);
    assert!(ended.err.contains(&format!("b.toml:{line}:10")), "{}", ended.err);
    assert!(ended.err.contains("help: state a larger `budget`"), "{}", ended.err);
    let ended = folder.tenure(&["optimise", "b.toml", "--budget", "0", "-o", "out"]).with(2);
    assert!(ended.err.contains("help: give --budget "), "{}", ended.err);
}
