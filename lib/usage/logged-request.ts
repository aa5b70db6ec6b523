import { labels } from "#db/queries/installation/keys.ts";
import type { LoggedRow } from "#db/queries/log.ts";
import { readChecks } from "#lib/request-log/checks.ts";
import { needsOf } from "#lib/request-log/needs.ts";
import { viaOf } from "#lib/request-log/via.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

/** Rows of the request log as the API shows them. */
export async function toLoggedRequests(rows: LoggedRow[]): Promise<LoggedRequest[]> {
  const ids = new Set(rows.flatMap(({ keyId }) => keyId ?? []));
  const keys = new Map((await labels([...ids])).map((key) => [key.id, key]));
  return rows.map((row) => toLoggedRequest(row, row.keyId ? keys.get(row.keyId) : undefined));
}

type KeyLabel = Awaited<ReturnType<typeof labels>>[number];

function toLoggedRequest(row: LoggedRow, key: KeyLabel | undefined): LoggedRequest {
  const checks = readChecks(row.checks);
  return {
    request_id: row.id,
    at: row.at.toISOString(),
    via: viaOf(row, checks),
    key_id: row.keyId,
    // The secret that was used may be an earlier one.
    key: key ? { ...key, hint: row.hint ?? key.hint } : null,
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
    checks,
    needed: neededOf(row, checks),
  };
}

function neededOf({ at }: LoggedRow, checks: LoggedRequest["checks"]): LoggedRequest["needed"] {
  const needs = needsOf(checks);
  if (!needs) return null;
  const { scopes, limit } = needs;
  if (!limit) return { scopes, limit };
  const { retryAfterSeconds, ...exceeded } = limit;
  const resets = retryAfterSeconds === null ? null : new Date(at.getTime() + retryAfterSeconds * 1000);
  return { scopes, limit: { ...exceeded, resets_at: resets?.toISOString() ?? null } };
}
