import * as log from "#db/queries/log.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { idTimeMs } from "#lib/ids.ts";
import { environmentOf } from "#lib/keys/rights.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { readChecks } from "#lib/request-log/checks.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

export interface LogQuery extends PageRequest {
  environment?: "live" | "test";
  key_id?: string;
  made_by?: "api_key" | "user";
  status?: number;
  path?: string;
  from?: Date;
  to?: Date;
}

/**
 * Lists the workspace's requests, newest first. API keys only see requests in their own environment.
 * Throws `forbidden` (`other_environment`), `invalid_cursor`.
 */
export async function listRequests(actor: Actor, query: LogQuery): Promise<Page<LoggedRequest>> {
  const { status, path, from, to } = query;
  const filter = {
    environment: environmentOf(actor, query.environment),
    keyId: query.key_id,
    madeBy: query.made_by,
    status,
    path,
    from,
    to,
  };
  const { items, nextCursor } = await paginate(
    query,
    (position, limit) => log.page(actor.workspaceId, filter, position, limit),
    (row) => row.at,
  );
  return { items: items.map(toLoggedRequest), nextCursor };
}

/** Reads one request with all of its checks, which tell why it was rejected. Throws `not_found`. */
export async function getRequest(actor: Actor, id: string): Promise<LoggedRequest> {
  const row = await log.entry(
    actor.workspaceId,
    actor.type === "user" ? actor.userId : null,
    id,
    idTimeMs(id),
  );
  if (!row || (actor.type === "api_key" && row.environment !== actor.environment)) throw problem("not_found");
  return toLoggedRequest(row);
}

/** A row of the request log as the API shows it. */
export function toLoggedRequest(row: NonNullable<Awaited<ReturnType<typeof log.entry>>>): LoggedRequest {
  return {
    request_id: row.id,
    at: row.at.toISOString(),
    key_id: row.keyId,
    user_id: row.userId,
    environment: row.environment as LoggedRequest["environment"],
    method: row.method,
    path: row.path,
    route: row.route,
    status: row.status,
    code: row.code,
    cost: row.cost,
    latency_ms: row.latencyMicros / 1000,
    ip: row.ip,
    user_agent: row.userAgent,
    checks: readChecks(row.checks),
  };
}
