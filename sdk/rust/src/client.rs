use crate::call::{Any, Call, Input};
use crate::error::Error;
use crate::services::{AuditEvents, Keys, Me, Plans, Requests, Scopes, UsageService, Workspaces};
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// A client of Latchkey's API. Cloning it is cheap, and the clones share their connections.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub http: reqwest::Client,
    pub base: Url,
    /// The header with the credential, which is marked as sensitive.
    pub credential: (&'static str, HeaderValue),
    pub defaults: Settings,
}

/// What a client and a call can choose.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub max_retries: u32,
    pub timeout: Duration,
    pub max_retry_after: Duration,
    pub workspace_id: Option<String>,
    pub idempotency_key: Option<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.0.base.as_str()).finish_non_exhaustive()
    }
}

/// Builds a [`Client`].
#[derive(Default)]
pub struct ClientBuilder {
    api_key: Option<String>,
    access_token: Option<String>,
    base_url: Option<String>,
    max_retries: Option<u32>,
    timeout: Option<Duration>,
    max_retry_after: Option<Duration>,
    workspace_id: Option<String>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not even the address: it can still have a password.
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// The API key. By default `LATCHKEY_API_KEY`.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// A user's access token, instead of a key.
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// The address, such as `https://keys.example.com`. By default `LATCHKEY_BASE_URL`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// How often a request that failed is sent again. By default 2.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// How long one try may take. By default 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The longest `Retry-After` that is waited for. By default 60 seconds.
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = Some(wait);
        self
    }

    /// The workspace, for users who have several.
    pub fn workspace_id(mut self, id: impl Into<String>) -> Self {
        self.workspace_id = Some(id.into());
        self
    }

    /// Builds the client. The error's kind is [`ErrorKind::Configuration`](crate::ErrorKind::Configuration).
    pub fn build(self) -> Result<Client, Error> {
        let credential = credential_of(self.api_key, self.access_token)?;
        let base = base_of(self.base_url.or_else(|| variable("LATCHKEY_BASE_URL")), "base_url or LATCHKEY_BASE_URL")?;
        let defaults = Settings {
            max_retries: self.max_retries.unwrap_or(2),
            timeout: self.timeout.unwrap_or(Duration::from_secs(30)),
            max_retry_after: self.max_retry_after.unwrap_or(Duration::from_secs(60)),
            workspace_id: self.workspace_id,
            idempotency_key: None,
        };
        let http = if is_here(&base) { direct_http_client()? } else { http_client()? };
        Ok(Client(Arc::new(Inner { http, base, credential, defaults })))
    }
}

impl Client {
    /// A client with the key of `LATCHKEY_API_KEY` and the address of `LATCHKEY_BASE_URL`.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Builds a client with options.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Whose credential this is.
    pub fn me(&self) -> Me<'_> {
        Me(self)
    }

    /// API keys.
    pub fn keys(&self) -> Keys<'_> {
        Keys(self)
    }

    /// The scopes that keys can have.
    pub fn scopes(&self) -> Scopes<'_> {
        Scopes(self)
    }

    /// Usage and limits of the workspace.
    pub fn usage(&self) -> UsageService<'_> {
        UsageService(self)
    }

    /// The request log.
    pub fn requests(&self) -> Requests<'_> {
        Requests(self)
    }

    /// Workspaces.
    pub fn workspaces(&self) -> Workspaces<'_> {
        Workspaces(self)
    }

    /// The audit log.
    pub fn audit_events(&self) -> AuditEvents<'_> {
        AuditEvents(self)
    }

    /// Plans.
    pub fn plans(&self) -> Plans<'_> {
        Plans(self)
    }

    /// Any other operation of the API, by its path below `/api/v1`. Gives the JSON of the answer as it is.
    pub fn request(&self, method: Method, path: &str, query: &[(&str, &str)], body: Option<&Value>) -> Call<Any> {
        let path = format!("/{}", path.strip_prefix('/').unwrap_or(path));
        let cost = body.and_then(|body| body["cost"].as_f64());
        let input = Input {
            counts: method == Method::POST && path == "/keys/verify" && cost != Some(0.0),
            path,
            query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.map(|body| Ok(body.to_string())),
            method,
        };
        Call::new(self, input)
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn credential_of(key: Option<String>, token: Option<String>) -> Result<(&'static str, HeaderValue), Error> {
    let (name, text, prefix) = match (key, token) {
        (Some(_), Some(_)) => return Err(Error::configuration("Set an API key or an access token, not both.")),
        (None, Some(token)) => ("authorization", token, "Bearer "),
        (key, None) => ("x-api-key", key.or_else(|| variable("LATCHKEY_API_KEY")).unwrap_or_default(), ""),
    };
    if text.is_empty() {
        return Err(Error::configuration("There is no API key. Use api_key or set LATCHKEY_API_KEY."));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::configuration("The credential has characters that it can't have, such as a line break."));
    }
    let mut value = HeaderValue::try_from(format!("{prefix}{text}"))
        .map_err(|_| Error::configuration("The credential can't be sent."))?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// An http or https address without credentials.
pub(crate) fn base_of(address: Option<String>, source: &str) -> Result<Url, Error> {
    let address = address.ok_or_else(|| Error::configuration(format!("There is no address. Use {source}.")))?;
    let url = Url::parse(&address).ok().filter(|url| {
        let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain && url.fragment().is_none()
    });
    let mut url = url.ok_or_else(|| Error::configuration("Use an http or https address, without a password."))?;
    if url.scheme() == "https" && !cfg!(feature = "rustls") {
        return Err(Error::configuration("An https address needs the feature rustls."));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// A client that follows no redirects, so that no credential goes elsewhere.
pub(crate) fn http_client() -> Result<reqwest::Client, Error> {
    built(http_builder())
}

/// Whether an address is on this machine. A proxy would get the credential, and has another machine there.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// The same without the environment's proxies: a gate is near.
pub(crate) fn direct_http_client() -> Result<reqwest::Client, Error> {
    built(http_builder().no_proxy())
}

fn built(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, Error> {
    builder.build().map_err(|error| Error::configuration(error.to_string()))
}

fn http_builder() -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    {
        // If the process has chosen one already, that stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    let mut headers = HeaderMap::new();
    headers.insert("accept", HeaderValue::from_static("application/json"));
    reqwest::Client::builder()
        .user_agent(concat!("latchkey-rust/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
}
