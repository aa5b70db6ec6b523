/** The scopes that Latchkey's own routes require. */
export const builtInScopes = {
  "keys:read": "Read API keys and their usage",
  "keys:write": "Create, update, rotate and revoke API keys",
  "keys:verify": "Verify other API keys",
  "usage:read": "Read usage series and the request log",
  "workspace:read": "Read the workspace and its scopes",
  "audit:read": "Read the audit log",
} as const;

export type BuiltInScope = keyof typeof builtInScopes;

/** Whether a scope belongs to your own API. Users who can create keys can grant these scopes without having them. */
export function isAppScope(name: string): boolean {
  return !Object.hasOwn(builtInScopes, name);
}
