/** The scopes that this API's own routes ask for. */
export const builtInScopes = {
  "keys:read": "Read API keys and their usage",
  "keys:write": "Create, update, rotate and revoke API keys",
  "keys:verify": "Verify other API keys",
  "usage:read": "Read usage series and the request log",
  "workspace:read": "Read the workspace and its scopes",
  "audit:read": "Read the audit log",
} as const;

/** An example of scopes for the API behind the desk, until an installation adds its own. */
export const exampleScopes = {
  "data:read": "Read data from your API",
  "data:write": "Write data to your API",
} as const;

export type BuiltInScope = keyof typeof builtInScopes;
