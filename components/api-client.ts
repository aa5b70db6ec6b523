import { logInAgain } from "#components/session/log-in-again.ts";
import { pageSession } from "#components/session/page-session.ts";

/** One error in a request body: an RFC 6901 pointer to the field, a stable code and a sentence. */
export interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

interface ProblemBody {
  status?: number;
  code?: string;
  reason?: string;
  detail?: string;
  request_id?: string;
  retry_after_seconds?: number;
  errors?: FieldProblem[];
}

/** An error response from the API, or `code: "unreachable"` with status 0 when there was no response. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly reason: string | undefined;
  readonly detail: string;
  readonly errors: FieldProblem[];
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;

  constructor(status: number, body: ProblemBody, retryAfterSeconds?: number) {
    const detail = body.detail ?? "Something went wrong. Try again in a moment.";
    super(detail);
    this.name = "ApiProblem";
    this.status = status;
    this.code = body.code ?? "unexpected";
    this.reason = body.reason;
    this.detail = detail;
    this.errors = body.errors ?? [];
    this.retryAfterSeconds = body.retry_after_seconds ?? retryAfterSeconds;
    this.requestId = body.request_id;
  }
}

interface CallOptions {
  body?: unknown;
  signal?: AbortSignal;
  idempotencyKey?: string;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Whether the same request can succeed a little later, without the user changing anything. */
export function isTransient(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/**
 * Calls this site's own API from the browser with its session cookie, in the workspace that the page shows. `path` is
 * relative to `/api/v1`. If the page's session has ended, waits until the user has logged in again.
 * Returns the whole JSON body (`undefined` for 204). Throws an `ApiProblem`.
 */
export async function callApi<Answer>(
  method: Method,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const response = await send(method, path, options);
  if (response.status === 401 && pageSession() && (await hasEnded(response))) {
    await logInAgain();
    return callApi(method, path, options);
  }
  if (response.status === 204) return undefined as Answer;
  const answer = (await response.json().catch(() => ({}))) as Answer & ProblemBody;
  if (response.ok) return answer;
  const waitSeconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  throw new ApiProblem(response.status, answer, Number.isFinite(waitSeconds) ? waitSeconds : undefined);
}

/** A wrong current password is a 401, too. */
async function hasEnded(response: Response): Promise<boolean> {
  const { code } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as ProblemBody;
  return code === "unauthorized";
}

async function send(method: Method, path: string, { body, signal, idempotencyKey }: CallOptions) {
  const workspaceId = pageSession()?.workspaceId;
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      credentials: "same-origin",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        // A page keeps its workspace when another one is chosen in a second tab.
        ...(workspaceId ? { "x-workspace-id": workspaceId } : {}),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const detail = "Can't reach the server. Check your connection and try again.";
    throw new ApiProblem(0, { code: "unreachable", detail });
  }
}
