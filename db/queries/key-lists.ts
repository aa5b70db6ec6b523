import { and, asc, desc, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { kit } from "#db/dialect.ts";
import { contains } from "#db/like.ts";
import { apiKeys } from "#db/schema/keys.ts";

type SortName = "created_at" | "name" | "expires_at";
/** What a list is sorted by, with `-` in descending order. */
export type KeySort = SortName | `-${SortName}`;

/** A key's place in a sort: a time, a name in lowercase, or null if the key has none. Keys without one come last. */
export type SortValue = Date | string | null;

export interface KeyPosition {
  value: SortValue;
  id: string;
}

export interface KeyFilter {
  environment?: string;
  /** Keys with one of these. */
  statuses?: KeyStatus[];
  /** The time that decides which keys have expired. */
  statusAt: Date;
  externalId?: string;
  scope?: string;
  /** The user at the start of the chain of creators. */
  createdBy?: string;
  /** Only keys that have a rate limit of their own. */
  limited?: boolean;
  id?: string;
  /** Part of the name or of the hint, case-insensitive. */
  q?: string;
}

type KeyStatus = "active" | "disabled" | "expired" | "revoked";

/** A part of a workspace's keys in the order of an index: those that have what they are sorted by, or those that don't. */
export interface KeyRun {
  workspaceId: string;
  sort: KeySort;
  /** Only these keys; they have an index of their own for the sort by creation. */
  externalId?: string;
  /** Likewise, only keys that have a rate limit of their own. */
  limited?: boolean;
  sorted: boolean;
}

/** The keys after a position, up to and including an end. */
export interface KeySpan {
  after: KeyPosition | null;
  end: KeyPosition | null;
}

const COLUMNS = {
  created_at: sql`${apiKeys.createdAt}`,
  name: sql`lower(${apiKeys.name})`,
  expires_at: sql`${apiKeys.expiresAt}`,
};

/** Less than every value, so that the index starts after the keys without one. */
const LEAST = { created_at: new Date(0), name: "", expires_at: new Date("0001-01-01T00:00:00Z") };

const MAPPERS = { created_at: apiKeys.createdAt, name: apiKeys.name, expires_at: apiKeys.expiresAt };

function sortOf(sort: KeySort) {
  const descending = sort.startsWith("-");
  const name = sort.replace("-", "") as SortName;
  return { column: COLUMNS[name], mapper: MAPPERS[name], least: LEAST[name], descending };
}

const orderOf = ({ sort }: KeyRun): [SQL, SQL] => {
  const { column, descending } = sortOf(sort);
  const order = descending ? desc : asc;
  return [order(column), order(apiKeys.id)];
};

function within(run: KeyRun, { after, end }: KeySpan): (SQL | undefined)[] {
  const { workspaceId, sort, externalId, limited, sorted } = run;
  const { column, descending } = sortOf(sort);
  const [first, last] = descending ? [end, after] : [after, end];
  return [
    eq(apiKeys.workspaceId, workspaceId),
    externalId === undefined ? undefined : eq(apiKeys.externalId, externalId),
    limited ? isNotNull(apiKeys.limitRequests) : undefined,
    sorted ? undefined : isNull(column),
    first ? compared(sort, descending ? ">=" : ">", first) : sorted ? isAtLeast(sort) : undefined,
    last ? compared(sort, descending ? "<" : "<=", last) : undefined,
  ];
}

const isAtLeast = (sort: KeySort) => {
  const { column, mapper, least } = sortOf(sort);
  return sql`${column} >= ${sql.param(least, mapper)}`;
};

// SQLite's planner uses one condition for each end of the index, and no rows with expressions. So the sorted column is
// also compared alone.
function compared(sort: KeySort, operator: "<" | "<=" | ">" | ">=", { value, id }: KeyPosition): SQL {
  const { column, mapper } = sortOf(sort);
  if (value === null) return sql`${apiKeys.id} ${sql.raw(operator)} ${id}`;
  const bound = sql.param(value, mapper);
  return sql`${column} ${sql.raw(`${operator[0]}=`)} ${bound} and (${column}, ${apiKeys.id}) ${sql.raw(operator)} (${bound}, ${id})`;
}

const positionOf = ({ sort }: KeyRun) => ({
  id: apiKeys.id,
  value: sql<SortValue>`${sortOf(sort).column}`.mapWith(sortOf(sort).mapper),
});

/** The last of the next `size` keys of a run after a position. Null if there are fewer. */
export async function endOfWindow(
  run: KeyRun,
  after: KeyPosition | null,
  size: number,
): Promise<KeyPosition | null> {
  const [row] = await db()
    .select(positionOf(run))
    .from(apiKeys)
    .where(and(...within(run, { after, end: null })))
    .orderBy(...orderOf(run))
    .limit(1)
    .offset(size - 1);
  return row ?? null;
}

/** The first `limit` keys of a run that match, after a position and up to an end. */
export function matching(
  run: KeyRun,
  filter: KeyFilter,
  span: KeySpan,
  limit: number,
): Promise<KeyPosition[]> {
  return db()
    .select(positionOf(run))
    .from(apiKeys)
    .where(and(...within(run, span), matches(filter)))
    .orderBy(...orderOf(run))
    .limit(limit);
}

/** Whether looking for keys that match may mean looking at many that don't. */
export function isSearch({ id, statusAt: _, ...searched }: KeyFilter): boolean {
  return id === undefined && Object.values(searched).some((value) => value !== undefined);
}

/** The condition for the keys that match a filter. */
export function matches(filter: KeyFilter): SQL | undefined {
  const { environment, statuses, statusAt, externalId, scope, createdBy, limited, id, q } = filter;
  return and(
    environment === undefined ? undefined : eq(apiKeys.environment, environment),
    statuses && or(...statuses.map((status) => hasStatus(status, statusAt))),
    // An expression, so that only a run by external ID uses that index: the others rely on their order.
    externalId === undefined ? undefined : sql`coalesce(${apiKeys.externalId}, '') = ${externalId}`,
    scope === undefined ? undefined : kit.hasElement(apiKeys.scopes, scope),
    createdBy === undefined ? undefined : eq(apiKeys.rootUserId, createdBy),
    limited ? isNotNull(apiKeys.limitRequests) : undefined,
    id === undefined ? undefined : eq(apiKeys.id, id),
    q === undefined ? undefined : or(contains(apiKeys.name, q), contains(apiKeys.hint, q)),
  );
}

// The SQL version of `statusOf` in lib/keys/status.ts.
function hasStatus(status: KeyStatus, now: Date): SQL | undefined {
  const unexpired = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now));
  const conditionsOf = {
    revoked: isNotNull(apiKeys.revokedAt),
    expired: and(isNull(apiKeys.revokedAt), lte(apiKeys.expiresAt, now)),
    disabled: and(isNull(apiKeys.revokedAt), unexpired, isNotNull(apiKeys.disabledAt)),
    active: and(isNull(apiKeys.revokedAt), unexpired, isNull(apiKeys.disabledAt)),
  };
  return conditionsOf[status];
}
