import type Database from "better-sqlite3";
import { prepared, type Sqlite } from "#db/client.ts";
import type { GateKey } from "#db/queries/gate-key.ts";

interface SecretRow {
  key_id: string;
  hint: string;
  expires_at: number | null;
}

interface KeyRow {
  id: string;
  workspace_id: string;
  environment: string;
  name: string | null;
  scopes: string;
  external_id: string | null;
  metadata: string;
  limit_requests: number | null;
  limit_window_seconds: number | null;
  limit_generation: number;
  expires_at: number | null;
  disabled_at: number | null;
  revoked_at: number | null;
}

interface WorkspaceRow {
  name: string;
  plan_id: string;
  suspended_at: number | null;
  deleted_at: number | null;
  own_requests_per_minute: number | null;
  own_monthly_quota: number | null;
  limits_generation: number;
}

interface PlanRow {
  requests_per_minute: number | null;
  monthly_quota: number | null;
  limits_generation: number;
}

const STATEMENTS = {
  secret: "select key_id, hint, expires_at from key_secrets where secret_hash = ?",
  key: `select id, workspace_id, environment, name, scopes, external_id, metadata, limit_requests, limit_window_seconds,
    limit_generation, expires_at, disabled_at, revoked_at from api_keys where id = ?`,
  workspace: `select name, plan_id, suspended_at, deleted_at, own_requests_per_minute, own_monthly_quota,
    limits_generation from workspaces where id = ?`,
  plan: "select requests_per_minute, monthly_quota, limits_generation from plans where id = ?",
};

/** Four look-ups instead of the join that `forGate` uses on PostgreSQL. On SQLite, they take a third of its time. */
export function forGateInSqlite({ control }: Sqlite, secretHash: string): GateKey | null {
  const one = <Row>(name: keyof typeof STATEMENTS, id: string) =>
    prepared(`gate_${name}`, () => control.prepare(STATEMENTS[name]) as Database.Statement).get(id) as
      | Row
      | undefined;
  const secret = one<SecretRow>("secret", secretHash);
  const key = secret && one<KeyRow>("key", secret.key_id);
  const workspace = key && one<WorkspaceRow>("workspace", key.workspace_id);
  const plan = workspace && one<PlanRow>("plan", workspace.plan_id);
  if (!plan) return null;
  return {
    id: key.id,
    name: key.name,
    hint: secret.hint,
    secretExpiresAt: instant(secret.expires_at),
    environment: key.environment,
    scopes: JSON.parse(key.scopes),
    externalId: key.external_id,
    metadata: JSON.parse(key.metadata),
    expiresAt: instant(key.expires_at),
    disabledAt: instant(key.disabled_at),
    revokedAt: instant(key.revoked_at ?? workspace.deleted_at),
    limitRequests: key.limit_requests,
    limitWindowSeconds: key.limit_window_seconds,
    limitGeneration: key.limit_generation,
    workspaceId: key.workspace_id,
    workspaceName: workspace.name,
    suspendedAt: instant(workspace.suspended_at),
    planId: workspace.plan_id,
    requestsPerMinute: workspace.own_requests_per_minute ?? plan.requests_per_minute,
    monthlyQuota: workspace.own_monthly_quota ?? plan.monthly_quota,
    limitsGeneration: workspace.limits_generation + plan.limits_generation,
    workspaceVersion: null,
  };
}

const instant = (ms: number | null) => (ms === null ? null : new Date(ms));
