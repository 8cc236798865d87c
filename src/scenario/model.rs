//! What a scenario says, checked and with its defaults filled in.
//!
//! One [`Business`] per strategy: the file with that strategy's `set` applied. Numbers are
//! [`Quantity`] values that read the register of [`Assumption`]s, so a draw or a break-even search
//! changes numbers without reading the file again.

pub use crate::fields::{Assumption, Unit};
use crate::programme::Programme;
use crate::units::{Calendar, CashTiming, Path, Quantity};

/// One business and the strategies to compare.
#[derive(Debug)]
pub struct Scenario {
    /// Who asks what.
    pub about: About,
    /// Time axis; the same under every strategy.
    pub calendar: Calendar,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// Whether amounts are nominal or real, with yearly inflation for the real-terms line.
    pub price_basis: PriceBasis,
    /// Yearly inflation.
    pub inflation: Quantity,
    /// Register of every number of the file and of the strategies' overrides.
    pub assumptions: Vec<Assumption>,
    /// Rank correlations between ranged assumptions.
    pub correlations: Vec<Correlation>,
    /// What is simulated, and how often.
    pub uncertainty: Uncertainty,
    /// Ids of the segments, in the order of the file.
    pub segments: Vec<Label>,
    /// Ids of the channels, in the order of the file.
    pub channels: Vec<Label>,
    /// Names of the reasons for leaving; `all` when the file names none.
    pub reasons: Vec<String>,
    /// All programmes of the file: id and name, used or not.
    pub programmes: Vec<Label>,
    /// The strategies, in the order of the file, at least one.
    pub strategies: Vec<Strategy>,
    /// Place of the strategy that the others are compared with; its churn is the observed one.
    pub against: usize,
    /// Gates.
    pub checks: Vec<Check>,
    /// Evidence.
    pub sources: Vec<Source>,
    /// Who signed.
    pub sign_offs: Vec<SignOff>,
    /// Seed of every random stream.
    pub seed: u64,
    /// Files read: name relative to the scenario's folder, and SHA-256 of the bytes in hexadecimal.
    pub files: Vec<InputFile>,
}

impl Scenario {
    /// Every assumption at its base value.
    #[must_use]
    pub fn base_values(&self) -> Vec<f64> {
        self.assumptions.iter().map(|assumption| assumption.value).collect()
    }
}

/// `[scenario]`.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Lower case, digits, hyphens; names the output folder.
    pub id: String,
    /// Title of the report.
    pub title: String,
    /// The question that the report answers.
    pub question: Option<String>,
    /// Company or unit.
    pub entity: Option<String>,
    /// Who wrote it.
    pub prepared_by: Option<String>,
    /// Who checked it.
    pub reviewed_by: Option<String>,
    /// Draft, reviewed or approved.
    pub status: Status,
    /// The user's version of the file.
    pub version: Option<String>,
    /// Language of the report, an ISO 639-1 code.
    pub language: String,
}

/// Life of a scenario file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Being written.
    #[default]
    Draft,
    /// Checked by someone else.
    Reviewed,
    /// Signed.
    Approved,
}

/// Nominal or real amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceBasis {
    /// Money of the day.
    Nominal,
    /// Money of the start date.
    Real,
}

/// An id and a name for readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Id in the file.
    pub id: String,
    /// Name for readers; the id when none is given.
    pub name: String,
}

/// `[[correlations]]`.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// Two paths of ranged assumptions.
    pub between: [String; 2],
    /// Rank correlation, −1 … 1.
    pub rank: f64,
}

/// `[uncertainty]`.
#[derive(Clone, Debug)]
pub struct Uncertainty {
    /// Number of draws; 0 uses the expected engine only.
    pub draws: usize,
    /// Whether customers' own chance is simulated in whole numbers.
    pub customers: Chance,
    /// Whether ranged assumptions are drawn.
    pub assumptions: Chance,
}

