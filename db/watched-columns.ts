/**
 * What the gate decides a key's requests by, by table. When one of these columns changes or a row goes, triggers count up a
 * version, and what the gate remembers of the key is no longer used. Whoever adds a column to `GateKey` adds it here.
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
  workspaces: ["name", "plan_id", "suspended_at"],
  plans: ["requests_per_minute", "monthly_quota"],
};

export type WatchedTable = keyof typeof WATCHED_COLUMNS;
