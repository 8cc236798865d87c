//! Segments, and channels, sum to the strategy; the ledger alone gives its value.

use std::path::Path;

use serde_json::Value;
use tenure::findings::{Findings, find};
use tenure::report::csv;
use tenure::scenario;

use crate::runs::scenario as read;

/// Identities hold to this, relative to the largest amount of the row.
const IDENTITY: f64 = 1e-9;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect()
}

#[track_caller]
fn sums(what: &str, whole: &[f64], parts: &[Vec<f64>]) {
    let scale = whole.iter().fold(1.0, |most: f64, one| most.max(one.abs()));
    for (t, whole) in whole.iter().enumerate() {
        // What a part has nothing of is not listed.
        let sum: f64 = parts.iter().filter_map(|part| part.get(t)).sum();
        assert!((whole - sum).abs() <= IDENTITY * scale, "{what}, {t}: {whole}, its parts {sum}");
    }
}

/// Every row of a strategy, its parts beside it: segments and what is common, or channels and the rest.
fn rows_add_up(at: &str, strategy: &Value, parts: &[&Value]) {
    for group in ["series", "billing", "ledger"] {
        for (name, whole) in strategy[group].as_object().unwrap() {
            let known = group == "ledger" || parts[0][group].get(name).is_some();
            let (true, Some(_)) = (known, whole.as_array()) else { continue };
            let own: Vec<Vec<f64>> =
                parts.iter().filter_map(|part| part[group].get(name)).map(numbers).collect();
            sums(&format!("{at}, {group}.{name}"), &numbers(whole), &own);
        }
    }
}

/// A metric's value, if it has one.
fn metric(of: &Value, id: &str) -> Option<f64> {
    of["metrics"][id]["expected"].as_f64()
}

fn agrees(at: &str, findings: &Findings) {
    let json: Value = serde_json::to_value(findings).unwrap();
    let rate = json["scenario"]["discount_rate_per_period"].as_f64().unwrap();
    for strategy in json["strategies"].as_array().unwrap() {
        let at = format!("{at}, {}", strategy["id"]);
        // The value of the horizon from the ledger alone.
        let (mut npv, mut gross) = (0.0, 1.0_f64);
        let accounts = strategy["accounts"].as_array().unwrap();
        assert_eq!(accounts.len(), strategy["ledger"].as_object().unwrap().len(), "{at}");
        for account in accounts {
            let (sign, offset) =
                (account["sign"].as_f64().unwrap(), account["offset"].as_f64().unwrap());
            let postings = numbers(&strategy["ledger"][account["id"].as_str().unwrap()]);
            for (t, amount) in postings.iter().enumerate() {
                let worth = amount * libm::pow(1.0 + rate, -(t as f64 + offset));
                npv += sign * worth;
                gross += worth.abs();
            }
        }
        let found = metric(strategy, "npv_horizon").unwrap();
        assert!((found - npv).abs() <= IDENTITY * gross, "{at}: {found}, from the ledger {npv}");
        // Segments and what is common; channels and the rest.
        let all = |list: &str| strategy[list].as_array().unwrap().iter();
        let segments: Vec<&Value> = all("segments").chain([&strategy["common"]]).collect();
        rows_add_up(&at, strategy, &segments);
        let flowing = all("channels").filter(|channel| channel.get("ledger").is_some());
        let channels: Vec<&Value> = flowing.chain([&strategy["without_channel"]]).collect();
        rows_add_up(&at, strategy, &channels);
        for id in ["npv", "npv_horizon", "npv_runoff", "incremental_npv"] {
            let each: Option<Vec<f64>> = segments.iter().map(|part| metric(part, id)).collect();
            let (Some(each), Some(whole)) = (each, metric(strategy, id)) else { continue };
            let sum: f64 = each.iter().sum();
            assert!((whole - sum).abs() <= IDENTITY * gross, "{at}, {id}: {whole}, parts {sum}");
        }
        for part in segments.iter().chain(&channels).chain([&strategy]) {
            bridge(&at, &part["billing"]);
        }
    }
}

