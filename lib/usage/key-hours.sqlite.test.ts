import { expect, test } from "vitest";
import { db, sqlite } from "#db/client.ts";
import { keyHoursCounted, usageKeyHours } from "#db/schema/request-log.ts";
import { ENGINES } from "#e2e/unit/engine.ts";
import { person } from "#e2e/unit/people.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { Compaction } from "#lib/request-log/compaction.ts";

const HOUR_MS = 3_600_000;
const noon = Date.UTC(2026, 2, 5, 12);
const hour = (n: number) => noon + n * HOUR_MS;

test("the compactor removes counts of hours that are older than the log's rows", async () => {
  await db()
    .update(keyHoursCounted)
    .set({ since: new Date(noon), until: new Date("9999-01-01") });
  const { log, compact } = await ENGINES[0]![1]();
  const { workspaceId } = await person("ada");
  const rows = [0, 1, 2, 3].flatMap((n) =>
    ["key_a", "key_b"].map((keyId) => rowAt(hour(n), { workspaceId, keyId })),
  );
  await Promise.all(rows.map((row) => log.append(row)));
  while (await compact(100));
  const compaction = new Compaction(sqlite()!.control);
  const DAY_MS = 24 * HOUR_MS;
  for (let round = 0; round < 5; round += 1) compaction.prune(hour(2) + DAY_MS, 1);
  const hours = (await db().select().from(usageKeyHours)).map(({ hour: at }) => at.getTime());
  expect([...new Set(hours)].toSorted()).toEqual([hour(2), hour(3)]);
  compaction.prune(hour(9) + DAY_MS, 0);
  expect(await db().select().from(usageKeyHours)).toHaveLength(hours.length);
});
