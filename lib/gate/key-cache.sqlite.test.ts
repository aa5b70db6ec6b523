import Database from "better-sqlite3";
import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db, sqlite } from "#db/client.ts";
import type { GateKey } from "#db/queries/gate-key.ts";
import * as secrets from "#db/queries/key-secrets.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { lookUpKey, rememberedKey } from "#lib/gate/key-cache.ts";
import { createKey } from "#lib/keys/create.ts";
import { revokeKey } from "#lib/keys/keys.ts";
import { sha256 } from "#lib/opaque-token.ts";

/** Finds a key as a request does: in the cache if it is current, else in the database. */
const findKey = (secretHash: string) =>
  rememberedKey(secretHash, secrets.cacheVersion()) ?? lookUpKey(secretHash);

const now = new Date();
let owners = 0;
let owner: UserActor;
let id: string;
let hash: string;

async function createOwnerAndKey(): Promise<void> {
  owners += 1;
  owner = await person(`owner-${owners}`);
  const created = await createKey(owner, { name: "before", scopes: ["data:read"] }, now, null);
  id = created.id;
  hash = sha256(created.secret!);
  await findKey(hash);
}
beforeEach(createOwnerAndKey);

const isCached = () => !(findKey(hash) instanceof Promise);
const found = async () => (await findKey(hash))!;

const KEY = "update api_keys set";
const CHANGES: [what: string, statement: string, after: Partial<GateKey>][] = [
  ["name", `${KEY} name = 'after' where id = $id`, { name: "after" }],
  ["scopes", `${KEY} scopes = '["data:write"]' where id = $id`, { scopes: ["data:write"] }],
  ["external id", `${KEY} external_id = 'x' where id = $id`, { externalId: "x" }],
  ["metadata", `${KEY} metadata = '{"a":1}' where id = $id`, { metadata: { a: 1 } }],
  ["limit", `${KEY} limit_requests = 7 where id = $id`, { limitRequests: 7 }],
  ["window", `${KEY} limit_window_seconds = 9 where id = $id`, { limitWindowSeconds: 9 }],
  [
    "limit's generation",
    `${KEY} limit_requests = 7, limit_window_seconds = 9 where id = $id`,
    { limitGeneration: 1 },
  ],
  ["expiry", `${KEY} expires_at = 1 where id = $id`, { expiresAt: new Date(1) }],
  ["disabling", `${KEY} disabled_at = 2 where id = $id`, { disabledAt: new Date(2) }],
  ["revocation", `${KEY} revoked_at = 3 where id = $id`, { revokedAt: new Date(3) }],
  [
    "secret's end",
    "update key_secrets set expires_at = 4 where key_id = $id",
    { secretExpiresAt: new Date(4) },
  ],
  ["secret's hint", "update key_secrets set hint = '…' where key_id = $id", { hint: "…" }],
  ["workspace's name", "update workspaces set name = 'after' where id = $ws", { workspaceName: "after" }],
  [
    "workspace's suspension",
    "update workspaces set suspended_at = 5 where id = $ws",
    { suspendedAt: new Date(5) },
  ],
  ["workspace's plan", "update workspaces set plan_id = 'starter' where id = $ws", { planId: "starter" }],
  ["plan's limit", "update plans set requests_per_minute = 61 where id = $plan", { requestsPerMinute: 61 }],
  [
    "plan's quota",
    "update plans set monthly_quota = 62 where id = $plan",
    { monthlyQuota: 62, limitsGeneration: 1 },
  ],
];

describe("on SQLite", () => {
  const otherConnection = new Database(sqlite()!.control.name, { timeout: 5000 });
  otherConnection.pragma("foreign_keys = ON");
  afterAll(() => void otherConnection.close());
  const run = (statement: string, ...values: unknown[]) => otherConnection.prepare(statement).run(...values);

  test("a cached key stays cached while other rows are written and other keys are created", async () => {
    expect(isCached()).toBe(true);
    run("update sessions set last_used_at = last_used_at + 1");
    run("insert into throttles (subject, failures, blocked_until, updated_at) values ('x', 1, 1, 1)");
    await createKey(owner, { scopes: [] }, now, null);
    expect(isCached()).toBe(true);
  });

  test.each(CHANGES)(
    "the next look-up sees a changed %s, written by another connection",
    async (_, statement, after) => {
      const before = await found();
      expect(before).not.toMatchObject(after);
      expect(isCached()).toBe(true);
      const { planId, workspaceId } = before;
      const values = { id, ws: workspaceId, plan: planId };
      const used = Object.fromEntries(
        Object.entries(values).filter(([name]) => statement.includes(`$${name}`)),
      );
      expect(otherConnection.prepare(statement).run(used).changes).toBeGreaterThan(0);
      const next = await found();
      expect(next).toMatchObject(after);
      expect(next).toEqual(await secrets.forGate(hash));
    },
  );

  test.each([
    ["the key", "delete from api_keys where id = ?", () => id],
    ["its secret", "delete from key_secrets where key_id = ?", () => id],
    ["its workspace", "delete from workspaces where id = ?", () => owner.workspaceId],
  ])(
    "the next look-up finds nothing after another connection deleted %s, with or without its dependent rows",
    async (_, statement, of) => {
      for (const foreignKeys of ["OFF", "ON"]) {
        otherConnection.pragma(`foreign_keys = ${foreignKeys}`);
        await createOwnerAndKey();
        expect(isCached()).toBe(true);
        run(statement, of());
        expect(await findKey(hash), `foreign_keys = ${foreignKeys}`).toBeNull();
      }
    },
  );

  test("the next look-up sees changes made by this process's own connections", async () => {
    expect(isCached()).toBe(true);
    await db().update(apiKeys).set({ name: "own" }).where(eq(apiKeys.id, id));
    expect(await found()).toMatchObject({ name: "own" });
    await revokeKey(owner, id, now);
    expect((await found()).revokedAt).not.toBeNull();
  });

  test("a key that changes during its look-up is not cached with its old values", async () => {
    for (let steps = 0; steps < 10; steps += 1) {
      run(`${KEY} name = 'one' where id = ?`, id);
      const looking = findKey(hash);
      for (let i = 0; i < steps; i += 1) await null;
      run(`${KEY} name = 'two' where id = ?`, id);
      // Another look-up sees the change before the first one has finished.
      void findKey("another");
      await looking;
      expect(await found(), `after ${steps} steps`).toMatchObject({ name: "two" });
    }
  });

  test("a missing key is not cached: the next look-up after its creation finds it", async () => {
    run("update key_secrets set secret_hash = 'elsewhere' where secret_hash = ?", hash);
    run(`${KEY} name = name where id = ?`, id);
    expect(await findKey(hash)).toBeNull();
    run("update key_secrets set secret_hash = ? where secret_hash = 'elsewhere'", hash);
    expect(await findKey(hash)).toMatchObject({ id });
  });

  test("the changes tested above cover all fields of a key record that can change", async () => {
    const fixed = ["id", "workspaceId", "environment", "workspaceVersion"];
    const changed = CHANGES.flatMap(([, , after]) => Object.keys(after));
    expect(Object.keys(await found()).sort()).toEqual([...fixed, ...changed].sort());
  });
});
