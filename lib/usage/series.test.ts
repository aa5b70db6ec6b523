import { beforeAll, beforeEach, expect, test } from "vitest";
import { ENGINES } from "#e2e/unit/engine.ts";
import { person } from "#e2e/unit/people.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { createKey } from "#lib/keys/create.ts";
import { readKeyUsage } from "#lib/usage/key-usage.ts";
import { readSeries } from "#lib/usage/usage.ts";

let actor: UserActor;
beforeAll(async () => {
  actor = await person("counter");
});
beforeEach(clearRequestLog);

const now = new Date("2026-03-05T10:30:00Z");
const noon = (minutes: number) => now.getTime() - 1 - minutes * 60_000;

test.each(ENGINES)(
  "the busiest groups are counted apart, and all others as one, at any time during compaction, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    const key = await createKey(actor, { scopes: [], name: "busy" }, now, null);
    const rows = Array.from({ length: 60 }, (_, i) =>
      rowAt(noon(i), {
        workspaceId: actor.workspaceId,
        keyId: i < 30 ? key.id : `key_${i}`,
        ...(i % 10 === 0
          ? { status: 403, code: "forbidden", cost: 0 }
          : i % 10 === 1
            ? { status: 429, code: "rate_limited", cost: 0 }
            : {}),
      }),
    );
    await Promise.all(rows.map((row) => log.append(row)));
    do {
      for (const interval of ["minute", "hour", "day"] as const) {
        const query = { interval, limit_groups: 1, from: new Date(noon(600)), to: now };
        const byKey = await readSeries(actor, { ...query, group_by: "key" }, now);
        expect(byKey.meta.groups).toEqual([
          { id: key.id, name: "busy", hint: key.hint },
          { id: "other", name: "other", hint: null },
        ]);
        const totalOf = (group: string) =>
          byKey.buckets.reduce((sum, bucket) => sum + (bucket.group === group ? bucket.total : 0), 0);
        expect([totalOf(key.id), totalOf("other")]).toEqual([30, 30]);
        const byCode = await readSeries(actor, { ...query, group_by: "code", limit_groups: 3 }, now);
        expect(byCode.meta.groups.map(({ id }) => id)).toEqual([
          "ok",
          expect.any(String),
          expect.any(String),
        ]);
        expect(byCode.meta.totals).toMatchObject({
          total: 60,
          succeeded: 48,
          failed: 6,
          rate_limited: 6,
          error_rate: 0.2,
        });
        const ofKey = await readKeyUsage(actor, key.id, { interval, from: query.from, to: now }, now);
        expect(ofKey).toMatchObject({
          requests_current_period: 30,
          succeeded: 24,
          failed: 3,
          rate_limited: 3,
        });
        const { previous } = (
          await readSeries(
            actor,
            { interval, compare: "previous", from: now, to: new Date(now.getTime() + 3_600_000) },
            now,
          )
        ).meta;
        expect(previous!.total).toBeGreaterThan(interval === "day" ? -1 : 28);
      }
    } while (await compact(9));
  },
);