/// Whether a source of chance takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// Drawn.
    Drawn,
    /// Held at its expected value.
    Expected,
}

/// `[[strategies]]`.
#[derive(Debug)]
pub struct Strategy {
    /// Id and name.
    pub label: Label,
    /// The file with this strategy's `set` applied.
    pub business: Business,
    /// Spend as much as another strategy.
    pub spend_as: Option<SpendAs>,
}

/// `spend_as`: one factor on the named channels' spend, so that discounted acquisition plus
/// retention spend equals the named strategy's.
#[derive(Clone, Debug)]
pub struct SpendAs {
    /// Place of the strategy to match.
    pub strategy: usize,
    /// Channels whose spend moves, by place.
    pub channels: Vec<usize>,
}

/// Everything that acts on customers and money under one strategy.
#[derive(Debug)]
pub struct Business {
    /// Discount rate per model period.
    pub discount_rate: Quantity,
    /// When recurring flows fall.
    pub cash_timing: CashTiming,
    /// When `retention_spend` falls: `cash_timing`, or the end of the period.
    pub retention_timing: CashTiming,
    /// Which payments a lifetime value counts.
    pub clv_convention: ClvConvention,
    /// What is counted after the horizon.
    pub terminal_value: TerminalValue,
    /// Share of the period's cash flow.
    pub corporate_tax: Path,
    /// Prospects; none means an endless pool.
    pub market: Option<Market>,
    /// Segments, in the order of the file.
    pub segments: Vec<Segment>,
    /// Events.
    pub events: Vec<Event>,
    /// Channels, in the order of the file.
    pub channels: Vec<Channel>,
    /// Fixed costs per period by name, the acquisition team among them.
    pub overheads: Vec<Overhead>,
    /// Quality of product and service.
    pub quality: Option<Quality>,
    /// Programmes of this strategy, in the order of its list.
    pub programmes: Vec<Programme>,
}

/// Which payments a lifetime value counts (Fader & Hardie 2012, note 024, cases 1 to 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClvConvention {
    /// The payment at joining is counted.
    FirstPaymentCounted,
    /// Valued just after the first payment, which is not counted.
    JustAcquired,
    /// Every payment at the end of its period.
    EndOfPeriod,
}

/// What `npv` counts after the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TerminalValue {
    /// Nothing.
    None,
    /// The customers at the end, until the last has left; no new ones.
    RunOff,
    /// The last period's cash flow for ever.
    Perpetuity,
}

/// `[market]`.
#[derive(Clone, Debug)]
pub struct Market {
    /// People or firms that could be customers at the start of period 0.
    pub reachable_customers: Quantity,
    /// Growth per model period.
    pub growth: Quantity,
    /// Periods after which former customers are prospects again; none: they never are.
    pub lapsed_return_after: Option<usize>,
    /// Exponent of the pool's effect on joiners; 0 for an endless pool.
    pub depletion: Quantity,
    /// Markets that open later.
    pub new_markets: Vec<NewMarket>,
}

/// A market that opens at a date.
#[derive(Clone, Debug)]
pub struct NewMarket {
    /// Name for readers.
    pub name: String,
    /// Period in which it opens.
    pub opens: i64,
    /// Prospects that it adds.
    pub reachable_customers: Quantity,
    /// Paid at the start of that period.
    pub entry_cost: Quantity,
}

/// `[[segments]]`.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Customers at the start by tenure k in periods, ascending: how many, or how a total is spread.
    pub opening: Opening,
    /// Price per model period.
    pub price: Price,
    /// Share of the money billed.
    pub cost_of_revenue: Path,
    /// Share of the list price.
    pub cost_of_sales: Path,
    /// Share of the money billed.
    pub payment_fees: Path,
    /// Money per active customer and period.
    pub service_cost: Path,
    /// Money per active customer and period.
    pub retention_spend: Path,
    /// Growth of revenue per surviving customer and period.
    pub expansion: Quantity,
    /// Shrinking of revenue per surviving customer and period.
    pub contraction: Quantity,
    /// Observed curve of leaving.
    pub churn: Curve,
    /// Multiplier of the log-survival.
    pub churn_multiplier: Quantity,
    /// Multiplier of the log-survival by calendar month, January first.
    pub seasonality: [Quantity; 12],
    /// Share of observed leavers by reason, in the order of the scenario's reasons; sums to 1.
    pub reason_shares: Vec<Quantity>,
}

