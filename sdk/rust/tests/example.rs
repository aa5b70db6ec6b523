//! Starts examples/rust-axum behind a real Latchkey.
mod common;

use common::{gate_url, http, nowhere, real_client, target};
use latchkey::types::{NewKey, RateLimit};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

/// The example, which ends with the test.
struct Example {
    process: Child,
    url: String,
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn build() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/rust-axum");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    target().join("debug/rust-axum")
}

async fn start(program: &Path, gate: &str) -> Example {
    let url = nowhere();
    let mut command = Command::new(program);
    command.env("ADDRESS", url.trim_start_matches("http://")).env("LATCHKEY_GATE_URL", gate);
    let example = Example { process: command.spawn().unwrap(), url };
    for _ in 0..200 {
        if http().get(format!("{}/health", example.url)).send().await.is_ok() {
            return example;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the example doesn't answer");
}

impl Example {
    /// The status and the headers of an answer, and its text.
    async fn orders(&self, key: Option<&str>) -> (u16, http::HeaderMap, String) {
        let mut request = http().get(format!("{}/orders", self.url));
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
    }
}

#[tokio::test]
async fn the_example_lets_the_right_requests_pass() {
    let program = build();
    let (client, example) = (real_client(), start(&program, &gate_url()).await);
    let create = |scope: &str, requests| NewKey {
        scopes: Some(vec![scope.into()]),
        rate_limit: Some(RateLimit { requests, window_seconds: 3600 }),
        external_id: Some("customer 7".into()),
        ..NewKey::default()
    };
    let key = client.keys().create(&create("data:read", 1)).await.unwrap();
    let other = client.keys().create(&create("keys:read", 10)).await.unwrap();
    let secret = key.secret.as_deref();

    let (status, _, text) = example.orders(secret).await;
    assert_eq!(status, 200);
    assert!(text.contains("customer 7"), "{text}");
    let (status, headers, _) = example.orders(secret).await;
    assert_eq!((status, headers.contains_key("retry-after")), (429, true));
    assert_eq!(example.orders(None).await.0, 401);
    assert_eq!(example.orders(other.secret.as_deref()).await.0, 403);
    client.keys().revoke(&key.id).await.unwrap();
    assert_eq!(example.orders(secret).await.0, 401);
    let without_gate = start(&program, &nowhere()).await;
    assert_eq!(without_gate.orders(other.secret.as_deref()).await.0, 503);
}
