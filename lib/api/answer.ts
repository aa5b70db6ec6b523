import type { ServerResponse } from "node:http";
import { env } from "#env.ts";
import { rateLimitHeaders } from "#lib/api/rate-limit-headers.ts";
import type { LimitState } from "#lib/limits/limiter.ts";
import type { Problem } from "#lib/problem.ts";
import { problems } from "#lib/problems.ts";
import { redact } from "#lib/redact.ts";

/** What the headers of every response under /api are made from. Only this file sets them. */
export interface Envelope {
  requestId: string;
  limits?: LimitState[];
  now: Date;
  fixedHeaders?: Record<string, string>;
}

/** The headers of a response, without those of its body. */
export function headersOf({ requestId, limits = [], now, fixedHeaders }: Envelope): Record<string, string> {
  return {
    ...fixedHeaders,
    "request-id": requestId,
    "cache-control": "no-store",
    ...rateLimitHeaders(limits, now.getTime()),
  };
}

/** A response with a JSON body, or without a body if the status is 204. */
export function answer(
  envelope: Envelope,
  status: number,
  body: unknown,
  more?: Record<string, string>,
): Response {
  const headers = { ...headersOf(envelope), ...more };
  if (status === 204) return new Response(null, { status, headers });
  headers["content-type"] = "application/json";
  return new Response(JSON.stringify(body), { status, headers });
}

/** A response with a problem. */
export function answerProblem(envelope: Envelope, problem: Problem): Response {
  const { status, headers, body } = problemAnswer(envelope, problem);
  return new Response(body, { status, headers });
}

/** Writes a problem to a Node response. If its headers were already sent, the connection is closed instead. */
export function answerToNode(response: ServerResponse, envelope: Envelope, problem: Problem): void {
  if (response.headersSent) return void response.destroy();
  const { status, headers, body } = problemAnswer(envelope, problem);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Node adds the length itself, as last header, except to HEAD. So nobody can tell by the order of headers whether an
  // endpoint has answered that a path doesn't exist, such as an operator's.
  if (response.req.method === "HEAD") response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(body);
}

/** A problem's status, headers and body. */
export function problemAnswer(envelope: Envelope, problem: Problem) {
  const { retryAfterSeconds, headers: own } = problem.extras;
  const headers: Record<string, string> = {
    ...headersOf(envelope),
    ...own,
    "content-type": "application/problem+json",
  };
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  if (problem.status === 401) headers["www-authenticate"] = 'Bearer realm="api"';
  return { status: problem.status, headers, body: JSON.stringify(problemBody(problem, envelope.requestId)) };
}

/** The body of a problem (RFC 9457). `type` is the page that explains the code. */
function problemBody({ code, status, message, extras }: Problem, requestId: string) {
  return {
    type: `${env.appUrl}/docs/errors/${code}`,
    title: problems[code].title,
    status,
    // `detail`, `pointer` and scopes may quote the request, and a client may have put a secret in the wrong place.
    detail: redact(message),
    code,
    reason: extras.reason,
    errors: extras.errors?.map((error) => ({ ...error, pointer: redact(error.pointer) })),
    required_scopes: extras.requiredScopes?.map(redact),
    retry_after_seconds: extras.retryAfterSeconds,
    request_id: requestId,
  };
}
