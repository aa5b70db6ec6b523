import { and, desc, eq, gte, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import type { LogFilter } from "#db/queries/log-filter.ts";
import { after as afterRow, type Position } from "#db/queries/position.ts";
import { requests } from "#db/schema/request-log.ts";
import { requestLog, staged } from "#db/schema/views.ts";
import { workspaces } from "#db/schema/workspaces.ts";

type Row = typeof requestLog.$inferSelect;
type ColumnName = keyof Row & keyof typeof requests;

const NAMES: Record<keyof Row, true> = {
  id: true,
  at: true,
  workspaceId: true,
  environment: true,
  keyId: true,
  hint: true,
  userId: true,
  method: true,
  path: true,
  route: true,
  status: true,
  code: true,
  cost: true,
  latencyMicros: true,
  ip: true,
  userAgent: true,
  checks: true,
};
const names = Object.keys(NAMES) as ColumnName[];
const columnName = (name: ColumnName) => sql.identifier(requests[name].name);
const fields = Object.fromEntries(
  names.map((name) => [name, sql`${columnName(name)}`.mapWith(requests[name])]),
);
const listed = (table: SQL) =>
  sql.join(
    names.map((name) => sql`${table}.${columnName(name)}`),
    sql`, `,
  );

/** A range of time. `from` is included, `to` isn't. */
export interface Span {
  from: Date;
  to: Date;
}

/**
 * The requests of all workspaces in a span, newest first. There is no index by time alone, so each workspace's index is
 * searched.
 */
export async function page(
  { from, to }: Span,
  filter: LogFilter & { id?: string },
  position: Position | null,
  limit: number,
): Promise<Row[]> {
  const [start, end] = [sql.param(from, requests.at), sql.param(to, requests.at)];
  const source = sql`(
    select ${listed(sql`s`)} from ${staged} s where s.at >= ${start} and s.at < ${end}
    union all
    select ${listed(sql`r`)} from ${workspaces} w cross join ${requests} r
      where r.workspace_id = w.id and r.at >= ${start} and r.at < ${end}
    union all
    select ${listed(sql`r`)} from ${requests} r
      where r.workspace_id is null and r.at >= ${start} and r.at < ${end}) as found`;
  return (await db()
    .select(fields)
    .from(source)
    .where(and(...conditions(filter), after(position)))
    .orderBy(desc(sql`at`), desc(sql`id`))
    .limit(limit)) as unknown as Row[];
}

function after(position: Position | null): SQL | undefined {
  if (!position) return undefined;
  const at = sql.param(position.at, requests.at);
  return sql`(at < ${at} or (at = ${at} and id < ${position.id}))`;
}

function conditions({
  id,
  environment,
  madeBy,
  status,
  path,
}: LogFilter & { id?: string }): (SQL | undefined)[] {
  return [
    id ? sql`id = ${id}` : undefined,
    environment ? sql`environment = ${environment}` : undefined,
    madeBy === "api_key" ? sql`key_id is not null` : undefined,
    madeBy === "user" ? sql`key_id is null` : undefined,
    status ? sql`status = ${status}` : undefined,
    path ? sql`path = ${path}` : undefined,
  ];
}

/** One key's or one workspace's requests, newest first, from their own index. */
export function pageOf(
  { from, to }: Span,
  filter: LogFilter & { workspaceId?: string },
  position: Position | null,
  limit: number,
): Promise<Row[]> {
  const { workspaceId, keyId, environment, madeBy, status, path } = filter;
  return db()
    .select()
    .from(requestLog)
    .where(
      and(
        workspaceId ? eq(requestLog.workspaceId, workspaceId) : undefined,
        keyId ? eq(requestLog.keyId, keyId) : undefined,
        environment ? eq(requestLog.environment, environment) : undefined,
        madeBy === "api_key" ? isNotNull(requestLog.keyId) : undefined,
        madeBy === "user" ? isNull(requestLog.keyId) : undefined,
        status ? eq(requestLog.status, status) : undefined,
        path ? eq(requestLog.path, path) : undefined,
        gte(requestLog.at, from),
        lt(requestLog.at, to),
        afterRow(requestLog.at, requestLog.id, position),
      ),
    )
    .orderBy(desc(requestLog.at), desc(requestLog.id))
    .limit(limit);
}
