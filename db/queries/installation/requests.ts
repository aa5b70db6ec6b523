import { and, asc, desc, gt, type SQL, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import type { LogFilter } from "#db/queries/log-filter.ts";
import type { Position } from "#db/queries/position.ts";
import { requests } from "#db/schema/request-log.ts";
import { type requestLog, staged } from "#db/schema/views.ts";
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

/** Requests that one index finds: there is none by time alone. `after`: those of the next workspaces after this ID. */
export type Source =
  | "staged"
  | "no workspace"
  | { workspaceId: string }
  | { keyId: string }
  | { after: string };

/** How many workspaces' requests are searched at once. */
const WORKSPACES = 250;

/** The last of the next workspaces after an ID. Null if there are fewer. */
export async function endOfWorkspaces(after: string): Promise<string | null> {
  const [row] = await db()
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(gt(workspaces.id, after))
    .orderBy(asc(workspaces.id))
    .limit(1)
    .offset(WORKSPACES - 1);
  return row?.id ?? null;
}

function rowsOf(source: Source, { from, to }: Span, columns: SQL): SQL {
  const within = sql`r.at >= ${sql.param(from, requests.at)} and r.at < ${sql.param(to, requests.at)}`;
  if (source === "staged") return sql`select ${columns} from ${staged} r where ${within}`;
  const some = (whose: SQL) => sql`select ${columns} from ${requests} r where ${whose} and ${within}`;
  if (source === "no workspace") return some(sql`r.workspace_id is null`);
  if ("workspaceId" in source) return some(sql`r.workspace_id = ${source.workspaceId}`);
  if ("keyId" in source) return some(sql`r.key_id = ${source.keyId}`);
  return sql`select ${columns}
    from (select id from ${workspaces} where id > ${source.after} order by id limit ${WORKSPACES}) w
    cross join ${requests} r where r.workspace_id = w.id and ${within}`;
}

/** How many requests of a source are in a span; it doesn't count more than `most`. */
export async function countIn(source: Source, span: Span, most: number): Promise<number> {
  const rows = rowsOf(source, span, sql`1`);
  const [row] = await db()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(sql`(${rows} limit ${most}) as counted`);
  return row!.count;
}

/** Those that match, newest first. */
export async function pageIn(
  source: Source,
  span: Span,
  filter: RequestFilter,
  position: Position | null,
  limit: number,
): Promise<Row[]> {
  return (await db()
    .select(fields)
    .from(sql`(${rowsOf(source, span, listed(sql`r`))}) as found`)
    .where(and(...conditions(filter), after(position)))
    .orderBy(desc(sql`at`), desc(sql`id`))
    .limit(limit)) as unknown as Row[];
}

export type RequestFilter = LogFilter & { id?: string; workspaceId?: string };
export type RequestRow = Row;

function after(position: Position | null): SQL | undefined {
  return position ? sql`(at, id) < (${sql.param(position.at, requests.at)}, ${position.id})` : undefined;
}

function conditions(filter: RequestFilter): (SQL | undefined)[] {
  const { id, workspaceId, keyId, environment, madeBy, status, path } = filter;
  return [
    id ? sql`id = ${id}` : undefined,
    workspaceId ? sql`workspace_id = ${workspaceId}` : undefined,
    keyId ? sql`key_id = ${keyId}` : undefined,
    environment ? sql`environment = ${environment}` : undefined,
    madeBy === "api_key" ? sql`key_id is not null` : undefined,
    madeBy === "user" ? sql`key_id is null` : undefined,
    status ? sql`status = ${status}` : undefined,
    path ? sql`path = ${path}` : undefined,
  ];
}
