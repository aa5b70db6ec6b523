import type { WorkspaceChanges, WorkspaceRow } from "#db/queries/workspaces.ts";
import { keyFormatOf } from "#lib/keys/format.ts";
import type { Workspace, WorkspaceChange } from "#lib/workspaces/schema.ts";

/** A workspace as the API shows it. */
export function toWorkspace(row: WorkspaceRow, role: string | null): Workspace {
  return {
    id: row.id,
    name: row.name,
    plan: row.planId,
    role: role as Workspace["role"],
    key_format: keyFormatOf(row),
    max_active_keys: row.maxActiveKeys,
    rotation_overlap_max_seconds: row.rotationOverlapMaxSeconds,
    require_expiry: row.requireExpiry,
    max_lifetime_days: row.maxLifetimeDays,
    grantable_scopes: row.grantableScopes,
    created_at: row.createdAt.toISOString(),
  };
}

/** Turns the fields that the client sent into column changes. */
export function toChanges({ key_format, ...change }: WorkspaceChange): WorkspaceChanges {
  const wanted: WorkspaceChanges = {
    name: change.name,
    keyPrefix: key_format?.prefix,
    keyIncludesEnvironment: key_format?.include_environment,
    keyStyle: key_format?.style,
    maxActiveKeys: change.max_active_keys,
    rotationOverlapMaxSeconds: change.rotation_overlap_max_seconds,
    requireExpiry: change.require_expiry,
    maxLifetimeDays: change.max_lifetime_days,
    grantableScopes: change.grantable_scopes,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
