const limitNow = { requests: 1000, window_seconds: 60, used: 12, remaining: 988, reset_in_seconds: 34 };

/** Examples about several keys and about limits. */
export const keyExamples = (keyId: string, workspace: object): Record<string, unknown> => ({
  BulkChange: { action: "revoke", ids: [keyId] },
  BulkOutcome: { id: keyId, outcome: "revoked" },
  KeyLimits: { rate_limit: limitNow, plan: { ...limitNow, requests: 60, remaining: 48 } },
  KeyLimit: {
    key_id: keyId,
    name: "ci-pipeline",
    hint: "lk_live_Ab3d…x7Qa",
    environment: "live",
    rate_limit: limitNow,
  },
  WorkspaceDetail: {
    ...workspace,
    plan_name: "Trial",
    allowed: {
      max_active_keys: 20,
      rotation_overlap_max_seconds: null,
      require_expiry: false,
      max_lifetime_days: null,
    },
    operator_limits: {
      requests_per_minute: null,
      monthly_quota: null,
      max_active_keys: 20,
      rotation_overlap_max_seconds: null,
    },
    limits: {
      requests_per_minute: 60,
      monthly_quota: null,
      max_active_keys: 20,
      active_keys: 12,
      rotation_overlap_max_seconds: 604_800,
    },
    key_policy: {
      require_expiry: false,
      max_lifetime_days: null,
      grantable_scopes: ["data:read", "keys:read", "keys:write"],
    },
  },
});
