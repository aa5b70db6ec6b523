import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { Label } from "#lib/text.ts";

// An example of your own endpoint, explained in content/docs/self-hosting/your-own-endpoints.mdx. Nothing depends on it.
export const GET = endpoint({
  summary: "Greet someone",
  description: "An example of your own endpoint.",
  tag: "Examples",
  scope: "data:read",
  query: z.strictObject({ name: Label(100).default("world") }),
  returns: z.object({ greeting: z.string(), workspace_id: z.string() }),
  handle: ({ actor, query }) => ({ greeting: `Hello, ${query.name}!`, workspace_id: actor.workspaceId }),
});
