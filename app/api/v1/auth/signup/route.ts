import { SignUp, VerificationSent } from "#lib/accounts/schema.ts";
import { signUp } from "#lib/accounts/sign-up.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Sign up",
  description:
    "Emails a link that verifies the address. The response is the same if the address already has an account.",
  tag: "Accounts",
  access: "public",
  body: SignUp,
  returns: VerificationSent,
  status: 202,
  handle: ({ body, request, now }) => signUp(body, visitorOf(request), now),
});
