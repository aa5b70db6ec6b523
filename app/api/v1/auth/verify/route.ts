import { MailedToken, VerifiedEmail } from "#lib/accounts/schema.ts";
import { verifyEmail } from "#lib/accounts/sign-up.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Verify an e-mail address",
  description: "Uses the token of the mailed link, once. The user's personal workspace is made with it.",
  tag: "Accounts",
  access: "public",
  body: MailedToken,
  returns: VerifiedEmail,
  problems: ["code_used", "code_expired"],
  handle: ({ body, now }) => verifyEmail(body.token, now),
});
