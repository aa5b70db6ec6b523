import { EmailOnly, VerificationSent } from "#lib/accounts/schema.ts";
import { resendVerification } from "#lib/accounts/sign-up.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Resend the verification email",
  description:
    "Sends a new link for the sign-up of this browser's cookie, otherwise for the newest one. That sign-up's previous link stops working. The response is the same for every address, also if no email is sent because several were sent recently.",
  tag: "Accounts",
  access: "public",
  body: EmailOnly,
  returns: VerificationSent,
  status: 202,
  handle: ({ body, request, now }) => resendVerification(body.email, visitorOf(request), now),
});
