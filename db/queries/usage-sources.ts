import {
  and,
  type Column,
  eq,
  gte,
  inArray,
  isNotNull,
  lt,
  type SQL,
  type SQLWrapper,
  sql,
} from "drizzle-orm";
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

function fromCountedHours(filter: UsageFilter, bucketMs: number, groupBy: GroupBy | null): SQL {
  const { keyIds, from, to } = filter;
  const { hour, keyId } = usageKeyHours;
  // Each hour by itself, so that the keys are looked up in it.
  const time = keyIds && inArray(hour, hoursOf(from, to));
  const ofKeys = keyIds && inArray(keyId, keyIds);
  const groups = { key: sql`${keyId}`, status: statusText(usageKeyHours.status) };
  return rowsOf(
    { ...usageKeyHours, table: usageKeyHours, at: hour, time, groups },
    filter,
    bucketMs,
    groupBy,
    [ofKeys],
  );
}

function hoursOf(from: Date, to: Date): Date[] {
  const count = Math.ceil((to.getTime() - from.getTime()) / HOUR_MS);
  return Array.from({ length: count }, (_, i) => new Date(from.getTime() + i * HOUR_MS));
}

function fromLog(
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  table: typeof requestLog | typeof staged,
): SQL {
  const { keyIds } = filter;
  const groups = {
    key: sql`${table.keyId}`,
    route: sql`${table.method} || ' ' || ${table.route}`,
    status: statusText(table.status),
    code: codeText(table),
  };
  // The plus keeps SQLite from reading the whole workspace's part of the log to find some keys.
  const workspaceId = sqlite() && keyIds ? sql`+${table.workspaceId}` : table.workspaceId;
  const ofKeys = keyIds ? inArray(table.keyId, keyIds) : isNotNull(table.keyId);
  // A view's columns can't be spread.
  const { environment, at, status } = table;
  const rows = { table, workspaceId, environment, at, status, total: sql`1`, groups };
  return rowsOf(rows, filter, bucketMs, groupBy, [ofKeys]);
}

function fromHours(filter: UsageFilter, bucketMs: number, groupBy: GroupBy | null): SQL {
  const groups = {
    route: sql`${usageHours.route}`,
    status: statusText(usageHours.status),
    code: codeText(usageHours),
  };
  return rowsOf({ ...usageHours, table: usageHours, at: usageHours.hour, groups }, filter, bucketMs, groupBy);
}

function fromKeyDays(filter: UsageFilter, bucketMs: number, groupBy: GroupBy | null): SQL {
  const { day, keyId, status } = usageKeyDays;
  const ofKeys = filter.keyIds && inArray(keyId, filter.keyIds);
  const groups = { key: sql`${keyId}`, status: statusText(status) };
  return rowsOf({ ...usageKeyDays, table: usageKeyDays, at: day, groups }, filter, bucketMs, groupBy, [
    ofKeys,
  ]);
}

/** A table of requests or of counts, by the names of its columns. */
interface Source {
  table: SQLWrapper;
  workspaceId: SQLWrapper;
  environment: Column;
  at: Column;
  /** The filter's range of time in another form. */
  time?: SQL | undefined;
  status: Column;
  total: SQLWrapper;
  /** What its rows can be grouped by. */
  groups: Partial<Record<GroupBy, SQL>>;
}

function rowsOf(
  { table, workspaceId, environment, at, time, status, total, groups }: Source,
  filter: UsageFilter,
  bucketMs: number,
  groupBy: GroupBy | null,
  conditions: (SQL | undefined)[] = [],
): SQL {
  const where = and(
    sql`${workspaceId} = ${filter.workspaceId}`,
    filter.environment ? eq(environment, filter.environment) : undefined,
    time ?? and(gte(at, filter.from), lt(at, filter.to)),
    ...conditions,
    kit.goesOn(),
  );
  const group = (groupBy && groups[groupBy]) ?? NOTHING;
  return sql`select ${kit.bucketStart(at, bucketMs)} as start, ${group} as grp, ${status} as status, ${total} as total from ${table} where ${where}`;
}

const NOTHING = sql`cast(null as text)`;
const statusText = (column: Column) => sql`cast(${column} as text)`;
/** "ok" for successes. Null if it isn't known. */
const codeText = ({ code, status }: { code: Column; status: Column }) =>
  sql`coalesce(nullif(${code}, ''), case when ${status} < 400 then 'ok' end)`;
