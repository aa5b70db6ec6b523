import { forgotPassword } from "#lib/accounts/password-reset.ts";
import { EmailOnly, ResetSent } from "#lib/accounts/schema.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Request a password reset",
  description:
    "Emails a single-use link that is valid for 1 hour. The response is the same whether or not the account exists, also if no email is sent because several were sent recently.",
  tag: "Accounts",
  access: "public",
  body: EmailOnly,
  returns: ResetSent,
  status: 202,
  handle: ({ body, request, now }) => forgotPassword(body.email, visitorOf(request), now),
});
