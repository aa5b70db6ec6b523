import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { members } from "#db/schema/workspaces.ts";
import { actorOfSecret, keyOf, memberOf, type UsedKey } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import type { Actor, UserActor } from "#lib/actors/actor.ts";
import type { Role } from "#lib/actors/roles.ts";
import { createKey, importKeys } from "#lib/keys/create.ts";
import { changeKey, getKey, revokeKey } from "#lib/keys/keys.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { sha256 } from "#lib/opaque-token.ts";

const now = new Date();
const inAnHour = new Date(now.getTime() + 3_600_000);
const inADay = new Date(now.getTime() + 86_400_000);
const manages = ["keys:read", "keys:write", "data:read"];
const refused = (reason: string) => ({ code: "forbidden", extras: { reason } });

const OPERATIONS: Record<string, (actor: Actor, id: string) => Promise<unknown>> = {
  create: (actor) => createKey(actor, { scopes: ["data:read"] }, now, null),
  import: (actor) =>
    importKeys(actor, [{ hash: sha256(randomBytes(32).toString("hex")), scopes: ["data:read"] }], now, null),
  change: (actor, id) => changeKey(actor, id, { name: "changed" }, now),
  disable: (actor, id) => changeKey(actor, id, { enabled: false }, now),
  enable: (actor, id) => changeKey(actor, id, { enabled: true }, now),
  rotate: (actor, id) => rotateKey(actor, id, 0, now, null),
  revoke: (actor, id) => revokeKey(actor, id, now),
};
const operations = Object.keys(OPERATIONS);
const takesAway = (operation: string) => operation === "disable" || operation === "revoke";
const creates = (operation: string) => operation === "create" || operation === "import";

const set = (id: string, changes: Partial<typeof apiKeys.$inferInsert>) =>
  db().update(apiKeys).set(changes).where(eq(apiKeys.id, id));
const setRole = ({ workspaceId, userId }: UserActor, role: Role) =>
  db()
    .update(members)
    .set({ role })
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));

// An actor is who a request was made as. What is changed in the database after that happens between the gate's decision
// and the commit.
const ada = await person("ada");

test.each(operations)(
  "%s is refused if the key lost keys:write while the request was in progress",
  async (operation) => {
    const [manager, target] = [await keyOf(ada, { scopes: manages }), await keyOf(ada)];
    await set(manager.id, { scopes: ["keys:read", "data:read"] });
    await expect(OPERATIONS[operation]!(manager.actor, target.id)).rejects.toMatchObject(
      refused("insufficient_scope"),
    );
  },
);

test.each(operations)(
  "%s is refused if the member lost their role while the request was in progress",
  async (operation) => {
    const admin = await memberOf(ada, `admin-${operation}`, "admin");
    const target = await keyOf(ada);
    await setRole(admin, creates(operation) ? "viewer" : "developer");
    await expect(OPERATIONS[operation]!(admin, target.id)).rejects.toMatchObject(
      refused("insufficient_role"),
    );
  },
);

const NARROWED: Record<string, [Partial<typeof apiKeys.$inferInsert>, string]> = {
  "a scope": [{ scopes: ["keys:read", "keys:write"] }, "scope_escalation"],
  "a part of its limit": [{ limitRequests: 1, limitWindowSeconds: 60 }, "limit_escalation"],
  "a part of its lifetime": [{ expiresAt: inAnHour }, "expiry_escalation"],
};
const narrowed = operations.flatMap((operation) =>
  Object.keys(NARROWED).map((what) => [operation, what] as const),
);

test.each(narrowed)("%s by a key that loses %s while the request is in progress", async (operation, what) => {
  const [changes, reason] = NARROWED[what]!;
  const [manager, target] = [
    await keyOf(ada, { scopes: manages }),
    await keyOf(ada, { scopes: ["data:read"] }),
  ];
  await set(manager.id, changes);
  const outcome = OPERATIONS[operation]!(manager.actor, target.id);
  if (takesAway(operation)) await expect(outcome).resolves.toBeDefined();
  else await expect(outcome).rejects.toMatchObject(refused(reason));
});

const WIDENED: Record<string, [Partial<typeof apiKeys.$inferInsert>, string]> = {
  "a scope": [{ scopes: ["data:read", "usage:read"] }, "scope_escalation"],
  "a higher limit": [{ limitRequests: 11 }, "limit_escalation"],
  "a later expiry": [{ expiresAt: inADay }, "expiry_escalation"],
};
const widened = operations
  .filter((operation) => !creates(operation))
  .flatMap((operation) => Object.keys(WIDENED).map((what) => [operation, what] as const));

test.each(widened)("%s of a key that gets %s while the request is in progress", async (operation, what) => {
  const [changes, reason] = WIDENED[what]!;
  const limits = { rate_limit: { requests: 10, window_seconds: 60 }, expires_at: inAnHour.toISOString() };
  const manager = await keyOf(ada, { ...limits, scopes: manages });
  const target = await keyOf(ada, { ...limits, scopes: ["data:read"] });
  await set(target.id, changes);
  const outcome = OPERATIONS[operation]!(manager.actor, target.id);
  if (takesAway(operation)) await expect(outcome).resolves.toBeDefined();
  else await expect(outcome).rejects.toMatchObject(refused(reason));
});

