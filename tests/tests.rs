
mod diagnostics;
mod robustness;
mod valid;
