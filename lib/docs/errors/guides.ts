import { STATUS_CODES } from "node:http";
import { accessErrors } from "#lib/docs/errors/access-errors.ts";
import type { ErrorGuide } from "#lib/docs/errors/guide.ts";
import { limitErrors } from "#lib/docs/errors/limit-errors.ts";
import { requestErrors } from "#lib/docs/errors/request-errors.ts";
import { type ProblemCode, problems } from "#lib/problems.ts";

/** A code without a guide, and a guide without a code, fail the type check. */
export const errorGuides: Record<ProblemCode, ErrorGuide> = {
  ...requestErrors,
  ...accessErrors,
  ...limitErrors,
};

const EXAMPLE_REQUEST_ID = "req_0V4nO2q8c1Zr5TkJ7bQwXyE3u";

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);

/** The example's response, as the API would send it. */
export function exampleResponse(code: ProblemCode, appUrl: string): string {
  const { status, title, detail, reasons } = problems[code];
  const { reason, extras = {} } = errorGuides[code];
  const body = {
    type: `${appUrl}/docs/errors/${code}`,
    title,
    status,
    detail: (reason && reasons?.[reason]) || detail,
    code,
    reason,
    ...extras,
    request_id: EXAMPLE_REQUEST_ID,
  };
  const headers = [
    "content-type: application/problem+json",
    ...(status === 401 ? ['www-authenticate: Bearer realm="api"'] : []),
    ...("retry_after_seconds" in extras ? [`retry-after: ${extras.retry_after_seconds}`] : []),
    `request-id: ${EXAMPLE_REQUEST_ID}`,
  ];
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, "", JSON.stringify(body, null, 2)].join(
    "\n",
  );
}
