import { z } from "zod";
import { Session } from "#lib/accounts/schema.ts";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { logOutUser } from "#lib/operator/log-out-user.ts";
import { listUserSessions } from "#lib/operator/user-sessions.ts";
import { UserId } from "#lib/user-id.ts";

export const GET = endpoint({
  summary: "List a user's sessions",
  description:
    "The active ones in browsers and API clients, the last used first, at most 100. Without secrets.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: UserId }),
  returns: z.array(Session),
  problems: ["not_found"],
  handle: ({ actor, params, now }) => listUserSessions(params.id, actor.sessionId, now),
});

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
