//! The conformance table: makes the call of a vector, and compares what it gave.
use super::expect_none;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use latchkey::{Call, Client, Decision, Error, FromAnswer, Gate, GateRequest, Outcome, Page, Requirement, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{json, Map, Value};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    #[serde(default)]
    pub client: Options,
    pub call: CallOf,
    #[serde(default)]
    #[allow(dead_code)]
    exchanges: Value,
    #[serde(default)]
    pub result: Expected,
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// None: not named. `Some(None)`: not given at all.
    #[serde(default, deserialize_with = "named")]
    pub api_key: Option<Option<String>>,
    pub access_token: Option<String>,
    #[serde(default, deserialize_with = "named")]
    base_url: Option<Option<String>>,
    #[serde(default)]
    base_path: String,
    workspace_id: Option<String>,
    max_retries: Option<u32>,
    timeout_ms: Option<u64>,
    max_retry_after_ms: Option<u64>,
    #[serde(default)]
    fail_open: bool,
    #[serde(default)]
    pub environment: Map<String, Value>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub struct CallOf {
    pub operation: String,
    #[serde(default)]
    arguments: Value,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    #[allow(dead_code)]
    raw: bool,
    #[serde(default)]
    repeat: u32,
    #[serde(default)]
    options: CallOptions,
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
struct CallOptions {
    idempotency_key: Option<String>,
    timeout_ms: Option<u64>,
    max_retries: Option<u32>,
    workspace_id: Option<String>,
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    #[serde(default, deserialize_with = "named")]
    value: Option<Value>,
    items: Option<Value>,
    error: Option<Map<String, Value>>,
    #[serde(default)]
    has_scope: Map<String, Value>,
    raw: Option<RawExpected>,
}

#[derive(Deserialize, Clone)]
struct RawExpected {
    status: u16,
    #[serde(default)]
    headers: Map<String, Value>,
}

/// A member that is null is named.
fn named<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

pub fn read<T: DeserializeOwned>(file: &str) -> T {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../conformance").join(file);
    serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{file}: {error}"))
}

type HasScope = Box<dyn Fn(&str) -> bool + Send>;

/// What a caller got.
#[derive(Default)]
pub struct Got {
    pub value: Value,
    pub has_scope: Option<HasScope>,
    pub response: Option<Response>,
}

impl Options {
    fn client(&self, base: &str) -> Result<Client, Error> {
        let mut builder = Client::builder();
        match (&self.api_key, &self.access_token) {
            (None, None) => builder = builder.api_key("lk_test_vector"),
            (Some(Some(key)), _) => builder = builder.api_key(key),
            _ => {}
        }
        match &self.base_url {
            None => builder = builder.base_url(format!("{base}{}", self.base_path)),
            Some(Some(url)) => builder = builder.base_url(url),
            Some(None) => {}
        }
        if let Some(token) = &self.access_token {
            builder = builder.access_token(token);
        }
        if let Some(id) = &self.workspace_id {
            builder = builder.workspace_id(id);
        }
        if let Some(retries) = self.max_retries {
            builder = builder.max_retries(retries);
        }
        if let Some(timeout) = self.timeout_ms {
            builder = builder.timeout(Duration::from_millis(timeout));
        }
        if let Some(wait) = self.max_retry_after_ms {
            builder = builder.max_retry_after(Duration::from_millis(wait));
        }
        builder.build()
    }
}

/// Makes the client and calls it as often as the vector says. `gate` is the address of the gate port.
pub async fn perform(options: &Options, call: &CallOf, base: &str, gate: &str) -> Result<Got, Error> {
    let client = options.client(base)?;
    let asker = match call.operation.as_str() {
        "gate.check_with_api" => Gate::with_api(&client),
        _ => Gate::new(gate)?,
    };
    // No vector says how fast an answer must be, so the time-out is long unless the vector is about it.
    let timeout = Duration::from_millis(options.timeout_ms.unwrap_or(20_000));
    let asker = asker.timeout(timeout).fail_open(options.fail_open);
    let mut last = operate(&client, &asker, call).await;
    for _ in 1..call.repeat {
        last = operate(&client, &asker, call).await;
    }
    last
}

async fn operate(client: &Client, gate: &Gate, call: &CallOf) -> Result<Got, Error> {
    let keys = client.keys();
    let text = |name: &str| call.arguments.get(name).and_then(Value::as_str).unwrap_or_default();
    let (id, name) = (text("id"), text("name"));
    match call.operation.as_str() {
        "me.retrieve" => sent(call, client.me().retrieve()).await,
        "keys.create" => sent(call, keys.create(&arguments(call))).await,
        "keys.list" => listed(call, keys.list(&arguments(call))).await,
        "keys.retrieve" => sent(call, keys.retrieve(id)).await,
        "keys.update" => sent(call, keys.update(id, &arguments(call))).await,
        "keys.revoke" => sent(call, keys.revoke(id)).await,
        "keys.rotate" => sent(call, keys.rotate(id, &arguments(call))).await,
        "keys.end_rotation" => sent(call, keys.end_rotation(id)).await,
        "keys.import" => sent(call, keys.import(&arguments(call))).await,
        "keys.usage" => sent(call, keys.usage(id, &arguments(call))).await,
        "keys.rate_limit" => sent(call, keys.rate_limit(id)).await,
        "keys.activity" => sent(call, keys.activity(id, &arguments(call))).await,
        "keys.verify" => sent(call, keys.verify(&arguments(call))).await,
        "keys.validate" => {
            let (key, response) = with_options(call, keys.validate(&arguments(call))).with_response().await?;
            let value = plain(&key);
            let has_scope = Some(Box::new(move |scope: &str| key.has_scope(scope)) as HasScope);
            Ok(Got { value, has_scope, response: Some(response) })
        }
        "scopes.list" => sent(call, client.scopes().list()).await,
        "scopes.create" => sent(call, client.scopes().create(&arguments(call))).await,
        "scopes.delete" => sent(call, client.scopes().delete(name)).await,
        "usage.retrieve" => sent(call, client.usage().retrieve(&arguments(call))).await,
        "usage.rate_limits" => sent(call, client.usage().rate_limits(&arguments(call))).await,
        "usage.series" => sent(call, client.usage().series(&arguments(call))).await,
        "requests.list" => listed(call, client.requests().list(&arguments(call))).await,
        "requests.retrieve" => sent(call, client.requests().retrieve(id)).await,
        "workspaces.list" => sent(call, client.workspaces().list()).await,
        "workspaces.retrieve" => sent(call, client.workspaces().retrieve(id)).await,
        "audit_events.list" => listed(call, client.audit_events().list(&arguments(call))).await,
        "plans.list" => sent(call, client.plans().list()).await,
        "request" => request(client, call).await,
        "gate.check" | "gate.check_with_api" => Ok(checked(gate, call).await),
        other => panic!("{other} isn't an operation"),
    }
}

/// The arguments as the type that a method takes. What stands in the path is no member of it.
fn arguments<T: DeserializeOwned + Default>(call: &CallOf) -> T {
    if call.arguments.is_null() {
        return T::default();
    }
    serde_json::from_value(call.arguments.clone()).unwrap()
}

fn with_options<T>(call: &CallOf, mut one: Call<T>) -> Call<T> {
    if let Some(key) = &call.options.idempotency_key {
        one = one.idempotency_key(key);
    }
    if let Some(timeout) = call.options.timeout_ms {
        one = one.timeout(Duration::from_millis(timeout));
    }
    if let Some(retries) = call.options.max_retries {
        one = one.max_retries(retries);
    }
    if let Some(id) = &call.options.workspace_id {
        one = one.workspace_id(id);
    }
    one
}

async fn sent<T: FromAnswer + Outcome>(call: &CallOf, one: Call<T>) -> Result<Got, Error>
where
    T::Result: Serialize,
{
    let (value, response) = with_options(call, one).with_response().await?;
    Ok(Got { value: plain(&value), has_scope: None, response: Some(response) })
}

async fn listed<T>(call: &CallOf, one: Call<Page<T>>) -> Result<Got, Error>
where
    T: DeserializeOwned + Serialize + Send + 'static,
{
    if !call.all {
        return sent(call, one).await;
    }
    let items = with_options(call, one).all().collect().await?;
    Ok(Got { value: plain(&items), ..Got::default() })
}

async fn request(client: &Client, call: &CallOf) -> Result<Got, Error> {
    let method = Method::from_bytes(call.arguments["method"].as_str().unwrap_or("GET").as_bytes()).unwrap();
    let of = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let members = call.arguments["query"].as_object().cloned().unwrap_or_default();
    let query: Vec<(String, String)> = members
        .iter()
        .flat_map(|(name, value)| {
            let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            values.iter().map(|value| (name.clone(), of(value))).collect::<Vec<_>>()
        })
        .collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = call.arguments["path"].as_str().unwrap();
    sent(call, client.request(method, path, &query, call.arguments.get("body"))).await
}

async fn checked(gate: &Gate, call: &CallOf) -> Got {
    let arguments = &call.arguments;
    let mut headers = HeaderMap::new();
    for (name, value) in arguments["headers"].as_object().into_iter().flatten() {
        // The `http` crate lets no header have a line break. Another character that a key can't have stands for it.
        let text = value.as_str().unwrap().replace(['\r', '\n'], "ü");
        let value = HeaderValue::from_bytes(text.as_bytes()).unwrap();
        headers.insert(HeaderName::try_from(name).unwrap(), value);
    }
    let mut requirement = Requirement::new();
    for scope in arguments["scopes"].as_array().into_iter().flatten() {
        requirement = requirement.scope(scope.as_str().unwrap());
    }
    if let Some(cost) = arguments["cost"].as_u64() {
        requirement = requirement.cost(cost);
    }
    let request = GateRequest {
        method: arguments["method"].as_str().unwrap_or("GET"),
        uri: arguments["uri"].as_str().unwrap_or("/"),
        headers: &headers,
        ip: arguments["ip"].as_str().map(|ip| ip.parse().unwrap()),
    };
    let decision = gate.check(request, &requirement).await;
    let value = in_table(&decision);
    Got { value, has_scope: Some(Box::new(move |scope| decision.has_scope(scope))), response: None }
}

/// A decision with the names of the table.
fn in_table(decision: &Decision) -> Value {
    let headers: Map<String, Value> =
        decision.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().into())).collect();
    json!({
        "allowed": decision.allowed,
        "failed_open": decision.failed_open,
        "status": decision.status,
        "code": decision.code,
        "reason": decision.reason,
        "required_scopes": decision.required_scopes,
        "retry_after_seconds": decision.retry_after.map(whole_seconds),
        "key_id": decision.key_id,
        "user_id": decision.user_id,
        "workspace_id": decision.workspace_id,
        "environment": decision.environment,
        "plan": decision.plan,
        "scopes": decision.scopes,
        "external_id": decision.external_id,
        "request_id": decision.request_id,
        "problem": decision.problem,
        "headers": headers,
    })
}

