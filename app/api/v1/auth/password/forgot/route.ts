import { forgotPassword } from "#lib/accounts/password-reset.ts";
import { EmailOnly, ResetSent } from "#lib/accounts/schema.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Ask for a new password",
  description: "Mails a link that works once, for an hour. The answer is the same for every address.",
  tag: "Accounts",
  access: "public",
  body: EmailOnly,
  returns: ResetSent,
  status: 202,
  problems: ["too_many_attempts"],
  handle: ({ body, now }) => forgotPassword(body.email, now),
});
