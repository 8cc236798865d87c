#[derive(Clone, Debug, PartialEq)]
pub struct Distribution;
