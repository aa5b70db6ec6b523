import { expect, test } from "vitest";
import { latestExpiry, localDay } from "#components/key-dialogs/expiry-choices.ts";
import { changedFields, keyErrors, newKeyBody } from "#components/key-dialogs/key-values.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

const now = Date.parse("2030-01-01T00:00:00.000Z");
const dayMs = 86_400_000;

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
    api: { url: "https://api.example.com", path: "", baseUrl: null },
  };
}

type Fields = Record<string, string | string[]>;

function input(fields: Fields, { rules = rulesWith(), key = null as PublicKey | null, nowMs = now } = {}) {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) form.append(name, value);
  return { form, rules, key, nowMs };
}
const errorsOf = (...args: Parameters<typeof input>) =>
  Object.fromEntries(keyErrors(input(...args)).map(({ pointer, detail }) => [pointer, detail]));

test("an empty form asks for a live key without name, scopes, expiry or limit", () => {
  expect(newKeyBody(input({}))).toEqual({ environment: "live", scopes: [] });
  expect(errorsOf({})).toEqual({});
});

test("every field that was filled in is sent", () => {
  const filled = input({
    name: " ci ",
    environment: "test",
    scopes: ["data:read", "data:write"],
    expires_at: "7",
    limited: "on",
    "rate_limit.requests": "50",
    "rate_limit.window_seconds": "60",
    external_id: "customer_42",
    metadata: '{ "team": "billing" }',
  });
  expect(keyErrors(filled)).toEqual([]);
  expect(newKeyBody(filled)).toEqual({
    name: "ci",
    environment: "test",
    scopes: ["data:read", "data:write"],
    expires_at: "2030-01-08T00:00:00.000Z",
    rate_limit: { requests: 50, window_seconds: 60 },
    external_id: "customer_42",
    metadata: { team: "billing" },
  });
});

test("everything that is wrong is found in one round, at the API's names", () => {
  const wrong = {
    name: "a\u202eb",
    expires_at: ["custom", ""],
    limited: "on",
    "rate_limit.requests": "",
    "rate_limit.window_seconds": "60",
    external_id: "x".repeat(256),
    metadata: "team",
  };
  expect(Object.keys(errorsOf(wrong))).toEqual([
    "/name",
    "/expires_at",
    "/rate_limit/requests",
    "/external_id",
    "/metadata",
  ]);
});

test("a chosen day counts until its end", () => {
  const chosen = input({ expires_at: ["custom", "2030-02-03"] });
  expect(newKeyBody(chosen).expires_at).toBe(new Date("2030-02-03T23:59:59.999").toISOString());
});

test("on the last possible day, a key expires as late as the policy allows", () => {
  const nowMs = now + 12 * 3_600_000;
  const rules = rulesWith({ longest: 30 });
  const latest = latestExpiry(rules.workspace.key_policy, null, nowMs)!;
  const chosen = input({ expires_at: ["custom", localDay(latest)] }, { rules, nowMs });
  expect(newKeyBody(chosen).expires_at).toBe(latest.toISOString());
  expect(latest.getTime()).toBeLessThan(nowMs + 30 * dayMs);
});

test.each([
  ["", "Choose a date."],
  ["2029-12-01", "Choose today or a later date."],
  [
    "2030-06-01",
    /^Choose January 3\d, 2030 or earlier\. Keys in this workspace can be valid for up to 30 days/,
  ],
])("the last day %j is refused", (day, detail) => {
  const errors = errorsOf({ expires_at: ["custom", day] }, { rules: rulesWith({ longest: 30 }) });
  expect(errors).toEqual({ "/expires_at": expect.stringMatching(detail) });
});

test.each(["[]", "null", "7", "{", `{"${"x".repeat(65)}":1}`, `{"x":"${"y".repeat(4096)}"}`])(
  "the metadata %.20s is refused",
  (metadata) => {
    expect(errorsOf({ metadata })).toHaveProperty("/metadata");
  },
);

const key = {
  name: "ci",
  scopes: ["data:write", "data:read"],
  created_at: "2029-12-20T00:00:00.000Z",
  expires_at: "2030-04-01T00:00:00.000Z",
  rate_limit: { requests: 90, window_seconds: 60 },
  external_id: null,
  metadata: { team: "billing" },
} as unknown as PublicKey;

function edited(fields: Fields, limited = true) {
  const unchanged: Fields = {
    name: "ci",
    scopes: ["data:read", "data:write"],
    expires_at: "keep",
    external_id: "",
    metadata: '{ "team": "billing" }',
    ...(limited && { limited: "on", "rate_limit.requests": "90", "rate_limit.window_seconds": "60" }),
  };
  return { ...unchanged, ...fields };
}
const change = (...args: Parameters<typeof edited>) => changedFields({ ...input(edited(...args)), key });

test("fields that stay the same are not sent, and not refused, also if they couldn't be chosen now", () => {
  expect(change({})).toEqual({});
  expect(errorsOf(edited({}), { key })).toEqual({});
  expect(errorsOf(edited({ "rate_limit.requests": "91" }), { key })).toHaveProperty("/rate_limit/requests");
});

test.each<[string, Fields, object]>([
  ["a name", { name: " other " }, { name: "other" }],
  ["no name", { name: "" }, { name: null }],
  ["fewer scopes", { scopes: ["data:read"] }, { scopes: ["data:read"] }],
  ["no expiration", { expires_at: "never" }, { expires_at: null }],
  ["a preset", { expires_at: "30" }, { expires_at: "2030-01-31T00:00:00.000Z" }],
  ["a limit", { "rate_limit.requests": "60" }, { rate_limit: { requests: 60, window_seconds: 60 } }],
  ["an external ID", { external_id: "cus_1" }, { external_id: "cus_1" }],
  ["other metadata", { metadata: '{"a":1}' }, { metadata: { a: 1 } }],
  ["no metadata", { metadata: " " }, { metadata: {} }],
])("is sent: %s", (_, fields, sent) => {
  expect(change(fields)).toEqual(sent);
});

test("a limit can be removed", () => {
  expect(change({}, false)).toEqual({ rate_limit: null });
});

test("an older key than the policy can get an earlier end, up to the policy's lifetime from now", () => {
  const policy = { require_expiry: false, max_lifetime_days: 30 };
  const latest = (expires_at: string | null) =>
    Math.round(
      (latestExpiry(policy, { created_at: key.created_at, expires_at }, now)!.getTime() - now) / dayMs,
    );
  expect(latest(key.expires_at)).toBe(30);
  expect(latest(null)).toBe(30);
  expect(latest("2030-01-10T00:00:00.000Z")).toBe(18);
});
