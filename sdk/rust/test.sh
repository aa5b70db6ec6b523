#!/usr/bin/env bash
# Everything that must hold for the Rust SDK: rustfmt, clippy, the tests with every feature and a build with none, the
# documentation, and a package with what it needs. Needs the variables that npm run test:sdks sets. `test.sh compile` only
# compiles.
set -euo pipefail
cd "$(dirname "$0")"
# Without what only debuggers and later builds use: half the time and space.
export CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0
# Of another user's home, rustup needs to know where its toolchains are.
if ! cargo --version >/dev/null 2>&1; then
  RUSTUP_HOME=$(dirname "$(command -v cargo)")/../../.rustup
  export RUSTUP_HOME
fi
# What takes long, so that it can be done beforehand, while something else waits.
compile() {
  cargo clippy --quiet --locked --all-targets --all-features -- -D warnings
  cargo clippy --quiet --locked --no-default-features -- -D warnings
  cargo test --quiet --locked --no-default-features --test features --no-run
  cargo test --quiet --locked --all-features --no-run
}
if [ "${1:-}" = compile ]; then
  compile
  exit
fi
cargo fmt --check
cargo fmt --check --manifest-path ../../examples/rust-axum/Cargo.toml
compile
echo "✓ rustfmt, clippy"
cargo test --quiet --locked --no-default-features --test features
cargo test --quiet --locked --all-features
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --all-features --no-deps
cargo package --quiet --locked --allow-dirty
echo "✓ documentation, package"
