import { z } from "zod";
import { SessionId } from "#lib/accounts/schema.ts";
import { endSession } from "#lib/accounts/sessions.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const DELETE = endpoint({
  summary: "End a session",
  description: "Its cookie, access tokens and refresh tokens stop working immediately.",
  tag: "Accounts",
  access: "person",
  params: z.object({ id: SessionId }),
  problems: ["not_found"],
  handle: ({ actor, params, now }) => endSession(actor, params.id, now),
});
