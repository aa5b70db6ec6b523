import { expect, test } from "vitest";
import { latestExpiry, localDay } from "#components/keys/expiry-choices.ts";
import { newKeyBody, newKeyErrors } from "#components/keys/new-key-body.ts";

const now = Date.parse("2030-01-01T00:00:00.000Z");

function rulesWith({ longest = null as number | null, perMinute = 60 as number | null } = {}) {
  return {
    workspace: {
      id: "ws_1",
      limits: {
        requests_per_minute: perMinute,
        monthly_quota: null,
        max_active_keys: null,
        active_keys: null,
        rotation_overlap_max_seconds: 0,
      },
      key_policy: { require_expiry: false, max_lifetime_days: longest, grantable_scopes: [] },
    },
    scopes: [],
    api: { url: "https://api.example.com", path: "" },
  };
}
const rules = rulesWith();

function form(fields: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) data.append(name, value);
  return data;
}
const errorsOf = (fields: Record<string, string>, wanted = rules) =>
  Object.fromEntries(newKeyErrors(form(fields), wanted, now).map(({ pointer, detail }) => [pointer, detail]));

test("an empty form asks for a live key without name, scopes, expiry or limit", () => {
  expect(newKeyBody(form({}), rules, now)).toEqual({ environment: "live", scopes: [] });
  expect(errorsOf({})).toEqual({});
});

test("every field that was filled in is sent", () => {
  const filled = form({
    name: " ci ",
    environment: "test",
    scopes: ["data:read", "data:write"],
    expiry: "7",
    limited: "on",
    rate_limit: "50",
    window_seconds: "60",
    external_id: "customer_42",
    metadata: '{ "team": "billing" }',
  });
  expect(newKeyErrors(filled, rules, now)).toEqual([]);
  expect(newKeyBody(filled, rules, now)).toEqual({
    name: "ci",
    environment: "test",
    scopes: ["data:read", "data:write"],
    expires_at: "2030-01-08T00:00:00.000Z",
    rate_limit: { requests: 50, window_seconds: 60 },
    external_id: "customer_42",
    metadata: { team: "billing" },
  });
});

test("everything that is wrong is found in one round", () => {
  const wrong = { expiry: "custom", limited: "on", rate_limit: "", window_seconds: "60", metadata: "team" };
  expect(Object.keys(errorsOf(wrong))).toEqual(["/expires_at", "/rate_limit", "/metadata"]);
});

test("a chosen day counts until its end", () => {
  const chosen = form({ expiry: "custom", expires_at: "2030-02-03" });
  expect(newKeyBody(chosen, rules, now).expires_at).toBe(new Date("2030-02-03T23:59:59.999").toISOString());
});

test("on the last possible day, a key expires as late as the policy allows", () => {
  const noon = now + 12 * 3_600_000;
  const latest = latestExpiry(30, noon)!;
  const chosen = form({ expiry: "custom", expires_at: localDay(latest) });
  expect(newKeyBody(chosen, rulesWith({ longest: 30 }), noon).expires_at).toBe(latest.toISOString());
  expect(latest.getTime()).toBeLessThan(noon + 30 * 86_400_000);
});

test.each([
  ["", "Choose a date."],
  ["2029-12-01", "Choose today or a later date."],
  ["2030-06-01", "Keys of this workspace work for at most 30 days."],
])("the last day %j is refused", (day, detail) => {
  const errors = errorsOf({ expiry: "custom", expires_at: day }, rulesWith({ longest: 30 }));
  expect(errors).toEqual({ "/expires_at": detail });
});

test.each(["[]", "null", "7", "{", `{"${"x".repeat(65)}":1}`, `{"x":"${"y".repeat(4096)}"}`])(
  "the metadata %.20s is refused",
  (metadata) => {
    expect(errorsOf({ metadata })).toHaveProperty("/metadata");
  },
);
