import { expect, test } from "vitest";
import { keyOf, memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { checkKey } from "#lib/gate/check-key.ts";
import { newId } from "#lib/ids.ts";
import { changeKeysInBulk } from "#lib/keys/bulk.ts";
import { createKey } from "#lib/keys/create.ts";
import { getKey, revokeKey } from "#lib/keys/keys.ts";

const now = new Date();
const [ada, bob] = [await person("ada"), await person("bob")];
const newKeys = async (count: number) => {
  const keys = [];
  while (keys.length < count) keys.push(await createKey(ada, { scopes: [] }, now, null));
  return keys;
};
const idsOf = (keys: { id: string }[]) => keys.map(({ id }) => id);
const statuses = (ids: string[]) => Promise.all(ids.map(async (id) => (await getKey(ada, id, now)).status));
const eventsOf = async (id: string) =>
  (await findEvents({ workspaceId: ada.workspaceId, targetId: id }, { limit: 10 })).items.map(
    ({ action }) => action,
  );

test.each([
  ["revoke", "revoked", "key.revoked"],
  ["disable", "disabled", "key.disabled"],
] as const)("%s stops all of the keys at once, with one event for each", async (action, outcome, event) => {
  const keys = await newKeys(100);
  const ids = idsOf(keys);
  expect(await changeKeysInBulk(ada, { action, ids }, now, null)).toEqual(ids.map((id) => ({ id, outcome })));
  for (const { secret } of keys) expect((await checkKey(secret!, { now })).refusal).toBe(outcome);
  expect(await eventsOf(ids[0]!)).toEqual([event, "key.created"]);
  expect(await eventsOf(ids[99]!)).toEqual([event, "key.created"]);
});

test("keys that are already stopped are reported, keep their state and get no event", async () => {
  const [revoked, disabled, active] = idsOf(await newKeys(3)) as [string, string, string];
  await revokeKey(ada, revoked, now);
  await changeKeysInBulk(ada, { action: "disable", ids: [disabled] }, now, null);
  const ids = [active, revoked, disabled];
  expect(await changeKeysInBulk(ada, { action: "disable", ids }, now, null)).toEqual([
    { id: active, outcome: "disabled" },
    { id: revoked, outcome: "already_revoked" },
    { id: disabled, outcome: "already_disabled" },
  ]);
  expect(await eventsOf(revoked)).toEqual(["key.revoked", "key.created"]);
  expect(await eventsOf(disabled)).toEqual(["key.disabled", "key.created"]);
  const outcomes = await changeKeysInBulk(ada, { action: "revoke", ids }, now, null);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["revoked", "already_revoked", "revoked"]);
});

test("if one key doesn't exist for the actor, nothing changes and the answer names it", async () => {
  const ids = idsOf(await newKeys(2));
  const [foreign] = idsOf([await createKey(bob, { scopes: [] }, now, null)]);
  const unknown = newId("key", now.getTime());
  const wanted = { action: "revoke" as const, ids: [ids[0]!, foreign!, ids[1]!, unknown] };
  const error = { code: "unknown_key", detail: expect.any(String) };
  await expect(changeKeysInBulk(ada, wanted, now, null)).rejects.toMatchObject({
    code: "validation_failed",
    extras: {
      errors: [
        { pointer: "/ids/1", ...error },
        { pointer: "/ids/3", ...error },
      ],
    },
  });
  expect(await statuses(ids)).toEqual(["active", "active"]);
  expect((await getKey(bob, foreign!, now)).status).toBe("active");
});

test("if the actor can't change one key, nothing changes and the answer names it", async () => {
  const developer = await memberOf(ada, "developer", "developer");
  const own = await createKey(developer, { scopes: [] }, now, null);
  const [adas] = await newKeys(1);
  const wanted = { action: "revoke" as const, ids: [own.id, adas!.id] };
  await expect(changeKeysInBulk(developer, wanted, now, null)).rejects.toMatchObject({
    code: "forbidden",
    extras: { reason: "insufficient_role", errors: [{ pointer: "/ids/1", code: "insufficient_role" }] },
  });
  expect(await statuses(wanted.ids)).toEqual(["active", "active"]);
  const viewer = await memberOf(ada, "viewer", "viewer");
  await expect(changeKeysInBulk(viewer, wanted, now, null)).rejects.toMatchObject({ code: "forbidden" });
});

test("a key can revoke itself with others, but not disable itself, and can't reach the other environment", async () => {
  const manager = await keyOf(ada, { scopes: ["keys:write"] });
  const stronger = await createKey(ada, { scopes: ["keys:write", "keys:read"] }, now, null);
  const elsewhere = await createKey(ada, { scopes: [], environment: "test" }, now, null);
  const attempt = (action: "disable" | "revoke", ids: string[]) =>
    changeKeysInBulk(manager.actor, { action, ids }, now, null);
  await expect(attempt("disable", [stronger.id, manager.id])).rejects.toMatchObject({ code: "forbidden" });
  await expect(attempt("revoke", [elsewhere.id])).rejects.toMatchObject({ code: "validation_failed" });
  expect(await statuses([stronger.id, manager.id, elsewhere.id])).toEqual(["active", "active", "active"]);
  await attempt("revoke", [stronger.id, manager.id]);
  expect(await statuses([stronger.id, manager.id])).toEqual(["revoked", "revoked"]);
  await expect(attempt("revoke", [stronger.id])).rejects.toMatchObject({ code: "invalid_api_key" });
});

test("of two concurrent requests for the same keys, each key is revoked by one of them", async () => {
  const ids = idsOf(await newKeys(20));
  const orders = [ids, ids.toReversed(), ids.toSorted(), ids];
  const answers = await Promise.all(
    orders.map((order) => changeKeysInBulk(ada, { action: "revoke", ids: order }, now, null)),
  );
  const revoked = answers.flat().filter(({ outcome }) => outcome === "revoked");
  expect(idsOf(revoked).toSorted()).toEqual(ids.toSorted());
});
