/** The scopes of your own API. Replace these examples with the scopes you need. */
export const exampleScopes = {
  "data:read": "Read data from your API",
  "data:write": "Write data to your API",
} as const;
