use crate::call::{shape_of, FromAnswer, Outcome, RawAnswer};
use crate::error::{header, Error, ErrorDetails, ErrorKind};
use crate::send::Answer;
use crate::types::{Verdict, VerifiedKey};
use serde_json::{Map, Value};
use std::time::{Duration, SystemTime};

/// The code of a key that is valid.
pub(crate) const VALID: &str = "valid";

impl VerifiedKey {
    /// Whether the key has a scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|one| one == scope)
    }
}

/// The verdict in an answer. One that contradicts itself is none: only a valid key has the code `valid`, and is described.
pub(crate) fn verdict_of(answer: &Answer) -> Result<Verdict, Error> {
    let data = answer.decode_object::<Map<String, Value>>()?.remove("data").unwrap_or_default();
    // serde takes a list for an object, too.
    let is_object = data.is_object() && (data["key"].is_object() || data["key"].is_null());
    let verdict: Verdict = serde_json::from_value(data).map_err(|error| answer.undecodable(shape_of(&error)))?;
    let describes_key = verdict.key.as_ref().is_some_and(|key| !key.id.is_empty());
    let is_sound = match verdict.code.as_str() {
        "" => false,
        VALID => verdict.valid && describes_key,
        _ => !verdict.valid || describes_key,
    };
    if is_object && is_sound {
        Ok(verdict)
    } else {
        Err(answer.undecodable("the verdict contradicts itself"))
    }
}

/// A key that was verified and is valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Validated(VerifiedKey);

impl FromAnswer for Validated {
    fn from_answer(answer: &RawAnswer) -> Result<Self, Error> {
        key_of(&answer.0).map(Self)
    }
}

impl Outcome for Validated {
    type Result = VerifiedKey;
    fn result(self) -> VerifiedKey {
        self.0
    }
}

/// The key that was verified, or the error that belongs to the verdict.
fn key_of(answer: &Answer) -> Result<VerifiedKey, Error> {
    let verdict = verdict_of(answer)?;
    if let (VALID, Some(key)) = (verdict.code.as_str(), &verdict.key) {
        return Ok(key.clone());
    }
    let (kind, status) = match verdict.code.as_str() {
        "disabled" | "suspended" | "insufficient_scope" => (ErrorKind::PermissionDenied, 403),
        "rate_limited" | "quota_exceeded" => (ErrorKind::RateLimit, 429),
        _ => (ErrorKind::Authentication, 401),
    };
    Err(Error(Box::new(ErrorDetails {
        kind: Some(kind),
        status: Some(status),
        detail: detail_of(&verdict),
        retry_after: retry_after(&verdict),
        required_scopes: verdict.missing_scopes.clone(),
        code: Some(verdict.code),
        request_id: header(&answer.headers, "request-id"),
        headers: answer.headers.clone(),
        attempts: answer.attempts,
        ..ErrorDetails::default()
    })))
}

/// Why a key was refused, and when it can be used again.
fn detail_of(verdict: &Verdict) -> String {
    let mut why = vec![verdict.code.replace('_', " ")];
    why.extend(verdict.missing_scopes.iter().cloned());
    let refused = format!("API key refused: {}.", why.join(", "));
    match retry_after(verdict) {
        Some(wait) => format!("{refused} Retry in {} s.", wait.as_secs()),
        None => refused,
    }
}

/// When a key that is limited may try again, at least a second from now. None if it isn't limited.
pub(crate) fn retry_after(verdict: &Verdict) -> Option<Duration> {
    let seconds = match verdict.code.as_str() {
        "rate_limited" => verdict.rate_limit.as_ref().map_or(1, |limit| limit.reset_in_seconds),
        "quota_exceeded" => verdict.quota.as_ref().and_then(|quota| seconds_until(&quota.resets_at)).unwrap_or(1),
        _ => return None,
    };
    Some(Duration::from_secs(seconds.max(1).unsigned_abs()))
}

/// The seconds until a time as the API writes it: `2026-12-01T00:00:00.000Z`.
fn seconds_until(time: &str) -> Option<i64> {
    let number = |from: usize, to: usize| time.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // Days since 1970, of years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    let at = ((days * 24 + hour) * 60 + minute) * 60 + second;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    Some(at - i64::try_from(now).ok()?)
}
