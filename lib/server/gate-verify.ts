import type { ServiceActor } from "#lib/actors/actor.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { LoggedAs } from "#lib/api/logged-as.ts";
import { Verdict, VerifyRequest } from "#lib/gate/schema.ts";
import { verifyKey } from "#lib/gate/verify.ts";

/** Clients of the gate port can verify keys of every workspace, as the operator's services can. */
const GATEWAY: ServiceActor = {
  type: "service",
  serviceId: "gate",
  name: "The gate port",
  scopes: ["keys:verify"],
  policies: [],
};

/** `POST /verify` on the gate port: like `POST /api/v1/keys/verify`, but without a credential. */
export const gateVerify = endpoint(
  {
    summary: "Verify an API key",
    tag: "Gate",
    access: "public",
    body: VerifyRequest,
    returns: Verdict,
    entrypoint: "gate",
    readOnly: true,
    handle: async ({ request, body }) => {
      const { verdict, entry } = await verifyKey(request, GATEWAY, body);
      return new LoggedAs(verdict, entry);
    },
  },
  "/verify",
);
