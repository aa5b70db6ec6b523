import type { AuditEventRow, EventFilter } from "#db/queries/audit-events.ts";
import type * as requests from "#db/queries/key-activity.ts";
import type { KeyActivity } from "#lib/activity/schema.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { toPublicEvent } from "#lib/audit/public-event.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { toRepresentable } from "#lib/instant.ts";
import { findKey } from "#lib/keys/keys.ts";
import type { Position } from "#lib/pagination.ts";
import { read } from "#lib/request-log/reads.ts";
import { timeRangeOf } from "#lib/usage/time-range.ts";

const DEFAULT_MS = 7 * 86_400_000;
const MOST_EVENTS = 100;
const MOST_GROUPS = 500;
const MOST_SEEN = 100;
const MOST_REQUESTS = 100_000;
/** Anyone who has the key can send any user agent. */
const MOST_COUNTED_GROUPS = 10_000;
const WINDOW = 500;

/**
 * What a key did and what was done to it: its audit events, and its requests by day, route, address and user agent. The
 * default is the last seven days. Only the newest requests are counted.
 * Throws `not_found`, `invalid_parameter`.
 */
export async function readKeyActivity(
  actor: Actor,
  id: string,
  query: { from?: Date; to?: Date },
  now: Date,
): Promise<KeyActivity> {
  const { id: keyId, workspaceId } = await findKey(actor, id, now);
  const end = query.to ?? now;
  const from = query.from ?? toRepresentable(new Date(end.getTime() - DEFAULT_MS));
  const range = timeRangeOf({ interval: "day", to: query.to, from }, now);
  const events = await eventsAbout(keyId, { workspaceId, ...range });
  const counted = await countRequests({ workspaceId, keyId, from: range.from, to: range.to });
  const addresses = seenBy(counted.groups, ({ ip }) => ip);
  const userAgents = seenBy(counted.groups, ({ user_agent }) => user_agent);
  const cut = [
    [counted.groups, MOST_GROUPS] as const,
    [events, MOST_EVENTS] as const,
    [addresses, MOST_SEEN] as const,
    [userAgents, MOST_SEEN] as const,
  ].some(([found, most]) => found.length > most);
  return {
    key_id: keyId,
    period: { start: range.from.toISOString(), end: range.to.toISOString() },
    events: events.slice(0, MOST_EVENTS).map(toPublicEvent),
    requests: counted.groups.slice(0, MOST_GROUPS),
    addresses: addresses.slice(0, MOST_SEEN).map(({ value, ...seen }) => ({ ip: value, ...seen })),
    user_agents: userAgents.slice(0, MOST_SEEN).map(({ value, ...seen }) => ({ user_agent: value, ...seen })),
    truncated: counted.more || cut,
  };
}

/** What the key did and what was done to it, newest first. Each has an index of its own. */
async function eventsAbout(keyId: string, filter: EventFilter): Promise<AuditEventRow[]> {
  const page = { limit: MOST_EVENTS + 1 };
  const [done, suffered] = [
    await findEvents({ ...filter, actorId: keyId }, page),
    await findEvents({ ...filter, targetId: keyId }, page),
  ];
  const all = new Map([...done.items, ...suffered.items].map((event) => [event.id, event]));
  return [...all.values()].sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
}

type Group = KeyActivity["requests"][number];

/** Counts requests in parts. The newest days first, then the most requests. */
async function countRequests(filter: requests.KeyRequests): Promise<{ groups: Group[]; more: boolean }> {
  const groups = new Map<string, Group>();
  let at: Position | null = null;
  let searched = 0;
  do {
    const end: Position | null = await read(filter.workspaceId, "endOfWindow", filter, at, WINDOW);
    for (const row of await read(filter.workspaceId, "countInWindow", filter, at, WINDOW)) add(groups, row);
    at = end;
    searched += WINDOW;
  } while (at && searched < MOST_REQUESTS && groups.size < MOST_COUNTED_GROUPS);
  const sorted = [...groups.values()].sort((a, b) =>
    a.day === b.day ? b.total - a.total : a.day < b.day ? 1 : -1,
  );
  return { groups: sorted, more: at !== null };
}

interface Seen {
  value: string | null;
  total: number;
  first_at: string;
  last_at: string;
}

/** The values that groups of requests have, with when they were seen, the last seen first. */
function seenBy(groups: Group[], read: (group: Group) => string | null): Seen[] {
  const seen = new Map<string | null, Seen>();
  for (const group of groups) {
    const value = read(group);
    const before = seen.get(value);
    const times = before ?? group;
    seen.set(value, {
      value,
      total: group.total + (before?.total ?? 0),
      first_at: [times.first_at, group.first_at].sort()[0]!,
      last_at: [times.last_at, group.last_at].sort()[1]!,
    });
  }
  return [...seen.values()].sort((a, b) => (a.last_at > b.last_at ? -1 : 1));
}

type Row = Awaited<ReturnType<typeof requests.countInWindow>>[number];

function add(groups: Map<string, Group>, row: Row): void {
  const { dayMs, method, route, ip, userAgent, succeeded, failed, rateLimited, firstAt, lastAt } = row;
  const name = JSON.stringify([dayMs, method, route, ip, userAgent]);
  const counted = groups.get(name);
  groups.set(name, {
    day: new Date(dayMs).toISOString().slice(0, 10),
    method,
    route,
    ip,
    user_agent: userAgent,
    succeeded: succeeded + (counted?.succeeded ?? 0),
    failed: failed + (counted?.failed ?? 0),
    rate_limited: rateLimited + (counted?.rate_limited ?? 0),
    total: succeeded + failed + rateLimited + (counted?.total ?? 0),
    first_at: firstAt.toISOString(),
    last_at: counted?.last_at ?? lastAt.toISOString(),
  });
}
