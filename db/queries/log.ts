import { and, asc, desc, eq, gte, isNotNull, isNull, lt, type SQL } from "drizzle-orm";
import { db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { ledger } from "#db/schema/views.ts";

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

/** A workspace's requests, newest first: keys' and signed-in users'. */
export function page(workspaceId: string, filter: LogFilter, position: Position | null, limit: number) {
  return db()
    .select()
    .from(ledger)
    .where(
      and(eq(ledger.workspaceId, workspaceId), ...conditions(filter), after(ledger.at, ledger.id, position)),
    )
    .orderBy(desc(ledger.at), desc(ledger.id))
    .limit(limit);
}

function conditions({ environment, keyId, madeBy, status, path, from, to }: LogFilter): (SQL | undefined)[] {
  return [
    environment ? eq(ledger.environment, environment) : undefined,
    keyId ? eq(ledger.keyId, keyId) : undefined,
    madeBy === "api_key" ? isNotNull(ledger.keyId) : undefined,
    madeBy === "user" ? isNull(ledger.keyId) : undefined,
    status ? eq(ledger.status, status) : undefined,
    path ? eq(ledger.path, path) : undefined,
    from ? gte(ledger.at, from) : undefined,
    to ? lt(ledger.at, to) : undefined,
  ];
}

// A request is decided when it has been read, for which the front desk gives it 30 s, and when the store has answered.
const LONGEST_UNDECIDED_MS = 60_000;

/**
 * A request of the workspace, or one that nobody known made: whoever has its id was given its answer. Found by the
 * moment that the id was made, epoch milliseconds.
 */
export async function entry(workspaceId: string, id: string, madeAtMs: number) {
  const among = and(
    eq(ledger.id, id),
    gte(ledger.at, new Date(madeAtMs)),
    lt(ledger.at, new Date(madeAtMs + LONGEST_UNDECIDED_MS)),
  );
  const first = async (whose: SQL) =>
    (await db().select().from(ledger).where(and(whose, among)).orderBy(asc(ledger.at)).limit(1))[0];
  return (
    (await first(eq(ledger.workspaceId, workspaceId))) ?? (await first(isNull(ledger.workspaceId))) ?? null
  );
}
