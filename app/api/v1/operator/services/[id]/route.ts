import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { problem } from "#lib/problem.ts";
import { ServiceId } from "#lib/services/schema.ts";
import { revokeService } from "#lib/services/services.ts";

export const DELETE = endpoint({
  summary: "Revoke a service credential",
  description: "Requests that start after the response are refused.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: ServiceId }),
  handle: async ({ actor, params, now }) => {
    if (!(await revokeService(asOperator(actor), params.id, now))) throw problem("not_found");
  },
});
