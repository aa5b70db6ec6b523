import { refresh } from "#lib/accounts/log-in.ts";
import { RefreshRequest, TokenPair } from "#lib/accounts/schema.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Refresh an access token",
  description:
    "Returns a new token pair. A refresh token works once. Using it again within 10 seconds returns 409 `already_refreshed` and the session goes on: use the pair that the first request got. Using it again later ends the session.",
  tag: "Accounts",
  access: "public",
  body: RefreshRequest,
  returns: TokenPair,
  problems: ["invalid_refresh_token", "conflict"],
  handle: ({ body, now }) => refresh(body.refresh_token, now),
});
