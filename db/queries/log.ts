import { and, desc, eq, gte, isNotNull, isNull, lt, or, type SQL } from "drizzle-orm";
import { db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { requests } from "#db/schema/ledger.ts";

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
    .from(requests)
    .where(
      and(
        eq(requests.workspaceId, workspaceId),
        ...conditions(filter),
        after(requests.at, requests.id, position),
      ),
    )
    .orderBy(desc(requests.at), desc(requests.id))
    .limit(limit);
}

function conditions({ environment, keyId, madeBy, status, path, from, to }: LogFilter): (SQL | undefined)[] {
  return [
    environment ? eq(requests.environment, environment) : undefined,
    keyId ? eq(requests.keyId, keyId) : undefined,
    madeBy === "api_key" ? isNotNull(requests.keyId) : undefined,
    madeBy === "user" ? isNull(requests.keyId) : undefined,
    status ? eq(requests.status, status) : undefined,
    path ? eq(requests.path, path) : undefined,
    from ? gte(requests.at, from) : undefined,
    to ? lt(requests.at, to) : undefined,
  ];
}

/** A request of the workspace, or one that nobody known made: whoever has its id was given its answer. */
export async function entry(workspaceId: string, id: string) {
  const [row] = await db()
    .select()
    .from(requests)
    .where(and(eq(requests.id, id), or(eq(requests.workspaceId, workspaceId), isNull(requests.workspaceId))))
    .limit(1);
  return row ?? null;
}
