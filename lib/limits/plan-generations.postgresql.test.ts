import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, postgresql } from "#db/client.ts";
import { person } from "#e2e/unit/people.ts";

test("the generation of a workspace's limits never goes back, also if its former plan changes meanwhile", async () => {
  const { workspaceId } = await person("ada");
  await db().execute(sql`update plans set monthly_quota = null`);
  await db().execute(sql`update workspaces set plan_id = 'trial' where id = ${workspaceId}`);
  const generation = async () => {
    const { rows } = await db().execute<{ sum: number }>(sql`
      select w.limits_generation + p.limits_generation as sum from workspaces w join plans p on p.id = w.plan_id
      where w.id = ${workspaceId}`);
    return rows[0]!.sum;
  };
  const before = await generation();
  const [ofPlan, ofWorkspace] = [await postgresql()!.log.connect(), await postgresql()!.log.connect()];
  await ofPlan.query("begin");
  await ofPlan.query("update plans set monthly_quota = 1000 where id = 'trial'");
  await ofWorkspace.query("begin");
  let moved = false;
  const moving = ofWorkspace
    .query("update workspaces set plan_id = 'starter' where id = $1", [workspaceId])
    .then(() => {
      moved = true;
    });
  await movedOrWaiting(() => moved);
  await ofPlan.query("commit");
  await moving;
  const between = await generation();
  await ofWorkspace.query("commit");
  expect(between).toBe(before + 1);
  expect(await generation()).toBeGreaterThanOrEqual(between);
  for (const client of [ofPlan, ofWorkspace]) client.release();
});

async function movedOrWaiting(moved: () => boolean): Promise<void> {
  for (;;) {
    const { rows } = await db().execute(sql`
      select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
      and query like 'update workspaces set plan_id%'`);
    if (moved() || rows.length > 0) return;
  }
}