/// Customers at the start of period 0.
#[derive(Clone, Debug)]
pub enum Opening {
    /// A number, all of tenure 0.
    New(Quantity),
    /// A number, spread in proportion to survival over all tenures.
    SteadyState(Quantity),
    /// A number, spread over ranges of tenure by shares; inside a range in proportion to survival.
    Shares(Quantity, Vec<TenureRange>),
    /// Numbers by ranges of tenure; inside a range in proportion to survival.
    Counts(Vec<TenureRange>),
}

/// A range of tenures in periods, both ends included, with a share or a number.
#[derive(Clone, Debug)]
pub struct TenureRange {
    /// First tenure k.
    pub from: usize,
    /// Last tenure k.
    pub to: usize,
    /// Share of the total, or number of customers.
    pub amount: Quantity,
}

/// Price per model period.
#[derive(Clone, Debug)]
pub struct Price {
    /// Amount as stated: net, or gross when `vat` is given.
    pub amount: Path,
    /// VAT contained in `amount`; none: the amount is net.
    pub vat_included: Option<Path>,
    /// VAT rate, for points earned on gross money; 0 when not stated.
    pub vat: Path,
}

/// Observed hazard of leaving by tenure (`docs/model.md`, section 3).
#[derive(Clone, Debug)]
pub enum Curve {
    /// The same rate at every tenure; may be a dated schedule.
    Constant(Path),
    /// Rates by tenure: (first tenure k, rate), the first at 0; the last goes on.
    ByTenure(Vec<(usize, Quantity)>),
    /// Shifted beta-geometric.
    BetaGeometric { alpha: Quantity, beta: Quantity },
    /// Discrete Weibull: rate of the first period, and shape.
    DiscreteWeibull { rate: Quantity, shape: Quantity },
    /// Beta-discrete-Weibull.
    BetaDiscreteWeibull { alpha: Quantity, beta: Quantity, shape: Quantity },
    /// Survival S(0)=1, S(1), … as observed, then the hazards of a fitted beta-discrete-Weibull tail
    /// (shape 1 is the beta-geometric).
    FromData { survival: Vec<f64>, alpha: f64, beta: f64, shape: f64 },
    /// Share kept as a function of retention spend per active customer (`[retention_response]`).
    Response(RetentionResponse),
}

impl Curve {
    /// Tenures that the data cover, in periods; none where a formula gives the whole curve.
    #[must_use]
    pub fn observed(&self) -> Option<usize> {
        match self {
            Self::ByTenure(steps) => steps.last().map(|step| step.0),
            Self::FromData { survival, .. } => Some(survival.len() - 1),
            _ => None,
        }
        .filter(|periods| *periods > 0)
    }
}

/// `[retention_response]`: r(R) = floor + (ceiling − floor)(1 − e^(−kR)).
#[derive(Clone, Debug)]
pub struct RetentionResponse {
    /// Money per active customer and period, at the end of the period.
    pub spend: Path,
    /// Spend of the file's own stated point, before any strategy's `set`.
    pub stated_spend: Quantity,
    /// Share kept per period at the stated spend.
    pub kept: Quantity,
    /// Highest share that can be kept.
    pub ceiling: Quantity,
    /// Share kept at zero spend.
    pub floor: Quantity,
}

