import * as keys from "#db/queries/keys.ts";
import type { RequestFilter } from "#db/queries/log-filter.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { idPattern, idTimeMs } from "#lib/ids.ts";
import { environmentOf } from "#lib/keys/rights.ts";
import { decodeCursor, encodeCursor, type Page, type PageRequest, type Position } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { read } from "#lib/request-log/reads.ts";
import { findRequests } from "#lib/usage/find-requests.ts";
import { endOfListable } from "#lib/usage/listable.ts";
import { toLoggedRequests } from "#lib/usage/logged-request.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

export interface RequestQuery {
  environment?: "live" | "test";
  key_id?: string;
  made_by?: "api_key" | "user";
  status?: [from: number, to: number][];
  code?: string[];
  method?: string[];
  path?: string;
  ip?: string;
  from?: Date;
  to?: Date;
}

export interface LogQuery extends RequestQuery, PageRequest {
  after?: string;
}

/**
 * What a query looks for. Requests are found by their key's ID in an index of all workspaces, so a key that the actor can't
 * see gets an empty range of time: not even the number of its requests may show. Throws `forbidden` (`other_environment`).
 */
export async function filterOf(actor: Actor, query: RequestQuery): Promise<RequestFilter> {
  const { key_id: keyId, made_by: madeBy, status, code, method, path, ip, from, to } = query;
  const prefix = path?.endsWith("*") ? path.slice(0, -1) : undefined;
  const visible = keyId === undefined || (await canSeeKey(actor, keyId));
  return {
    environment: environmentOf(actor, query.environment),
    keyId,
    madeBy,
    statuses: status,
    codes: code,
    methods: method,
    ...(prefix === undefined ? { path } : { pathPrefix: prefix || undefined }),
    ip,
    from,
    to: visible ? to : new Date(0),
  };
}

async function canSeeKey(actor: Actor, keyId: string): Promise<boolean> {
  const [key] = await keys.withIds(actor.workspaceId, [keyId]);
  return key !== undefined && canSee(actor, key);
}

/**
 * Lists the workspace's requests, newest first. API keys only see requests in their own environment. With `after`, lists
 * those that were logged after that one.
 * Throws `forbidden` (`other_environment`), `invalid_cursor`, `invalid_parameter` (`after`).
 */
export async function listRequests(actor: Actor, query: LogQuery): Promise<Page<LoggedRequest>> {
  const filter = await filterOf(actor, query);
  if (query.after === undefined) return listBefore(actor, filter, query);
  if (query.cursor === undefined) return listAfter(actor, filter, query.after, query.limit);
  throw problem("invalid_parameter", { detail: "Send either cursor or after." });
}

async function listBefore(
  { workspaceId }: Actor,
  filter: RequestFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<LoggedRequest>> {
  const newer = cursor === undefined ? await endOfListable(workspaceId) : decodeCursor(cursor);
  const part = { workspaceId, filter, older: null, newer };
  const { rows, stopped } = await findRequests(part, "desc", limit + 1);
  const shown = rows.slice(0, limit);
  const end = rows.length > limit ? shown.at(-1)! : stopped;
  return {
    items: await toLoggedRequests(shown),
    nextCursor: end && encodeCursor(end),
    meta: {
      searched_to: stopped?.at.toISOString() ?? null,
      after: cursor === undefined ? encodeCursor(justBefore(newer)) : null,
      has_more: end !== null,
    },
  };
}

async function listAfter(
  actor: Actor,
  filter: RequestFilter,
  after: string,
  limit: number,
): Promise<Page<LoggedRequest>> {
  const { workspaceId } = actor;
  const older = await positionOf(actor, after);
  const newer = await endOfListable(workspaceId);
  const { rows, stopped } = await findRequests({ workspaceId, filter, older, newer }, "asc", limit + 1);
  const shown = rows.slice(0, limit);
  const end = rows.length > limit ? shown.at(-1)! : stopped;
  return {
    items: (await toLoggedRequests(shown)).reverse(),
    nextCursor: null,
    meta: {
      searched_to: stopped?.at.toISOString() ?? null,
      after: encodeCursor(end ?? laterOf(older, justBefore(newer))),
      has_more: end !== null,
    },
  };
}

/** A place before which nothing comes any more: no ID is between this one and the other. */
const justBefore = ({ at, id }: Position): Position => ({ at, id: id.slice(0, -1) });

/** A reader never goes back, not even after `after` was taken from another workspace's page or the clock was set back. */
const laterOf = (one: Position, other: Position): Position => (one.at > other.at ? one : other);

const REQUEST_ID = idPattern("req");

/** The place of a request, or what `meta.after` said. Throws `invalid_cursor`, `invalid_parameter`. */
async function positionOf(actor: Actor, after: string): Promise<Position> {
  if (!after.startsWith("req_")) return decodeCursor(after);
  const row = REQUEST_ID.test(after)
    ? await read(actor.workspaceId, "entry", actor.workspaceId, null, after, idTimeMs(after))
    : null;
  if (row?.workspaceId === actor.workspaceId && canSee(actor, row)) return { at: row.at, id: row.id };
  throw problem("invalid_parameter", { detail: '"after" must be a request that is in the log.' });
}

const canSee = (actor: Actor, { environment }: { environment: string }) =>
  actor.type !== "api_key" || environment === actor.environment;

/** Reads one request with all of its checks, which tell why it was rejected. Throws `not_found`. */
export async function getRequest(actor: Actor, id: string): Promise<LoggedRequest> {
  const row = await read(
    actor.workspaceId,
    "entry",
    actor.workspaceId,
    actor.type === "user" ? actor.userId : null,
    id,
    idTimeMs(id),
  );
  if (!row || !canSee(actor, row)) throw problem("not_found");
  const [request] = await toLoggedRequests([row]);
  return request!;
}
