import { beforeEach, expect, test } from "vitest";
import { ENGINES } from "#e2e/unit/engine.ts";
import { person } from "#e2e/unit/people.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { createKey } from "#lib/keys/create.ts";
import { getKey } from "#lib/keys/keys.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { readKeyUsage } from "#lib/usage/key-usage.ts";
import { readSeries } from "#lib/usage/usage.ts";

beforeEach(clearRequestLog);

const [ada, bob] = [await person("ada"), await person("bob")];
const HOUR_MS = 3_600_000;
const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const iso = (ms: number) => new Date(ms).toISOString();
const now = new Date();

/** A rotated key, and a function that makes rows of requests with its secrets. */
async function rotated() {
  const before = await createKey(ada, { scopes: [] }, new Date(hour - 4 * HOUR_MS), null);
  const after = await rotateKey(ada, before.id, 7200, new Date(hour - 3 * HOUR_MS), null);
  await rotateKey(ada, before.id, 7200, new Date(hour - HOUR_MS), null);
  const hints = {
    older: before.hint,
    previous: after.hint,
    current: (await getKey(ada, before.id, now)).hint,
  };
  const row = (secret: keyof typeof hints, at: number, more = {}) =>
    rowAt(at, { workspaceId: ada.workspaceId, keyId: before.id, hint: hints[secret], ...more });
  return { id: before.id, row };
}

test.each(ENGINES)(
  "a key's requests by hour, in total and by secret, are the same staged and compacted, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    const { id, row } = await rotated();
    const rows = [
      ...[1, 2, 3].map((ms) => row("older", hour - 4 * HOUR_MS + ms)),
      ...[1, 2].map((ms) => row("previous", hour - 2 * HOUR_MS + ms)),
      ...[1, 2, 3, 4].map((ms) => row("current", hour - HOUR_MS + ms)),
      row("previous", hour - HOUR_MS + 5, { status: 429, cost: 0 }),
      row("previous", hour - HOUR_MS + 6, { status: 403, cost: 0 }),
    ];
    await Promise.all(rows.map((each) => log.append(each)));
    const from = new Date(hour - 5 * HOUR_MS);
    const read = async (secret?: "current" | "previous") => {
      const usage = await readKeyUsage(ada, id, { from, interval: "hour", made_with: secret }, now);
      expect(usage.truncated).toBe(false);
      expect(usage.requests_current_period).toBe(usage.series.reduce((sum, { total }) => sum + total, 0));
      return usage;
    };
    const totals = async (secret?: "current" | "previous") =>
      (await read(secret)).series.map((bucket) => [Date.parse(bucket.start) - hour, bucket.total]);
    do {
      expect(await totals()).toEqual([
        [-4 * HOUR_MS, 3],
        [-2 * HOUR_MS, 2],
        [-HOUR_MS, 6],
      ]);
      expect(await totals("current")).toEqual([[-HOUR_MS, 4]]);
      expect(await totals("previous")).toEqual([
        [-2 * HOUR_MS, 2],
        [-HOUR_MS, 2],
      ]);
      expect(await read("previous")).toMatchObject({
        succeeded: 2,
        failed: 1,
        rate_limited: 1,
        error_rate: 0.5,
      });
      expect((await read("current")).last_used_at).toBe(iso(hour - HOUR_MS + 4));
      expect((await read("previous")).last_used_at).toBe(iso(hour - 2 * HOUR_MS + 2));
      const { last_used_at, rotation } = await getKey(ada, id, now);
      expect(last_used_at).toBe(iso(hour - HOUR_MS + 4));
      expect(rotation?.previous_last_used_at).toBe(iso(hour - 2 * HOUR_MS + 2));
    } while (await compact(3));
  },
);

test.each(ENGINES)(
  "the previous secret's last use is never reported too early, however many requests came since, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    const { id, row } = await rotated();
    const previous = row("previous", hour - HOUR_MS + 1000);
    const since = Array.from({ length: 1100 }, (_, ms) => row("current", hour - HOUR_MS + 2000 + ms));
    await Promise.all([previous, ...since].map((each) => log.append(each)));
    while (await compact(500));
    const { rotation } = await getKey(ada, id, now);
    expect(rotation!.previous_last_used_at! >= iso(hour - HOUR_MS + 1000)).toBe(true);
    expect(rotation!.previous_last_used_at).toBe(iso(hour - HOUR_MS + 2000 + 99));
  },
);

test.each(ENGINES)(
  "a use with the previous secret isn't one with the current secret, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    const { id, row } = await rotated();
    await log.append(row("previous", hour - HOUR_MS + 7));
    const lastUse = async (made_with: "current" | "previous") =>
      (await readKeyUsage(ada, id, { made_with }, now)).last_used_at;
    do {
      expect([await lastUse("current"), await lastUse("previous")]).toEqual([null, iso(hour - HOUR_MS + 7)]);
      // Also after the overlap.
      const later = new Date(now.getTime() + 3 * HOUR_MS);
      const after = await readKeyUsage(ada, id, { made_with: "previous", from: new Date(hour) }, later);
      expect(after.last_used_at).toBe(iso(hour - HOUR_MS + 7));
    } while (await compact(1));
  },
);

test("a key that was never rotated has no requests with a previous secret", async () => {
  const { id } = await createKey(ada, { scopes: [] }, now, null);
  expect(await readKeyUsage(ada, id, { made_with: "previous" }, now)).toMatchObject({
    series: [],
    truncated: false,
  });
});

test.each(ENGINES)(
  "the series can be limited to some keys, by day, hour, key and route, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    const names = new Map<string, string>();
    for (const name of ["a", "b", "c"]) names.set((await createKey(ada, { scopes: [] }, now, null)).id, name);
    const keys = [...names.keys()];
    const rows = keys.flatMap((keyId, at) =>
      Array.from({ length: at + 1 }, () =>
        rowAt(hour - HOUR_MS, { workspaceId: ada.workspaceId, keyId, route: "/r" }),
      ),
    );
    await Promise.all(rows.map((each) => log.append(each)));
    const elsewhere = (await createKey(bob, { scopes: [] }, now, null)).id;
    await log.append(rowAt(hour - HOUR_MS, { workspaceId: bob.workspaceId, keyId: elsewhere, route: "/r" }));
    const key_id = [...keys.slice(1), elsewhere];
    const read = async (more: object) => (await readSeries(ada, { key_id, ...more }, now)).buckets;
    do {
      const byKey = await read({ group_by: "key", interval: "day" });
      expect(byKey.map(({ group, total }) => [names.get(group!), total]).sort()).toEqual([
        ["b", 2],
        ["c", 3],
      ]);
      expect(await read({ interval: "hour" })).toMatchObject([{ start: iso(hour - HOUR_MS), total: 5 }]);
      expect(await read({ interval: "day", group_by: "route" })).toMatchObject([
        { group: "GET /r", total: 5 },
      ]);
    } while (await compact(2));
  },
);
