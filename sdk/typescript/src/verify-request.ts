import { list } from "./answer.ts";
import type { Verdict } from "./api-types.ts";
import type { APIError } from "./errors.ts";
import { credentialsOf, type GateRequest, type Requirement } from "./gate-request.ts";
import type { Latchkey } from "./latchkey.ts";
import { AUTHENTICATE, malformed, problemOf } from "./refusals.ts";
import type { Turns } from "./turns.ts";
import { isSound, retryAfterOf } from "./validate.ts";
import { GateVerdict, refusal } from "./verdict.ts";

/**
 * Gives the gate's verdict about a request, from `POST /keys/verify`. Null if Latchkey can't be asked, or refuses or limits
 * the service itself. Throws if what was asked is wrong.
 */
export async function verifyRequest(
  latchkey: Latchkey,
  request: GateRequest,
  { scopes, cost }: Requirement,
  timeout: number,
  turns: Turns,
): Promise<GateVerdict | null> {
  const key = credentialOf(request);
  if (key instanceof GateVerdict) return key;
  const until = performance.now() + timeout;
  if (!(await turns.take(timeout))) return null;
  try {
    const call = latchkey.keys.verify(
      { key, ...(scopes && { scopes: [...scopes] }), ...(cost !== undefined && { cost }) },
      { timeout: Math.max(1, Math.ceil(until - performance.now())), maxRetries: 0 },
    );
    const { data, response } = await call.withResponse();
    return isSound(data) ? verdictOf(data, response.headers.get("request-id")) : null;
  } catch (error) {
    return afterError(error as Partial<APIError>);
  } finally {
    turns.give();
  }
}

function afterError(error: Partial<APIError>): GateVerdict | null {
  const { type, status = 0, code, errors } = error;
  const isMisunderstood = code && [400, 413, 422].includes(status);
  if (isMisunderstood && errors?.some(({ pointer }) => pointer === "/key")) return malformed();
  // A client could cause it, so it is no sign that Latchkey is away. Nor is an error of ours.
  if (isMisunderstood || !type || type === "configuration") throw error;
  return null;
}

function verdictOf(data: Verdict, requestId: string | null): GateVerdict {
  const headers = { ...(requestId && { "request-id": requestId }), ...limitHeaders(data) };
  const { code, key } = data;
  if (code !== "valid" || !key) return refused(data, headers);
  return new GateVerdict({
    allowed: true,
    failedOpen: false,
    status: 200,
    requestId,
    keyId: key.id,
    userId: null,
    workspaceId: key.workspace_id,
    environment: key.environment,
    plan: key.plan,
    scopes: list(key.scopes) as string[],
    externalId: key.external_id,
    problem: null,
    headers,
  });
}

/** The key in a request, or the verdict about a request without one, or with two. */
function credentialOf(request: GateRequest): string | GateVerdict {
  const credentials = new Map(credentialsOf(request));
  if (credentials.size > 1)
    return refusal(
      400,
      problemOf(400, "multiple_credentials", "Send either X-API-Key or Authorization, not both."),
      {},
    );
  const secret =
    credentials.get("x-api-key") || /^bearer +(\S+)$/i.exec(credentials.get("authorization") ?? "")?.[1];
  if (secret) return secret;
  return refusal(401, problemOf(401, "unauthorized", UNAUTHORIZED), AUTHENTICATE);
}

const UNAUTHORIZED = "Send an API key in X-API-Key or Authorization: Bearer.";

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
  const missing = list(verdict.missing_scopes) as string[];
  const problem = {
    ...problemOf(status, code, detail),
    ...(reason && { reason }),
    ...(missing.length > 0 && { required_scopes: missing }),
    ...(after !== null && { retry_after_seconds: after }),
    ...(headers["request-id"] && { request_id: headers["request-id"] }),
  };
  return refusal(status, problem, {
    ...headers,
    ...(status === 401 && AUTHENTICATE),
    ...(after !== null && { "retry-after": `${after}` }),
  });
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
