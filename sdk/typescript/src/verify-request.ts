import type { Verdict } from "./api-types.ts";
import { type GateRequest, headerOf, type Requirement } from "./gate-request.ts";
import type { Latchkey } from "./latchkey.ts";
import { retryAfterOf } from "./validate.ts";
import { type GateProblem, GateVerdict, refusal } from "./verdict.ts";

/**
 * Gives the gate's verdict about a request, from `POST /keys/verify`. Throws the client's error if Latchkey can't be asked,
 * or refuses or limits the service itself.
 */
export async function verifyRequest(
  latchkey: Latchkey,
  request: GateRequest,
  { scopes, cost }: Requirement,
  timeout: number,
): Promise<GateVerdict> {
  const key = credentialOf(request);
  if (key instanceof GateVerdict) return key;
  const call = latchkey.keys.verify(
    { key, ...(scopes && { scopes: [...scopes] }), ...(cost !== undefined && { cost }) },
    { timeout, maxRetries: 0 },
  );
  const { data, response } = await call.withResponse();
  const requestId = response.headers.get("request-id");
  const headers = { ...(requestId && { "request-id": requestId }), ...limitHeaders(data) };
  const { valid, key: known } = data;
  if (!valid || !known) return refused(data, headers);
  return new GateVerdict({
    allowed: true,
    failedOpen: false,
    status: 200,
    requestId,
    keyId: known.id,
    userId: null,
    workspaceId: known.workspace_id,
    environment: known.environment,
    plan: known.plan,
    scopes: known.scopes,
    externalId: known.external_id,
    problem: null,
    headers,
  });
}

/** The key in a request, or the verdict about a request without one, or with two. */
function credentialOf(request: GateRequest): string | GateVerdict {
  const key = headerOf(request, "x-api-key");
  const authorization = headerOf(request, "authorization");
  if (key !== null && authorization !== null)
    return refusal(
      400,
      problemOf(400, "multiple_credentials", "Send either X-API-Key or Authorization, not both."),
      {},
    );
  const secret = key?.trim() || /^bearer +(\S+)$/i.exec(authorization?.trim() ?? "")?.[1];
  if (secret) return secret;
  return refusal(401, problemOf(401, "unauthorized", UNAUTHORIZED), AUTHENTICATE);
}

const UNAUTHORIZED = "Send an API key in X-API-Key or Authorization: Bearer.";
const AUTHENTICATE = { "www-authenticate": 'Bearer realm="api"' };

type Refusal = [status: number, code: string, detail: string, reason?: string];

const REFUSALS: Record<string, Refusal> = {
  unknown: [401, "invalid_api_key", "The API key is not valid.", "unknown"],
  revoked: [401, "invalid_api_key", "The API key was revoked.", "revoked"],
  expired: [401, "invalid_api_key", "The API key has expired.", "expired"],
  disabled: [403, "inactive_api_key", "The API key is disabled."],
  suspended: [403, "forbidden", "The workspace is suspended.", "workspace_suspended"],
  insufficient_scope: [403, "forbidden", "The API key lacks a scope.", "insufficient_scope"],
  rate_limited: [429, "rate_limited", "Rate limit exceeded."],
  quota_exceeded: [429, "quota_exceeded", "Monthly quota exceeded."],
};

function refused(verdict: Verdict, headers: Record<string, string>): GateVerdict {
  const [status, code, detail, reason] = REFUSALS[verdict.code] ?? REFUSALS.unknown!;
  const after = retryAfterOf(verdict);
  const problem = {
    ...problemOf(status, code, detail),
    ...(reason && { reason }),
    ...(verdict.missing_scopes.length > 0 && { required_scopes: verdict.missing_scopes }),
    ...(after !== null && { retry_after_seconds: after }),
    ...(headers["request-id"] && { request_id: headers["request-id"] }),
  };
  return refusal(status, problem, {
    ...headers,
    ...(status === 401 && AUTHENTICATE),
    ...(after !== null && { "retry-after": `${after}` }),
  });
}

function problemOf(status: number, code: string, detail: string): GateProblem {
  const title = code.replaceAll("_", " ");
  return { type: "about:blank", title: title[0]!.toUpperCase() + title.slice(1), status, detail, code };
}

/** The limit with the least remaining. The verdict doesn't have the names that `RateLimit` needs. */
function limitHeaders({ rate_limit: limit }: Verdict): Record<string, string> {
  if (!limit) return {};
  return {
    "x-ratelimit-limit": `${limit.limit}`,
    "x-ratelimit-remaining": `${limit.remaining}`,
    "x-ratelimit-reset": `${limit.reset_in_seconds}`,
  };
}
