import { beforeAll, expect, inject, test } from "vitest";
import { storedEvents } from "#e2e/api/audit-store.ts";
import { call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const UNKNOWN = `key_${"0".repeat(25)}`;
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
});

const bulk = (body: unknown, headers = {}) =>
  call(server, "POST", "/api/v1/keys/bulk", { token: ada.accessToken, body, headers });
const newKeys = (count: number) => Promise.all(Array.from({ length: count }, () => newKey(server, ada)));
const idsOf = (keys: NewKey[]) => keys.map(({ id }) => id);
const statusWith = async ({ secret }: NewKey) =>
  (await call(server, "GET", "/api/v1/me", { key: secret })).status;

test.each([
  ["revoke", "revoked", 401],
  ["disable", "disabled", 403],
])(
  "after %s, the next request with any of the keys is refused, and each has its event",
  async (action, outcome, status) => {
    const keys = await newKeys(12);
    expect(await Promise.all(keys.map(statusWith))).toEqual(keys.map(() => 200));
    const answer = await bulk({ action, ids: idsOf(keys) });
    expect(answer.body).toEqual({ data: idsOf(keys).map((id) => ({ id, outcome })) });
    expect(await Promise.all(keys.map(statusWith))).toEqual(keys.map(() => status));
    const events = await storedEvents(server, "request_id", answer.headers.get("request-id")!);
    expect(events.map(({ targetId }) => targetId).sort()).toEqual(idsOf(keys).sort());
    expect(new Set(events.map((event) => event.action))).toEqual(new Set([`key.${outcome}`]));
  },
);

test("a repeated Idempotency-Key gets the first answer, also after the keys have changed", async () => {
  const ids = idsOf(await newKeys(2));
  const headers = { "idempotency-key": "bulk-1" };
  const first = await bulk({ action: "disable", ids }, headers);
  const again = await bulk({ action: "disable", ids }, headers);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  const { data } = (await bulk({ action: "disable", ids })).body;
  expect(data).toEqual(ids.map((id) => ({ id, outcome: "already_disabled" })));
  expectProblem(await bulk({ action: "revoke", ids }, headers), 422, "idempotency_key_reused");
});

test("one key that doesn't exist for the caller refuses all, and somebody else's looks like an unknown one", async () => {
  const [key] = await newKeys(1);
  const foreign = await newKey(server, await newDeveloper(server));
  const errorsFor = async (other: string) => {
    const refused = await bulk({ action: "revoke", ids: [key!.id, other] });
    expectProblem(refused, 422, "validation_failed");
    return refused.body.errors;
  };
  expect(await errorsFor(UNKNOWN)).toEqual([
    { pointer: "/ids/1", code: "unknown_key", detail: "There is no such key." },
  ]);
  expect(await errorsFor(foreign.id)).toEqual(await errorsFor(UNKNOWN));
  expect([await statusWith(key!), await statusWith(foreign)]).toEqual([200, 200]);
});

test.each([
  ["no body", undefined],
  ["no IDs", { action: "revoke", ids: [] }],
  ["101 IDs", { action: "revoke", ids: Array(101).fill(UNKNOWN) }],
  ["the same ID twice", { action: "revoke", ids: [UNKNOWN, UNKNOWN] }],
  ["an unknown action", { action: "delete", ids: [UNKNOWN] }],
  ["no action", { ids: [UNKNOWN] }],
  ["text that isn't an ID", { action: "revoke", ids: ["' or 1=1 --"] }],
  ["null as an ID", { action: "revoke", ids: [null] }],
  ["a text instead of an array", { action: "revoke", ids: UNKNOWN }],
])("%s is refused", async (_, body) => {
  const refused = await bulk(body);
  expect([400, 415, 422]).toContain(refused.status);
  expectProblem(refused, refused.status, refused.body.code);
});

test("an unknown field is refused", async () => {
  expectProblem(await bulk({ action: "revoke", ids: [UNKNOWN], force: true }), 422, "unknown_field");
});
