//! The SDK of Latchkey, the front desk of an API: it manages API keys, verifies them, and protects an HTTP service with
//! them.
//!
//! ```no_run
//! # async fn run() -> Result<(), latchkey::Error> {
//! use latchkey::types::NewKey;
//!
//! let client = latchkey::Client::from_env()?; // LATCHKEY_API_KEY, LATCHKEY_BASE_URL
//! let key = client.keys().create(&NewKey { name: Some("ci-pipeline".into()), ..Default::default() }).await?;
//! println!("{} {}", key.id, key.hint);
//! # Ok(())
//! # }
//! ```
#[cfg(feature = "blocking")]
mod blocking;
mod call;
mod client;
mod error;
pub mod gate;
mod page;
mod secret;
mod send;
mod services;
#[cfg(feature = "tower")]
pub mod tower;
#[allow(missing_docs)]
pub mod types;
mod verdict;
pub mod webhooks;

pub use call::{Any, Call, Data, FromAnswer, Outcome, Response};
pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind, FieldError};
pub use gate::{Decision, Gate, GateRequest, Requirement};
pub use page::{Items, Page, PageMeta};
pub use secret::Secret;
pub use services::{AuditEvents, Keys, Me, Plans, Requests, Scopes, UsageService, Workspaces};
pub use verdict::Validated;
