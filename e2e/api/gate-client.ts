import { expect } from "vitest";
import { type Answer, call } from "#e2e/api/client.ts";
import { ask, type GatewayRequest } from "#e2e/gateways/client.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** Sends a request to the gate port as a gateway does, by default to `/gate`. */
export function askGate(server: Pick<TestServer, "gateUrl">, request: GatewayRequest = {}): Promise<Answer> {
  return ask(server.gateUrl, { path: "/gate", ...request });
}

const IDENTITY = ["key-id", "user-id", "workspace-id", "environment", "plan", "scopes", "external-id"];

/** Expects a 200 without a body and with all headers; returns the identity headers without `x-gate-`. */
export function passedAs(answer: Answer): Record<string, string> {
  const { status, headers, body } = answer;
  expect({ status, body, length: headers.get("content-length") }).toEqual({
    status: 200,
    body: "",
    length: "0",
  });
  expect(headers.get("content-type")).toBeNull();
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("request-id")).toMatch(/^req_[0-9A-Za-z]{25}$/);
  expect(headers.get("ratelimit-policy")).toMatch(/^("(plan|key|user|quota)";q=\d+;w=\d+(, |$))+/);
  expect(headers.get("ratelimit")).toMatch(/^("(plan|key|user|quota)";r=\d+;t=\d+(, |$))+/);
  for (const name of ["limit", "remaining", "reset"])
    expect(headers.get(`x-ratelimit-${name}`)).toMatch(/^\d+$/);
  const told = [...headers.keys()].filter((name) => name.startsWith("x-gate-"));
  expect(told.sort()).toEqual(IDENTITY.map((name) => `x-gate-${name}`).sort());
  return Object.fromEntries(IDENTITY.map((name) => [name, headers.get(`x-gate-${name}`)!]));
}

/** The request log's entry about a response, as the developer sees it. */
export async function loggedAs(server: TestServer, token: string, answer: Answer) {
  const entry = await call(server, "GET", `/api/v1/requests/${answer.headers.get("request-id")}`, { token });
  expect(entry.status, JSON.stringify(entry.body)).toBe(200);
  return entry.body.data;
}
