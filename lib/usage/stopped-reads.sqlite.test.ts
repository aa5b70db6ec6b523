import { expect, test } from "vitest";
import { stopReadingWhen } from "#db/stop-check.ts";
import { ENGINES } from "#e2e/unit/engine.ts";
import { person } from "#e2e/unit/people.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { runRead } from "#lib/request-log/reads.ts";
import { readSeries } from "#lib/usage/usage.ts";

const HOUR_MS = 3_600_000;
const noon = Date.UTC(2026, 2, 5, 12);

test("a statement that reads many rows can be stopped", async () => {
  const ada = await person("ada");
  const { log, compact } = await ENGINES[0]![1]();
  const rows = ["key_a", "key_b"].flatMap((keyId) =>
    Array.from({ length: 500 }, (_, i) => rowAt(noon + i, { workspaceId: ada.workspaceId, keyId })),
  );
  await Promise.all(rows.map((row) => log.append(row)));
  while (await compact(1000));
  const queries = (["minute", "hour", "day"] as const).map((interval) => ({
    from: new Date(noon - HOUR_MS),
    to: new Date(noon + HOUR_MS),
    interval,
    group_by: "key" as const,
  }));
  const before = await Promise.all(queries.map((query) => readSeries(ada, query, new Date())));
  expect(before.map(({ meta }) => meta.totals.total)).toEqual([1000, 1000, 1000]);
  // In the middle of a statement. Not the last, which reads two rows: one of 64 rows is checked, at random.
  for (const query of queries.slice(0, 2)) await stopAfter(8, () => readSeries(ada, query, new Date()));
});

test("a read that is stopped between two statements doesn't begin the next one", async () => {
  const range = { workspaceId: "ws_1", from: new Date(0), to: new Date(HOUR_MS) };
  // The first statement looks up which hours are counted.
  await stopAfter(1, () => runRead({ name: "series", args: [range, HOUR_MS, "key", 10] }));
});

/** Stops a read when it has asked for the given number of times whether it goes on. */
async function stopAfter(times: number, read: () => Promise<unknown>): Promise<void> {
  let asked = 0;
  stopReadingWhen(() => {
    asked += 1;
    return asked > times;
  });
  try {
    await expect(read()).rejects.toMatchObject({ code: "READ_STOPPED" });
    expect(asked).toBe(times + 1);
  } finally {
    stopReadingWhen(() => false);
  }
}
