#!/usr/bin/env bash
# Everything that must hold for the Rust SDK: rustfmt, clippy, the tests with every feature and a build with none, the
# documentation, and a package with what it needs. Needs the variables that npm run test:sdks sets.
set -euo pipefail
cd "$(dirname "$0")"
# Without what only debuggers and later builds use: half the time and space.
export CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0
# Of another user's home, rustup needs to know where its toolchains are.
if ! cargo --version >/dev/null 2>&1; then
  RUSTUP_HOME=$(dirname "$(command -v cargo)")/../../.rustup
  export RUSTUP_HOME
fi
cargo fmt --check
cargo fmt --check --manifest-path ../../examples/rust-axum/Cargo.toml
cargo clippy --quiet --locked --all-targets --all-features -- -D warnings
cargo clippy --quiet --locked --no-default-features -- -D warnings
echo "✓ rustfmt, clippy"
cargo test --quiet --locked --all-features
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --all-features --no-deps
cargo package --quiet --locked --allow-dirty
echo "✓ documentation, package"
