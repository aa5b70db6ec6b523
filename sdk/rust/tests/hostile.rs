//! A gate, an API and IDs that are made to do harm.
mod common;

use common::nowhere;
use http::{HeaderMap, Method};
use latchkey::types::{KeyListParams, KeyUsageParams, VerifyRequest};
use latchkey::{Client, ErrorKind, Gate, GateRequest, Requirement};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A server that counts connections and requests.
struct Hostile {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

/// Sends the same answer to every request, or never one.
async fn hostile(answer: Option<&'static str>) -> Hostile {
    answering(move |_| answer.map(str::to_owned)).await
}

/// Gives each request the answer that belongs to it, by what it says.
async fn answering(answer: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Hostile {
    let answer = Arc::new(answer);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (connections, requests) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let server = Hostile { url, connections: connections.clone(), requests: requests.clone() };
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            connections.fetch_add(1, Ordering::Relaxed);
            let (requests, answer) = (requests.clone(), answer.clone());
            tokio::spawn(async move {
                let mut buffer = vec![0; 1 << 16];
                loop {
                    let length = stream.read(&mut buffer).await.unwrap_or(0);
                    if length == 0 {
                        break;
                    }
                    requests.fetch_add(1, Ordering::Relaxed);
                    if let Some(answer) = answer(&String::from_utf8_lossy(&buffer[..length])) {
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
    are_bounded(&server, gate).await;
    let server = hostile(None).await;
    let gate = Gate::with_api(&client_of(&server.url)).timeout(Duration::from_secs(3));
    are_bounded(&server, gate).await;
}

async fn are_bounded(server: &Hostile, gate: Gate) {
    let mut checks = JoinSet::new();
    for _ in 0..600 {
        let gate = gate.clone();
        checks.spawn(async move {
            let headers = HeaderMap::from_iter([("x-api-key".parse().unwrap(), "any".parse().unwrap())]);
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
    let paths =
        ["/keys/../usage", "/../../outside", "/%2e%2E/usage", "//usage", "/keys\\..\\usage", "/.\t./.\n./x", "/\0"];
    for path in paths {
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
        "HTTP/1.1 200 OK\r\nx-gate-key-id: none\r\nx-gate-user-id: a\r\nx-gate-user-id: b\r\ncontent-length: 0\r\n\r\n",
    ] {
        let server = hostile(Some(answer)).await;
        let gate = Gate::new(&server.url).unwrap().timeout(Duration::from_secs(2));
        let headers = HeaderMap::new();
        let request = GateRequest { method: "GET", uri: "/", headers: &headers, ip: None };
        let decision = gate.check(request, &Requirement::new()).await;
        assert_eq!((decision.allowed, decision.status), (false, 503), "{answer}");
    }
}

const KEY: &str = "HTTP/1.1 200 OK\r\nx-gate-key-id: key_1\r\ncontent-length: 0\r\n\r\n";
const NO_KEY: &str = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 26\r\n\r\n{\"code\":\"invalid_api_key\"}";

/// A list, whose second page comes late the first time.
#[tokio::test]
async fn a_list_whose_future_is_dropped_goes_on_where_it_was() {
    let late = Arc::new(AtomicUsize::new(0));
    let server = answering(move |request| {
        let is_second = request.contains("cursor=c1");
        if is_second && late.fetch_add(1, Ordering::Relaxed) == 0 {
            return None;
        }
        let (id, cursor) = if is_second { ("key_2", "null") } else { ("key_1", "\"c1\"") };
        let body = format!("{{\"data\":[{{\"id\":\"{id}\"}}],\"meta\":{{\"next_cursor\":{cursor}}}}}");
        Some(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
    })
    .await;
    let mut keys = client_of(&server.url).keys().list(&KeyListParams::default()).all();
    assert_eq!(keys.next().await.unwrap().unwrap().id, "key_1");
    assert!(tokio::time::timeout(Duration::from_millis(300), keys.next()).await.is_err());
    assert_eq!(keys.next().await.unwrap().unwrap().id, "key_2");
    assert!(keys.next().await.is_none());
}

#[tokio::test]
async fn a_list_that_repeats_ends_with_an_error() {
    let body = r#"{"data":[{"id":"key_1"}],"meta":{"next_cursor":"c1"}}"#;
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let server = answering(move |_| Some(answer.clone())).await;
    let mut keys = client_of(&server.url).keys().list(&KeyListParams::default()).all();
    for _ in 0..2 {
        assert_eq!(keys.next().await.unwrap().unwrap().id, "key_1");
    }
    assert_eq!(keys.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
    assert!(keys.next().await.is_none());
}

#[tokio::test]
async fn what_a_client_sends_is_passed_on_as_a_header_can_carry_it() {
    let server = answering(|question| {
        let is_sound = ["x-forwarded-method: OTHER\r\n", "x-forwarded-uri: /caf%C3%A9%0A%20x\r\n"];
        is_sound.iter().all(|line| question.contains(line)).then(|| NO_KEY.to_owned())
    })
    .await;
    let gate = Gate::new(&server.url).unwrap().timeout(Duration::from_secs(2)).fail_open(true);
    let headers = HeaderMap::new();
    for method in ["A".repeat(300_000), "GET\n".to_owned(), "G!".to_owned(), String::new()] {
        let request = GateRequest { method: &method, uri: "/caf\u{e9}\n x", headers: &headers, ip: None };
        assert_eq!(gate.check(request, &Requirement::new()).await.status, 401, "{}", method.len());
    }
}

#[tokio::test]
async fn many_empty_credentials_do_not_open_a_gate() {
    let gate = Gate::new(&nowhere()).unwrap().fail_open(true);
    let mut headers = HeaderMap::new();
    for _ in 0..1000 {
        headers.append("authorization", http::HeaderValue::from_static(""));
    }
    let request = GateRequest { method: "GET", uri: "/", headers: &headers, ip: None };
    let decision = gate.check(request, &Requirement::new()).await;
    assert_eq!((decision.allowed, decision.status), (false, 431));
}

#[tokio::test]
async fn an_answer_that_is_too_long_on_a_kept_connection_is_not_asked_for_twice() {
    let asked = AtomicUsize::new(0);
    let long = format!("HTTP/1.1 401 No\r\ncontent-length: 70000\r\n\r\n{}", " ".repeat(70_000));
    let server = answering(move |_| {
        let is_first = asked.fetch_add(1, Ordering::Relaxed) == 0;
        Some(if is_first { KEY.to_owned() } else { long.clone() })
    })
    .await;
    let gate = Gate::new(&server.url).unwrap().timeout(Duration::from_secs(2));
    let headers = HeaderMap::new();
    let request = GateRequest { method: "GET", uri: "/", headers: &headers, ip: None };
    assert_eq!(gate.check(request, &Requirement::new()).await.status, 200);
    assert_eq!(gate.check(request, &Requirement::new()).await.status, 503);
    assert_eq!(server.requests.load(Ordering::Relaxed), 2);
}

/// Servers such as actix-web have a runtime for each of their threads.
#[tokio::test]
async fn a_runtime_that_is_busy_does_not_hold_up_the_questions_of_another() {
    let server = hostile(Some(NO_KEY)).await;
    let gate = Gate::new(&server.url).unwrap().timeout(Duration::from_secs(2)).fail_open(true);
    let check = |gate: Gate| {
        let ask = async move {
            let headers = HeaderMap::new();
            let request = GateRequest { method: "GET", uri: "/", headers: &headers, ip: None };
            gate.check(request, &Requirement::new()).await.status
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let status = runtime.block_on(ask);
        // It isn't dropped, but drives nothing any more.
        (status, runtime)
    };
    for _ in 0..2 {
        let gate = gate.clone();
        let checked = tokio::task::spawn_blocking(move || {
            let (first, idle) = check(gate.clone());
            let (second, _) = check(gate);
            drop(idle);
            (first, second)
        });
        assert_eq!(checked.await.unwrap(), (401, 401));
    }
}
