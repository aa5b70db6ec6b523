//! The scenarios of the conformance table, against a real Latchkey.
mod common;

use common::table::{finish, perform, read, CallOf, Expected, Options};
use common::{api_key, base_url, gate_url};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Deserialize)]
struct Scenario {
    name: String,
    steps: Vec<Value>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    client: Options,
    call: CallOf,
    #[serde(default)]
    result: Expected,
}

/// Puts variables and the language into the strings of a step.
fn fill(value: &Value, language: &str, variables: &Map<String, Value>) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), fill(member, language, variables))).collect()
        }
        Value::Array(elements) => elements.iter().map(|element| fill(element, language, variables)).collect(),
        Value::String(text) => {
            variables.get(text).cloned().unwrap_or_else(|| text.replace("{language}", language).into())
        }
        other => other.clone(),
    }
}

async fn run(scenario: &Scenario, language: &str) -> Vec<String> {
    let mut variables = Map::new();
    for (i, raw) in scenario.steps.iter().enumerate() {
        let mut step: Step = serde_json::from_value(fill(raw, language, &variables)).unwrap();
        if step.client.api_key.is_none() && step.client.access_token.is_none() {
            step.client.api_key = Some(Some(api_key()));
        }
        let got = perform(&step.client, &step.call, &base_url(), &gate_url()).await;
        let differences = step.result.differences(&got);
        if !differences.is_empty() {
            let at = format!("{}, step {} ({})", scenario.name, i + 1, step.call.operation);
            return differences.iter().map(|difference| format!("{at}: {difference}")).collect();
        }
        // The names of variables stand in the step before they are filled in.
        for (name, path) in raw["save"].as_object().into_iter().flatten() {
            let pointer = format!("/{}", path.as_str().unwrap().replace('.', "/"));
            let value = got.as_ref().ok().and_then(|got| got.value.pointer(&pointer)).cloned();
            variables.insert(name.clone(), value.unwrap_or_else(|| panic!("the result has no {path}")));
        }
    }
    Vec::new()
}

#[tokio::test]
async fn every_scenario() {
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let language = format!("rust-{at:x}");
    let scenarios: Vec<Scenario> = read("live.json");
    let mut failures = Vec::new();
    for scenario in &scenarios {
        failures.extend(run(scenario, &language).await);
    }
    assert!(!scenarios.is_empty());
    finish(scenarios.len(), &failures);
}
