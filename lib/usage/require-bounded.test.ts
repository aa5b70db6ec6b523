import { beforeAll, expect, test } from "vitest";
import { ENGINES } from "#e2e/unit/engine.ts";
import { person } from "#e2e/unit/people.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { requireBounded } from "#lib/usage/require-bounded.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const noon = Date.UTC(2026, 2, 5, 12);
const range = { from: new Date(noon - DAY_MS), to: new Date(noon + DAY_MS) };
const KEYS = ["key_a", "key_b"];

let workspaceId: string;

beforeAll(async () => {
  ({ workspaceId } = await person("ada"));
  await clearRequestLog();
  const { log, compact } = await ENGINES[0]![1]();
  const rows = KEYS.flatMap((keyId) =>
    Array.from({ length: 500 }, (_, i) => rowAt(noon + i, { workspaceId, keyId })),
  );
  await Promise.all(rows.map((row) => log.append(row)));
  while (await compact(1000));
});

const refused = { code: "invalid_parameter", extras: { detail: expect.stringContaining("shorter range") } };
const bounds = (most: number) => ({ requests: most, counts: most });

test.each([
  ["by minute", { bucketMs: 60_000, groupBy: null }, 1000],
  ["by hour and key", { bucketMs: HOUR_MS, groupBy: "key" }, 1000],
  ["by hour, of one key", { bucketMs: HOUR_MS, groupBy: null, keyIds: ["key_a"] }, 500],
  ["by day and key", { bucketMs: DAY_MS, groupBy: "key" }, 2],
] as const)("a chart %s reads up to a number of rows", async (_, { bucketMs, groupBy, ...filter }, rows) => {
  const asked = { workspaceId, ...range, ...(filter as { keyIds?: string[] }) };
  await requireBounded(asked, bucketMs, groupBy, bounds(rows));
  await expect(requireBounded(asked, bucketMs, groupBy, bounds(rows - 1))).rejects.toMatchObject(refused);
  const shorter = { ...asked, to: new Date(noon - DAY_MS / 2) };
  await requireBounded(shorter, bucketMs, groupBy, bounds(0));
});

test.each([
  ["by hour", HOUR_MS, null],
  ["by hour and route", HOUR_MS, "route"],
  ["by day and code", DAY_MS, "code"],
] as const)("a chart %s is counted in advance, so it has no bound", async (_, bucketMs, groupBy) => {
  await requireBounded({ workspaceId, ...range }, bucketMs, groupBy, bounds(0));
});
