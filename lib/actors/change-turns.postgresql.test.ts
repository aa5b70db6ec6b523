import { setTimeout as delay } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { expect, test } from "vitest";
import { CHANGES_AT_ONCE, db } from "#db/client.ts";
import { sessions } from "#db/schema/accounts.ts";
import { keyOf, memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { refuseWaitingChanges } from "#lib/actors/change-turns.ts";
import { changeKey, getKey } from "#lib/keys/keys.ts";

const now = new Date();

/** Keeps a row locked until the returned function is called. */
async function locked(statement: string, id: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await client.connect();
  await client.query("begin");
  await client.query(statement, [id]);
  return () => client.end();
}

const LOCK_SESSION = "select from sessions where id = $1 for update";
const LOCK_WORKSPACE = "select from workspaces where id = $1 for update";

test("changes of a workspace that wait keep neither look-ups nor the changes of others waiting", async () => {
  const [ada, bob] = [await person("ada"), await person("bob")];
  const [adas, bobs] = [await keyOf(ada), await keyOf(bob)];
  const unlock = await locked(LOCK_SESSION, ada.sessionId);
  let done = 0;
  const changes = Array.from({ length: 3 * CHANGES_AT_ONCE }, async (_, i) => {
    await changeKey(ada, adas.id, { name: `${i}` }, now);
    done += 1;
  });
  await delay(200);
  await changeKey(bob, bobs.id, { name: "changed" }, now);
  expect(await getKey(bob, bobs.id, now)).toMatchObject({ name: "changed" });
  const { rows } = await db().execute(
    sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  );
  expect(rows).toHaveLength(1);
  expect(done).toBe(0);
  await unlock();
  await Promise.all(changes);
  expect(done).toBe(3 * CHANGES_AT_ONCE);
});

test("a key that makes many changes doesn't keep the others of its workspace waiting", async () => {
  const ada = await person("cleo");
  const flooding = await keyOf(ada, { scopes: ["keys:write"] });
  const { id } = await keyOf(flooding.actor);
  const unlock = await locked(LOCK_WORKSPACE, ada.workspaceId);
  const done: string[] = [];
  const flood = Array.from({ length: 10 }, async (_, i) => {
    await changeKey(flooding.actor, id, { name: `${i}` }, now);
    done.push("flood");
  });
  const change = changeKey(ada, flooding.id, { name: "mine" }, now).then(() => done.push("ada"));
  await delay(300);
  await unlock();
  await Promise.all([...flood, change]);
  expect(done.indexOf("ada")).toBeLessThan(3);
});

test("a session that ends while its change waits changes nothing", async () => {
  const ada = await person("dora");
  const eve = await memberOf(ada, "eve", "owner");
  const { id } = await keyOf(ada);
  const unlock = await locked(LOCK_SESSION, eve.sessionId);
  const first = changeKey(eve, id, { name: "first" }, now);
  await delay(200);
  const late = changeKey(ada, id, { name: "late" }, now);
  await db()
    .update(sessions)
    .set({ expiresAt: new Date(Date.now() + 300) })
    .where(eq(sessions.id, ada.sessionId));
  const refused = expect(late).rejects.toMatchObject({ code: "invalid_token" });
  await delay(400);
  await unlock();
  await first;
  await refused;
});

test("when the server stops, what waits is refused, and what has begun is made", async () => {
  const ada = await person("finn");
  const { id } = await keyOf(ada);
  const unlock = await locked(LOCK_SESSION, ada.sessionId);
  const begun = changeKey(ada, id, { name: "begun" }, now);
  await delay(200);
  const waits = changeKey(ada, id, { name: "waits" }, now);
  const refused = expect(waits).rejects.toMatchObject({ status: 503, code: "unavailable" });
  await delay(200);
  refuseWaitingChanges();
  await refused;
  await unlock();
  expect(await begun).toMatchObject({ name: "begun" });
});
