import { resetPassword } from "#lib/accounts/password-reset.ts";
import { PasswordChanged, PasswordReset } from "#lib/accounts/schema.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Set a new password",
  description:
    "Uses the token from the emailed link. Ends all of the user's sessions. With revoke_keys, also revokes the API keys that the user created, directly or through other keys, in every workspace where they can still change keys.",
  tag: "Accounts",
  access: "public",
  body: PasswordReset,
  returns: PasswordChanged,
  problems: ["code_used", "code_expired"],
  handle: ({ body, request, now }) => resetPassword(body, visitorOf(request), now),
});
