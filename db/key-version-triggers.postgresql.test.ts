import { sql } from "drizzle-orm";
import pg from "pg";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { createKeyVersionTriggers } from "#db/key-version-triggers.ts";
import type { GateKey } from "#db/queries/gate-key.ts";
import { forGate } from "#db/queries/key-secrets.ts";
import { keyVersions } from "#db/schema/postgresql/key-versions.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { createKey } from "#lib/keys/create.ts";
import { revokeKey } from "#lib/keys/keys.ts";
import { sha256 } from "#lib/opaque-token.ts";

const now = new Date();
let people = 0;
let owner: UserActor;
let key: GateKey;
let hash: string;

beforeEach(async () => {
  people += 1;
  owner = await person(`owner-${people}`);
  const { secret } = await createKey(owner, { name: "before", scopes: ["data:read"] }, now, null);
  hash = sha256(secret!);
  key = (await forGate(hash))!;
});

const values = () => ({ $key: key.id, $workspace: key.workspaceId, $plan: key.planId });
const run = (statement: string) =>
  db().execute(sql.raw(statement.replace(/\$\w+/g, (name) => `'${values()[name as "$key"]}'`)));
const version = async () =>
  (await db().select().from(keyVersions)).find(({ workspaceId }) => workspaceId === key.workspaceId)
    ?.version ?? 0;

const AT = "2030-01-02T00:00:00.000Z";
const KEY = "update api_keys set";
const CHANGES: [what: string, statement: string, after: Partial<GateKey>][] = [
  ["name", `${KEY} name = 'after' where id = $key`, { name: "after" }],
  ["scopes", `${KEY} scopes = '["data:write"]' where id = $key`, { scopes: ["data:write"] }],
  ["external id", `${KEY} external_id = 'x' where id = $key`, { externalId: "x" }],
  ["metadata", `${KEY} metadata = '{"a":1}' where id = $key`, { metadata: { a: 1 } }],
  ["limit", `${KEY} limit_requests = 7 where id = $key`, { limitRequests: 7 }],
  ["window", `${KEY} limit_window_seconds = 9 where id = $key`, { limitWindowSeconds: 9 }],
  [
    "limit's generation",
    `${KEY} limit_requests = 7, limit_window_seconds = 9 where id = $key`,
    { limitGeneration: 1 },
  ],
  ["expiry", `${KEY} expires_at = '${AT}' where id = $key`, { expiresAt: new Date(AT) }],
  ["disabling", `${KEY} disabled_at = '${AT}' where id = $key`, { disabledAt: new Date(AT) }],
  ["revocation", `${KEY} revoked_at = '${AT}' where id = $key`, { revokedAt: new Date(AT) }],
  [
    "secret's end",
    `update key_secrets set expires_at = '${AT}' where key_id = $key`,
    { secretExpiresAt: new Date(AT) },
  ],
  ["secret's hint", "update key_secrets set hint = '…' where key_id = $key", { hint: "…" }],
  [
    "workspace's name",
    "update workspaces set name = 'after' where id = $workspace",
    { workspaceName: "after" },
  ],
  [
    "workspace's suspension",
    `update workspaces set suspended_at = '${AT}' where id = $workspace`,
    { suspendedAt: new Date(AT) },
  ],
  [
    "workspace's plan",
    "update workspaces set plan_id = 'starter' where id = $workspace",
    { planId: "starter" },
  ],
  ["plan's limit", "update plans set requests_per_minute = 61 where id = $plan", { requestsPerMinute: 61 }],
  [
    "plan's quota",
    "update plans set monthly_quota = 62 where id = $plan",
    { monthlyQuota: 62, limitsGeneration: 1 },
  ],
];

test.each(CHANGES)("a changed %s changes the version", async (_, statement, after) => {
  expect(key).not.toMatchObject(after);
  await run(statement);
  const next = (await forGate(hash))!;
  expect(next).toMatchObject(after);
  expect(next.workspaceVersion).toBeGreaterThan(key.workspaceVersion!);
});

test("the table above covers all fields of a key record that can change", () => {
  const fixed = ["id", "workspaceId", "environment", "workspaceVersion"];
  const changed = CHANGES.flatMap(([, , after]) => Object.keys(after));
  expect(Object.keys(key).sort()).toEqual([...fixed, ...changed].sort());
});

