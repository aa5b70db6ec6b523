use super::{Decision, GateRequest, Requirement};
use crate::client::Client;
use crate::error::header;
use crate::types::{Verdict, VerifyRequest};
use crate::verdict::{retry_after, verdict_of};
use http::{HeaderMap, HeaderValue};

/// The decision of the API about the key in a request. None if the API can't be asked.
pub(super) async fn ask(client: &Client, request: GateRequest<'_>, requirement: &Requirement) -> Option<Decision> {
    let key = match credential_in(request.headers) {
        Ok(key) => key,
        Err(refusal) => return Some(*refusal),
    };
    let question = VerifyRequest {
        key: key.into(),
        scopes: Some(requirement.scopes.clone()).filter(|scopes| !scopes.is_empty()),
        cost: requirement.cost.and_then(|cost| cost.try_into().ok()),
    };
    let answer = client.keys().verify(&question).max_retries(0).answer().await.ok()?;
    let verdict = verdict_of(&answer).ok()?;
    let request_id = header(&answer.headers, "request-id");
    let mut decision = match (verdict.valid, &verdict.key) {
        (true, None) => return None,
        (true, Some(key)) => Decision {
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
        (false, _) => refused_by(&verdict),
    };
    if let Some(id) = request_id {
        decision.in_problem("request_id", id.as_str().into());
        decision.headers.insert("request-id", HeaderValue::try_from(&id).ok()?);
        decision.request_id = Some(id);
    }
    Some(decision)
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
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
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
    let mut refusal = Decision::refused(401, "unauthorized", None, detail);
    refusal.headers.insert("www-authenticate", HeaderValue::from_static("Bearer realm=\"api\""));
    Err(Box::new(refusal))
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
        reason => {
            let mut decision = Decision::refused(401, "invalid_api_key", Some(reason), "The API key isn't valid.");
            let value = HeaderValue::from_static("Bearer realm=\"api\", error=\"invalid_token\"");
            decision.headers.insert("www-authenticate", value);
            decision
        }
    };
    if let Some(wait) = retry_after(verdict) {
        decision = decision.retry_in(wait);
    }
    decision
}
