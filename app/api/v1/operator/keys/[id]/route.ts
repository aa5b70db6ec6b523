import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { revokeAnyKey } from "#lib/keys/revoke-any.ts";
import { KeyId, PublicKey } from "#lib/keys/schema.ts";

export const DELETE = endpoint({
  summary: "Revoke any API key",
  description: "Can't be undone. Requests that start after the response are refused.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: KeyId }),
  returns: PublicKey,
  problems: ["conflict"],
  handle: ({ actor, params, now }) => revokeAnyKey(asOperator(actor), params.id, now),
});
