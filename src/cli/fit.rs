//! `tenure fit`: churn curves from data.

use std::io;
use std::path::Path;

use clap::ColorChoice;

use crate::cli::exit::{Exit, Failure};
use crate::cli::fit_args::FitArgs;
use crate::cli::messages::{MessageFormat, Messages};
use crate::cli::print::{self, Text};
use crate::diag::{Diagnostic, Severity, Sources, Span, input};
use crate::fit::{self, Data, Estimator, Fitted, Model, NotFitted, Selection, Weight};
use crate::units::counted;

/// Largest data file, in bytes: about a million subscriptions.
pub const LARGEST_FILE: u64 = 32_000_000;
/// Digits of a printed parameter: more than any data tell.
const DIGITS: i32 = 7;

/// Prints the fitted curve as `[churn]`, or one for each segment, and beside it what the models say of the data.
///
/// # Errors
/// The file cannot be read or used, or no model can be fitted.
pub fn fit(args: &FitArgs, colour: ColorChoice) -> Result<Exit, Failure> {
    let stdin = args.data == Path::new("-");
    let shown = if stdin { "stdin".to_owned() } else { args.data.display().to_string() };
    let name = if stdin { shown.clone() } else { file_name(&args.data) };
    let read = if stdin {
        input::all(io::stdin().lock(), LARGEST_FILE)
    } else {
        input::bytes(&args.data, LARGEST_FILE)
    };
    let bytes = read.map_err(|unread| {
        let large = matches!(unread, input::Unread::TooLarge(_));
        let more =
            if large { "; `tenure sql` prints the query that counts it where it lies" } else { "" };
        Failure::input(format!("cannot read `{shown}`: {unread}{more}"))
    })?;
    let (text, bad) = input::text(&bytes);
    let mut sources = Sources::default();
    let file = sources.add(&name, &shown, text.clone(), &bytes);
    let messages = Messages::new(MessageFormat::Human, colour);
    if let Some(at) = bad {
        let span = Span::new(file, at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        let one = Diagnostic::error("E042", span, "the data file is not UTF-8: this byte is none")
            .help("save the file as UTF-8");
        messages.say_all(&[one], &sources);
        return Ok(Exit::Input);
    }
    let segments = match &args.segment {
        Some(_) => Vec::new(),
        None => fit::segments(&text),
    };
    let asked = match segments.len() {
        0 | 1 => vec![args.segment.clone()],
        _ => segments.into_iter().map(Some).collect(),
    };
    let several = asked.len() > 1;
    let mut printed = Text::default();
    for segment in asked {
        let selection = Selection { segment, period: args.period, as_of: args.as_of };
        match fit::read(&text, file, &selection) {
            Ok(data) => {
                let own = curve([&name, &shown], &data, args, messages)?;
                let heads = Heads::of(if several { data.segment.as_deref() } else { None });
                if printed != Text::default() {
                    printed.line("");
                }
                printed.add(&Text::document(&snippet(&name, &own, &data, args, &heads)?));
            }
            Err(found) => {
                messages.say_all(&found, &sources);
                return Ok(Exit::Input);
            }
        }
    }
    print::result(&printed)?;
    Ok(Exit::Ok)
}

/// The curve that is printed, of all that were asked for; what is to be said of them is said.
fn curve(
    [name, shown]: [&str; 2],
    data: &Data,
    args: &FitArgs,
    messages: Messages,
) -> Result<Fitted, Failure> {
    let fits: Vec<(Model, Result<Fitted, NotFitted>)> = match args.model {
        Some(model) => {
            vec![(model, fit::fit(model, &data.survivors, args.until, args.estimator))]
        }
        None => fit::compare(&data.survivors, args.until, args.estimator),
    };
    print::beside(&Text::of(&heading(name, data, args.until)));
    print::beside(&table(&fits, args.estimator));
    let Some(chosen) = fit::recommended(&fits) else {
        let why = fits.first().and_then(|(_, fit)| fit.as_ref().err());
        let why = why.map_or_else(String::new, ToString::to_string);
        let segment = data.segment.as_ref().map_or(String::new(), |s| format!(", segment \"{s}\""));
        return Err(Failure::input(format!("`{shown}`{segment}: {why}")));
    };
    if args.model.is_none() {
        let best = chosen.curve.model().name();
        let printed = format!("printed: {best}, which has the lowest BIC; --model for another");
        print::beside(&Text::of(&printed));
    }
    for remark in &chosen.remarks {
        let words = remark.words(chosen.curve);
        messages.say_plainly(remark.code(), Severity::Warning, words);
    }
    Ok(chosen.clone())
}

/// What the printed tables are called.
struct Heads {
    /// Before the keys of the curve.
    churn: String,
    /// Id of the source.
    source: String,
}

impl Heads {
    /// Those of a scenario's only curve, or of a segment's own.
    fn of(segment: Option<&str>) -> Self {
        let Some(segment) = segment else {
            return Self { churn: "[churn]\n".to_owned(), source: "fit".to_owned() };
        };
        let legal = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let id: String = segment.chars().map(legal).collect();
        let id = match id.trim_matches('-') {
            "" => "all",
            id => id,
        };
        let churn = format!("[[segments]]\nid = \"{id}\"\n[segments.churn]\n");
        Self { churn, source: format!("fit-{id}") }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// What is fitted to: file, segment, customers and tenures.
fn heading(name: &str, data: &Data, until: Option<u32>) -> String {
    let tenures = data.survivors.tenures();
    let last = tenures.last().copied().unwrap_or(0);
    let segment = data.segment.as_ref().map_or(String::new(), |s| format!(", segment \"{s}\""));
    let weight = match data.weight {
        Weight::Counts => "",
        Weight::Shares => " (shares weigh as 1,000)",
    };
    let unit = data.period.map_or("period", |period| period.word());
    let held = until
        .filter(|until| *until < last)
        .map_or(String::new(), |until| format!("; fitted to {until}, held out from there"));
    let customers = data.survivors.customers();
    let notes: String = data.notes.iter().map(|note| format!("; {note}")).collect();
    let whole =
        if customers == 1.0 { "1 customer".to_owned() } else { format!("{customers} customers") };
    let tenures = counted(u64::from(last), unit);
    format!("{name}{segment}: {whole}{weight}, {tenures}{held}{notes}")
}

/// The models side by side; errors in points of survival.
fn table(fits: &[(Model, Result<Fitted, NotFitted>)], by: Estimator) -> Text {
    let mut head: Vec<String> =
        ["model", "log-likelihood", "AIC", "BIC", "error", "held out"].map(str::to_owned).into();
    if by == Estimator::LeastSquares {
        head.push("squares".to_owned());
    }
    head.push("parameters".to_owned());
    let mut rows = vec![head];
    for (model, fit) in fits {
        let mut row = vec![model.name().to_owned()];
        match fit {
            Ok(fit) => {
                let points = |share: f64| format!("{:.3}", share * 100.0);
                row.push(format!("{:.4}", fit.log_likelihood));
                row.push(format!("{:.2}", fit.aic));
                row.push(format!("{:.2}", fit.bic));
                row.push(points(fit.error_inside));
                row.push(fit.error_outside.map_or_else(|| "-".to_owned(), points));
                if by == Estimator::LeastSquares {
                    row.push(format!("{:.6e}", fit.squared_error));
                }
                let named = fit.curve.named().into_iter();
                let named = named.map(|(name, value)| format!("{name} {}", digits(value)));
                row.push(named.collect::<Vec<_>>().join(", "));
            }
            Err(why) => row.push(why.to_string()),
        }
        rows.push(row);
    }
    let mut text = Text::default();
    text.table(&rows);
    text
}

/// The curve and its source.
fn snippet(
    name: &str,
    fit: &Fitted,
    data: &Data,
    args: &FitArgs,
    heads: &Heads,
) -> Result<String, Failure> {
    let model = fit.curve.model();
    let mut text = String::new();
    if let Some(period) = data.period {
        text.push_str(&format!(
            "# Tenures count {0}s: for scenarios with period = \"{0}\".\n",
            period.word()
        ));
    }
    text.push_str(&format!("{}model  = \"{}\"\n", heads.churn, model.name()));
    for (key, value) in fit.curve.named() {
        let value = if key == "rate" {
            let Some(period) = data.period else {
                return Err(Failure::input(format!(
                    "the model `{}` has a rate, and `{name}` does not say per what; add --period \
                     month, quarter or year",
                    model.name()
                )));
            };
            format!("\"{}% per {}\"", digits(value * 100.0), period.word())
        } else {
            digits(value)
        };
        text.push_str(&format!("{key:<6} = {value}\n"));
    }
    let segment = data.segment.as_ref().map_or(String::new(), |s| format!(", segment {s}"));
    let tenures = data.survivors.tenures();
    let last = tenures.last().copied().unwrap_or(0).min(args.until.unwrap_or(u32::MAX));
    let how = match args.estimator {
        Estimator::Likelihood => "maximum likelihood",
        Estimator::LeastSquares => "least squares of retention rates",
    };
    let title = format!("{name}{segment}, tenures 0 to {last}, fitted by {how}");
    let title = toml::Value::String(title.chars().filter(|c| !c.is_control()).collect());
    text.push_str(&format!(
        "source = \"{0}\"\n\n[sources.{0}]\ntitle = {title}\nkind  = \"internal\"\n",
        heads.source
    ));
    Ok(text)
}

/// A number above 0 with seven digits, without zeros at the end.
fn digits(value: f64) -> String {
    let size = if value > 0.0 { libm::floor(libm::log10(value)) as i32 } else { 0 };
    let decimals = usize::try_from((DIGITS - 1 - size).max(1)).unwrap_or(1);
    let text = format!("{value:.decimals$}");
    let short = text.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_printed_with_seven_digits() {
        for (value, words) in [
            (0.668_088_123, "0.6680881"),
            (3.806_095, "3.806095"),
            (1.0, "1.0"),
            (1_202_604.284_2, "1202604.3"),
            (1.125e-7, "0.0000001125"),
            (27.166_465_135, "27.16647"),
        ] {
            assert_eq!(digits(value), words);
        }
    }
}
