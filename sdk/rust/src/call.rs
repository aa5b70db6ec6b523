use crate::client::{Client, Settings};
use crate::error::{Error, ErrorDetails, ErrorKind};
use crate::page::{Items, Page};
use crate::send::{send, Answer};
use http::{HeaderMap, Method};
use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

/// The JSON of any answer; null if it has no body.
pub type Any = Value;

/// A request before it is sent.
#[derive(Clone)]
pub(crate) struct Input {
    pub method: Method,
    /// Below `/api/v1`, and escaped.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Option<Result<String, String>>,
    /// Each request may count against a limit, so it isn't sent again if it may have arrived.
    pub counts: bool,
}

impl Input {
    pub fn new(method: Method, path: String) -> Self {
        Self { method, path, query: Vec::new(), body: None, counts: false }
    }

    pub fn query(mut self, parameters: &impl Serialize) -> Self {
        self.query = pairs_of(parameters);
        self
    }

    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_string(body).map_err(|error| error.to_string()));
        self
    }
}

/// The members of an object as the parameters of a query. A list is a parameter that is repeated.
fn pairs_of(parameters: &impl Serialize) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let Ok(Value::Object(members)) = serde_json::to_value(parameters) else { return Vec::new() };
    let pairs = members.iter().flat_map(|(name, value)| {
        let values = match value {
            Value::Null => Vec::new(),
            Value::Array(values) => values.iter().map(text).collect(),
            one => vec![text(one)],
        };
        values.into_iter().map(|value| (name.clone(), value)).collect::<Vec<_>>()
    });
    pairs.collect()
}

const UNESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A path whose segments are escaped.
pub(crate) fn path_of(segments: &[&str]) -> String {
    segments.iter().map(|segment| format!("/{}", utf8_percent_encode(segment, UNESCAPED))).collect()
}

/// Whether a URL with this segment would be that of another path.
fn leads_elsewhere(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase().replace("%2e", ".");
    ["", ".", ".."].contains(&segment.as_str())
}

/// The error of a path that can't be asked for.
pub(crate) fn check_path(path: &str) -> Result<(), Error> {
    if path.contains(['?', '#', '\\']) {
        return Err(Error::configuration("A path can't have a query: pass it as the query."));
    }
    // Parsing a URL takes tabs and line breaks away, and what is left can be a dot segment.
    if path.contains(|character: char| character.is_ascii_control()) {
        return Err(Error::configuration("A path can't have line breaks, tabs or other control characters."));
    }
    if path[1..].split('/').any(leads_elsewhere) {
        let detail = "An ID or a name in a path can't be empty, . or ..: it would be another path.";
        return Err(Error::configuration(detail));
    }
    Ok(())
}

/// What an answer is decoded into.
pub trait FromAnswer: Sized + Send + 'static {
    #[doc(hidden)]
    fn from_answer(answer: &RawAnswer) -> Result<Self, Error>;
}

#[doc(hidden)]
pub struct RawAnswer(pub(crate) Answer);

impl FromAnswer for Any {
    fn from_answer(answer: &RawAnswer) -> Result<Self, Error> {
        if answer.0.status == 204 {
            return Ok(Value::Null);
        }
        answer.0.decode()
    }
}

impl FromAnswer for () {
    fn from_answer(answer: &RawAnswer) -> Result<Self, Error> {
        Any::from_answer(answer).map(drop)
    }
}

impl<T: DeserializeOwned + Send + 'static> FromAnswer for Page<T> {
    fn from_answer(answer: &RawAnswer) -> Result<Self, Error> {
        answer.0.decode_object()
    }
}

/// The `data` of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Data<T>(T);

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

impl<T: DeserializeOwned + Send + 'static> FromAnswer for Data<T> {
    fn from_answer(answer: &RawAnswer) -> Result<Self, Error> {
        answer.0.decode_object::<Envelope<T>>().map(|envelope| Self(envelope.data))
    }
}

/// What awaiting a call gives.
pub trait Outcome {
    /// The type of the result.
    type Result: Send + 'static;
    #[doc(hidden)]
    fn result(self) -> Self::Result;
}

