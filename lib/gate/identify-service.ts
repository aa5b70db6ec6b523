import * as services from "#db/queries/service-credentials.ts";
import { noEarlier } from "#lib/clock.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

/** Identifies one of the operator's services by its credential. */
export async function identifyService(secret: string, now: Date): Promise<Identity> {
  const service = await services.byHash(sha256(secret), noEarlier(now));
  if (!service)
    return nobody(
      problem("invalid_token", { reason: "revoked", detail: "This service credential is not valid." }),
    );
  const { id: serviceId, name } = service;
  return {
    ...nobody(),
    caller: { type: "service", serviceId, name, scopes: ["keys:verify"], policies: [] },
  };
}
