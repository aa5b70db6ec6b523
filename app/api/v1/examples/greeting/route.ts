import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { Label } from "#lib/text.ts";

// A route of your own looks like this: docs/your-own-endpoints.md. Nothing else needs it.
export const GET = endpoint({
  summary: "Greet somebody",
  description: "A worked example of an endpoint of your own.",
  tag: "Examples",
  scope: "data:read",
  query: z.strictObject({ name: Label(100).default("world") }),
  returns: z.object({ greeting: z.string(), workspace_id: z.string() }),
  handle: ({ actor, query }) => ({ greeting: `Hello, ${query.name}!`, workspace_id: actor.workspaceId }),
});
