import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { Workspace } from "#lib/workspaces/schema.ts";
import { listWorkspaces } from "#lib/workspaces/workspaces.ts";

export const GET = endpoint({
  summary: "List workspaces",
  tag: "Workspaces",
  access: "anyone",
  scope: "workspace:read",
  returns: z.array(Workspace),
  handle: ({ actor }) => listWorkspaces(actor),
});
