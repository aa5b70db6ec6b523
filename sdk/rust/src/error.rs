use http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use std::time::{Duration, SystemTime};

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// 400 and every other 4xx without a kind of its own.
    BadRequest,
    /// 401: no credential, or one that isn't valid.
    Authentication,
    /// 403: see [`Error::reason`] and [`Error::required_scopes`].
    PermissionDenied,
    /// 404.
    NotFound,
    /// 409: see [`Error::reason`].
    Conflict,
    /// 422: see [`Error::errors`].
    Validation,
    /// 429: see [`Error::retry_after`].
    RateLimit,
    /// 5xx.
    Server,
    /// No answer, half an answer, or something that isn't HTTP.
    Connection,
    /// No answer in time.
    Timeout,
    /// A successful answer that isn't the JSON it should be, or a redirect: none is followed.
    Decode,
    /// The client can't be built like this, or the request can't be sent.
    Configuration,
    /// A webhook that isn't from Latchkey, or an old one.
    Webhook,
}

impl ErrorKind {
    /// The name of the kind, such as `rate_limit`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "bad_request",
            Self::Authentication => "authentication",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Validation => "validation",
            Self::RateLimit => "rate_limit",
            Self::Server => "server",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Decode => "decode",
            Self::Configuration => "configuration",
            Self::Webhook => "webhook",
        }
    }

    fn of(status: u16) -> Self {
        match status {
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            409 => Self::Conflict,
            422 => Self::Validation,
            429 => Self::RateLimit,
            500.. => Self::Server,
            400.. => Self::BadRequest,
            _ => Self::Decode,
        }
    }
}

/// One thing that is wrong with the body of a request. `pointer` is a JSON pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Which member of the body.
    pub pointer: String,
    /// What is wrong, for programs.
    pub code: String,
    /// What is wrong, for people.
    pub detail: String,
}

/// The error of every call. It never contains a credential.
#[derive(Debug, Clone)]
pub struct Error(pub(crate) Box<ErrorDetails>);

/// The members of an [`Error`].
#[derive(Debug, Clone, Default)]
pub(crate) struct ErrorDetails {
    pub kind: Option<ErrorKind>,
    pub status: Option<u16>,
    pub code: Option<String>,
    pub reason: Option<String>,
    pub detail: String,
    pub request_id: Option<String>,
    pub required_scopes: Vec<String>,
    pub errors: Vec<FieldError>,
    pub retry_after: Option<Duration>,
    pub problem: Option<Value>,
    pub headers: HeaderMap,
    pub attempts: u32,
    /// The server can't have received the request.
    pub not_sent: bool,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(ErrorDetails { kind: Some(kind), detail: detail.into(), ..ErrorDetails::default() }))
    }

    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, detail)
    }

    /// The error that an answer stands for which isn't a success.
    pub(crate) fn of_answer(status: u16, headers: HeaderMap, body: &[u8]) -> Self {
        let has_code = |body: &Value| body["code"].as_str().is_some_and(|code| !code.is_empty());
        let problem: Option<Value> = serde_json::from_slice(body).ok().filter(has_code);
        let text = |name: &str| Some(problem.as_ref()?.get(name)?.as_str()?.to_owned());
        let list = |name: &str| problem.as_ref()?.get(name).cloned();
        let in_body = problem.as_ref().and_then(|problem| problem.get("retry_after_seconds")?.as_u64());
        Self(Box::new(ErrorDetails {
            kind: Some(ErrorKind::of(status)),
            status: Some(status),
            code: text("code"),
            reason: text("reason"),
            detail: text("detail").unwrap_or_else(|| format!("Latchkey answered with {status}.")),
            request_id: text("request_id").or_else(|| header(&headers, "request-id")),
            required_scopes: list("required_scopes")
                .and_then(|value| serde_json::from_value(value).ok())
                .unwrap_or_default(),
            errors: list("errors").and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default(),
            retry_after: retry_after(&headers).or(in_body.map(Duration::from_secs)),
            problem,
            headers,
            ..ErrorDetails::default()
        }))
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind.unwrap_or(ErrorKind::Connection)
    }

    /// The HTTP status; none without an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Such as `not_found`. None if the answer isn't a problem: then a proxy in between has answered.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Says more than the code, such as `revoked`.
    pub fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What it says to a person.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Identifies the request in the request log.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The scopes that the request needs, if the key lacks one.
    pub fn required_scopes(&self) -> &[String] {
        &self.0.required_scopes
    }

    /// What is wrong with which field.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// How long to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The whole problem (RFC 9457).
    pub fn problem(&self) -> Option<&Value> {
        self.0.problem.as_ref()
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// How many requests were sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind().as_str())?;
        if let Some(status) = self.0.status {
            write!(f, " {status}")?;
        }
        for word in [&self.0.code, &self.0.reason].into_iter().flatten() {
            write!(f, " {word}")?;
        }
        write!(f, ": {}", self.0.detail)?;
        match &self.0.request_id {
            Some(id) => write!(f, " ({id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// A header as text.
pub(crate) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// `Retry-After`: seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = header(headers, "retry-after")?;
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large is as long as a wait can be.
        return Some(Duration::from_secs(value.parse().unwrap_or(u32::MAX.into())));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    Some(at.duration_since(SystemTime::now()).unwrap_or_default())
}
