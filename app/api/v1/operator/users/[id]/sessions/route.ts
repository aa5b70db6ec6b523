import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { endSessions } from "#lib/operator/users.ts";
import { UserId } from "#lib/operator/users-schema.ts";

export const DELETE = endpoint({
  summary: "Log a user out everywhere",
  description: "Ends all sessions of the user. They can log in again. API keys keep working.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: UserId }),
  problems: ["not_found"],
  handle: ({ actor, params, now }) => endSessions(actor, params.id, now),
});
