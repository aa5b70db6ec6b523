import { expect } from "vitest";
import type { Answer } from "#e2e/api/client.ts";
import { internalsIn } from "#e2e/api/internals.ts";

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
/** An answer reveals nothing of the server's code, database or files. */
export function expectNoInternals(body: unknown): void {
  expect(internalsIn(body)).toBeNull();
}

/** The answer is a complete, documented problem (RFC 9457), and reveals no internals. */
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
  expect(body.type).toMatch(new RegExp(`/docs/errors/${code}$`));
  expect(body.detail).toMatch(/\w.*[.!]$/);
  expect(Object.keys(body).filter((member) => !MEMBERS.has(member))).toEqual([]);
  expectNoInternals(body);
}
