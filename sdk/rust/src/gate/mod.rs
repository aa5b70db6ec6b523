//! Asks Latchkey about requests to your own service.
mod api;
mod decision;
mod pool;

pub use decision::Decision;

use crate::client::{base_of, direct_http_client, Client};
use crate::error::Error;
use decision::of_answer;
use http::{HeaderMap, HeaderValue};
use percent_encoding::{utf8_percent_encode, AsciiSet, CONTROLS};
use pool::Pool;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

/// The longest problem that is read.
const MOST_BYTES: usize = 64 << 10;
/// The gate takes 32 KiB of headers. What is longer is refused here: the gate's own refusal may get lost on the
/// connection that it closes, and would look as if the gate were away.
const MOST_CREDENTIAL_BYTES: usize = 16 << 10;
/// The longest method that there is has fewer characters.
const MOST_METHOD_BYTES: usize = 20;
/// The most questions, and so connections, at once. Further ones wait until one is answered, as long as a decision may take.
const MOST_QUESTIONS: usize = 256;
/// What a path can't have in a header.
const UNSENDABLE: &AsciiSet = &CONTROLS.add(b' ');

/// A client's request, as the gate has to know it.
#[derive(Clone, Copy)]
pub struct GateRequest<'a> {
    /// The method, such as `GET`.
    pub method: &'a str,
    /// Path and query.
    pub uri: &'a str,
    /// The headers that the client sent. Only its credential is passed on.
    pub headers: &'a HeaderMap,
    /// Where the request comes from, for the request log.
    pub ip: Option<IpAddr>,
}

impl fmt::Debug for GateRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GateRequest({} {})", self.method, self.uri)
    }
}

/// What a request needs to pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement {
    pub(crate) scopes: Vec<String>,
    pub(crate) cost: Option<u64>,
}

impl Requirement {
    /// Any valid key.
    pub fn new() -> Self {
        Self::default()
    }

    /// The key must have this scope, too.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// How much the request counts against the limits. By default 1; 0 checks without counting.
    pub fn cost(mut self, cost: u64) -> Self {
        self.cost = Some(cost);
        self
    }
}

/// Decides about requests. Cloning it is cheap, and the clones share their connections.
#[derive(Clone)]
pub struct Gate {
    asked: Asked,
    /// A permit for each question.
    free: Arc<Semaphore>,
    timeout: Duration,
    fail_open: bool,
}

