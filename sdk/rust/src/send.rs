use crate::call::{check_path, Input};
use crate::client::{Client, Settings};
use crate::error::{Error, ErrorKind};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// The most of an answer that is read. The API's own are much smaller.
const MOST_BYTES: usize = 64 << 20;

/// A successful answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub attempts: u32,
}

/// Sends a request until it succeeds or may not be tried again.
pub(crate) async fn send(client: &Client, input: &Input, settings: Settings) -> Result<Answer, Error> {
    check_path(&input.path)?;
    let headers = headers_of(client, input, &settings)?;
    for attempts in 1.. {
        let tried = timeout(settings.timeout, attempt(client, input, headers.clone())).await;
        let tried = tried.unwrap_or_else(|_| {
            let detail = format!("No answer within {} ms.", settings.timeout.as_millis());
            Err(Error::new(ErrorKind::Timeout, detail))
        });
        let mut failure = match tried {
            Ok(answer) => return Ok(Answer { attempts, ..answer }),
            Err(failure) => failure,
        };
        failure.0.attempts = attempts;
        let waits_too_long = failure.retry_after().is_some_and(|wait| wait > settings.max_retry_after);
        if attempts > settings.max_retries || waits_too_long || !may_repeat(&failure, input.counts) {
            return Err(failure);
        }
        sleep(failure.retry_after().unwrap_or_else(|| backoff(attempts))).await;
    }
    unreachable!("there is always another attempt or an end")
}

/// A random wait that can be longer after each attempt, up to 8 s.
fn backoff(attempts: u32) -> Duration {
    let longest_ms = (250_u64 << attempts.min(10)).min(8000);
    let random = u64::from_le_bytes(uuid::Uuid::new_v4().as_bytes()[8..].try_into().unwrap_or_default());
    Duration::from_millis(random % longest_ms)
}

/// Whether a request that failed can be sent again without changing or counting anything twice.
fn may_repeat(failure: &Error, counts: bool) -> bool {
    match failure.kind() {
        ErrorKind::Connection | ErrorKind::Timeout => !counts || failure.0.not_sent,
        ErrorKind::RateLimit => true,
        ErrorKind::Server => !counts || failure.status() == Some(503),
        ErrorKind::Conflict => failure.code() == Some("idempotency_in_progress"),
        _ => failure.status() == Some(408) && !counts,
    }
}

fn headers_of(client: &Client, input: &Input, settings: &Settings) -> Result<HeaderMap, Error> {
    let (name, credential) = &client.0.credential;
    let mut headers = HeaderMap::new();
    headers.insert(*name, credential.clone());
    let mut set = |name: &'static str, text: &str| {
        let value = HeaderValue::try_from(text).map_err(|_| Error::configuration(format!("{name} can't be sent.")))?;
        headers.insert(name, value);
        Ok::<_, Error>(())
    };
    if let Some(id) = &settings.workspace_id {
        set("x-workspace-id", id)?;
    }
    if input.method == Method::POST && !input.counts {
        let made = settings.idempotency_key.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        set("idempotency-key", &made)?;
    }
    if input.body.is_some() {
        set("content-type", "application/json")?;
    }
    Ok(headers)
}

async fn attempt(client: &Client, input: &Input, headers: HeaderMap) -> Result<Answer, Error> {
    let mut url = client.0.base.clone();
    let path = format!("{}/api/v1{}", url.path().trim_end_matches('/'), input.path);
    url.set_path(&path);
    if !input.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&input.query);
    }
    let mut request = client.0.http.request(input.method.clone(), url).headers(headers);
    if let Some(body) = &input.body {
        request = request.body(body.clone().map_err(Error::configuration)?);
    }
    let mut response = request.send().await.map_err(failed)?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST_BYTES {
            return Err(Error::new(ErrorKind::Decode, "The answer is too large."));
        }
    }
    if !(200..300).contains(&status) {
        return Err(Error::of_answer(status, headers, &body));
    }
    Ok(Answer { status, headers, body: body.into(), attempts: 0 })
}

/// A request without a whole answer. The address says nothing that the caller doesn't know.
fn failed(error: reqwest::Error) -> Error {
    let not_sent = error.is_connect();
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Connection };
    let error = error.without_url();
    let mut detail = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        detail = format!("{detail}: {cause}");
        source = cause.source();
    }
    let mut failure = Error::new(kind, detail);
    failure.0.not_sent = not_sent;
    failure
}
