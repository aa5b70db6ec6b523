import { call, type Developer } from "#e2e/api/client.ts";
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

/** Adds many events to the developer's workspace. */
export async function addEvents(
  server: TestServer,
  { accessToken: token }: Developer,
  count: number,
): Promise<void> {
  const [row] = (await call(server, "GET", "/api/v1/workspaces", { token })).body.data;
  const at = server.dialect === "sqlite" ? "1700000000000 + i" : "to_timestamp(1700000000 + i)";
  await query(
    server,
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})
     insert into audit_events (id, at, workspace_id, action, actor_type, target_type, target_label)
     select '${row.id}_' || i, ${at}, $1, 'key.changed', 'system', 'key', '${"x".repeat(300)}' from n`,
    [row.id],
  );
}

/** Removes those that aren't sealed yet, so that the sealer doesn't have to. */
export const removeUnsealed = (server: TestServer) =>
  query(server, "delete from audit_events where number is null and id like 'ws_%'");
