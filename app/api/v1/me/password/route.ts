import { changePassword } from "#lib/accounts/change-password.ts";
import { PasswordChange } from "#lib/accounts/own-account-schema.ts";
import { PasswordChanged } from "#lib/accounts/schema.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Change your password",
  description:
    "Ends all your other sessions and your reset links. Wrong passwords are counted like failed log-ins. You get an email about it.",
  tag: "Accounts",
  access: "person",
  body: PasswordChange,
  returns: PasswordChanged,
  problems: ["invalid_credentials", "too_many_attempts"],
  handle: ({ actor, body, request, now }) => changePassword(actor, body, visitorOf(request), now),
});
