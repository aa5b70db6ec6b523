import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { Rotation } from "#lib/keys/schema.ts";
import { rotateService } from "#lib/services/rotate.ts";
import { MintedService, ServiceId } from "#lib/services/schema.ts";

export const POST = endpoint({
  summary: "Rotate a service credential",
  description:
    "Creates a new secret, which is only in this response. The ID and the name stay the same. During the overlap, both secrets work; without one, requests with the previous secret that start after the response are refused.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: ServiceId }),
  body: Rotation,
  returns: MintedService,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, params, body, now, execution }) =>
    rotateService(asOperator(actor, { execution }), params.id, body?.overlap_seconds ?? 0, now),
});
