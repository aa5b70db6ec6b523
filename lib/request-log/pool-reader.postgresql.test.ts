import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { db, postgresql, READS_AT_ONCE } from "#db/client.ts";
import { readOnPool } from "#lib/request-log/pool-reader.ts";
import type { ReadJob } from "#lib/request-log/reads.ts";

const newer = { at: new Date(), id: "req_1" };
const job: ReadJob = {
  name: "timeAfter",
  args: [{ workspaceId: "ws_1", filter: {}, older: null, newer }, "desc", 1],
};
const here = new AbortController().signal;

/** Keeps every statement on the log waiting while the work is done. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.execute(sql`lock table requests in access exclusive mode`);
    await work();
  });
}

test("queries have few connections of their own, which leave the others free", async () => {
  const reading: Promise<unknown>[] = [];
  await whileLocked(async () => {
    for (let i = 0; i < READS_AT_ONCE + 8; i += 1) reading.push(readOnPool(job, here));
    await delay(50);
    expect(postgresql()!.reads.totalCount).toBe(READS_AT_ONCE);
    const answered = db().execute(sql`select 1`);
    expect(await Promise.race([answered.then(() => "answered"), delay(2000, "waited")])).toBe("answered");
  });
  expect(await Promise.all(reading)).toEqual(Array(READS_AT_ONCE + 8).fill(null));
});

test("the database stops a query when its signal is aborted, and other queries go on", async () => {
  await whileLocked(async () => {
    const left = new AbortController();
    const reading = readOnPool(job, left.signal).catch((error) => (error.cause ?? error) as { code: string });
    await delay(50);
    left.abort();
    // query_canceled
    expect(await Promise.race([reading, delay(5000, "still reading")])).toMatchObject({ code: "57014" });
  });
  expect(await readOnPool(job, here)).toBeNull();
});

test("a read that is stopped between two statements doesn't begin the next one", async () => {
  const left = new AbortController();
  const range = { workspaceId: "ws_1", from: new Date(0), to: new Date(3_600_000) };
  // The cancellation finds nothing to stop, as between two statements.
  const cancel = vi.spyOn(db(), "execute").mockResolvedValue({} as never);
  let reading: Promise<unknown> | undefined;
  await db().transaction(async (tx) => {
    // Its first statement looks up which hours are counted, and the second one would read them.
    await tx.execute(sql`lock table key_hours_counted in access exclusive mode`);
    reading = readOnPool({ name: "series", args: [range, 3_600_000, "key", 10] }, left.signal).catch(
      ({ name }) => name,
    );
    await delay(50);
    left.abort();
  });
  expect(await reading).toBe("AbortError");
  expect(cancel).toHaveBeenCalledOnce();
  cancel.mockRestore();
});

test("the database stops a query that takes too long", async () => {
  const client = await postgresql()!.reads.connect();
  const { rows } = await client.query("show statement_timeout");
  client.release();
  expect(rows).toEqual([{ statement_timeout: "15s" }]);
});
