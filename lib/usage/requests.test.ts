import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { RequestFilter } from "#db/queries/log-filter.ts";
import type { RequestRow } from "#db/queries/requests.ts";
import { ENGINES } from "#e2e/unit/engine.ts";
import { person } from "#e2e/unit/people.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { clockMs } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { createKey } from "#lib/keys/create.ts";
import { requestLog } from "#lib/limits/adapters.ts";
import { noteOpen } from "#lib/request-log/open-requests.ts";
import { findRequests } from "#lib/usage/find-requests.ts";
import { filterOf, listRequests } from "#lib/usage/requests.ts";

let actor: UserActor;
beforeAll(async () => {
  actor = await person("reader");
});
beforeEach(clearRequestLog);

const madeAt = Date.parse("2026-03-05T10:00:00Z");
const END = { at: new Date(madeAt + 1_000_000), id: "req_0" };

const VALUES = {
  environment: ["live", "test"],
  keyId: ["key_a", "key_b", null],
  status: [200, 201, 403, 429, 503],
  code: [null, "forbidden", "rate_limited"],
  method: ["GET", "POST"],
  path: ["/v1", "/v1/a", "/v1/a%", "/V1/a", "/v1/a_b", "/v1/aéb"],
  ip: ["192.0.2.1", "2001:db8::1", null],
};
const row = fc.record(
  Object.fromEntries(
    Object.entries(VALUES).map(([name, values]) => [name, fc.constantFrom<unknown>(...values)]),
  ),
) as fc.Arbitrary<Partial<RequestRow>>;
const optionally = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const filter: fc.Arbitrary<RequestFilter> = fc.record({
  environment: optionally("live", "test"),
  keyId: optionally("key_a", "key_b"),
  madeBy: optionally("api_key" as const, "user" as const),
  statuses: optionally<[number, number][]>(
    [[429, 430]],
    [[200, 300]],
    [
      [400, 500],
      [503, 504],
    ],
  ),
  codes: optionally(["forbidden"], ["rate_limited", "forbidden"], ["none"]),
  methods: optionally(["GET"], ["POST", "GET"]),
  path: optionally("/v1", "/v1/a%"),
  pathPrefix: optionally("/v1/", "/v1/a%", "/v1/a_", "/v1/aé"),
  ip: optionally("192.0.2.1"),
  from: optionally(new Date(madeAt + 10)),
  to: optionally(new Date(madeAt + 30)),
});

function matches(row: RequestRow, filter: RequestFilter): boolean {
  const { environment, keyId, madeBy, statuses, codes, methods, path, pathPrefix, ip, from, to } = filter;
  return (
    (!environment || row.environment === environment) &&
    (!keyId || row.keyId === keyId) &&
    (!madeBy || (row.keyId !== null) === (madeBy === "api_key")) &&
    (!statuses || statuses.some(([least, end]) => row.status >= least && row.status < end)) &&
    (!codes || codes.includes(row.code!)) &&
    (!methods || methods.includes(row.method)) &&
    (!path || row.path === path) &&
    (!pathPrefix || row.path.startsWith(pathPrefix)) &&
    (!ip || row.ip === ip) &&
    (!from || row.at >= from) &&
    (!to || row.at < to)
  );
}

const inOrder = (one: RequestRow, other: RequestRow) =>
  other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1);

test.each(ENGINES)(
  "every combination of filters finds exactly the requests that match, in every order and in small steps, with %s",
  async (_, start) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 60 }),
        filter,
        fc.constantFrom("asc" as const, "desc" as const),
        fc.nat(60),
        async (rows, filter, order, compacted) => {
          await clearRequestLog();
          const { log, compact } = await start();
          // Several requests share a millisecond, more than a search looks at in one step.
          const all = rows.map((more, i) =>
            rowAt(madeAt + Math.floor(i / 8), { workspaceId: actor.workspaceId, ...more }),
          );
          const foreign = all
            .slice(0, 5)
            .map((row) => ({ ...row, id: newId("req", madeAt), workspaceId: "ws_2" }));
          await Promise.all([...all, ...foreign].map((row) => log.append(row)));
          await compact(compacted);
          const found: string[] = [];
          let part = { workspaceId: actor.workspaceId, filter, older: null as typeof END | null, newer: END };
          for (;;) {
            const { rows, stopped } = await findRequests(part, order, 4, 5);
            found.push(...rows.map(({ id }) => id));
            const at = rows.length === 4 ? rows.at(-1)! : stopped;
            if (!at) break;
            part = order === "desc" ? { ...part, newer: at } : { ...part, older: at };
          }
          const expected = all.filter((row) => matches(row, filter)).sort(inOrder);
          if (order === "asc") expected.reverse();
          expect(found).toEqual(expected.map(({ id }) => id));
        },
      ),
      { numRuns: 60 },
    );
  },
  60_000,
);

