import { and, eq, gte, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { requestLog } from "#db/schema/views.ts";

/** What a reader of the request log looks for. Everything that is set must match. */
export interface LogFilter {
  environment?: string;
  keyId?: string;
  /** Who made the request: a key or a signed-in user. */
  madeBy?: "api_key" | "user";
  status?: number;
  path?: string;
  from?: Date;
  to?: Date;
}

/** What a workspace can look for in its own requests. */
export interface RequestFilter extends Omit<LogFilter, "status"> {
  /** One of these ranges of statuses, the end of which isn't included. */
  statuses?: [from: number, to: number][];
  codes?: string[];
  methods?: string[];
  /** What the path starts with. */
  pathPrefix?: string;
  ip?: string;
}

/** Whether a filter needs to look at requests that may not match: there is no index for what it asks. */
export function isSelective({ from: _from, to: _to, keyId: _keyId, ...others }: RequestFilter): boolean {
  return Object.values(others).some((value) => value !== undefined);
}

/** The conditions for requests that match, without those on time and key, which the indexes answer. */
export function matching(filter: RequestFilter): SQL | undefined {
  const { environment, madeBy, statuses, codes, methods, path, pathPrefix, ip } = filter;
  const prefix = sql`cast(${pathPrefix} as text)`;
  return and(
    environment ? eq(requestLog.environment, environment) : undefined,
    madeBy === "api_key" ? isNotNull(requestLog.keyId) : undefined,
    madeBy === "user" ? isNull(requestLog.keyId) : undefined,
    statuses &&
      or(...statuses.map(([from, to]) => and(gte(requestLog.status, from), lt(requestLog.status, to)))),
    codes && inArray(requestLog.code, codes),
    methods && inArray(requestLog.method, methods),
    path === undefined ? undefined : eq(requestLog.path, path),
    pathPrefix === undefined ? undefined : sql`substr(${requestLog.path}, 1, length(${prefix})) = ${prefix}`,
    ip ? eq(requestLog.ip, ip) : undefined,
  );
}
