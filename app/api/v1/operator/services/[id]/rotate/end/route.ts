import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { endServiceOverlap } from "#lib/services/rotate.ts";
import { Service, ServiceId } from "#lib/services/schema.ts";

export const POST = endpoint({
  summary: "End the overlap of a service's rotation",
  description:
    "The previous secret stops working now: requests with it that start after the response are refused.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: ServiceId }),
  returns: Service,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, params, now, execution }) =>
    endServiceOverlap(asOperator(actor, { execution }), params.id, now),
});
