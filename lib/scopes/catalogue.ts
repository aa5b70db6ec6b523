/** An example of scopes for the API behind the desk, until an installation adds its own. */
export const exampleScopes = {
  "data:read": "Read data of your API",
  "data:write": "Write data of your API",
} as const;
