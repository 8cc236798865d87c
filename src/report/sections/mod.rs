//! One file per section of the page: what it says, from the findings, in order of the page.

pub mod accounting;
pub mod assumptions;
pub mod brand;
pub mod bridge;
pub mod cash;
pub mod checks;
pub mod customers;
pub mod integrity;
pub mod manifest;
pub mod method;
pub mod next_money;
pub mod payback;
pub mod picture;
pub mod programmes;
pub mod reasons;
pub mod ribbon;
pub mod side_by_side;
pub mod spending;
pub mod sure;
pub mod survival;
pub mod tiles;
pub mod worth;
pub mod yearly;
