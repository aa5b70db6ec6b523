/** An example of scopes for the API behind the desk, until an installation adds its own. */
export const exampleScopes = {
  "data:read": "Read data from your API",
  "data:write": "Write data to your API",
} as const;
