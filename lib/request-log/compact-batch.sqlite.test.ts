import { getTableColumns } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db, sqlite } from "#db/client.ts";
import { append } from "#db/queries/append-sqlite.ts";
import { prepareCompaction, REQUEST_COLUMNS } from "#db/queries/compaction.ts";
import * as keys from "#db/queries/keys.ts";
import { acceptedSince, type RequestRow } from "#db/queries/requests.ts";
import * as usage from "#db/queries/usage.ts";
import { requests } from "#db/schema/request-log.ts";
import { stagedRequests } from "#db/schema/sqlite/staging.ts";
import { requestLog } from "#db/schema/views.ts";
import { person } from "#e2e/unit/people.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { createKey } from "#lib/keys/create.ts";
import { Compaction } from "#lib/request-log/compaction.ts";

beforeEach(clearRequestLog);

const start = Date.parse("2026-03-05T10:00:00Z");
const month = { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-04-01T00:00:00Z") };
const DAY_MS = 86_400_000;

/** A compactor as after a start, which knows nothing but the database. */
const newCompactor = () => {
  const compaction = new Compaction(sqlite()!.control);
  return (chunkRows: number, batchRows?: number) => compaction.compact(chunkRows, batchRows);
};

// Requests of keys in two workspaces, users, and unknown keys.
const KINDS: Partial<RequestRow>[] = [
  { keyId: "key_b" },
  { keyId: "key_d", workspaceId: "ws_2" },
  { keyId: null, userId: "usr_1" },
  { keyId: "key_a" },
  { keyId: null, workspaceId: null },
  { keyId: "key_e", environment: "test", cost: 3 },
  { keyId: null, userId: "usr_2", workspaceId: "ws_2" },
  { keyId: "key_c", status: 429, cost: 0 },
];
const rowsUpTo = (count: number) =>
  Array.from({ length: count }, (_, i) => rowAt(start + i, KINDS[(i * 5 + (i >> 4)) % KINDS.length]));

const SUBJECTS = [
  { kind: "key", keyId: "key_a", workspaceId: "ws_1" },
  { kind: "key", keyId: "key_b", workspaceId: "ws_1" },
  { kind: "user", userId: "usr_1" },
  { kind: "workspace", workspaceId: "ws_1", environment: "live" },
  { kind: "workspace", workspaceId: "ws_2", environment: "live" },
] as const;
const belongsTo = (row: RequestRow, subject: (typeof SUBJECTS)[number]) =>
  subject.kind === "workspace"
    ? row.keyId !== null && row.workspaceId === subject.workspaceId && row.environment === subject.environment
    : subject.kind === "key"
      ? row.keyId === subject.keyId
      : row.userId === subject.userId;

/** The results of all queries on the request log. */
async function readAll() {
  const all = { workspaceId: "ws_1", ...month };
  const costs = SUBJECTS.map(async (subject) => ({
    window: await acceptedSince(subject, start - 1, true),
    month: subject.kind === "workspace" ? await usage.costSince(subject, month.from.getTime(), true) : 0,
  }));
  return {
    ids: (await db().select({ id: requestLog.id }).from(requestLog)).map(({ id }) => id).sort(),
    totals: await usage.totals(all),
    key: await usage.totals({ ...all, keyIds: ["key_b"] }),
    keys: await usage.series(all, DAY_MS, "key", 100),
    routes: await usage.series(all, 3_600_000, "route", 100),
    costs: await Promise.all(costs),
  };
}

test.each([
  ["a batch that is removed in parts, in chunks of 137, each by a new compactor", 1100, 137, 20_000, true],
  ["a batch, row by row, each by a new compactor", 40, 1, 20_000, true],
  ["a batch by one compactor", 100, 7, 20_000, false],
  ["batches of 50", 180, 20, 50, false],
  ["batches that are smaller than a chunk", 100, 30, 25, false],
])(
  "every query returns the same at any time during compaction: %s",
  async (_, count, chunkRows, batchRows, restart) => {
    const rows = rowsUpTo(count);
    await append(1, rows);
    const before = await readAll();
    expect(before.ids).toEqual(rows.map(({ id }) => id).sort());
    for (const [i, subject] of SUBJECTS.entries()) {
      const accepted = rows.filter((row) => belongsTo(row, subject) && row.cost > 0);
      expect(before.costs[i]!.window).toEqual(accepted.map(({ at, cost }) => ({ at: at.getTime(), cost })));
    }
    let compact = newCompactor();
    while (compact(chunkRows, batchRows)) {
      if (restart) compact = newCompactor();
      expect(await readAll()).toEqual(before);
    }
    expect(await db().$count(stagedRequests)).toBe(0);
  },
);

test("a key's last use is the same at any time during compaction", async () => {
  const owner = await person("owner");
  const { id } = await createKey(owner, { name: "used", scopes: [] }, new Date(start), null);
  const { workspaceId } = owner;
  const own = rowsUpTo(9).map(({ at }) => rowAt(at.getTime(), { keyId: id, workspaceId }));
  await append(1, [...own, ...rowsUpTo(20)]);
  const lastUsed = async () => (await keys.byId(workspaceId, id, new Date(start)))!.lastUsedAt;
  const compact = newCompactor();
  do expect(await lastUsed()).toEqual(own[8]!.at);
  while (compact(3));
  expect(await lastUsed()).toEqual(own[8]!.at);
});

test("rows appended while a batch is compacted are visible once, and compacted after the batch", async () => {
  await append(1, rowsUpTo(60));
  const compact = newCompactor();
  const upTo: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    upTo.push(compact(10)!.upTo);
    await append(61 + turn * 4, rowsUpTo(4));
    expect(await db().$count(requestLog)).toBe(64 + turn * 4);
  }
  // Six chunks, the removal, and the first chunk of the next batch.
  expect(upTo).toEqual([0, 0, 0, 0, 0, 60, 60, 60]);
  const before = await readAll();
  while (compact(10)) expect(await readAll()).toMatchObject({ ...before, costs: expect.anything() });
});

test.each([
  [5, 20_000],
  [30, 10],
])(
  "with two alternating compactors, chunks of %d and batches of %d, each row is compacted once",
  async (chunkRows, batchRows) => {
    await append(1, rowsUpTo(100));
    const before = await readAll();
    const compactors = [newCompactor(), newCompactor()];
    while (compactors.map((compact) => compact(chunkRows, batchRows)).some((progress) => progress !== null))
      expect(await readAll()).toEqual(before);
    expect(await db().$count(stagedRequests)).toBe(0);
  },
);

test("a checkpoint that another process has moved can't be moved from its old position", async () => {
  await append(1, rowsUpTo(20));
  const { moveCheckpoint } = prepareCompaction(sqlite()!.control);
  const [none, one, two] = [
    { upTo: 0, seq: 0 },
    { upTo: 20, seq: 3 },
    { upTo: 20, seq: 7 },
  ];
  expect(moveCheckpoint(none, one)).toBe(true);
  expect(moveCheckpoint(none, two)).toBe(false);
  expect(moveCheckpoint(one, two)).toBe(true);
});

test("compaction copies every column", () => {
  const columnsOf = (table: typeof stagedRequests | typeof requests) =>
    Object.values(getTableColumns(table))
      .map(({ name }) => name)
      .filter((name) => name !== "seq");
  expect(REQUEST_COLUMNS.split(", ")).toEqual(columnsOf(requests));
  expect(REQUEST_COLUMNS.split(", ")).toEqual(columnsOf(stagedRequests));
});