test.each(operations)(
  "%s is refused if its secret was replaced by a rotation while the request was in progress",
  async (operation) => {
    const [manager, target] = [await keyOf(ada, { scopes: manages }), await keyOf(ada)];
    const { secret } = await rotateKey(ada, manager.id, 0, new Date(), null);
    const revoked = { code: "invalid_api_key", extras: { reason: "revoked" } };
    await expect(OPERATIONS[operation]!(manager.actor, target.id)).rejects.toMatchObject(revoked);
    await expect(rotateKey(manager.actor, manager.id, 0, new Date(), null)).rejects.toMatchObject(revoked);
    await expect(OPERATIONS[operation]!(await actorOfSecret(secret!), target.id)).resolves.toBeDefined();
  },
);

test("a refused operation changes nothing", async () => {
  const manager = await keyOf(ada, { scopes: ["keys:read", "keys:write"] });
  const target = await keyOf(ada, { scopes: ["data:read"], name: "strong" });
  const before = await getKey(ada, target.id, now);
  for (const operation of ["change", "enable", "rotate"])
    await expect(OPERATIONS[operation]!(manager.actor, target.id)).rejects.toMatchObject(
      refused("scope_escalation"),
    );
  expect(await getKey(ada, target.id, now)).toEqual(before);
  expect((await actorOfSecret(target.secret)).keyId).toBe(target.id);
});

test("a developer and their keys manage the keys of their own chain, and no others", async () => {
  const [dora, emil] = [await memberOf(ada, "dora", "developer"), await memberOf(ada, "emil", "developer")];
  const hers = await keyOf(dora, { scopes: manages });
  const below = await keyOf(hers.actor, { scopes: manages });
  const bottom = await keyOf(below.actor, {});
  expect((await getKey(ada, bottom.id, now)).created_by).toEqual({
    type: "api_key",
    id: below.id,
    user_id: dora.userId,
  });
  for (const actor of [dora, hers.actor, below.actor])
    await expect(changeKey(actor, bottom.id, { name: "in the chain" }, now)).resolves.toBeDefined();
  const others = [
    await keyOf(emil, {}),
    await keyOf((await keyOf(emil, { scopes: manages })).actor, {}),
    await keyOf(ada),
  ];
  for (const { id } of others)
    for (const actor of [dora, hers.actor, below.actor])
      for (const operation of operations.filter((each) => !creates(each)))
        await expect(OPERATIONS[operation]!(actor, id)).rejects.toMatchObject(refused("insufficient_role"));
});

test("a key's reach follows its creator's role", async () => {
  const olga = await memberOf(ada, "olga", "admin");
  const [manager, target] = [await keyOf(olga, { scopes: manages }), await keyOf(ada)];
  await expect(changeKey(manager.actor, target.id, { name: "as admin" }, now)).resolves.toBeDefined();
  await setRole(olga, "developer");
  await expect(changeKey(manager.actor, target.id, { name: "no longer" }, now)).rejects.toMatchObject(
    refused("insufficient_role"),
  );
  await db().delete(members).where(eq(members.userId, olga.userId));
  await expect(changeKey(manager.actor, target.id, { name: "no longer" }, now)).rejects.toMatchObject(
    refused("insufficient_role"),
  );
  const own = await keyOf(manager.actor, {});
  await expect(changeKey(manager.actor, own.id, { name: "of its chain" }, now)).resolves.toBeDefined();
});

test("of two equal keys that revoke or rotate each other at once, none waits for the other for ever", async () => {
  for (let round = 0; round < 10; round += 1) {
    const [a, b] = [await keyOf(ada, { scopes: manages }), await keyOf(ada, { scopes: manages })];
    const both = (operation: (by: UsedKey, of: UsedKey) => Promise<unknown>) =>
      Promise.allSettled([operation(a, b), operation(b, a)]);
    const outcomes = await both(
      round % 2
        ? (by, of) => revokeKey(by.actor, of.id, now)
        : (by, of) => rotateKey(by.actor, of.id, 0, now, null),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [lost] = outcomes.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
    expect(lost!.reason).toMatchObject({ code: "invalid_api_key" });
  }
});

test("however a key is narrowed while it creates keys, no created key is wider than it was at its commit", async () => {
  for (let round = 0; round < 10; round += 1) {
    const manager = await keyOf(ada, { scopes: manages });
    const creating = Promise.allSettled(
      Array.from({ length: 8 }, () => createKey(manager.actor, { scopes: ["data:read"] }, now, null)),
    );
    await changeKey(ada, manager.id, { scopes: ["keys:read", "keys:write"] }, now);
    // Everything that commits from now on was decided after the change.
    const late = createKey(manager.actor, { scopes: ["data:read"] }, now, null);
    await expect(late).rejects.toMatchObject(refused("scope_escalation"));
    for (const outcome of await creating)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject(refused("scope_escalation"));
  }
});
