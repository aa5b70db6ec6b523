import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { logOutUser } from "#lib/operator/log-out-user.ts";
import { UserId } from "#lib/user-id.ts";

export const DELETE = endpoint({
  summary: "Log a user out everywhere",
  description: "Ends all sessions of the user. They can log in again. API keys keep working.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: UserId }),
  problems: ["not_found"],
  handle: ({ actor, params, now }) =>
    logOutUser(asOperator(actor, { changedUserId: params.id }), params.id, now),
});
