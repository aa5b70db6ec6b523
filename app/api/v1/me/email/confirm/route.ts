import { confirmEmail } from "#lib/accounts/change-email.ts";
import { EmailChanged, EmailConfirmation } from "#lib/accounts/own-account-schema.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Confirm a new email",
  description:
    "Uses the token from the link that was sent to the new address. You don't have to be logged in. Sessions go on; reset links that were sent to the old address end. If someone has signed up with the new address in the meantime, the link has expired.",
  tag: "Accounts",
  access: "public",
  body: EmailConfirmation,
  returns: EmailChanged,
  problems: ["code_used", "code_expired", "forbidden"],
  handle: ({ body, request, now }) => confirmEmail(body.token, visitorOf(request), now),
});
