import { z } from "zod";
import { Session } from "#lib/accounts/schema.ts";
import { listSessions } from "#lib/accounts/sessions.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const GET = endpoint({
  summary: "List sessions",
  description: "Your active browser and API sessions, most recently used first.",
  tag: "Accounts",
  access: "person",
  returns: z.array(Session),
  handle: ({ actor, now }) => listSessions(actor, now),
});
