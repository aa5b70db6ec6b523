import { query } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

export interface StoredEvent {
  action: string;
  actor: [type: string, id: string | null, label: string | null];
  targetType: string;
  targetId: string | null;
  workspaceId: string | null;
  requestId: string | null;
  ip: string | null;
  userAgent: string | null;
  text: string;
}

/** The audit events whose column has this value, by action. */
export async function storedEvents(
  server: TestServer,
  column: "request_id" | "target_id" | "target_label" | "workspace_id",
  value: string,
): Promise<StoredEvent[]> {
  const rows = await query(server, `select * from audit_events where ${column} = $1 order by action, id`, [
    value,
  ]);
  const text = (cell: unknown) => (cell === null ? null : String(cell));
  return rows.map((row) => ({
    action: String(row.action),
    actor: [String(row.actor_type), text(row.actor_id), text(row.actor_label)],
    targetType: String(row.target_type),
    targetId: text(row.target_id),
    workspaceId: text(row.workspace_id),
    requestId: text(row.request_id),
    ip: text(row.ip),
    userAgent: text(row.user_agent),
    text: JSON.stringify(row),
  }));
}
