import { expect, test } from "vitest";
import { changedFields } from "#components/key-details/changed-fields.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const key = {
  name: "ci",
  scopes: ["data:write", "data:read"],
  expires_at: "2026-04-01T00:00:00.000Z",
  rate_limit: { requests: 30, window_seconds: 60 },
  external_id: null,
  metadata: { team: "billing" },
} as unknown as PublicKey;

function change(entries: Record<string, string | string[]>, limited = true) {
  const unchanged: Record<string, string | string[]> = {
    name: "ci",
    scopes: ["data:read", "data:write"],
    expires_at: "keep",
    external_id: "",
    metadata: '{ "team": "billing" }',
    ...(limited && { limited: "on", "rate_limit.requests": "30", "rate_limit.window_seconds": "60" }),
  };
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...unchanged, ...entries }))
    for (const each of [value].flat()) form.append(name, each);
  return changedFields(form, key, (seconds) => seconds, now);
}

test("fields that stay the same are not sent", () => {
  expect(change({})).toEqual({});
});

test.each([
  ["a name", { name: " other " }, { name: "other" }],
  ["no name", { name: "" }, { name: null }],
  ["fewer scopes", { scopes: ["data:read"] }, { scopes: ["data:read"] }],
  ["no expiration", { expires_at: "never" }, { expires_at: null }],
  ["a preset", { expires_at: "30" }, { expires_at: "2026-03-31T12:00:00.000Z" }],
  ["a custom date that is missing", { expires_at: ["custom", ""] }, { expires_at: "" }],
  ["an external ID", { external_id: "cus_1" }, { external_id: "cus_1" }],
  ["other metadata", { metadata: '{"a":1}' }, { metadata: { a: 1 } }],
  ["no metadata", { metadata: " " }, { metadata: {} }],
  ["metadata that isn't JSON", { metadata: "{a" }, { metadata: "{a" }],
])("is sent: %s", (_, entries, sent) => {
  expect(change(entries)).toEqual(sent);
});

test("a limit can be set, removed, and not be above the plan's", () => {
  const limit = (requests: string) => change({ "rate_limit.requests": requests }).rate_limit;
  expect(limit("60")).toEqual({ requests: 60, window_seconds: 60 });
  expect(limit("61")).toEqual({ requests: null, window_seconds: 60 });
  expect(change({}, false)).toEqual({ rate_limit: null });
});
