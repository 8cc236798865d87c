//! The scenarios to start from.

use clap::builder::PossibleValue;

/// A starter scenario.
#[derive(Debug)]
pub struct Template {
    pub name: &'static str,
    pub about: &'static str,
    pub file: &'static str,
    pub text: &'static str,
}

impl Template {
    /// As a value of `--template`.
    pub fn possible(&self) -> PossibleValue {
        PossibleValue::new(self.name).help(self.about)
    }
}

macro_rules! template {
    ($name:literal, $about:literal) => {
        Template {
            name: $name,
            about: $about,
            file: concat!($name, ".toml"),
            text: include_str!(concat!("../../templates/init/", $name, ".toml")),
        }
    };
}

/// Every template, the smallest first.
pub const TEMPLATES: &[Template] = &[
    template!("minimal", "one segment, one channel, two strategies"),
    template!("subscription", "a running business: advertise more or keep more"),
    template!("save-desk", "offers to customers who want to cancel"),
    template!("loyalty-points", "points for members, and what they really change"),
    template!("win-back", "offers to former customers"),
];
