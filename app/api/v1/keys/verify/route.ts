import { endpoint } from "#lib/api/endpoint.ts";
import { LoggedAs } from "#lib/api/logged-as.ts";
import { Verdict, VerifyRequest } from "#lib/gate/schema.ts";
import { verifyKey } from "#lib/gate/verify.ts";

export const POST = endpoint({
  summary: "May a request with this key pass?",
  description:
    "Always 200 once the caller is authorised. Charged to the verified key, never to the caller's limits.",
  tag: "Keys",
  access: "verifier",
  scope: "keys:verify",
  cost: 0,
  body: VerifyRequest,
  returns: Verdict,
  readOnly: true,
  handle: async ({ request, actor, body }) => {
    const { verdict, entry } = await verifyKey(request, actor, body);
    return new LoggedAs(verdict, entry);
  },
});
