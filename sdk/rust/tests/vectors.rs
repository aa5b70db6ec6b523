//! The calls of the conformance table, against the scripted server.
mod common;

use common::table::{finish, perform, vectors, Vector};
use common::{http, variable};
use serde_json::{json, Value};
use std::sync::LazyLock;
use tokio::task::JoinSet;

static HTTP: LazyLock<reqwest::Client> = LazyLock::new(http);

async fn control(path: &str, body: String) -> Value {
    let url = format!("{}/control/{path}", variable("LATCHKEY_TEST_CONTROL_URL"));
    let request = HTTP.post(url).header("content-type", "application/json").body(body);
    let response = request.send().await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

async fn run(file: String, whole: Value, vector: Vector) -> Vec<String> {
    let started = control("start", whole.to_string()).await;
    let base = started["base_url"].as_str().unwrap();
    for (name, value) in &vector.client.environment {
        std::env::set_var(name, value.as_str().unwrap().replace("{base}", base));
    }
    let got = perform(&vector.client, &vector.call, base, base).await;
    for name in vector.client.environment.keys() {
        std::env::remove_var(name);
    }
    let finished = control("finish", json!({ "base_url": base }).to_string()).await;
    let mut problems: Vec<String> =
        finished["problems"].as_array().unwrap().iter().map(|problem| problem.as_str().unwrap().to_owned()).collect();
    problems.extend(vector.result.differences(&got));
    problems.iter().map(|problem| format!("{file}: {}: {problem}", vector.name)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_vector() {
    for name in ["LATCHKEY_API_KEY", "LATCHKEY_BASE_URL"] {
        std::env::remove_var(name);
    }
    // The environment is that of the whole process: vectors that set it run before the others.
    let (alone, together): (Vec<_>, Vec<_>) =
        vectors().into_iter().partition(|(_, _, vector)| !vector.client.environment.is_empty());
    let count = alone.len() + together.len();
    let mut failures = Vec::new();
    for (file, whole, vector) in alone {
        failures.extend(run(file, whole, vector).await);
    }
    let mut running = JoinSet::new();
    for (file, whole, vector) in together {
        // Few at a time, because some vectors have a time-out that a busy machine would reach.
        if running.len() == 4 {
            failures.extend(running.join_next().await.unwrap().unwrap());
        }
        running.spawn(run(file, whole, vector));
    }
    while let Some(ended) = running.join_next().await {
        failures.extend(ended.unwrap());
    }
    finish(count, &failures);
}
