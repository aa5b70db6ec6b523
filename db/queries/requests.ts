import { and, asc, desc, eq, getTableColumns, gt, isNotNull, type SQL, sql } from "drizzle-orm";
import { whenFree } from "#db/busy.ts";
import { db, prepared, sqlite } from "#db/client.ts";
import { requests } from "#db/schema/ledger.ts";

/** A row of the ledger, every column named. */
export type RequestRow = Required<Omit<typeof requests.$inferInsert, "seq">>;

/** Whose rows a limit counts. The ledger's `Subject` has this shape. */
type Counted =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

/** Appends rows in one commit. */
export async function append(rows: RequestRow[]): Promise<void> {
  const handle = sqlite();
  if (!handle) return void (await db().insert(requests).values(rows));
  const insert = prepared("requests_append", () =>
    handle.onLedger.insert(requests).values(placeholders()).prepare("requests_append"),
  );
  const all = handle.ledger.transaction(() => {
    for (const row of rows) (insert as unknown as { run(row: RequestRow): void }).run(row);
  });
  await whenFree(() => all.immediate());
}

function placeholders(): RequestRow {
  const names = Object.keys(getTableColumns(requests)).filter((name) => name !== "seq");
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as unknown as RequestRow;
}

/** What was accepted after a moment, oldest first: epoch milliseconds and cost. */
export async function acceptedSince(
  counted: Counted,
  sinceMs: number,
): Promise<{ at: number; cost: number }[]> {
  const rows = await db()
    .select({ at: requests.at, cost: requests.cost })
    .from(requests)
    .where(and(whose(counted), gt(requests.at, new Date(sinceMs)), gt(requests.cost, 0)))
    .orderBy(asc(requests.at), asc(requests.id));
  return rows.map(({ at, cost }) => ({ at: at.getTime(), cost }));
}

/** When the newest row was appended, epoch milliseconds; 0 when there is none. */
export async function latestAt(): Promise<number> {
  const [row] = await db().select({ at: requests.at }).from(requests).orderBy(desc(requests.seq)).limit(1);
  return row?.at.getTime() ?? 0;
}

function whose(counted: Counted): SQL | undefined {
  if (counted.kind === "key") return eq(requests.keyId, counted.keyId);
  if (counted.kind === "user") return eq(requests.userId, counted.userId);
  const { workspaceId, environment } = counted;
  return and(
    eq(requests.workspaceId, workspaceId),
    eq(requests.environment, environment),
    isNotNull(requests.keyId),
  );
}
