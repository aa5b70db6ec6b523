import { requestEmailChange } from "#lib/accounts/change-email.ts";
import { EmailChange, EmailChangeSent } from "#lib/accounts/own-account-schema.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Request a new email",
  description:
    "Sends a link to the new address, which is valid for 24 hours, and a notice to the old one. The email changes when the link is used. A new request replaces an earlier one. The response is the same if the address already has an account, or if no email is sent because several were sent recently. Wrong passwords are counted like failed log-ins.",
  tag: "Accounts",
  access: "person",
  body: EmailChange,
  returns: EmailChangeSent,
  status: 202,
  problems: ["invalid_credentials", "too_many_attempts", "forbidden"],
  handle: ({ actor, body, request, now }) => requestEmailChange(actor, body, visitorOf(request), now),
});
