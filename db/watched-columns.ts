/**
 * The columns that the gate caches for its decisions, by table. When one of them changes or a row is deleted, triggers
 * increment a version, and cached records with an older version are no longer used. If you add a column to `GateKey`, add
 * it here.
 */
export const WATCHED_COLUMNS = {
  api_keys: [
    "name",
    "scopes",
    "external_id",
    "metadata",
    "limit_requests",
    "limit_window_seconds",
    "expires_at",
    "disabled_at",
    "revoked_at",
  ],
  key_secrets: ["hint", "expires_at"],
  workspaces: [
    "name",
    "plan_id",
    "suspended_at",
    "deleted_at",
    "own_requests_per_minute",
    "own_monthly_quota",
  ],
  plans: ["requests_per_minute", "monthly_quota"],
};

export type WatchedTable = keyof typeof WATCHED_COLUMNS;
