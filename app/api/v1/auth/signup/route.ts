import { SignUp, VerificationSent } from "#lib/accounts/schema.ts";
import { signUp } from "#lib/accounts/sign-up.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Sign up",
  description:
    "Sends a mail whose link verifies the address. The answer is the same for an address that has an account.",
  tag: "Accounts",
  access: "public",
  body: SignUp,
  returns: VerificationSent,
  status: 202,
  problems: ["too_many_attempts"],
  handle: ({ body, now }) => signUp(body, now),
});
