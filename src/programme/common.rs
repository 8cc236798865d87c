//! What programmes of every kind say, and what they may refer to.

use crate::units::{Path, Quantity};

/// Names that a programme may refer to.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Ids of the segments.
    pub segments: &'a [String],
    /// Ids of the channels.
    pub channels: &'a [String],
    /// Names of the reasons for leaving.
    pub reasons: &'a [String],
    /// ISO 4217 code of the currency.
    pub currency: &'a str,
}

/// Where new customers come from; each origin carries its own churn multiplier and terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Customers at the start of period 0.
    Opening,
    /// A channel, its word of mouth included, by its place in the file.
    Channel(usize),
    /// Invited by customers through a referral programme.
    Referral,
    /// Left and came back.
    WinBack,
}

/// What every programme may say, whatever its kind.
#[derive(Clone, Debug)]
pub struct Common {
    /// Reasons it acts on, by index; none means all.
    pub acts_on: Option<Vec<usize>>,
    /// First period that runs; none means period 0.
    pub starts: Option<i64>,
    /// First period that no longer runs.
    pub stops: Option<i64>,
    /// Periods until full reach; 0 or 1 means at once.
    pub ramp: usize,
    /// Segments reached, by index; none means all.
    pub segments: Option<Vec<usize>>,
    /// Origins reached; none means all.
    pub origins: Option<Vec<Origin>>,
    /// Costs.
    pub cost: Cost,
    /// Whether its reach may be moved to find where money goes.
    pub lever: bool,
    /// Whether what customers earn is a performance obligation of its own in the accounting view
    /// (`accounting = "ifrs-15"` or `"asc-606"`).
    pub deferred: bool,
}

impl Common {
    /// Whether some customer is reached by both programmes.
    pub fn meets(&self, other: &Self) -> bool {
        fn share<T: PartialEq>(one: &Option<Vec<T>>, other: &Option<Vec<T>>) -> bool {
            match (one, other) {
                (Some(one), Some(other)) => one.iter().any(|item| other.contains(item)),
                _ => true,
            }
        }
        share(&self.segments, &other.segments) && share(&self.origins, &other.origins)
    }
}

/// Cost keys of a programme; absent keys are zero.
#[derive(Clone, Debug)]
pub struct Cost {
    /// Once, at the start of the first period.
    pub set_up: Quantity,
    /// Per model period while it runs.
    pub fixed: Path,
    /// Per member and model period.
    pub per_member: Path,
    /// Per new member, once.
    pub per_enrolment: Path,
    /// Per contact.
    pub per_contact: Path,
    /// Per event.
    pub per_event: Path,
    /// Per card handed out.
    pub per_card: Path,
    /// Keeping staff trained, per model period.
    pub training: Path,
    /// Mending what is found wrong, per model period.
    pub fixes: Path,
}
