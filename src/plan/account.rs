//! The chart of accounts: what every posting is called and which side of the comparison it is on.

use crate::lever::Spent;

/// One account of the ledger. Costs are posted as positive amounts; refunds, being less revenue, as
/// negative ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Money billed at list price, before trials and offers.
    GrossRevenue,
    /// Fees that members of a programme pay, and those who keep paying for what they were first given.
    MembershipFees,
    /// Money that a programme gives back: posted as a negative amount.
    Refunds(usize),
    /// What partners pay for a programme's points.
    PointsSold(usize),
    /// What customers pay for the product that an event brings.
    NewProduct(usize),
    /// What that product costs.
    NewProductCost(usize),
    /// Share of the money billed.
    CostOfRevenue,
    /// Share of the list price.
    CostOfSales,
    /// Share of the basket, on top of the cost of sales.
    VariableLabour,
    /// Share of the money billed.
    PaymentFees,
    /// Service cost of active customers.
    Service,
    /// Media of a channel.
    Media(usize),
    /// What a channel pays for each customer that it brings, word of mouth apart.
    Commission(usize),
    /// Pay of a channel's people.
    ChannelFixed(usize),
    /// Onboarding of a channel's joiners.
    Onboarding(usize),
    /// Price not charged to a channel's customers in their first periods.
    FirstPeriodDiscount(usize),
    /// Acquisition team.
    AcquisitionTeam(usize),
    /// Entry into a new market, or with a new product.
    MarketEntry,
    /// `retention_spend` of the segments.
    RetentionSpend,
    /// `retention_response.spend`.
    RetentionResponse,
    /// Part of a programme's cost.
    Programme(usize, CostPart),
    /// A fixed overhead, by place.
    Overhead(usize),
    /// Corporate tax.
    Tax,
}

/// Parts of a programme's cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostPart {
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

impl CostPart {
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
    /// What a programme spends on customers.
    pub const fn of(spent: Spent, programme: usize) -> Self {
        Self::Programme(
            programme,
            match spent {
                Spent::Contact => CostPart::Contact,
                Spent::Member => CostPart::Member,
                Spent::Reward => CostPart::Reward,
                Spent::Refund => return Self::Refunds(programme),
            },
        )
    }

    /// The group it belongs to.
    pub const fn group(self) -> Group {
        match self {
            Self::GrossRevenue
            | Self::MembershipFees
            | Self::PointsSold(_)
            | Self::Refunds(_)
            | Self::NewProduct(_) => Group::Revenue,
            Self::CostOfRevenue
            | Self::CostOfSales
            | Self::VariableLabour
            | Self::NewProductCost(_)
            | Self::PaymentFees => Group::CostOfRevenue,
            Self::Service => Group::Service,
            Self::Media(_)
            | Self::Commission(_)
            | Self::ChannelFixed(_)
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

    /// What a unit posted to it is of the money spent on finding and keeping customers. Refunds are paid out too,
    /// though they are posted as less revenue; what programmes earn is not netted.
    pub const fn spent(self) -> f64 {
        match (self, self.group()) {
            (Self::Refunds(_), _) => -1.0,
            (_, Group::Acquisition | Group::Retention) => 1.0,
            _ => 0.0,
        }
    }

    /// +1 for money in, −1 for money out.
    pub const fn sign(self) -> f64 {
        match self.group() {
            Group::Revenue => 1.0,
            _ => -1.0,
        }
    }

    /// When inside its period the account is paid, given the offset of recurring flows and of
    /// `retention_spend` (`docs/model.md`, section 1).
    pub const fn offset(self, delta: f64, retention_delta: f64) -> f64 {
        match self {
            Self::Media(_)
            | Self::Commission(_)
            | Self::Onboarding(_)
            | Self::MarketEntry
            | Self::Programme(_, CostPart::SetUp) => 0.0,
            Self::RetentionResponse => 1.0,
            Self::RetentionSpend => retention_delta,
            _ => delta,
        }
    }
}

/// The chart of accounts of a plan, in the order of the ledger.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    accounts: Vec<Account>,
    /// Place by [`Account::slot`]; [`NONE`] for accounts the plan does not have.
    places: Vec<u32>,
}

/// The mark of an account that is not in the chart.
const NONE: u32 = u32::MAX;

impl Chart {
    /// The chart of these accounts, in this order.
    pub fn new(accounts: Vec<Account>) -> Self {
        let size = accounts.iter().map(|account| account.slot() + 1).max().unwrap_or(0);
        let mut places = vec![NONE; size];
        for (place, account) in accounts.iter().enumerate() {
            places[account.slot()] = place as u32;
        }
        Self { accounts, places }
    }

    /// The accounts.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Place of an account, if the plan has it.
    pub fn place(&self, account: Account) -> Option<usize> {
        self.places.get(account.slot()).filter(|place| **place != NONE).map(|place| *place as usize)
    }
}

impl Account {
    /// A number of its own, so that it is found without a search.
    const fn slot(self) -> usize {
        /// Accounts without a number, and families of numbered ones.
        const SINGLE: usize = 11;
        const FAMILIES: usize = 11 + CostPart::ALL.len();
        let (family, place) = match self {
            Self::GrossRevenue => return 0,
            Self::MembershipFees => return 1,
            Self::CostOfRevenue => return 2,
            Self::CostOfSales => return 3,
            Self::PaymentFees => return 4,
            Self::Service => return 5,
            Self::MarketEntry => return 6,
            Self::RetentionSpend => return 7,
            Self::RetentionResponse => return 8,
            Self::Tax => return 9,
            Self::VariableLabour => return 10,
            Self::Media(c) => (0, c),
            Self::Commission(c) => (1, c),
            Self::Onboarding(c) => (2, c),
            Self::FirstPeriodDiscount(c) => (3, c),
            Self::AcquisitionTeam(o) => (4, o),
            Self::Overhead(o) => (5, o),
            Self::Refunds(p) => (6, p),
            Self::NewProduct(e) => (7, e),
            Self::NewProductCost(e) => (8, e),
            Self::PointsSold(p) => (9, p),
            Self::ChannelFixed(c) => (10, c),
            Self::Programme(p, part) => (11 + part as usize, p),
        };
        SINGLE + place * FAMILIES + family
    }
}