impl<T: Send + 'static> Outcome for Data<T> {
    type Result = T;
    fn result(self) -> T {
        self.0
    }
}

macro_rules! is_its_own_result {
    ($($type:ty $(, $parameter:ident)?);*) => {$(
        impl$(<$parameter: Send + 'static>)? Outcome for $type {
            type Result = Self;
            fn result(self) -> Self {
                self
            }
        }
    )*};
}
is_its_own_result!(Any; (); Page<T>, T);

/// The status and the headers of an answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Such as `ratelimit` and `request-id`.
    pub headers: HeaderMap,
}

/// A call of the API. Nothing is sent until it is awaited; dropping its future cancels it.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<T> {
    pub(crate) client: Client,
    pub(crate) input: Input,
    pub(crate) settings: Settings,
    result: PhantomData<fn() -> T>,
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        let (client, input, settings) = (self.client.clone(), self.input.clone(), self.settings.clone());
        Self { client, input, settings, result: PhantomData }
    }
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({} {})", self.input.method, self.input.path)
    }
}

impl<T> Call<T> {
    pub(crate) fn new(client: &Client, input: Input) -> Self {
        Self { client: client.clone(), settings: client.0.defaults.clone(), input, result: PhantomData }
    }

    /// How often the request is sent again if it fails.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.settings.max_retries = retries;
        self
    }

    /// How long one try may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// The workspace, for users who have several.
    pub fn workspace_id(mut self, id: impl Into<String>) -> Self {
        self.settings.workspace_id = Some(id.into());
        self
    }

    /// The `Idempotency-Key` of a POST. By default a random one, which stays the same over all tries.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.settings.idempotency_key = Some(key.into());
        self
    }

    pub(crate) async fn answer(self) -> Result<Answer, Error> {
        send(&self.client, &self.input, self.settings).await
    }
}

impl<T: FromAnswer + Outcome> Call<T> {
    /// Sends the request, and also gives the status and headers of the answer.
    pub async fn with_response(self) -> Result<(T::Result, Response), Error> {
        let answer = RawAnswer(self.answer().await?);
        let result = T::from_answer(&answer)?.result();
        Ok((result, Response { status: answer.0.status, headers: answer.0.headers }))
    }

    /// Sends the request, and blocks the thread until it is answered. Panics in an asynchronous context.
    #[cfg(feature = "blocking")]
    pub fn send(self) -> Result<T::Result, Error> {
        crate::blocking::run(self.into_future())
    }
}

impl<T: FromAnswer + Outcome> IntoFuture for Call<T> {
    type Output = Result<T::Result, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|(result, _)| result) })
    }
}

impl<T: DeserializeOwned + Send + 'static> Call<Page<T>> {
    /// All elements of this page and of those after it.
    pub fn all(self) -> Items<T> {
        Items::new(self)
    }
}

impl Answer {
    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.undecodable(shape_of(&error)))
    }

    /// Decodes an object only: serde takes a list for one, whose elements are the members.
    pub(crate) fn decode_object<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if self.body.trim_ascii_start().first() == Some(&b'[') {
            return Err(self.undecodable("a list instead of an object"));
        }
        self.decode()
    }

    pub(crate) fn undecodable(&self, why: impl std::fmt::Display) -> Error {
        Error(Box::new(ErrorDetails {
            kind: Some(ErrorKind::Decode),
            status: Some(self.status),
            detail: format!("The answer isn't what was expected: {why}."),
            request_id: crate::error::header(&self.headers, "request-id"),
            headers: self.headers.clone(),
            attempts: self.attempts,
            ..ErrorDetails::default()
        }))
    }
}

/// What is wrong with JSON, without what it says: that could be a secret.
pub(crate) fn shape_of(error: &serde_json::Error) -> String {
    if error.classify() == serde_json::error::Category::Data {
        return format!("JSON of another shape, at line {} column {}", error.line(), error.column());
    }
    error.to_string()
}
