# Commands of a working day; `just` lists them. They need cargo and bash, nothing else.

# List the commands.
default:
    @just --list

# Build the program.
build:
    cargo build --release

# Run the tests whose names have the words; all without any.
test *WORDS:
    cargo test --release {{ WORDS }}

# Format, and let the lints speak.
lint:
    cargo fmt
    cargo clippy --release --all-targets -- -D warnings

# Write anew what tests compare with, where a change is meant.
bless *WORDS:
    TENURE_BLESS=1 cargo test --release {{ WORDS }}

# Write the reports of the shipped scenarios.
run *OPTIONS:
    cargo run --release -- run scenarios {{ OPTIONS }}

# Everything that must hold before a change lands.
ci:
    .ci/run

# Licences and known faults of what is built on; needs cargo-deny.
deny:
    cargo deny check
