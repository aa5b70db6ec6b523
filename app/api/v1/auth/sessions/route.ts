import { z } from "zod";
import { logOutEverywhere } from "#lib/accounts/log-out-everywhere.ts";
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

export const DELETE = endpoint({
  summary: "Log out everywhere",
  description:
    "Ends all your sessions, also the one that sends this request. With except_current=true, that one goes on.",
  tag: "Accounts",
  access: "person",
  cost: 0,
  query: z.strictObject({
    except_current: z
      .enum(["true", "false"])
      .default("false")
      .meta({ description: "Whether the current session goes on" }),
  }),
  handle: ({ actor, query, now }) =>
    logOutEverywhere(actor, { exceptCurrent: query.except_current === "true" }, now),
});
