import { MailedToken, VerifiedEmail } from "#lib/accounts/schema.ts";
import { verifyEmail } from "#lib/accounts/sign-up.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Verify an email address",
  description:
    "Uses the token from the emailed link and creates the user's personal workspace. The link works once.",
  tag: "Accounts",
  access: "public",
  body: MailedToken,
  returns: VerifiedEmail,
  problems: ["code_used", "code_expired"],
  handle: ({ body, now }) => verifyEmail(body.token, now),
});