impl RetentionResponse {
    /// Share kept in period `t` when the spend is multiplied by `factor`, 0 to 1.
    ///
    /// Source: Blattberg & Deighton 1996, with k from the stated point.
    #[must_use]
    pub fn kept_at(&self, t: usize, factor: f64, values: &crate::units::Values) -> f64 {
        let (ceiling, floor) = (self.ceiling.at(values), self.floor.at(values));
        let reached = (self.kept.at(values) - floor) / (ceiling - floor);
        let k = -libm::log1p(-reached) / self.stated_spend.at(values);
        floor - (ceiling - floor) * libm::expm1(-k * self.spend.at(t, 0, values) * factor)
    }
}

/// `[[events]]`.
#[derive(Clone, Debug)]
pub struct Event {
    /// Id and name.
    pub label: Label,
    /// First period.
    pub starts: i64,
    /// Number of periods; none: for good.
    pub lasts: Option<usize>,
    /// Chance that it happens, 0 to 1.
    pub probability: Quantity,
    /// Multiplier of the log-survival by reason, in the order of the scenario's reasons.
    pub churn: Vec<Quantity>,
    /// Multiplier of channels' joiners.
    pub acquisition: Quantity,
}

/// `[[channels]]`.
#[derive(Clone, Debug)]
pub struct Channel {
    /// How customers come and what they cost.
    pub inflow: Inflow,
    /// Joiners per customer billed in the period before.
    pub word_of_mouth: Option<Quantity>,
    /// Cost per joiner on top of media or commission.
    pub onboarding_cost: Path,
    /// Share of joiners by segment; none: in proportion to opening customers.
    pub mix: Option<Vec<Quantity>>,
    /// Multiplier of the log-survival of its customers.
    pub churn_multiplier: Quantity,
    /// Reduced price at the beginning.
    pub trial: Option<Trial>,
    /// First period with joiners and spend.
    pub starts: Option<i64>,
    /// First period without.
    pub stops: Option<i64>,
    /// Whether commissions are capitalised and amortised in the accounting view.
    pub commission_capitalised: bool,
}

/// How a channel brings customers.
#[derive(Clone, Debug)]
pub enum Inflow {
    /// Only word of mouth.
    None,
    /// A stated number per model period, each at a cost.
    Stated { customers: Path, cost_per_customer: Path },
    /// Spend per model period with a response curve through the file's own stated point.
    Response {
        spend: Path,
        /// Spend at period 0 of the file before any strategy's `set`.
        stated_spend: Quantity,
        /// Customers per model period at the stated spend.
        customers: Quantity,
        form: ResponseForm,
        /// Share of effective spend carried over from the period before.
        carry_over: Quantity,
    },
}

/// Shape of a channel's response to spend.
#[derive(Clone, Debug)]
pub enum ResponseForm {
    /// Constant cost per customer.
    Linear,
    /// N = M(1 − e^(−kX)).
    Saturating { ceiling: Quantity },
    /// N = aX^b, 0 < b < 1.
    Power { exponent: Quantity },
    /// N = M X^b / (X^b + h^b), h from the stated point.
    SCurve { ceiling: Quantity, exponent: Quantity },
}

/// Reduced price for new customers.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Periods.
    pub lasts: usize,
    /// Share of the price paid.
    pub price_share: Quantity,
}

/// A fixed cost per period.
#[derive(Clone, Debug)]
pub struct Overhead {
    /// Key in the file.
    pub id: String,
    /// Money per model period.
    pub amount: Path,
    /// Whether it belongs to fully loaded acquisition cost.
    pub account: OverheadAccount,
}

/// Where an overhead is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverheadAccount {
    /// The acquisition team.
    AcquisitionTeam,
    /// Everything else.
    Fixed,
}

/// `[quality]`: bad events and whether customers stay after them.
#[derive(Clone, Debug)]
pub struct Quality {
    /// Place of the reason `service`.
    pub reason: usize,
    /// Bad events per customer and model period.
    pub bad_events: Quantity,
    /// Share who complain.
    pub tells_us: Quantity,
    /// Chance of staying: silent, unresolved, resolved, resolved quickly.
    pub stays: [Quantity; 4],
    /// The same four with the file's own values, before any `set`.
    pub stated: Box<StatedQuality>,
}

