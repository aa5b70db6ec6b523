//! A backend that creates keys for its own customers, and validates them before it answers.
mod common;

use common::{base_url, real_client};
use latchkey::types::{
    KeyChange, KeyListParams, KeyUsageParams, MintedKey, NewKey, RateLimit, RequestListParams, Rotation, VerifiedKey,
    VerifyRequest,
};
use latchkey::{Client, Error, ErrorKind};
use std::time::{Duration, Instant};

async fn create(client: &Client, key: NewKey) -> MintedKey {
    client.keys().create(&key).await.unwrap()
}

/// A key of a customer, with the scope data:read.
async fn customer_key(client: &Client, rate_limit: Option<RateLimit>) -> MintedKey {
    let scopes = Some(vec!["data:read".to_owned()]);
    create(client, NewKey { external_id: Some("cus_42".into()), scopes, rate_limit, ..NewKey::default() }).await
}

fn limit(requests: i64, window_seconds: i64) -> Option<RateLimit> {
    Some(RateLimit { requests, window_seconds })
}

async fn validate(client: &Client, key: &MintedKey, scopes: &[&str], cost: Option<i64>) -> Result<VerifiedKey, Error> {
    let scopes = (!scopes.is_empty()).then(|| scopes.iter().map(|&scope| scope.to_owned()).collect());
    let request = VerifyRequest { key: key.secret.clone().unwrap(), scopes, cost };
    client.keys().validate(&request).await
}

fn expect_error<T: std::fmt::Debug>(result: Result<T, Error>, kind: ErrorKind, detail: &str) -> Error {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(detail), "{error}");
    error
}

