import * as allKeys from "#db/queries/installation/keys.ts";
import * as overview from "#db/queries/installation/overview.ts";
import { clockMs, expiryTime, micros } from "#lib/clock.ts";
import { monthMs } from "#lib/limits/month.ts";

const FRESH_MS = 60_000;
const KEYS_AT_ONCE = 1000;
const USERS_AT_ONCE = 2000;
const MOST_AT_ONCE = 256;
const QUICK_MICROS = 2000;
const BUSIEST = 5;
const DAY_MS = 86_400_000;

/** What takes long to count. */
export interface SlowCounts {
  countedAt: Date;
  users: number;
  activeKeys: number;
  workspaces: number;
  suspended: number;
  today: number;
  month: number;
  refused: Record<string, number>;
  busiest: { id: string; name: string; requests: number }[];
}

let latest: Promise<SlowCounts> | null = null;
let startedMs = 0;

/**
 * Counts keys and requests, or returns what was counted at most a minute ago. Other requests are answered in between,
 * because it reads little at a time: on SQLite, a statement blocks the thread.
 */
export function slowCounts(): Promise<SlowCounts> {
  const nowMs = clockMs();
  if (latest && nowMs - startedMs < FRESH_MS) return latest;
  startedMs = nowMs;
  const counting = count(new Date(nowMs));
  counting.catch(() => {
    if (latest === counting) latest = null;
  });
  latest = counting;
  return counting;
}

async function count(now: Date): Promise<SlowCounts> {
  return {
    countedAt: now,
    users: await countUsers(),
    activeKeys: await countKeys(now),
    ...(await countRequests(now)),
  };
}

async function countUsers(): Promise<number> {
  let users = 0;
  for (let after = ""; ; await otherRequests()) {
    const { seen, last } = await overview.countUsersAfter(after, USERS_AT_ONCE);
    users += seen;
    if (seen < USERS_AT_ONCE) return users;
    after = last!;
  }
}

async function countKeys(now: Date): Promise<number> {
  let active = 0;
  for (let after = ""; ; await otherRequests()) {
    const chunk = await allKeys.countAfter(after, expiryTime(now), KEYS_AT_ONCE);
    active += chunk.active;
    if (chunk.seen < KEYS_AT_ONCE) return active;
    after = chunk.last!;
  }
}

async function countRequests(now: Date) {
  const month = new Date(monthMs(now.getTime()).start);
  const today = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const counts = { workspaces: 0, suspended: 0, today: 0, month: 0, refused: {} as Record<string, number> };
  let busiest: SlowCounts["busiest"] = [];
  let atOnce = 1;
  for (let after = ""; ; await otherRequests()) {
    const began = micros();
    const among = await overview.workspacesAfter(after, atOnce);
    if (among.length === 0) return { ...counts, busiest };
    after = among.at(-1)!.id;
    const existing = among.filter(({ deletedAt }) => !deletedAt);
    counts.workspaces += existing.length;
    counts.suspended += existing.filter(({ suspendedAt }) => suspendedAt).length;
    const ids = among.map(({ id }) => id);
    const rows = await overview.requestsSince(ids, month, today);
    for (const row of rows) {
      counts.today += row.today;
      counts.month += row.month;
      if (row.status >= 400) counts.refused[row.status] = (counts.refused[row.status] ?? 0) + row.month;
    }
    busiest = busiestOf([...busiest, ...totalsOf(among, rows)]);
    // A workspace can have any number of rows, so the next chunk depends on how long this one took.
    atOnce = micros() - began < QUICK_MICROS ? Math.min(2 * atOnce, MOST_AT_ONCE) : 1;
  }
}

function totalsOf(among: { id: string; name: string }[], rows: { workspaceId: string; month: number }[]) {
  const totals = new Map<string, number>();
  for (const { workspaceId, month } of rows) totals.set(workspaceId, (totals.get(workspaceId) ?? 0) + month);
  return among.map(({ id, name }) => ({ id, name, requests: totals.get(id) ?? 0 }));
}

const busiestOf = (totals: SlowCounts["busiest"]) =>
  totals
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests)
    .slice(0, BUSIEST);

const otherRequests = () => new Promise<void>((resolve) => setImmediate(resolve));