/** Lets requests be decided and logged, some of them late, and some of the gate's that are logged right away. */
async function makeRequests(count: number, made: string[]): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      await delay(Math.random() * 300);
      const at = clockMs();
      const entry = rowAt(at, {
        id: newId("req", at - Math.floor(Math.random() * 5)),
        workspaceId: actor.workspaceId,
      });
      made.push(entry.id);
      if (Math.random() < 0.5) return void (await requestLog().append(entry));
      const close = noteOpen(actor.workspaceId, { at: entry.at, id: entry.id });
      await delay(Math.random() * 60);
      await requestLog().append(entry);
      close();
    }),
  );
}

test.each(["the ID of the last request", "meta.after"])(
  "a client that continues after %s gets every request once, also those that are logged late",
  async (continuing) => {
    const made: string[] = [];
    // Earlier than all others: those of one millisecond are sorted by ID.
    await requestLog().append(rowAt(clockMs() - 10, { workspaceId: actor.workspaceId }));
    let ended = false;
    const making = makeRequests(300, made).then(() => {
      ended = true;
    });
    const first = await listRequests(actor, { limit: 100 });
    const seen = first.items.map(({ request_id }) => request_id).reverse();
    let after = continuing === "meta.after" ? String(first.meta!.after) : seen.at(-1)!;
    for (let last = false; !last; ) {
      last = ended;
      const page = await listRequests(actor, { limit: 7, after });
      const ids = page.items.map(({ request_id }) => request_id);
      seen.push(...ids.reverse());
      after = continuing === "meta.after" ? String(page.meta!.after) : (ids.at(-1) ?? after);
      if (page.meta!.has_more) last = false;
      await delay(5);
    }
    await making;
    expect(seen.slice(1).sort()).toEqual(made.sort());
  },
);

test("a request that is still being handled holds back those that come after it, in its own workspace only", async () => {
  const at = clockMs();
  const place = { at: new Date(at), id: newId("req", at) };
  const others = noteOpen("ws_other", place);
  const later = rowAt(at + 1, { workspaceId: actor.workspaceId });
  await delay(3);
  await requestLog().append(later);
  const idsListed = async () =>
    (await listRequests(actor, { limit: 10 })).items.map(({ request_id }) => request_id);
  expect(await idsListed()).toEqual([later.id]);
  const own = noteOpen(actor.workspaceId, place);
  expect(await idsListed()).toEqual([]);
  own();
  expect(await idsListed()).toEqual([later.id]);
  others();
});

test.each(ENGINES)(
  "of a key of another workspace, not even the number of its requests shows, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    const [key, foreign] = [
      await createKey(actor, { scopes: [] }, new Date(), null),
      await createKey(await person("stranger"), { scopes: [] }, new Date(), null),
    ];
    for (const [workspaceId, keyId] of [
      [actor.workspaceId, key.id],
      ["ws_of_a_stranger", foreign.id],
    ] as const)
      for (let i = 0; i < 12; i += 1) await log.append(rowAt(madeAt + i, { workspaceId, keyId }));
    await compact(1000);
    const search = async (key_id: string) => {
      const filter = await filterOf(actor, { key_id, made_by: "api_key" });
      return findRequests({ workspaceId: actor.workspaceId, filter, older: null, newer: END }, "desc", 4, 5);
    };
    expect((await search(key.id)).rows).toHaveLength(4);
    expect(await search(foreign.id)).toEqual({ rows: [], stopped: null });
  },
);
