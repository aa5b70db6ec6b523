import { logInAgain } from "#components/session/log-in-again.ts";
import { loseWorkspace } from "#components/session/lost-workspace.ts";
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

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

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
  const response = await answerOf(method, path, options);
  return response.status === 204 ? (undefined as Answer) : readAnswer<Answer>(response, options.signal);
}

/** The same, but returns the response. `patience` aborts the request and the reading of its answer. */
export async function answerOf(
  method: Method,
  path: string,
  options: CallOptions = {},
  patience?: () => AbortSignal,
): Promise<Response> {
  const response = await fetchFromSite(`/api/v1${path}`, requestOf(method, options), patience?.());
  if (response.ok) return response;
  if (response.status === 401 && pageSession() && (await hasEnded(response))) {
    await logInAgain();
    return answerOf(method, path, options, patience);
  }
  const problem = await problemOf(response);
  if (problem.reason === "unknown_workspace") loseWorkspace();
  throw problem;
}

/** Some answers have no body. One that is cut off, or that isn't JSON, isn't an answer of this server. */
async function readAnswer<Answer>(response: Response, signal: AbortSignal | undefined): Promise<Answer> {
  try {
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable();
  }
}

/** There was no whole answer. The request may have been executed. */
const unreachable = () =>
  new ApiProblem(0, {
    code: "unreachable",
    detail: "Can't reach the server. Check your connection and try again.",
  });

/** A wrong current password is a 401, too. */
async function hasEnded(response: Response): Promise<boolean> {
  const { code } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as ProblemBody;
  return code === "unauthorized";
}

function requestOf(method: Method, { body, signal, idempotencyKey }: CallOptions): RequestInit {
  const workspaceId = pageSession()?.workspaceId;
  return {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      // A page keeps its workspace when another one is chosen in a second tab.
      ...(workspaceId ? { "x-workspace-id": workspaceId } : {}),
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  };
}

/** Longer than the server takes for anything, so that nobody looks at a spinner forever. */
const LONGEST_WAIT_MS = 30_000;

/** Fetches a path of this site. Throws an `ApiProblem` if there is no answer. */
export async function fetchFromSite(
  path: string,
  request: RequestInit,
  patience = AbortSignal.timeout(LONGEST_WAIT_MS),
): Promise<Response> {
  const { signal } = request;
  try {
    return await fetch(path, {
      ...request,
      credentials: "same-origin",
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable();
  }
}

/** The problem that an error response reports. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const waitSeconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiProblem(response.status, body, Number.isFinite(waitSeconds) ? waitSeconds : undefined);
}
