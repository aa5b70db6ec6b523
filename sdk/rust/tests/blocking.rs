//! Calls that block the thread.
#![cfg(feature = "blocking")]
mod common;

use common::{gate_url, real_client};
use latchkey::types::{KeyListParams, NewKey, VerifyRequest};
use latchkey::{ErrorKind, Gate, GateRequest, Requirement};

#[test]
fn calls_that_block() {
    let client = real_client();
    let key = client.keys().create(&NewKey { name: Some("blocking".into()), ..NewKey::default() }).send().unwrap();
    let secret = key.secret.clone().unwrap();
    let request = VerifyRequest { key: secret.clone(), ..VerifyRequest::default() };
    assert_eq!(client.keys().validate(&request).send().unwrap().id, key.id);
    let params = KeyListParams { limit: Some(1), ..KeyListParams::default() };
    let found = client.keys().list(&params).all().map(Result::unwrap).any(|one| one.id == key.id);
    assert!(found);

    let gate = Gate::new(&gate_url()).unwrap();
    let headers = http::HeaderMap::from_iter([(http::HeaderName::from_static("x-api-key"), secret.parse().unwrap())]);
    let question = GateRequest { method: "GET", uri: "/orders", headers: &headers, ip: None };
    assert!(gate.check_blocking(question, &Requirement::new()).allowed);
    client.keys().revoke(&key.id).send().unwrap();
    assert!(!gate.check_blocking(question, &Requirement::new()).allowed);
    let failure = client.keys().validate(&request).send().unwrap_err();
    assert_eq!((failure.kind(), failure.code()), (ErrorKind::Authentication, Some("revoked")));
}