fn whole_seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1000) as u64
}

impl Expected {
    /// How an outcome differs from what it should be.
    pub fn differences(&self, outcome: &Result<Got, Error>) -> Vec<String> {
        let mut found = Vec::new();
        match (outcome, &self.error) {
            (Err(error), None) => found.push(format!("there is an error: {error}")),
            (Ok(got), Some(_)) => found.push(format!("there is no error, but {}", got.value)),
            (Err(error), Some(expected)) => subset("error", &json!(expected), &of_error(error), &mut found),
            (Ok(got), None) => self.in_result(got, &mut found),
        }
        found
    }

    fn in_result(&self, got: &Got, found: &mut Vec<String>) {
        if let Some(value) = &self.value {
            subset("value", value, &got.value, found);
        }
        if let Some(items) = &self.items {
            subset("items", items, &got.value, found);
        }
        for (scope, expected) in &self.has_scope {
            let has = got.has_scope.as_ref().map(|has| has(scope));
            if has != expected.as_bool() {
                found.push(format!("has_scope({scope:?}) is {has:?}"));
            }
        }
        if let Some(raw) = &self.raw {
            let Some(response) = &got.response else { return found.push("there is no response".into()) };
            if response.status != raw.status {
                found.push(format!("raw.status is {}", response.status));
            }
            for (name, expected) in &raw.headers {
                let actual = response.headers.get(name).and_then(|value| value.to_str().ok());
                subset(&format!("raw.{name}"), expected, &json!(actual), found);
            }
        }
    }
}

