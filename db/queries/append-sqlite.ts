import type Database from "better-sqlite3";
import { getTableColumns } from "drizzle-orm";
import { prepared, sqlite } from "#db/client.ts";
import type { RequestRow } from "#db/queries/requests.ts";
import { retryWhileLocked } from "#db/retry-while-locked.ts";
import { stagedRequests } from "#db/schema/sqlite/staging.ts";

/** Stages rows in one commit, with numbers from `first` on. */
export async function append(first: number, rows: RequestRow[]): Promise<void> {
  const insertAll = prepared("staged_append", () => inOneTransaction(sqlite()!.log));
  await retryWhileLocked(() => insertAll(first, rows));
}

function inOneTransaction(log: Database.Database) {
  const columns = Object.values(getTableColumns(stagedRequests)).map(({ name }) => name);
  const insert = log.prepare(
    `insert into staged_requests (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
  );
  return log.transaction((first: number, rows: RequestRow[]) => {
    for (let i = 0; i < rows.length; i += 1) insert.run(...valuesOf(first + i, rows[i]!));
  }).immediate;
}

// In the order of the table's columns. A new column must be added here.
function valuesOf(seq: number, row: RequestRow) {
  return [
    seq,
    row.id,
    row.at.getTime(),
    row.workspaceId,
    row.environment,
    row.keyId,
    row.hint,
    row.userId,
    row.method,
    row.path,
    row.route,
    row.status,
    row.code,
    row.cost,
    row.latencyMicros,
    row.ip,
    row.userAgent,
    JSON.stringify(row.checks),
  ];
}
