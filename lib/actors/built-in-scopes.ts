/** The scopes that this API's own routes ask for. */
export const builtInScopes = {
  "keys:read": "Read API keys and their usage",
  "keys:write": "Create, change and revoke API keys",
  "keys:verify": "Ask whether another key may pass",
  "usage:read": "Read usage series and the request log",
  "workspace:read": "Read the workspace and its scopes",
  "audit:read": "Read the audit log",
} as const;

export type BuiltInScope = keyof typeof builtInScopes;