/// An error with the names of the table.
fn of_error(error: &Error) -> Value {
    json!({
        "type": error.kind().as_str(),
        "status": error.status(),
        "code": error.code(),
        "reason": error.reason(),
        "message": error.detail(),
        "request_id": error.request_id(),
        "required_scopes": error.required_scopes(),
        "retry_after_seconds": error.retry_after().map(whole_seconds),
        "errors": error.errors(),
        "attempts": error.attempts(),
    })
}

fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// Says where the actual value lacks what is expected.
fn subset(at: &str, expected: &Value, actual: &Value, found: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (name, value) in expected {
                subset(&format!("{at}.{name}"), value, actual.get(name).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            for (i, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                subset(&format!("{at}[{i}]"), expected, actual, found);
            }
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => {}
        _ if expected == actual => {}
        _ => found.push(format!("{at} is {actual}, not {expected}")),
    }
}

/// The vectors of the whole table, with the names of their files, as they are and as they were read.
pub fn vectors() -> Vec<(String, Value, Vector)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../conformance/vectors");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        for whole in read::<Vec<Value>>(&format!("vectors/{file}")) {
            let vector: Vector =
                serde_json::from_value(whole.clone()).unwrap_or_else(|e| panic!("{file}: {e}\n{whole}"));
            found.push((file.clone(), whole, vector));
        }
    }
    assert!(found.len() > 100, "there are only {} vectors", found.len());
    found
}

/// Checks outcomes, and fails with everything that is wrong.
pub fn finish(count: usize, failures: &[String]) {
    println!("{count} checked");
    expect_none(failures);
}
