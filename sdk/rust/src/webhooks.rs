//! Verifies webhooks, as Standard Webhooks say.
use crate::error::{Error, ErrorDetails, ErrorKind};
use base64::{engine::general_purpose::STANDARD, Engine};
use hmac::digest::CtOutput;
use hmac::{Hmac, Mac};
use http::HeaderMap;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A time in milliseconds has more.
const MOST_DIGITS: usize = 12;

/// Checks the signature and the time of webhooks. It doesn't show its secrets.
pub struct Verifier {
    secrets: Vec<String>,
    tolerance: Duration,
    now: fn() -> SystemTime,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier")
    }
}

impl Verifier {
    /// A verifier with the secret of the endpoint, like `whsec_…`.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secrets: vec![secret.into()], tolerance: Duration::from_secs(300), now: SystemTime::now }
    }

    /// Also accepts the signatures of another secret, while one is rotated.
    pub fn and_secret(mut self, secret: impl Into<String>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// How old a webhook may be, or how far ahead of this clock. By default 5 minutes.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Verifies a webhook and decodes its body, which must be exactly what was received. The error's kind is
    /// [`ErrorKind::Webhook`], and its reason `missing_header`, `bad_timestamp`, `too_old`, `too_new`, `bad_signature`,
    /// `bad_secret` or `bad_body`.
    pub fn verify<T: DeserializeOwned>(&self, body: &[u8], headers: &HeaderMap) -> Result<T, Error> {
        let now = (self.now)().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        self.verify_at(body, headers, now)
    }

    /// The same at a time that is given, in seconds since 1970.
    pub fn verify_at<T: DeserializeOwned>(&self, body: &[u8], headers: &HeaderMap, now: u64) -> Result<T, Error> {
        let keys = self.keys()?;
        let id = required(headers, "webhook-id")?;
        let timestamp = required(headers, "webhook-timestamp")?;
        let signatures = required(headers, "webhook-signature")?;
        self.check_time(timestamp, now)?;
        if !is_signed(&keys, &format!("{id}.{timestamp}."), body, signatures) {
            return Err(failed("bad_signature", "No signature is right."));
        }
        serde_json::from_slice(body).map_err(|_| failed("bad_body", "The body isn't the JSON it should be."))
    }

    fn keys(&self) -> Result<Vec<Vec<u8>>, Error> {
        let decoded = self.secrets.iter().map(|secret| {
            let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).unwrap_or_default();
            if key.is_empty() {
                return Err(failed("bad_secret", "A secret is whsec_ and base64."));
            }
            Ok(key)
        });
        decoded.collect()
    }

    fn check_time(&self, timestamp: &str, now: u64) -> Result<(), Error> {
        let is_number = timestamp.len() <= MOST_DIGITS && timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent: u64 = timestamp
            .parse()
            .ok()
            .filter(|_| is_number)
            .ok_or_else(|| failed("bad_timestamp", "webhook-timestamp isn't a number of seconds."))?;
        let tolerance = self.tolerance.as_secs();
        if now.saturating_sub(sent) > tolerance {
            return Err(failed("too_old", "The webhook is too old."));
        }
        if sent.saturating_sub(now) > tolerance {
            return Err(failed("too_new", "The webhook is from the future. Check the clock."));
        }
        Ok(())
    }
}

fn failed(reason: &str, detail: &str) -> Error {
    Error(Box::new(ErrorDetails {
        kind: Some(ErrorKind::Webhook),
        reason: Some(reason.to_owned()),
        detail: detail.to_owned(),
        ..ErrorDetails::default()
    }))
}

fn required<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Error> {
    let value = headers.get(name).map(|value| std::str::from_utf8(value.as_bytes()).unwrap_or("?"));
    value
        .filter(|value| !value.is_empty())
        .ok_or_else(|| failed("missing_header", "A webhook has webhook-id, webhook-timestamp and webhook-signature."))
}

/// Compares every signature with that of every key, in constant time.
fn is_signed(keys: &[Vec<u8>], prefix: &str, body: &[u8], signatures: &str) -> bool {
    let given = signatures.split_whitespace().filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok());
    // An array has the length that a signature has.
    let given: Vec<CtOutput<Hmac<Sha256>>> =
        given.filter_map(|one| Some(CtOutput::new(<[u8; 32]>::try_from(one).ok()?.into()))).collect();
    let mut signed = false;
    for key in keys {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(prefix.as_bytes());
        mac.update(body);
        let expected = mac.finalize();
        for one in &given {
            signed |= *one == expected;
        }
    }
    signed
}
