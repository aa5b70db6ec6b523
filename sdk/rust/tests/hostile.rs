//! A gate, an API and IDs that are made to do harm.
mod common;

use common::nowhere;
use http::{HeaderMap, Method};
use latchkey::types::{KeyUsageParams, VerifyRequest};
use latchkey::{Client, ErrorKind, Gate, GateRequest, Requirement};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A server that sends the same answer to every request, or never one. It counts connections and requests.
struct Hostile {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

async fn hostile(answer: Option<&'static str>) -> Hostile {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (connections, requests) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let server = Hostile { url, connections: connections.clone(), requests: requests.clone() };
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            connections.fetch_add(1, Ordering::Relaxed);
            let requests = requests.clone();
            tokio::spawn(async move {
                let mut buffer = vec![0; 1 << 16];
                while stream.read(&mut buffer).await.is_ok_and(|length| length > 0) {
                    requests.fetch_add(1, Ordering::Relaxed);
                    if let Some(answer) = answer {
                        let _ = stream.write_all(answer.as_bytes()).await;
                    }
                }
            });
        }
    });
    server
}

fn client_of(url: &str) -> Client {
    Client::builder().api_key("lk_test_hostile").base_url(url).build().unwrap()
}

#[tokio::test]
async fn a_silent_gate_has_a_bounded_number_of_connections() {
    let server = hostile(None).await;
    let gate = Gate::new(&server.url).unwrap().timeout(Duration::from_secs(3));
    let mut checks = JoinSet::new();
    for _ in 0..600 {
        let gate = gate.clone();
        checks.spawn(async move {
            let headers = HeaderMap::new();
            let request = GateRequest { method: "GET", uri: "/", headers: &headers, ip: None };
            gate.check(request, &Requirement::new()).await.status
        });
    }
    // Before the first one gives up.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let connections = server.connections.load(Ordering::Relaxed);
    let statuses = checks.join_all().await;
    assert!(statuses.iter().all(|status| *status == 503));
    assert!((1..=256).contains(&connections), "{connections} connections");
}

#[tokio::test]
async fn ids_that_lead_elsewhere_are_not_asked_for() {
    let server = hostile(Some("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\":{}}")).await;
    let client = client_of(&server.url);
    for id in ["", ".", ".."] {
        let usage = client.keys().usage(id, &KeyUsageParams::default()).await;
        assert_eq!(usage.unwrap_err().kind(), ErrorKind::Configuration, "{id:?}");
    }
    for path in ["/keys/../usage", "/../../outside", "/%2e%2E/usage", "//usage", "/keys\\..\\usage"] {
        let answer = client.request(Method::GET, path, &[], None).await;
        assert_eq!(answer.unwrap_err().kind(), ErrorKind::Configuration, "{path}");
    }
    assert_eq!(server.requests.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_verification_that_counts_is_sent_once() {
    let server = hostile(Some("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n")).await;
    let client = client_of(&server.url);
    let body = serde_json::json!({ "key": "any" });
    for path in ["/keys/verify", "keys/verify"] {
        let answer = client.request(Method::POST, path, &[], Some(&body)).await;
        assert_eq!(answer.unwrap_err().attempts(), 1, "{path}");
    }
    let question = VerifyRequest { key: "any".into(), ..VerifyRequest::default() };
    assert_eq!(client.keys().verify(&question).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn a_cost_that_is_too_large_does_not_open_a_gate() {
    let server = hostile(None).await;
    let gate = Gate::with_api(&client_of(&server.url)).fail_open(true);
    let headers = HeaderMap::from_iter([("x-api-key".parse().unwrap(), "any".parse().unwrap())]);
    let request = GateRequest { method: "GET", uri: "/", headers: &headers, ip: None };
    let decision = gate.check(request, &Requirement::new().cost(u64::MAX)).await;
    assert!(!decision.allowed && decision.status == 503);
    let away = Gate::with_api(&client_of(&nowhere())).fail_open(true);
    assert!(away.check(request, &Requirement::new().cost(1)).await.failed_open);
}

#[tokio::test]
async fn an_answer_that_is_not_the_gates_lets_nothing_pass() {
    for answer in [
        "HTTP/1.1 200 OK\r\nx-gate-key-id: key_1\r\nx-gate-key-id: key_2\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\nx-gate-key-id: key_1\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nx-gate-key-id: key_1\r\n\r\n",
    ] {
        let server = hostile(Some(answer)).await;
        let gate = Gate::new(&server.url).unwrap().timeout(Duration::from_secs(2));
        let headers = HeaderMap::new();
        let request = GateRequest { method: "GET", uri: "/", headers: &headers, ip: None };
        let decision = gate.check(request, &Requirement::new()).await;
        assert_eq!((decision.allowed, decision.status), (false, 503), "{answer}");
    }
}
