import { expect, test } from "vitest";
import { newKeyBody } from "#components/keys/new-key-body.ts";

const now = Date.parse("2030-01-01T00:00:00.000Z");

function form(fields: Array<[string, string]>): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

test("an empty form asks for a live key without name, scopes, expiry or limit", () => {
  expect(newKeyBody(form([]), now)).toEqual({ environment: "live", scopes: [] });
});

test("every field that was filled in is sent", () => {
  const filled = form([
    ["name", " ci "],
    ["environment", "test"],
    ["scopes", "data:read"],
    ["scopes", "data:write"],
    ["expiry", "7"],
    ["limited", "on"],
    ["requests", "100"],
    ["window_seconds", "60"],
  ]);
  expect(newKeyBody(filled, now)).toEqual({
    name: "ci",
    environment: "test",
    scopes: ["data:read", "data:write"],
    expires_at: "2030-01-08T00:00:00.000Z",
    rate_limit: { requests: 100, window_seconds: 60 },
  });
});

test("a chosen day counts until its end", () => {
  const chosen = form([
    ["expiry", "custom"],
    ["expiry_day", "2030-02-03"],
  ]);
  expect(newKeyBody(chosen, now).expires_at).toBe(new Date("2030-02-03T23:59:59.999").toISOString());
});

test("a custom expiry without a day is refused, not taken for no expiry", () => {
  expect(newKeyBody(form([["expiry", "custom"]]), now)).toHaveProperty("expires_at", "");
});
