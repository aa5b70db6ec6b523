import { expect } from "vitest";
import type { Answer } from "#e2e/api/client.ts";

const MEMBERS = new Set([
  "type",
  "title",
  "status",
  "detail",
  "code",
  "reason",
  "errors",
  "required_scopes",
  "retry_after_seconds",
  "request_id",
]);
// A stack, a driver, SQL, or a path of this machine.
const INSIDES =
  /\n\s+at |node_modules|\.ts\b|SQLITE|postgres|drizzle|\bselect\b.+\bfrom\b|\/(home|root|tmp|work|usr)\//i;

/** The answer is a whole, documented problem (RFC 9457), and tells nothing of the insides. */
export function expectProblem(answer: Answer, status: number, code: string, reason?: string): void {
  const { headers, body } = answer;
  expect({ status: answer.status, code: body?.code, reason: body?.reason }).toEqual({ status, code, reason });
  const requestId = headers.get("request-id");
  expect(requestId).toMatch(/^req_[0-9A-Za-z]{25}$/);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("retry-after")).toBe(body.retry_after_seconds ? String(body.retry_after_seconds) : null);
  expect(headers.has("www-authenticate")).toBe(status === 401);
  expect(body).toMatchObject({ status, request_id: requestId });
  expect(body.type).toMatch(new RegExp(`/docs/errors#${code}$`));
  expect(body.detail).toMatch(/\w.*[.!]$/);
  expect(Object.keys(body).filter((member) => !MEMBERS.has(member))).toEqual([]);
  expect(JSON.stringify(body)).not.toMatch(INSIDES);
}
