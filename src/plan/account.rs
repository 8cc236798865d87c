//! The chart of accounts: what every posting is called and which side of the comparison it is on.

/// One account of the ledger. Costs are posted as positive amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Money billed at list price, before trials and offers.
    GrossRevenue,
    /// Fees that members of a programme pay.
    MembershipFees,
    /// Share of the money billed.
    CostOfRevenue,
    /// Share of the list price.
    CostOfSales,
    /// Share of the money billed.
    PaymentFees,
    /// Service cost of active customers.
    Service,
    /// Media of a channel.
    Media(usize),
    /// Commissions of a channel.
    Commission(usize),
    /// Onboarding of a channel's joiners.
    Onboarding(usize),
    /// Price not charged to a channel's customers in their first periods.
    FirstPeriodDiscount(usize),
    /// Acquisition team.
    AcquisitionTeam(usize),
    /// Entry into a new market.
    MarketEntry,
    /// `retention_spend` of the segments.
    RetentionSpend,
    /// `retention_response.spend`.
    RetentionResponse,
    /// Part of a programme's cost.
    Programme(usize, Part),
    /// A fixed overhead, by place.
    Overhead(usize),
    /// Corporate tax.
    Tax,
}

/// Parts of a programme's cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Paid once.
    SetUp,
    /// Per period.
    Fixed,
    /// Per contact.
    Contact,
    /// Per member.
    Member,
    /// Rewards and gifts.
    Reward,
    /// Price given away.
    Discount,
}

impl Part {
    /// All parts, in the order of the ledger.
    pub const ALL: [Self; 6] =
        [Self::SetUp, Self::Fixed, Self::Contact, Self::Member, Self::Reward, Self::Discount];
}

/// Groups of accounts that reports add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Money in.
    Revenue,
    /// Cost of what is sold.
    CostOfRevenue,
    /// Serving customers.
    Service,
    /// Finding customers.
    Acquisition,
    /// Keeping customers.
    Retention,
    /// Fixed overheads.
    Overhead,
    /// Tax.
    Tax,
}

impl Group {
    /// All groups, in the order of the cash flow.
    pub const ALL: [Self; 7] = [
        Self::Revenue,
        Self::CostOfRevenue,
        Self::Service,
        Self::Acquisition,
        Self::Retention,
        Self::Overhead,
        Self::Tax,
    ];
}

impl Account {
    /// The group it belongs to.
    #[must_use]
    pub const fn group(self) -> Group {
        match self {
            Self::GrossRevenue | Self::MembershipFees => Group::Revenue,
            Self::CostOfRevenue | Self::CostOfSales | Self::PaymentFees => Group::CostOfRevenue,
            Self::Service => Group::Service,
            Self::Media(_)
            | Self::Commission(_)
            | Self::Onboarding(_)
            | Self::FirstPeriodDiscount(_)
            | Self::AcquisitionTeam(_)
            | Self::MarketEntry => Group::Acquisition,
            Self::RetentionSpend | Self::RetentionResponse | Self::Programme(..) => {
                Group::Retention
            }
            Self::Overhead(_) => Group::Overhead,
            Self::Tax => Group::Tax,
        }
    }

    /// +1 for money in, −1 for money out.
    #[must_use]
    pub const fn sign(self) -> f64 {
        match self.group() {
            Group::Revenue => 1.0,
            _ => -1.0,
        }
    }

    /// When inside its period the account is paid, given the offset of recurring flows and of
    /// `retention_spend` (`docs/model.md`, section 1).
    #[must_use]
    pub const fn offset(self, delta: f64, retention_delta: f64) -> f64 {
        match self {
            Self::Media(_)
            | Self::Commission(_)
            | Self::Onboarding(_)
            | Self::MarketEntry
            | Self::Programme(_, Part::SetUp) => 0.0,
            Self::RetentionResponse => 1.0,
            Self::RetentionSpend => retention_delta,
            _ => delta,
        }
    }
}
