//! What several tests share. `npm run test:sdks -- rust` starts the servers that they need.
#![allow(dead_code)]
pub mod table;

use latchkey::Client;
use std::net::TcpListener;
use std::path::Path;

/// A variable that the tests need.
pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} isn't set: run npm run test:sdks -- rust"))
}

pub fn base_url() -> String {
    variable("LATCHKEY_TEST_BASE_URL")
}

pub fn gate_url() -> String {
    variable("LATCHKEY_TEST_GATE_URL")
}

pub fn api_key() -> String {
    variable("LATCHKEY_TEST_API_KEY")
}

/// A client of the real server, whose key has every scope.
pub fn real_client() -> Client {
    Client::builder().api_key(api_key()).base_url(base_url()).build().unwrap()
}

/// A client of the tests themselves.
pub fn http() -> reqwest::Client {
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Where the tests are built. Programs that they build find the crates there that are built already.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
}

/// An address where nobody listens.
pub fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Fails with all sentences about what is wrong.
pub fn expect_none(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
