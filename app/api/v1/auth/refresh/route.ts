import { refresh } from "#lib/accounts/log-in.ts";
import { RefreshRequest, TokenPair } from "#lib/accounts/schema.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Refresh an access token",
  description: "Returns a new token pair. A refresh token works once; using it again ends the session.",
  tag: "Accounts",
  access: "public",
  body: RefreshRequest,
  returns: TokenPair,
  problems: ["invalid_refresh_token"],
  handle: ({ body, now }) => refresh(body.refresh_token, now),
});
