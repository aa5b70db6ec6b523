//! The signatures of the conformance table.
mod common;

use common::table::{finish, read, Expected, Got};
use http::{HeaderMap, HeaderName, HeaderValue};
use latchkey::webhooks::Verifier;
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Webhook {
    name: String,
    secrets: Vec<String>,
    now: u64,
    headers: Map<String, Value>,
    body: String,
    result: Expected,
}

#[test]
fn every_signature() {
    let webhooks: Vec<Webhook> = read("webhooks.json");
    let mut failures = Vec::new();
    for webhook in &webhooks {
        let mut headers = HeaderMap::new();
        for (name, value) in &webhook.headers {
            let value = HeaderValue::from_bytes(value.as_str().unwrap().as_bytes()).unwrap();
            headers.insert(HeaderName::try_from(name).unwrap(), value);
        }
        let mut secrets = webhook.secrets.iter();
        let mut verifier = Verifier::new(secrets.next().map_or("", String::as_str));
        for secret in secrets {
            verifier = verifier.and_secret(secret);
        }
        let got = verifier.verify_at::<Value>(webhook.body.as_bytes(), &headers, webhook.now);
        let got = got.map(|value| Got { value, ..Got::default() });
        let differences = webhook.result.differences(&got);
        failures.extend(differences.iter().map(|difference| format!("{}: {difference}", webhook.name)));
    }
    assert!(!webhooks.is_empty());
    finish(webhooks.len(), &failures);
}
