import { expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { passTime } from "#e2e/unit/clock.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { clockMs } from "#lib/clock.ts";
import { CounterCache } from "#lib/limits/counter-cache.ts";
import type { Policy } from "#lib/limits/limiter.ts";
import { Compaction } from "#lib/request-log/compaction.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";

const policy: Policy = {
  name: "key",
  limit: 10,
  windowSeconds: 1,
  subject: { kind: "key", keyId: "key_1", workspaceId: "ws_1" },
};

test("an empty window is dropped from memory, but not before its rows are compacted", async () => {
  const writer = new LogWriter();
  const compaction = new Compaction(sqlite()!.control);
  const counters = new CounterCache(writer);
  const isInMemory = () => {
    // Late enough that the window is empty and the next sweep is due.
    passTime(60_000);
    for (let i = 0; i < 3; i += 1) counters.known([]);
    return counters.known([policy]) !== null;
  };
  isInMemory();
  await counters.load([policy]);
  counters.known([policy])![0]!.add(clockMs(), 1);
  await writer.append(rowAt(clockMs()));
  expect(isInMemory()).toBe(true);
  for (const other of ["key_2", "key_3"]) {
    for (let done = compaction.compact(50); done; done = compaction.compact(50)) writer.compacted(done.upTo);
    await writer.append(rowAt(clockMs(), { keyId: other }));
  }
  expect(isInMemory()).toBe(false);
});
