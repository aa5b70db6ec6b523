import { logIn } from "#lib/accounts/log-in.ts";
import { Login, TokenPair } from "#lib/accounts/schema.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Log in",
  description: "Returns an access token valid for 1 hour and a single-use refresh token.",
  tag: "Accounts",
  access: "public",
  body: Login,
  returns: TokenPair,
  problems: ["invalid_credentials", "email_not_verified", "forbidden", "too_many_attempts"],
  handle: ({ body, client, request, now }) => logIn(body, { ...client, ...visitorOf(request) }, now),
});