/// list = before + new + returned + expansion − contraction + price − lost.
fn bridge(at: &str, billing: &Value) {
    let of = |name: &str| numbers(&billing[name]);
    let [list, new, returned, expansion, contraction, price, lost] =
        ["list", "new", "returned", "expansion", "contraction", "price", "lost"].map(of);
    let mut before = billing["opening"].as_f64().unwrap();
    for t in 0..list.len() {
        let now =
            before + new[t] + returned[t] + expansion[t] - contraction[t] + price[t] - lost[t];
        let scale = before.abs().max(list[t].abs()).max(1.0);
        assert!((now - list[t]).abs() <= IDENTITY * scale, "{at}, {t}: {} and {now}", list[t]);
        before = list[t];
    }
}

fn files(folder: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    files
}

#[test]
fn the_ledger_alone_gives_the_value_and_parts_sum_to_it() {
    let all = ["scenarios", "tests/valid", "tests/published/cases"];
    for path in all.into_iter().flat_map(files) {
        let Ok((mut scenario, ..)) = scenario::read(&path, &[]) else {
            panic!("{} is refused", path.display())
        };
        scenario.uncertainty.draws = 0;
        agrees(&path.display().to_string(), &find(&scenario));
    }
}

/// A linear congruential generator: the same scenarios everywhere.
struct Lots(u64);

