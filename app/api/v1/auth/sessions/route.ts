import { z } from "zod";
import { Session } from "#lib/accounts/schema.ts";
import { listSessions } from "#lib/accounts/sessions.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const GET = endpoint({
  summary: "List your sessions",
  description: "Browsers and API logins that are live, last used first.",
  tag: "Accounts",
  access: "user",
  returns: z.array(Session),
  handle: ({ actor, now }) => listSessions(actor, now),
});
