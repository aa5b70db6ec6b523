import { endpoint } from "#lib/api/endpoint.ts";
import { LoggedAs } from "#lib/api/logged-as.ts";
import { Verdict, VerifyRequest } from "#lib/gate/schema.ts";
import { verifyKey } from "#lib/gate/verify.ts";

export const POST = endpoint({
  summary: "Verify an API key",
  description:
    "Returns 200 whether or not the key is valid. The cost counts against the verified key's limits, never the caller's.",
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
