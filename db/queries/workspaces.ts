import type { Db } from "#db/client.ts";
import { workspaces } from "#db/schema.ts";

export function insert(tx: Db, row: typeof workspaces.$inferInsert) {
  return tx.insert(workspaces).values(row);
}