/// The file's own quality values.
#[derive(Clone, Debug)]
pub struct StatedQuality {
    /// Bad events per customer and model period.
    pub bad_events: Quantity,
    /// Share who complain.
    pub tells_us: Quantity,
    /// Chance of staying.
    pub stays: [Quantity; 4],
}

/// `[[checks]]`.
#[derive(Clone, Debug)]
pub struct Check {
    /// Id.
    pub id: String,
    /// Metric id.
    pub metric: String,
    /// Strategies by place; several for `"*"`; empty when the metric is of the whole scenario.
    pub strategies: Vec<usize>,
    /// Strategy subtracted.
    pub versus: Option<usize>,
    /// Segment by place.
    pub segment: Option<usize>,
    /// Channel by place.
    pub channel: Option<usize>,
    /// Which figure of the metric.
    pub statistic: Statistic,
    /// Comparison as written, such as `>= 0`.
    pub must: String,
    /// Comparison.
    pub comparison: Comparator,
    /// Limit in the metric's unit (durations in periods).
    pub limit: f64,
    /// Consequence.
    pub severity: Severity,
    /// Confidence of the interval that a simulated figure must clear, 0 to 1.
    pub confidence: f64,
}

/// Which figure of a metric is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Expected engine.
    Expected,
    /// Mean of the draws.
    Mean,
    /// Tenth percentile.
    P10,
    /// Median.
    P50,
    /// Ninetieth percentile.
    P90,
    /// Share of draws in which the metric (less `versus`) is above 0; `must` limits that share.
    ProbabilityAbove,
    /// Largest value of a series.
    MaxOverTime,
    /// Smallest value of a series.
    MinOverTime,
}

/// `>=`, `<=`, `>`, `<`, `==`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// More than.
    Above,
    /// Less than.
    Below,
    /// Equal, to a relative 1e-9.
    Equal,
}

/// What a failed check does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Exit code 3.
    Error,
    /// A warning.
    Warning,
    /// Not evaluated.
    Off,
}

/// `[sources.ID]`.
#[derive(Clone, Debug)]
pub struct Source {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// internal, experiment, published, vendor, judgement or illustrative.
    pub kind: String,
    /// Owner.
    pub owner: Option<String>,
    /// Date as written.
    pub date: Option<String>,
    /// high, medium or low.
    pub confidence: Option<String>,
    /// Link.
    pub url: Option<String>,
}

/// `[[sign_off]]`.
#[derive(Clone, Debug)]
pub struct SignOff {
    /// Role.
    pub role: String,
    /// Name.
    pub name: Option<String>,
    /// Date as written.
    pub date: Option<String>,
    /// Fingerprint of the file that was signed.
    pub sha256: Option<String>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Name relative to the folder of the scenario.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

impl Event {
    /// Whether the event is in force in period `t`.
    #[must_use]
    pub fn in_force(&self, t: usize) -> bool {
        let since = t as i64 - self.starts;
        since >= 0 && self.lasts.is_none_or(|lasts| since < lasts as i64)
    }
}

impl Quality {
    /// Bad events that make customers leave, as a multiple of the file's own values:
    /// Λ = bad events × (1 − stay), stay = (1 − v)s0 + v·s1.
    #[must_use]
    pub fn ratio(&self, values: &crate::units::Values) -> f64 {
        let leaving = |bad: &Quantity, tells: &Quantity, stays: &[Quantity; 4]| {
            let voice = tells.at(values);
            let stay = (1.0 - voice) * stays[0].at(values) + voice * stays[1].at(values);
            bad.at(values) * (1.0 - stay)
        };
        let stated = leaving(&self.stated.bad_events, &self.stated.tells_us, &self.stated.stays);
        let now = leaving(&self.bad_events, &self.tells_us, &self.stays);
        if stated > 0.0 { now / stated } else { 1.0 }
    }
}
