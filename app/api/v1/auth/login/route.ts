import { logIn } from "#lib/accounts/log-in.ts";
import { Login, TokenPair } from "#lib/accounts/schema.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Log in",
  description: "An access token for an hour, and a refresh token that works once.",
  tag: "Accounts",
  access: "public",
  body: Login,
  returns: TokenPair,
  problems: ["invalid_credentials", "email_not_verified", "too_many_attempts"],
  handle: ({ body, client, now }) => logIn(body, client, now),
});
