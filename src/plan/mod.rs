//! One strategy as flat numeric tables: everything the engine needs, and no words.
//!
//! A plan is a pure function of the scenario, the strategy and the values of the assumptions. Tables
//! run over the periods of the horizon, those of the levers as far as programmes still change after it;
//! then the last entry goes on, except season and dated events, which `RateTable` carries beyond
//! (`docs/model.md`, section 9, run-off).

mod account;
mod acquisition;
mod adjust;
mod after;
mod aim;
mod bills;
mod brand;
mod build;
mod builder;
mod cards;
mod channels;
mod classes;
mod ground;
mod growth;
mod mixture;
mod money;
mod observed;
mod opening;
mod origins;
mod points;
mod rates;
mod service;
mod tables;
mod targets;
mod tenures;
mod variants;
mod vintage;
mod visits;
mod waiting;

pub use account::Account;
pub(crate) use account::{Chart, CostPart, Group};
pub(crate) use acquisition::{ChannelPlan, InflowPlan, MarketPlan, ProductPlan, Response};
pub use adjust::Adjust;
pub(crate) use aim::Aim;
pub(crate) use brand::BrandPlan;
pub(crate) use cards::{CardChain, CardMoves, CardStock, until_lost};
pub(crate) use classes::{Base, RiskClasses, TenureShape};
pub(crate) use growth::Bill;
pub(crate) use mixture::MOST_CLASSES;
pub use mixture::Precision;
pub(crate) use money::{Basis, Sheet};
pub(crate) use points::earned_per_unit;
pub(crate) use rates::{Leaving, RateTable};
pub use tables::{
    BlockPlan, Discounts, OriginKind, OriginOffer, OriginPlan, OverheadPlan, Plan, Reach,
    SegmentPlan,
};
pub use tenures::{Grid, OpeningGroup, Slots};
pub use variants::build;
pub(crate) use variants::{build_undiscounted, build_without_desks, move_channels};
pub(crate) use vintage::{PointCosts, Vintage};
