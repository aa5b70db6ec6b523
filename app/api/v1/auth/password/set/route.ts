import { PasswordSet, PasswordSetting } from "#lib/accounts/schema.ts";
import { setPassword } from "#lib/accounts/set-password.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Set the first password",
  description: "For an account that an operator has created. Uses the token from the emailed link.",
  tag: "Accounts",
  access: "public",
  body: PasswordSetting,
  returns: PasswordSet,
  problems: ["code_used", "code_expired"],
  handle: ({ body, request, now }) => setPassword(body, visitorOf(request), now),
});
