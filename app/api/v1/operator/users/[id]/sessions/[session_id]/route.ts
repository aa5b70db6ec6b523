import { z } from "zod";
import { SessionId } from "#lib/accounts/schema.ts";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { endUserSession } from "#lib/operator/user-sessions.ts";
import { UserId } from "#lib/user-id.ts";

export const DELETE = endpoint({
  summary: "End one session of a user",
  description:
    "Its cookie, access tokens and refresh tokens stop working with the next request. The user can log in again. API keys keep working.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: UserId, session_id: SessionId }),
  problems: ["not_found"],
  handle: ({ actor, params, now }) =>
    endUserSession(asOperator(actor, { changedUserId: params.id }), params.id, params.session_id, now),
});
