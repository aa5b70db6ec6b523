use crate::error::{header, Error};
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use serde_json::{json, Value};
use std::time::Duration;

/// The headers of a decision that the client gets, too.
const ANSWERED: [&str; 8] = [
    "ratelimit",
    "ratelimit-policy",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "retry-after",
    "www-authenticate",
    "request-id",
];

/// Whether a request may pass, who made it, and what to answer if it may not.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Decision {
    /// Whether the request may pass.
    pub allowed: bool,
    /// Nobody was asked, because Latchkey is unavailable and the gate fails open.
    pub failed_open: bool,
    /// 200, or the status to answer.
    pub status: u16,
    /// Such as `rate_limited`. None if the request may pass.
    pub code: Option<String>,
    /// Says more than the code, such as `revoked`.
    pub reason: Option<String>,
    /// The scopes that the key lacks.
    pub required_scopes: Vec<String>,
    /// How long the client has to wait.
    pub retry_after: Option<Duration>,
    /// The key. None for the access token of a user.
    pub key_id: Option<String>,
    /// The user of an access token.
    pub user_id: Option<String>,
    /// The workspace that owns the key.
    pub workspace_id: Option<String>,
    /// `live` or `test`.
    pub environment: Option<String>,
    /// The plan of the workspace.
    pub plan: Option<String>,
    /// The scopes of the key.
    pub scopes: Vec<String>,
    /// Your own ID for the customer who uses the key.
    pub external_id: Option<String>,
    /// Identifies the request in the request log.
    pub request_id: Option<String>,
    /// What to answer as `application/problem+json` if the request may not pass.
    pub problem: Option<Value>,
    /// What to answer in either case, such as `ratelimit` and `retry-after`.
    pub headers: HeaderMap,
}

impl Decision {
    /// Whether the key has a scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|one| one == scope)
    }

    /// The answer to a request that may not pass.
    pub fn to_response<B: From<Vec<u8>>>(&self) -> http::Response<B> {
        let body = self.problem.as_ref().map(|problem| problem.to_string().into_bytes()).unwrap_or_default();
        let mut response = http::Response::new(B::from(body));
        *response.status_mut() =
            http::StatusCode::from_u16(self.status).unwrap_or(http::StatusCode::SERVICE_UNAVAILABLE);
        *response.headers_mut() = self.headers.clone();
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/problem+json"));
        response.headers_mut().insert("cache-control", HeaderValue::from_static("no-store"));
        response
    }

    pub(crate) fn failed_open() -> Self {
        Self { allowed: true, failed_open: true, status: 200, ..Self::default() }
    }

    pub(crate) fn unavailable() -> Self {
        let detail = "The API key can't be checked at the moment. Try again in a moment.";
        Self::refused(503, "unavailable", None, detail).retry_in(Duration::from_secs(1))
    }

    /// The decision about a key that can't be one.
    pub(crate) fn malformed() -> Self {
        Self::refused(401, "invalid_api_key", Some("malformed"), "The API key isn't valid.")
    }

    /// A decision that isn't from the gate.
    pub(crate) fn refused(status: u16, code: &str, reason: Option<&str>, detail: &str) -> Self {
        let title = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        let mut problem =
            json!({ "type": "about:blank", "title": title, "status": status, "detail": detail, "code": code });
        if let Some(reason) = reason {
            problem["reason"] = reason.into();
        }
        let mut headers = HeaderMap::new();
        if status == 401 {
            headers.insert("www-authenticate", HeaderValue::from_static("Bearer realm=\"api\""));
        }
        Self {
            headers,
            status,
            code: Some(code.to_owned()),
            reason: reason.map(str::to_owned),
            problem: Some(problem),
            ..Self::default()
        }
    }

    pub(crate) fn retry_in(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self.in_problem("retry_after_seconds", wait.as_secs().into());
        self.headers.insert("retry-after", wait.as_secs().into());
        self
    }

    pub(crate) fn in_problem(&mut self, name: &str, value: Value) {
        if let Some(problem) = &mut self.problem {
            problem[name] = value;
        }
    }
}

/// The decision in an answer of the gate. None if it isn't the gate that answers.
pub(super) fn of_answer(status: u16, headers: &HeaderMap, body: Vec<u8>) -> Option<Decision> {
    let answered = answered(headers);
    // So that nothing else that answers at that address lets requests pass.
    if status == 200 && has_one(headers, "x-gate-key-id") {
        let decision = identified(headers, answered.clone());
        if decision.key_id.is_some() || (decision.user_id.is_some() && has_one(headers, "x-gate-user-id")) {
            return Some(decision);
        }
    }
    let failure = Error::of_answer(status, headers.clone(), &body);
    if !(400..=503).contains(&status) || failure.code().is_none() {
        return None;
    }
    Some(Decision {
        status,
        code: failure.0.code,
        reason: failure.0.reason,
        required_scopes: failure.0.required_scopes,
        retry_after: failure.0.retry_after,
        request_id: failure.0.request_id,
        problem: failure.0.problem,
        headers: answered,
        ..Decision::default()
    })
}

/// Whether a header has one value. A proxy can join two by a comma.
fn has_one(headers: &HeaderMap, name: &str) -> bool {
    let mut values = headers.get_all(name).iter();
    let is_one = values.next().is_some_and(|value| !value.is_empty() && !value.as_bytes().contains(&b','));
    is_one && values.next().is_none()
}

fn answered(headers: &HeaderMap) -> HeaderMap {
    let mut answered = HeaderMap::new();
    for name in ANSWERED {
        for value in headers.get_all(name) {
            answered.append(HeaderName::from_static(name), value.clone());
        }
    }
    answered
}

/// The decision about a request that may pass.
fn identified(headers: &HeaderMap, answered: HeaderMap) -> Decision {
    let of =
        |name: &str| header(headers, &format!("x-gate-{name}")).filter(|value| !["", "none"].contains(&value.as_str()));
    let decoded = |name: &str| of(name).map(|text| percent_decode_str(&text).decode_utf8_lossy().into_owned());
    Decision {
        allowed: true,
        status: 200,
        key_id: of("key-id"),
        user_id: of("user-id"),
        workspace_id: of("workspace-id"),
        environment: of("environment"),
        plan: decoded("plan"),
        scopes: of("scopes").map(|text| text.split_whitespace().map(str::to_owned).collect()).unwrap_or_default(),
        external_id: decoded("external-id"),
        request_id: header(headers, "request-id"),
        headers: answered,
        ..Decision::default()
    }
}
