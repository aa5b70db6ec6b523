import { and, asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { person } from "#e2e/unit/people.ts";
import { createKey, importKeys } from "#lib/keys/create.ts";
import { changeKey, revokeKey } from "#lib/keys/keys.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { sha256 } from "#lib/opaque-token.ts";

const now = new Date();
const ada = await person("ada");
const expiry = new Date(now.getTime() + 86_400_000).toISOString();

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The actions and changes of a key's events, oldest first. */
async function eventsOf(id: string) {
  const rows = await db()
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.targetType, "key"), eq(auditEvents.targetId, id)))
    .orderBy(asc(auditEvents.at), asc(auditEvents.id));
  return rows.map(({ action, changes }) => [action, changes] as const);
}

test("a new key's event contains what it was given, and no secret", async () => {
  const wanted = {
    name: "ci",
    scopes: ["data:read"],
    expires_at: expiry,
    rate_limit: { requests: 5, window_seconds: 60 },
  };
  const { id, secret } = await createKey(ada, wanted, now, null);
  const events = await eventsOf(id);
  expect(events).toEqual([
    [
      "key.created",
      {
        name: { before: null, after: "ci" },
        scopes: { before: [], after: ["data:read"] },
        expires_at: { before: null, after: expiry },
        rate_limit: { before: null, after: { requests: 5, window_seconds: 60 } },
      },
    ],
  ]);
  expect(JSON.stringify(events)).not.toContain(secret);
});

test("an imported key's event doesn't contain its hash", async () => {
  const hash = sha256("an old key");
  const [key] = await importKeys(ada, [{ hash, scopes: [], external_id: "customer-1" }], now, null);
  const events = await eventsOf(key!.id);
  expect(events).toEqual([["key.imported", { external_id: { before: null, after: "customer-1" } }]]);
  expect(JSON.stringify(events)).not.toContain(hash);
});

test("a change records exactly the fields that changed", async () => {
  const { id } = await createKey(
    ada,
    { name: "a", scopes: ["data:read"], metadata: { b: 1, a: 2 } },
    now,
    null,
  );
  await changeKey(ada, id, { name: "a", scopes: ["data:read"], metadata: { a: 2, b: 1 } }, now);
  await changeKey(ada, id, {}, now);
  await changeKey(ada, id, { enabled: true }, now);
  await changeKey(ada, id, { name: "b", scopes: ["data:read"] }, now);
  await changeKey(ada, id, { enabled: false }, now);
  await changeKey(ada, id, { enabled: false }, now);
  await changeKey(ada, id, { enabled: true, scopes: [] }, now);
  // Events of the same millisecond are in no particular order.
  expect((await eventsOf(id)).slice(1).sort(byText)).toEqual([
    ["key.changed", { name: { before: "a", after: "b" } }],
    ["key.changed", { scopes: { before: ["data:read"], after: [] } }],
    ["key.disabled", { enabled: { before: true, after: false } }],
    ["key.enabled", { enabled: { before: false, after: true } }],
  ]);
});

test("concurrent changes record the values before as they were when each was committed", async () => {
  const { id } = await createKey(ada, { name: "0", scopes: [] }, now, null);
  const names = Array.from({ length: 12 }, (_, i) => `name ${i}`);
  await Promise.all(names.map((name) => changeKey(ada, id, { name }, now)));
  const changes = (await eventsOf(id))
    .map(([, change]) => change!.name!)
    .filter(({ before }) => before !== null);
  // Each event starts where another one ended.
  const after = new Map(changes.map((change) => [change.before, change.after]));
  let name: unknown = "0";
  for (let i = 0; i < names.length; i += 1) name = after.get(name);
  expect(after.size).toBe(names.length);
  expect(names).toContain(name);
});

test("a rotation says when the previous secret stops working, and a revocation has no changes", async () => {
  const { id, hint } = await createKey(ada, { name: "r", scopes: [] }, now, null);
  const rotated = await rotateKey(ada, id, 60, now, null);
  await revokeKey(ada, id, now);
  const ends = new Date(now.getTime() + 60_000).toISOString();
  expect((await eventsOf(id)).slice(1).sort(byText).reverse()).toEqual([
    [
      "key.rotated",
      { hint: { before: hint, after: rotated.hint }, previous_expires_at: { before: null, after: ends } },
    ],
    ["key.revoked", null],
  ]);
});
