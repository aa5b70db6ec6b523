use super::{Decision, GateRequest, Requirement, Undecided};
use crate::client::Client;
use crate::error::{header, Error, ErrorKind};
use crate::types::{Verdict, VerifyRequest};
use crate::verdict::{retry_after, verdict_of, VALID};
use http::HeaderMap;

/// The decision of the API about the key in a request.
pub(super) async fn ask(
    client: &Client,
    request: GateRequest<'_>,
    requirement: &Requirement,
) -> Result<Decision, Undecided> {
    let key = match credential_in(request.headers) {
        Ok(key) => key,
        Err(refusal) => return Ok(*refusal),
    };
    let cost = requirement.cost.map(i64::try_from).transpose().map_err(|_| Undecided::Misunderstood)?;
    let scopes = Some(requirement.scopes.clone()).filter(|scopes| !scopes.is_empty());
    let question = VerifyRequest { key: key.into(), scopes, cost };
    let answer = match client.keys().verify(&question).max_retries(0).answer().await {
        Ok(answer) => answer,
        Err(error) => return refused_by_api(&error),
    };
    let verdict = verdict_of(&answer).map_err(|_| Undecided::Away)?;
    let mut decision = match (verdict.code.as_str(), &verdict.key) {
        (VALID, Some(key)) => Decision {
            allowed: true,
            status: 200,
            key_id: Some(key.id.clone()),
            workspace_id: Some(key.workspace_id.clone()),
            environment: Some(key.environment.clone()),
            plan: Some(key.plan.clone()),
            scopes: key.scopes.clone(),
            external_id: key.external_id.clone(),
            ..Decision::default()
        },
        _ => refused_by(&verdict),
    };
    if let Some(limit) = &verdict.rate_limit {
        // The headers of the answer are about the limit of this service.
        for (name, value) in [
            ("x-ratelimit-limit", limit.limit),
            ("x-ratelimit-remaining", limit.remaining),
            ("x-ratelimit-reset", limit.reset_in_seconds),
        ] {
            decision.headers.insert(name, value.into());
        }
    }
    if let Some(id) = answer.headers.get("request-id") {
        decision.request_id = header(&answer.headers, "request-id");
        decision.in_problem("request_id", decision.request_id.clone().into());
        decision.headers.insert("request-id", id.clone());
    }
    Ok(decision)
}

/// The API says that the key can't be one, or it can't be asked.
fn refused_by_api(error: &Error) -> Result<Decision, Undecided> {
    let is_misunderstood = error.code().is_some() && matches!(error.status(), Some(400 | 413 | 422));
    if error.kind() == ErrorKind::Configuration {
        return Err(Undecided::Misunderstood);
    }
    if !is_misunderstood {
        return Err(Undecided::Away);
    }
    if error.errors().iter().any(|one| one.pointer == "/key") {
        return Ok(Decision::malformed());
    }
    Err(Undecided::Misunderstood)
}

/// The key that a client sent, or why there is none.
fn credential_in(headers: &HeaderMap) -> Result<String, Box<Decision>> {
    let values: Vec<_> = ["x-api-key", "authorization"]
        .into_iter()
        .flat_map(|name| headers.get_all(name).iter().map(move |value| (name, value.to_str().unwrap_or_default())))
        .collect();
    let key = match values[..] {
        [] => None,
        [("x-api-key", key)] => Some(key),
        [(_, authorization)] => authorization
            .split_once(' ')
            .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.trim().contains(' '))
            .map(|(_, token)| token),
        _ => {
            let detail = "More than one credential was sent. Send one.";
            return Err(Box::new(Decision::refused(400, "multiple_credentials", None, detail)));
        }
    };
    if let Some(key) = key.map(str::trim).filter(|key| !key.is_empty()) {
        return Ok(key.to_owned());
    }
    let detail = "Send an API key in X-API-Key or Authorization: Bearer.";
    Err(Box::new(Decision::refused(401, "unauthorized", None, detail)))
}

/// The decision about a key that isn't valid, as the gate would say it.
fn refused_by(verdict: &Verdict) -> Decision {
    let mut decision = match verdict.code.as_str() {
        "disabled" => Decision::refused(403, "inactive_api_key", None, "The API key is disabled."),
        "suspended" => Decision::refused(403, "forbidden", Some("workspace_suspended"), "The workspace is suspended."),
        "insufficient_scope" => {
            let detail = "The API key doesn't have a scope that this request needs.";
            let mut decision = Decision::refused(403, "forbidden", Some("insufficient_scope"), detail);
            decision.required_scopes.clone_from(&verdict.missing_scopes);
            decision.in_problem("required_scopes", verdict.missing_scopes.clone().into());
            decision
        }
        "rate_limited" => Decision::refused(429, "rate_limited", None, "Rate limit exceeded."),
        "quota_exceeded" => Decision::refused(429, "quota_exceeded", None, "The monthly quota is used up."),
        reason => Decision::refused(401, "invalid_api_key", Some(reason), "The API key isn't valid."),
    };
    if let Some(wait) = retry_after(verdict) {
        decision = decision.retry_in(wait);
    }
    decision
}