#[derive(Clone)]
enum Asked {
    /// The gate port, by http, with connections of its own.
    Port(Arc<Pool>),
    /// The gate port, by https.
    Secure(reqwest::Client, Url),
    Api(Client),
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate")
            .field("fail_open", &self.fail_open)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl Gate {
    /// Asks at the gate port, such as `http://127.0.0.1:3001`.
    pub fn new(url: &str) -> Result<Self, Error> {
        let url = base_of(Some(url.to_owned()), "the address of the gate port")?;
        let asked = match url.scheme() {
            "http" => Asked::Port(Arc::new(Pool::new(&url))),
            _ => Asked::Secure(direct_http_client()?, url),
        };
        Ok(Self::asking(asked, Duration::from_millis(200)))
    }

    /// Asks the API with a client whose key has the scope `keys:verify`, for services that can't reach the gate port.
    pub fn with_api(client: &Client) -> Self {
        Self::asking(Asked::Api(client.clone()), Duration::from_secs(2))
    }

    fn asking(asked: Asked, timeout: Duration) -> Self {
        Self { asked, free: Arc::new(Semaphore::new(MOST_QUESTIONS)), timeout, fail_open: false }
    }

    /// How long a decision may take. By default 200 ms at the gate port, and 2 s with the API.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Lets requests pass, without a key, while Latchkey can't be asked. By default they get 503.
    pub fn fail_open(mut self, fail_open: bool) -> Self {
        self.fail_open = fail_open;
        self
    }

    /// Whether a request may pass. It never fails: if Latchkey can't be asked, the decision is 503, or, if it fails
    /// open, to let the request pass without a key.
    pub async fn check(&self, request: GateRequest<'_>, requirement: &Requirement) -> Decision {
        if let Some(refusal) = refusal_of(request) {
            return refusal;
        }
        let asked = timeout(self.timeout, self.ask(request, requirement)).await;
        match asked.unwrap_or(Err(Undecided::Away)) {
            Ok(decision) if !(self.fail_open && decision.status >= 500) => decision,
            Err(Undecided::Misunderstood) => Decision::unavailable(),
            _ if self.fail_open => Decision::failed_open(),
            _ => Decision::unavailable(),
        }
    }

    /// The same, and blocks the thread. Panics in an asynchronous context.
    #[cfg(feature = "blocking")]
    pub fn check_blocking(&self, request: GateRequest<'_>, requirement: &Requirement) -> Decision {
        crate::blocking::run(self.check(request, requirement))
    }

    async fn ask(&self, request: GateRequest<'_>, requirement: &Requirement) -> Result<Decision, Undecided> {
        let _permit = self.free.acquire().await.map_err(|_| Undecided::Away)?;
        let answer = match &self.asked {
            Asked::Api(client) => return api::ask(client, request, requirement).await,
            Asked::Port(pool) => pool.get(&target(requirement), forwarded(request)).await,
            Asked::Secure(client, url) => ask_securely(client, url, &target(requirement), forwarded(request)).await,
        };
        answer.and_then(|(status, headers, body)| of_answer(status, &headers, body)).ok_or(Undecided::Away)
    }
}

/// Why there is no decision.
enum Undecided {
    /// Latchkey can't be asked, or it isn't the gate that answers.
    Away,
    /// It was asked for something that it doesn't understand. That never opens a gate, because a client could cause it.
    Misunderstood,
}

/// None without a whole answer.
async fn ask_securely(client: &reqwest::Client, url: &Url, target: &str, headers: HeaderMap) -> Option<pool::Answer> {
    let url = format!("{}{target}", url.as_str().trim_end_matches('/'));
    let mut answer = client.get(url).headers(headers).send().await.ok()?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST_BYTES {
            return None;
        }
    }
    Some((answer.status().as_u16(), answer.headers().clone(), body))
}

/// Refuses a credential that no gate takes, so that it isn't asked. None for any other.
fn refusal_of(request: GateRequest<'_>) -> Option<Decision> {
    let mut length = uri_of(request).len();
    let credentials =
        ["x-api-key", "authorization"].map(|name| request.headers.get_all(name).iter().map(move |value| (name, value)));
    for (name, value) in credentials.into_iter().flatten() {
        // As a line, because many empty ones are long, too.
        length += name.len() + value.len() + ": \r\n".len();
        if !value.as_bytes().trim_ascii().iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return Some(Decision::malformed());
        }
    }
    let detail = "The path or the credential is too long.";
    (length > MOST_CREDENTIAL_BYTES).then(|| Decision::refused(431, "headers_too_large", None, detail))
}

/// The client's path and query, as a header can carry them.
fn uri_of(request: GateRequest<'_>) -> String {
    utf8_percent_encode(request.uri, UNSENDABLE).to_string()
}

/// The client's method. One that the gate doesn't know can have any length.
fn method_of(request: GateRequest<'_>) -> &str {
    let is_method = request.method.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    match request.method.len() {
        1..=MOST_METHOD_BYTES if is_method => request.method,
        _ => "OTHER",
    }
}

/// Path and query of the question.
fn target(requirement: &Requirement) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for scope in &requirement.scopes {
        query.append_pair("scope", scope);
    }
    if let Some(cost) = requirement.cost {
        query.append_pair("cost", &cost.to_string());
    }
    let query = query.finish();
    if query.is_empty() {
        "/gate".to_owned()
    } else {
        format!("/gate?{query}")
    }
}

/// What the gate is sent: the client's credential and who asked for what, and nothing else of the request.
fn forwarded(request: GateRequest<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in ["x-api-key", "authorization"] {
        for value in request.headers.get_all(name) {
            let mut value = value.clone();
            value.set_sensitive(true);
            headers.append(name, value);
        }
    }
    let (uri, ip) = (uri_of(request), request.ip.map(|ip| ip.to_string()));
    let about = [
        ("x-forwarded-method", Some(method_of(request))),
        ("x-forwarded-uri", Some(uri.as_str())),
        ("x-forwarded-for", ip.as_deref()),
    ];
    for (name, value) in about {
        if let Some(value) = value.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}