test.each([
  ["key", "delete from api_keys where id = $key"],
  ["secret", "delete from key_secrets where key_id = $key"],
  ["workspace", "delete from workspaces where id = $workspace"],
])("deleting a %s changes the version", async (_, statement) => {
  await run(statement);
  expect(await forGate(hash)).toBeNull();
  expect(await version()).toBeGreaterThan(key.workspaceVersion!);
});

test("the app's own changes increment the version in their transaction", async () => {
  await revokeKey(owner, key.id, now);
  expect(await version()).toBe(key.workspaceVersion! + 1);
  await expect(
    db().transaction(async (tx) => {
      await tx.execute(sql`${sql.raw(KEY)} name = 'undone' where id = ${key.id}`);
      throw new Error("undone");
    }),
  ).rejects.toThrow("undone");
  expect(await version()).toBe(key.workspaceVersion! + 1);
});

test("changes that decisions don't depend on, or of another workspace, don't change the version", async () => {
  const other = await person(`other-${people}`);
  const { id } = await createKey(other, { scopes: [] }, now, null);
  await revokeKey(other, id, now);
  await createKey(owner, { scopes: [] }, now, null);
  await run("update workspaces set max_active_keys = 5 where id = $workspace");
  await run("update plans set max_active_keys = 5 where id = $plan");
  await run(`${KEY} id = id where id = $key`);
  expect(await version()).toBe(key.workspaceVersion);
});

test("a workspace that is moved to a plan while the plan changes isn't cached with the old plan", async () => {
  for (const first of ["assign", "change"]) {
    await run("update workspaces set plan_id = 'starter' where id = $workspace");
    const limit = 1000 + Math.floor(Math.random() * 1e6);
    const assign = `update workspaces set plan_id = 'trial' where id = '${key.workspaceId}'`;
    const change = `update plans set requests_per_minute = ${limit} where id = 'trial'`;
    const [one, two] = first === "assign" ? [assign, change] : [change, assign];
    let seen: GateKey | undefined;
    await db().transaction(async (tx) => {
      await tx.execute(sql.raw(one));
      const waiting = run(two).then(async () => {
        seen = (await forGate(hash))!;
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(seen, "the second waits for the first").toBeUndefined();
      void waiting;
    });
    await expect.poll(() => seen).toMatchObject({ planId: "trial", requestsPerMinute: limit });
    expect((await forGate(hash))!.workspaceVersion).toBe(seen!.workspaceVersion);
  }
});

test("concurrent changes of plans and their workspaces don't deadlock", async () => {
  const others = await Promise.all(Array.from({ length: 6 }, (_, i) => person(`many-${people}-${i}`)));
  const changes = Array.from({ length: 60 }, (_, i) => {
    const { workspaceId } = others[i % others.length]!;
    if (i % 3 === 0) return "update plans set requests_per_minute = requests_per_minute + 1";
    if (i % 3 === 1)
      return `update workspaces set plan_id = '${i % 2 ? "trial" : "starter"}' where id = '${workspaceId}'`;
    return `update workspaces set name = 'n${i}' where id = '${workspaceId}'`;
  });
  await Promise.all(changes.map(run));
});

test("a start beside other instances doesn't lock the tables, and a missing trigger is created again", async () => {
  const clients = [0, 1].map(() => new pg.Client({ connectionString: process.env.DATABASE_URL! }));
  const [starting, working] = clients as [pg.Client, pg.Client];
  await Promise.all(clients.map((client) => client.connect()));
  try {
    await working.query("begin; update plans set name = name; update workspaces set name = name");
    // Otherwise this would wait for the transaction.
    await starting.query("set lock_timeout = '1s'");
    await createKeyVersionTriggers(starting);
    await working.query("rollback");
    const version = async () =>
      (await working.query("select coalesce(sum(version), 0)::int as n from key_versions")).rows[0].n;
    const changed = async () => {
      const before = await version();
      await working.query("update api_keys set name = name || '.'");
      return (await version()) > before;
    };
    expect(await changed()).toBe(true);
    await working.query("drop trigger api_keys_changed on api_keys");
    expect(await changed()).toBe(false);
    await createKeyVersionTriggers(starting);
    expect(await changed()).toBe(true);
    const nothing =
      "create or replace function count_up_key_version_of_api_keys() returns trigger language plpgsql";
    await working.query(`${nothing} as 'begin return null; end'`);
    expect(await changed()).toBe(false);
    await createKeyVersionTriggers(starting);
    expect(await changed()).toBe(true);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});
