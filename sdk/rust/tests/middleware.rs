//! The tower layer in an axum server, behind the gate of a real Latchkey.
#![cfg(feature = "tower")]
mod common;

use axum::extract::{ConnectInfo, OriginalUri};
use axum::routing::get;
use axum::{Extension, Router};
use common::{gate_url, http, nowhere, real_client};
use latchkey::tower::LatchkeyLayer;
use latchkey::types::{NewKey, RateLimit, RequestListParams};
use latchkey::{Decision, Gate, Requirement};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;

/// A server behind a gate.
struct Protected {
    url: String,
    /// How many requests its handler got.
    reached: Arc<AtomicU32>,
}

async fn protected(gate: Gate) -> Protected {
    let reached = Arc::new(AtomicU32::new(0));
    let counted = reached.clone();
    let handler = move |Extension(decision): Extension<Decision>| async move {
        counted.fetch_add(1, Ordering::Relaxed);
        let key = decision.key_id.as_deref().unwrap_or("none");
        let text = format!("{key} {} {}", decision.has_scope("keys:read"), decision.failed_open);
        ([("x-ratelimit-limit", "of the handler")], text)
    };
    let layer = LatchkeyLayer::new(gate, Requirement::new().scope("keys:read"))
        .client_ip(|extensions| extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip()))
        .original_uri(|extensions| extensions.get::<OriginalUri>().map(|OriginalUri(uri)| uri));
    let app = Router::new().nest("/api", Router::new().route("/orders", get(handler)).layer(layer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
    Protected { url, reached }
}

struct Answer {
    status: u16,
    headers: http::HeaderMap,
    text: String,
}

impl Protected {
    async fn get(&self, key: &str) -> Answer {
        let mut request = http().get(format!("{}/orders?page=1", self.url));
        if !key.is_empty() {
            request = request.header("x-api-key", key);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    fn reached(&self) -> u32 {
        self.reached.load(Ordering::Relaxed)
    }
}

impl Answer {
    fn is_problem(&self, status: u16, code: &str) {
        let problem: Value = serde_json::from_str(&self.text).expect(&self.text);
        assert_eq!((self.status, &problem["status"], &problem["code"]), (status, &status.into(), &code.into()));
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn only_what_the_gate_allows_reaches_the_handler() {
    let client = real_client();
    let server = protected(Gate::new(&gate_url()).unwrap()).await;
    let limit = RateLimit { requests: 2, window_seconds: 3600 };
    let key = NewKey { scopes: Some(vec!["keys:read".into()]), rate_limit: Some(limit), ..NewKey::default() };
    let key = client.keys().create(&key).await.unwrap();
    let secret = key.secret.as_deref().unwrap();
    let other = client.keys().create(&NewKey::default()).await.unwrap();

    let allowed = server.get(secret).await;
    assert_eq!((allowed.status, allowed.text.as_str()), (200, format!("{} true false", key.id).as_str()));
    assert!(allowed.headers.contains_key("ratelimit"));
    assert_eq!(allowed.headers["x-ratelimit-limit"], "of the handler");
    let nobody = server.get("").await;
    nobody.is_problem(401, "unauthorized");
    assert!(nobody.headers.contains_key("www-authenticate"));
    server.get(other.secret.as_deref().unwrap()).await.is_problem(403, "forbidden");
    assert_eq!(server.get(secret).await.status, 200);
    let limited = server.get(secret).await;
    limited.is_problem(429, "rate_limited");
    assert!(limited.headers.contains_key("retry-after"));
    client.keys().revoke(&key.id).await.unwrap();
    server.get(secret).await.is_problem(401, "invalid_api_key");
    assert_eq!(server.reached(), 2);

    let params = RequestListParams { key_id: Some(key.id), ..RequestListParams::default() };
    let mut logged = client.requests().list(&params).await.unwrap().data;
    for _ in 0..50 {
        if !logged.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        logged = client.requests().list(&params).await.unwrap().data;
    }
    assert_eq!(logged[0].path, "/api/orders");
    assert_eq!(logged[0].ip.as_deref(), Some("127.0.0.1"));
}

#[tokio::test]
async fn without_the_gate_nothing_passes() {
    let server = protected(Gate::new(&nowhere()).unwrap()).await;
    let answer = server.get("any").await;
    answer.is_problem(503, "unavailable");
    assert_eq!((answer.headers["retry-after"].to_str().unwrap(), server.reached()), ("1", 0));
}

#[tokio::test]
async fn a_gate_that_fails_open_says_so() {
    let server = protected(Gate::new(&nowhere()).unwrap().fail_open(true)).await;
    let answer = server.get("any").await;
    assert_eq!((answer.status, answer.text.as_str(), server.reached()), (200, "none false true", 1));
}
