import { and, type Column, eq, gte, inArray, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import { sqlite } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { type CountedHours, countedHours } from "#db/queries/key-hours.ts";
import { usageHours, usageKeyDays, usageKeyHours } from "#db/schema/request-log.ts";
import { requestLog, staged } from "#db/schema/views.ts";

/** Selects requests made with keys in a time range. */
export interface UsageFilter {
  workspaceId: string;
  environment?: string;
  /** Only these keys. */
  keyIds?: string[];
  from: Date;
  to: Date;
}

export type GroupBy = "key" | "route" | "status" | "code";

/**
 * The rows to count: counts and staged rows for whole hours or days, or else the request log. They are read in one
 * statement, so each request is counted exactly once while rows are compacted.
 */
export async function sourceOf(filter: UsageFilter, bucketMs: number, groupBy: GroupBy | null): Promise<SQL> {
  const place = placeOf(filter, bucketMs, groupBy);
  if (place === "log") return fromLog(filter, bucketMs, groupBy, requestLog);
  if (place === "keyHours") return fromKeyHours(filter, bucketMs, groupBy, await countedHours());
  const rolled =
    place === "keyDays" ? fromKeyDays(filter, bucketMs, groupBy) : fromHours(filter, bucketMs, groupBy);
  return sql`${rolled} union all ${fromLog(filter, bucketMs, groupBy, staged)}`;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Where requests are counted from. */
export function placeOf(
  { keyIds }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
): "log" | "hours" | "keyHours" | "keyDays" {
  const byKey = keyIds !== undefined || groupBy === "key";
  // Keys aren't counted by route or code.
  if (bucketMs < HOUR_MS || (byKey && (groupBy === "route" || groupBy === "code"))) return "log";
  if (!byKey) return "hours";
  return bucketMs < DAY_MS ? "keyHours" : "keyDays";
}

/** The parts of a time range, of which keys are only counted by hour in the second. Empty ones are left out. */
export function partsOf({ from, to }: UsageFilter, { since, until }: CountedHours) {
  const part = (start: Date, end: Date) => (start < end ? { from: start, to: end } : null);
  const [begin, end] = [later(from, since), earlier(to, until)];
  if (begin >= end) return { before: { from, to }, counted: null, after: null };
  return { before: part(from, begin), counted: part(begin, end), after: part(end, to) };
}

const later = (one: Date, other: Date) => (one > other ? one : other);
const earlier = (one: Date, other: Date) => (one < other ? one : other);

function fromKeyHours(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  hours: CountedHours,
): SQL {
  const { before, counted, after } = partsOf(filter, hours);
  const logged = [before, after].flatMap((part) =>
    part ? [fromLog({ ...filter, ...part }, bucketMs, groupBy, requestLog)] : [],
  );
  const others = counted
    ? [
        fromCountedHours({ ...filter, ...counted }, bucketMs, groupBy),
        fromLog({ ...filter, ...counted }, bucketMs, groupBy, staged),
      ]
    : [];
  return sql.join([...logged, ...others], sql` union all `);
}

function fromCountedHours(
  { workspaceId, environment, keyIds, from, to }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
): SQL {
  const groups = {
    key: sql`${usageKeyHours.keyId}`,
    route: NOTHING,
    status: statusText(usageKeyHours.status),
    code: NOTHING,
  };
  const { hour, keyId } = usageKeyHours;
  const where = and(
    eq(usageKeyHours.workspaceId, workspaceId),
    environment ? eq(usageKeyHours.environment, environment) : undefined,
    // Each hour by itself, so that the keys are looked up in it.
    ...(keyIds
      ? [inArray(hour, hoursOf(from, to)), inArray(keyId, keyIds)]
      : [gte(hour, from), lt(hour, to)]),
    kit.goesOn(),
  );
  const group = groupBy ? groups[groupBy] : NOTHING;
  return sql`select ${kit.bucketStart(hour, bucketMs)} as start, ${group} as grp, ${usageKeyHours.status} as status, ${usageKeyHours.total} as total from ${usageKeyHours} where ${where}`;
}

function hoursOf(from: Date, to: Date): Date[] {
  const count = Math.ceil((to.getTime() - from.getTime()) / HOUR_MS);
  return Array.from({ length: count }, (_, i) => new Date(from.getTime() + i * HOUR_MS));
}

function fromLog(
  { workspaceId, environment, keyIds, from, to }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  rows: typeof requestLog | typeof staged,
): SQL {
  const groups = {
    key: sql`${rows.keyId}`,
    route: sql`${rows.method} || ' ' || ${rows.route}`,
    status: statusText(rows.status),
    code: codeText(rows),
  };
  // The plus keeps SQLite from reading the whole workspace's part of the log to find some keys.
  const whose = sqlite() && keyIds ? sql`+${rows.workspaceId}` : sql`${rows.workspaceId}`;
  const where = and(
    eq(whose, workspaceId),
    environment ? eq(rows.environment, environment) : undefined,
    keyIds ? inArray(rows.keyId, keyIds) : isNotNull(rows.keyId),
    gte(rows.at, from),
    lt(rows.at, to),
    kit.goesOn(),
  );
  const group = groupBy ? groups[groupBy] : NOTHING;
  return sql`select ${kit.bucketStart(rows.at, bucketMs)} as start, ${group} as grp, ${rows.status} as status, 1 as total from ${rows} where ${where}`;
}

function fromHours(
  { workspaceId, environment, from, to }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
): SQL {
  const groups = {
    key: NOTHING,
    route: sql`${usageHours.route}`,
    status: statusText(usageHours.status),
    code: codeText(usageHours),
  };
  const where = and(
    eq(usageHours.workspaceId, workspaceId),
    environment ? eq(usageHours.environment, environment) : undefined,
    gte(usageHours.hour, from),
    lt(usageHours.hour, to),
    kit.goesOn(),
  );
  const group = groupBy ? groups[groupBy] : NOTHING;
  return sql`select ${kit.bucketStart(usageHours.hour, bucketMs)} as start, ${group} as grp, ${usageHours.status} as status, ${usageHours.total} as total from ${usageHours} where ${where}`;
}

function fromKeyDays(
  { workspaceId, environment, keyIds, from, to }: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
): SQL {
  const groups = {
    key: sql`${usageKeyDays.keyId}`,
    route: NOTHING,
    status: statusText(usageKeyDays.status),
    code: NOTHING,
  };
  const where = and(
    eq(usageKeyDays.workspaceId, workspaceId),
    environment ? eq(usageKeyDays.environment, environment) : undefined,
    keyIds ? inArray(usageKeyDays.keyId, keyIds) : undefined,
    gte(usageKeyDays.day, from),
    lt(usageKeyDays.day, to),
    kit.goesOn(),
  );
  const group = groupBy ? groups[groupBy] : NOTHING;
  return sql`select ${kit.bucketStart(usageKeyDays.day, bucketMs)} as start, ${group} as grp, ${usageKeyDays.status} as status, ${usageKeyDays.total} as total from ${usageKeyDays} where ${where}`;
}

const NOTHING = sql`cast(null as text)`;
const statusText = (column: Column) => sql`cast(${column} as text)`;
/** "ok" for successes. Null if it isn't known. */
const codeText = ({ code, status }: { code: Column; status: Column }) =>
  sql`coalesce(nullif(${code}, ''), case when ${status} < 400 then 'ok' end)`;
