import { SignUp, VerificationSent } from "#lib/accounts/schema.ts";
import { signUp } from "#lib/accounts/sign-up.ts";
import { setSignUpCookie } from "#lib/accounts/sign-up-cookie.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { WithHeaders } from "#lib/api/with-headers.ts";

export const POST = endpoint({
  summary: "Sign up",
  description:
    "Emails a link that verifies the address. Only that activates the account, with this name and password; sign-ups that others make with the same address don't change that. The response is the same if the address already has an account, or if no email is sent because several were sent recently. It sets a cookie by which the browser can open the link without entering the password again.",
  tag: "Accounts",
  access: "public",
  body: SignUp,
  returns: VerificationSent,
  status: 202,
  problems: ["forbidden"],
  handle: async ({ body, request, now }) => {
    const { result, cookie } = await signUp(body, visitorOf(request), now);
    return new WithHeaders(result, { "set-cookie": setSignUpCookie(cookie) });
  },
});