#[tokio::test]
async fn key_of_a_customer_with_scopes_expiry_and_limit() {
    let client = real_client();
    let external_id = format!("cus-rust-{}", std::process::id());
    let wanted = NewKey {
        name: Some("shop".into()),
        external_id: Some(external_id.clone()),
        scopes: Some(vec!["data:read".into()]),
        expires_at: Some("2099-01-01T00:00:00.000Z".into()),
        rate_limit: limit(100, 60),
        metadata: serde_json::from_str(r#"{"tier":"gold"}"#).unwrap(),
        ..NewKey::default()
    };
    let key = create(&client, wanted.clone()).await;
    assert!(!format!("{key:?}").contains(&**key.secret.as_ref().unwrap()));
    let info = validate(&client, &key, &["data:read"], None).await.unwrap();
    assert_eq!((&info.id, info.external_id.as_ref()), (&key.id, Some(&external_id)));
    assert_eq!((Some(&info.metadata), &info.expires_at), (wanted.metadata.as_ref(), &wanted.expires_at));
    assert!(info.has_scope("data:read") && !info.has_scope("data:write"));
    let params = KeyListParams { external_id: Some(external_id), ..KeyListParams::default() };
    let found: Vec<String> = client.keys().list(&params).await.unwrap().data.into_iter().map(|key| key.id).collect();
    assert_eq!(found, [key.id]);
}

#[tokio::test]
async fn key_that_is_not_valid_is_an_error_that_says_why() {
    let client = real_client();
    let key = customer_key(&client, None).await;
    let denied = validate(&client, &key, &["data:read", "data:write"], None).await;
    let denied = expect_error(denied, ErrorKind::PermissionDenied, "insufficient scope, data:write");
    assert_eq!(denied.required_scopes(), ["data:write"]);
    let enabled = |enabled| KeyChange { enabled: Some(enabled), ..KeyChange::default() };
    client.keys().update(&key.id, &enabled(false)).await.unwrap();
    expect_error(validate(&client, &key, &[], None).await, ErrorKind::PermissionDenied, "disabled");
    client.keys().update(&key.id, &enabled(true)).await.unwrap();
    assert_eq!(validate(&client, &key, &[], None).await.unwrap().id, key.id);
    client.keys().revoke(&key.id).await.unwrap();
    expect_error(validate(&client, &key, &[], None).await, ErrorKind::Authentication, "revoked");
    let nonsense = MintedKey { secret: Some("nonsense-that-is-no-key".into()), ..MintedKey::default() };
    expect_error(validate(&client, &nonsense, &[], None).await, ErrorKind::Authentication, "unknown");
}

#[tokio::test]
async fn limit_of_a_key_is_enforced_and_can_be_changed() {
    let client = real_client();
    let key = customer_key(&client, limit(2, 600)).await;
    for _ in 0..2 {
        validate(&client, &key, &[], None).await.unwrap();
    }
    let limited = validate(&client, &key, &[], None).await;
    let limited = expect_error(limited, ErrorKind::RateLimit, "rate limited. Retry in ");
    let wait = limited.retry_after().unwrap();
    assert!(wait > Duration::from_secs(500) && wait <= Duration::from_secs(600), "{wait:?}");
    assert_eq!(limited.attempts(), 1);

    let more = KeyChange { rate_limit: Some(limit(3, 600)), ..KeyChange::default() };
    assert_eq!(client.keys().update(&key.id, &more).await.unwrap().rate_limit, limit(3, 600));
    validate(&client, &key, &[], None).await.unwrap();
    expect_error(validate(&client, &key, &[], None).await, ErrorKind::RateLimit, "rate limited");
    let left = client.keys().rate_limit(&key.id).await.unwrap().rate_limit.unwrap();
    assert_eq!((left.requests, left.used, left.remaining), (3, 3, 0));

    let none = KeyChange { rate_limit: Some(None), ..KeyChange::default() };
    assert_eq!(client.keys().update(&key.id, &none).await.unwrap().rate_limit, None);
    validate(&client, &key, &[], None).await.unwrap();
}

#[tokio::test]
async fn cost_of_a_validation() {
    let client = real_client();
    let key = customer_key(&client, limit(5, 600)).await;
    validate(&client, &key, &[], Some(0)).await.unwrap();
    validate(&client, &key, &[], Some(3)).await.unwrap();
    expect_error(validate(&client, &key, &[], Some(3)).await, ErrorKind::RateLimit, "rate limited");
    validate(&client, &key, &[], Some(2)).await.unwrap();
    assert_eq!(client.keys().rate_limit(&key.id).await.unwrap().rate_limit.unwrap().remaining, 0);
}

#[tokio::test]
async fn rotation_changes_only_the_secret() {
    let client = real_client();
    let key = customer_key(&client, None).await;
    let rotated = client.keys().rotate(&key.id, &Rotation::default()).await.unwrap();
    assert_ne!(key.secret, rotated.secret);
    assert_eq!((&rotated.id, &rotated.external_id, &rotated.scopes), (&key.id, &key.external_id, &key.scopes));
    expect_error(validate(&client, &key, &[], None).await, ErrorKind::Authentication, "revoked");
    assert_eq!(validate(&client, &rotated, &[], None).await.unwrap().id, key.id);
}

#[tokio::test]
async fn usage_of_a_key() {
    let client = real_client();
    let key = customer_key(&client, limit(2, 600)).await;
    let params = KeyUsageParams::default();
    assert_eq!(client.keys().usage(&key.id, &params).await.unwrap().last_used_at, None);
    validate(&client, &key, &[], None).await.unwrap();
    validate(&client, &key, &["data:write"], None).await.unwrap_err();
    validate(&client, &key, &[], None).await.unwrap();
    validate(&client, &key, &[], None).await.unwrap_err();
    let usage = client.keys().usage(&key.id, &params).await.unwrap();
    assert_eq!((usage.requests_current_period, usage.succeeded, usage.failed, usage.rate_limited), (4, 2, 1, 1));
    assert_eq!(usage.error_rate, 0.5);
    assert!(usage.last_used_at.is_some());
}

#[tokio::test]
async fn program_that_is_faster_than_its_limit_is_slowed_down() {
    let client = real_client();
    let key = customer_key(&client, limit(2, 2)).await;
    let program = Client::builder().api_key(&**key.secret.as_ref().unwrap()).base_url(base_url()).build().unwrap();
    let began = Instant::now();
    for _ in 0..5 {
        assert_eq!(program.me().retrieve().await.unwrap().actor.id, key.id);
    }
    assert!(began.elapsed() > Duration::from_secs(4), "{:?}", began.elapsed());
    let params = RequestListParams { key_id: Some(key.id), ..RequestListParams::default() };
    let log = client.requests().list(&params).await.unwrap().data;
    assert_eq!(log.iter().filter(|request| request.status == 200).count(), 5);
    assert!(log.iter().any(|request| request.code.as_deref() == Some("rate_limited")));
}
