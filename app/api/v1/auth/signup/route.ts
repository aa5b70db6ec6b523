import { SignUp, VerificationSent } from "#lib/accounts/schema.ts";
import { signUp } from "#lib/accounts/sign-up.ts";
import { setSignUpCookie } from "#lib/accounts/sign-up-cookie.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { AlternativeAnswer } from "#lib/api/alternative-answer.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { WithHeaders } from "#lib/api/with-headers.ts";
import { signUpInvited } from "#lib/invitations/accept.ts";
import { SignedUp } from "#lib/invitations/schema.ts";

export const POST = endpoint({
  summary: "Sign up",
  description:
    "Emails a link that verifies the address. Only that activates the account, with this name and password; sign-ups that others make with the same address don't change that. The response is the same if the address already has an account, or if no email is sent because several were sent recently. It sets a cookie by which the browser can open the link without entering the password again.\n\nWith invitation_token instead of email, the account is for the address that the invitation was sent to. It is verified and a member of the workspace at once.",
  tag: "Accounts",
  access: "public",
  body: SignUp,
  returns: VerificationSent,
  status: 202,
  alternative: {
    status: 201,
    returns: SignedUp,
    description: "The invitation is accepted and the account created",
  },
  problems: ["code_used", "code_expired", "conflict", "forbidden"],
  handle: async ({ body, request, now }) => {
    const { email, password, name, invitation_token } = body;
    if (invitation_token !== undefined)
      return new AlternativeAnswer(await signUpInvited({ password, name, invitation_token }, now));
    const { result, cookie } = await signUp({ email: email!, password, name }, visitorOf(request), now);
    return new WithHeaders(result, { "set-cookie": setSignUpCookie(cookie) });
  },
});
