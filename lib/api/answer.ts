import type { ServerResponse } from "node:http";
import { env } from "#env.ts";
import { rateLimitHeaders } from "#lib/api/rate-limit-headers.ts";
import type { LimitState } from "#lib/limits/limiter.ts";
import { redact } from "#lib/log.ts";
import type { Problem } from "#lib/problem.ts";
import { problems } from "#lib/problems.ts";

/** What every answer under /api carries. The one place that sets headers. */
export interface Envelope {
  requestId: string;
  limits?: LimitState[];
  now: Date;
  fixedHeaders?: Record<string, string>;
}

export function headersOf({ requestId, limits = [], now, fixedHeaders }: Envelope): Record<string, string> {
  return {
    ...fixedHeaders,
    "request-id": requestId,
    "cache-control": "no-store",
    ...rateLimitHeaders(limits, now.getTime()),
  };
}

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

export function answerProblem(envelope: Envelope, problem: Problem): Response {
  const { status, headers, body } = problemAnswer(envelope, problem);
  return new Response(body, { status, headers });
}

/** The same where no Response is made. */
export function answerToNode(response: ServerResponse, envelope: Envelope, problem: Problem): void {
  if (response.headersSent) return void response.destroy();
  const { status, headers, body } = problemAnswer(envelope, problem);
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

/** A problem as it goes over the wire. */
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

/** RFC 9457. `type` is a page that explains the code. */
function problemBody({ code, status, message, extras }: Problem, requestId: string) {
  return {
    type: `${env.appUrl}/docs/errors#${code}`,
    title: problems[code].title,
    status,
    // Both may quote the request, and a client may have put its secret in the wrong place.
    detail: redact(message),
    code,
    reason: extras.reason,
    errors: extras.errors?.map((error) => ({ ...error, pointer: redact(error.pointer) })),
    required_scopes: extras.requiredScopes,
    retry_after_seconds: extras.retryAfterSeconds,
    request_id: requestId,
  };
}