impl Lots {
    fn below(&mut self, n: u64) -> u64 {
        // Source: Knuth, The Art of Computer Programming, volume 2, section 3.3.4 (MMIX).
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// A scenario with a bit of everything, by lot.
fn generated(seed: u64) -> String {
    use std::fmt::Write;
    let mut lots = Lots(seed);
    let pick =
        |lots: &mut Lots, words: &[&str]| words[lots.below(words.len() as u64) as usize].to_owned();
    let timing = pick(&mut lots, &["start", "mid-period", "end"]);
    let terminal = pick(&mut lots, &["none", "runoff", "perpetuity"]);
    let period = pick(&mut lots, &["month", "quarter"]);
    let in_periods = |text: String| match &period[..] {
        "quarter" => {
            text.replace("1-6 months", "1-2 quarters").replace("over 6 months", "over 2 quarters")
        }
        _ => text,
    };
    let horizon = 12 + 6 * lots.below(3);
    let mut out = format!(
        "schema = 1\n[scenario]\nid = \"lot\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nperiod = \"{period}\"\n\
         horizon = \"{horizon} months\"\ndiscount_rate = \"12% per year\"\ncash_timing = \"{timing}\"\n\
         terminal_value = \"{terminal}\"\ncorporate_tax = \"{}%\"\n",
        10 * lots.below(3)
    );
    out += &pick(
        &mut lots,
        &[
            "[churn]\nmodel = \"constant\"\nrate = \"3% per month\"\n",
            "[churn]\nmodel = \"beta-geometric\"\nalpha = 1.4\nbeta = 20\n",
            "[churn]\nmodel = \"discrete-weibull\"\nrate = \"4% per month\"\nshape = 0.8\n",
        ],
    );
    let segments = 1 + lots.below(3);
    let mut mix = Vec::new();
    for s in 0..segments {
        write!(out, "[[segments]]\nid = \"s{s}\"\nservice_cost = {}\n", lots.below(4)).unwrap();
        out += &in_periods(pick(
            &mut lots,
            &[
                "price = 20\n",
                "price = { schedule = { 2026-01-01 = 20, 2026-07-01 = 23, 2026-10-01 = 19 } }\n",
                "price = { by_tenure = { \"1-6 months\" = 20, \"over 6 months\" = 26 } }\n",
            ],
        ));
        out += &pick(&mut lots, &["", "opening_price = 17\n"]);
        out +=
            &pick(&mut lots, &["", "expansion = \"4% per year\"\ncontraction = \"1% per year\"\n"]);
        out += &pick(
            &mut lots,
            &[
                "opening_customers = { \"3-12 months\" = 400 }\n",
                "opening_customers = { \"0 months\" = 50 }\n",
            ],
        );
        mix.push(format!("s{s} = \"{}%\"", if s + 1 == segments { 100 - 30 * s } else { 30 }));
    }
    for c in 0..1 + lots.below(3) {
        write!(out, "[[channels]]\nid = \"c{c}\"\nmix = {{ {} }}\n", mix.join(", ")).unwrap();
        out += &pick(
            &mut lots,
            &[
                "customers = 30\ncost_per_customer = 25\n",
                "spend = 900\nresponse = { form = \"saturating\", customers = 40, ceiling = 90 }\n",
            ],
        );
        out += &pick(
            &mut lots,
            &[
                "",
                "onboarding_cost = 4\ntrial = { lasts = \"3 months\", price_share = \"50%\" }\n",
                "word_of_mouth = { per_customer = \"0.06 per year\" }\n",
            ],
        );
    }
    if lots.yes() {
        out += "[overheads]\nrent = 500\n";
    }
    if lots.yes() {
        out += "[market]\nreachable_customers = 20000\n";
    }
    out += "[[programmes]]\nid = \"team\"\nkind = \"effect\"\nreach = \"50%\"\n\
        effect = { churn = \"-10%\", expansion = \"5% per year\" }\ncost = { set_up = 300, fixed_per_period = 100, per_member = 0.2 }\n";
    if lots.yes() {
        out += "applies_to = { segments = [\"s0\"] }\n";
    }
    out += "[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nreach = \"60%\"\naccept = \"40%\"\nwould_have_stayed = \"20%\"\n\
        cost = { per_contact = 3 }\noffers = [{ name = \"half\", discount = \"50%\", lasts = \"3 months\" }]\n\
        [[programmes]]\nid = \"club\"\nkind = \"points\"\nearn = 1\nredeem = { point_value = 0.03, after = \"3 months\" }\nbreakage = \"20%\"\n\
        membership = { enrol = \"40%\" }\ncost = { per_enrolment = 1 }\n\
        [[programmes]]\nid = \"friends\"\nkind = \"referral\"\nadvocates = \"20%\"\ninvites = \"1 per quarter\"\nconvert = \"10%\"\n\
        would_have_come = \"20%\"\nreward = { advocate = { costs_us = 5 } }\n\
        [[programmes]]\nid = \"back\"\nkind = \"win-back\"\nwindow = \"3 months\"\nextra_return = \"20%\"\ncost = { per_contact = 1 }\n\
        offers = [{ name = \"back\", discount = \"50%\", lasts = \"3 months\" }]\n\
        [[strategies]]\nid = \"none\"\nprogrammes = []\n";
    for strategy in 0..2 {
        let ids = ["team", "desk", "club", "friends", "back"];
        let running: Vec<&str> = ids.into_iter().filter(|_| lots.yes()).collect();
        writeln!(out, "[[strategies]]\nid = \"t{strategy}\"\nprogrammes = {running:?}").unwrap();
    }
    out
}

#[test]
fn parts_sum_to_the_strategy_whatever_there_is() {
    for seed in 1..=24 {
        agrees(&format!("lot {seed}"), &find(&read(&generated(seed))));
    }
}

/// 30 % and 70 % of one channel, tax of a tenth, rent that is common, a programme of one segment: by hand.
#[test]
fn a_segment_has_its_own_value() {
    let text = "schema = 1\n[scenario]\nid = \"two\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"3 months\"\n\
        discount_rate = \"1% per month\"\ncash_timing = \"start\"\ncorporate_tax = \"10%\"\n\
        [churn]\nmodel = \"constant\"\nrate = \"10% per month\"\n\
        [[segments]]\nid = \"a\"\nprice = 10\nopening_customers = 100\n[[segments]]\nid = \"b\"\nprice = 20\nopening_customers = 50\n\
        [[channels]]\nid = \"ads\"\ncustomers = 10\ncost_per_customer = 30\nmix = { a = \"30%\", b = \"70%\" }\n\
        [overheads]\nrent = 40\n\
        [[programmes]]\nid = \"team\"\nkind = \"effect\"\neffect = { churn = \"0%\" }\ncost = { fixed_per_period = 7 }\n\
        applies_to = { segments = [\"b\"] }\n[[strategies]]\nid = \"today\"\nprogrammes = []\n\
        [[strategies]]\nid = \"team\"\nprogrammes = [\"team\"]\n";
    let page = crate::runs::expected(text);
    let active = |start: f64, joiners: f64, t: usize| {
        let kept = |k: usize| libm::pow(0.9, k as f64);
        start * kept(t) + joiners * (0..=t).map(kept).sum::<f64>()
    };
    let worth = |flow: &dyn Fn(usize) -> f64| -> f64 {
        (0..3).map(|t| 0.9 * flow(t) * libm::pow(1.01, -(t as f64))).sum()
    };
    let a = worth(&|t| 10.0 * active(100.0, 3.0, t) - 90.0);
    let b = worth(&|t| 20.0 * active(50.0, 7.0, t) - 210.0);
    let near = |path: &str, by_hand: f64| {
        let found = page.at(path);
        assert!(crate::runs::near(found, by_hand, 1e-12), "{path}: {found}, by hand {by_hand}");
    };
    near("today/segments/a/npv", a);
    near("today/segments/b/npv", b);
    near("today/common/npv", worth(&|_| -40.0));
    near("team/segments/b/npv", b + worth(&|_| -7.0));
    near("team/segments/b/incremental_npv", worth(&|_| -7.0));
    assert_eq!(page.at("team/segments/a/incremental_npv"), 0.0);
    near("today/segments/a/cac_blended", 30.0);
    near("today/segments/a/grr", libm::pow(0.9, 12.0));
    near("today/segments/b/ltv_cac", page.at("today/segments/b/clv") / 30.0);
}

/// What a programme costs that runs after the horizon is of its segment, else common: 7 a month while the last bill was
/// A, so 7 × 0.9^(t−T+1) from T on, of which a tenth is tax.
#[test]
fn the_charge_after_the_horizon_is_of_the_segment_whose_programme_it_is() {
    let text = |whom: &str| {
        format!(
            "schema = 1\n[scenario]\nid = \"two\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"3 months\"\n\
             discount_rate = \"1% per month\"\ncash_timing = \"start\"\ncorporate_tax = \"10%\"\nterminal_value = \"runoff\"\n\
             after_horizon = \"go-on\"\n[churn]\nmodel = \"constant\"\nrate = \"10% per month\"\n\
             [[segments]]\nid = \"a\"\nprice = 10\nopening_customers = 100\n\
             [[segments]]\nid = \"b\"\nprice = 20\nopening_customers = 50\n\
             [[programmes]]\nid = \"team\"\nkind = \"effect\"\neffect = {{ churn = \"0%\" }}\ncost = {{ fixed_per_period = 7 }}\n{whom}\
             [[strategies]]\nid = \"today\"\nprogrammes = []\n[[strategies]]\nid = \"team\"\nprogrammes = [\"team\"]\n"
        )
    };
    let v = 1.0 / 1.01;
    let later = libm::pow(v, 3.0) * 0.9 / (1.0 - 0.9 * v);
    let cost = 0.9 * 7.0 * (1.0 + v + v * v + later);
    for (whom, owner) in [("applies_to = { segments = [\"b\"] }\n", "segments/b"), ("", "common")] {
        let page = crate::runs::expected(&text(whom));
        for part in ["segments/a", "segments/b", "common"] {
            let found = page.at(&format!("team/{part}/incremental_npv"));
            let by_hand = if part == owner { -cost } else { 0.0 };
            let near = (found - by_hand).abs() <= IDENTITY * cost;
            assert!(near, "{whom}{part}: {found}, by hand {by_hand}");
        }
    }
}

/// `series.csv` has the same rows, and names what belongs to none as no id can be named.
#[test]
fn the_table_has_rows_by_segment_and_by_channel() {
    let scenario = read(&generated(5));
    let findings = find(&scenario);
    let text = csv::render(&findings).unwrap();
    let value = |line: &str| line.split(',').nth(7).unwrap().parse::<f64>().unwrap();
    let rows = |segment: &str, channel: &str, measure: &str| -> f64 {
        let start = format!("lot,t0,{segment},{channel},");
        let own = text.lines().filter(|line| line.starts_with(&start));
        own.filter(|line| line.split(',').nth(6) == Some(measure)).map(value).sum()
    };
    for measure in ["closing", "cash_flow", "billing.list", "revenue.gross"] {
        let whole = rows("", "", measure);
        let ids = |list: &[tenure::findings::PartFindings]| -> Vec<String> {
            list.iter().map(|one| one.id.clone()).collect()
        };
        let own = &findings.strategies[1];
        let segments = ids(&own.segments).into_iter().chain([csv::NO_SEGMENT.to_owned()]);
        let by_segment: f64 = segments.map(|id| rows(&id, "", measure)).sum();
        let channels = ids(&own.channels).into_iter().chain([csv::NO_CHANNEL.to_owned()]);
        let by_channel: f64 = channels.map(|id| rows("", &id, measure)).sum();
        for sum in [by_segment, by_channel] {
            assert!(
                (whole - sum).abs() <= IDENTITY * whole.abs().max(1.0),
                "{measure}: {whole}, {sum}"
            );
        }
    }
}
