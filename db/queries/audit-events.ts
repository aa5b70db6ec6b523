import type { Db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";

export type AuditEventRow = typeof auditEvents.$inferSelect;
export type NewAuditEventRow = typeof auditEvents.$inferInsert;

export function insert(tx: Db, rows: NewAuditEventRow[]) {
  return tx.insert(auditEvents).values(rows);
}
