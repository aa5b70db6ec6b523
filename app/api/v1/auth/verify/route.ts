import { EmailVerification, VerifiedEmail } from "#lib/accounts/schema.ts";
import { verifyEmail } from "#lib/accounts/verify-email.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Verify an email address",
  description:
    "Uses the token from the emailed link, and creates the user and their personal workspace. The link works once and ends all other sign-ups with this address. If you don't know whether the sign-up is yours, don't send the token alone: anyone can sign up with any address. Send the password that you chose, or choose one with new_password.",
  tag: "Accounts",
  access: "public",
  body: EmailVerification,
  returns: VerifiedEmail,
  problems: ["code_used", "code_expired", "forbidden", "invalid_credentials", "too_many_attempts"],
  handle: ({ body, request, now }) => verifyEmail(body, visitorOf(request), now),
});
