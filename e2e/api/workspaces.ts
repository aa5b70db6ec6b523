import type { Call, Developer } from "#e2e/api/client.ts";
import { query } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** A request as this developer, in one of their workspaces. */
export const inWorkspace = ({ accessToken }: Developer, workspaceId: string): Call => ({
  token: accessToken,
  headers: { "x-workspace-id": workspaceId },
});

/** Makes a developer a member of a workspace, or changes their role. */
export async function addMember(
  server: TestServer,
  workspaceId: string,
  { email }: Developer,
  role: string,
): Promise<void> {
  const now = server.dialect === "sqlite" ? Date.now() : new Date();
  await query(
    server,
    `insert into members (workspace_id, user_id, role, created_at) select $1, id, $2, $3 from users where email = $4
     on conflict (workspace_id, user_id) do update set role = excluded.role`,
    [workspaceId, role, now, email],
  );
}

interface AuditEvent {
  actor_type: string;
  actor_label: string;
  target_label: string;
  changes: Record<string, { before: unknown; after: unknown }>;
}

/** The audit events of a workspace with this action. */
export async function eventsOf(
  server: TestServer,
  workspaceId: string,
  action: string,
): Promise<AuditEvent[]> {
  const rows = await query(
    server,
    "select actor_type, actor_label, target_label, changes from audit_events where workspace_id = $1 and action = $2",
    [workspaceId, action],
  );
  return rows.map((row) => ({
    ...row,
    changes: typeof row.changes === "string" ? JSON.parse(row.changes) : row.changes,
  })) as unknown as AuditEvent[];
}

/** Sets columns of a workspace that only the operator changes. */
export async function operate(
  server: TestServer,
  workspaceId: string,
  columns: Record<string, number | null>,
): Promise<void> {
  const names = Object.keys(columns);
  const set = names.map((name, at) => `${name} = $${at + 1}`).join(", ");
  await query(server, `update workspaces set ${set} where id = $${names.length + 1}`, [
    ...Object.values(columns),
    workspaceId,
  ]);
}
