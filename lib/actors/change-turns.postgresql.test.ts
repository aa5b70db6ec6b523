import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { CHANGES_AT_ONCE } from "#db/client.ts";
import { keyOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { changeKey, getKey } from "#lib/keys/keys.ts";

const now = new Date();

test("changes of a workspace that wait keep neither look-ups nor the changes of others waiting", async () => {
  const [ada, bob] = [await person("ada"), await person("bob")];
  const [adas, bobs] = [await keyOf(ada), await keyOf(bob)];
  const blocking = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await blocking.connect();
  await blocking.query("begin");
  await blocking.query("select from sessions where id = $1 for update", [ada.sessionId]);
  let done = 0;
  const changes = Array.from({ length: 3 * CHANGES_AT_ONCE }, async (_, i) => {
    await changeKey(ada, adas.id, { name: `${i}` }, now);
    done += 1;
  });
  await delay(200);
  await changeKey(bob, bobs.id, { name: "changed" }, now);
  expect(await getKey(bob, bobs.id, now)).toMatchObject({ name: "changed" });
  const { rows } = await blocking.query(
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  );
  expect(rows).toHaveLength(1);
  expect(done).toBe(0);
  await blocking.query("commit");
  await blocking.end();
  await Promise.all(changes);
  expect(done).toBe(3 * CHANGES_AT_ONCE);
});
