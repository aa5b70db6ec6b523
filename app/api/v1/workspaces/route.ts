import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { createWorkspace } from "#lib/workspaces/create.ts";
import { NewWorkspace, Workspace } from "#lib/workspaces/schema.ts";
import { listWorkspaces } from "#lib/workspaces/workspaces.ts";

export const GET = endpoint({
  summary: "List workspaces",
  tag: "Workspaces",
  access: "anyone",
  scope: "workspace:read",
  returns: z.array(Workspace),
  handle: ({ actor }) => listWorkspaces(actor),
});

export const POST = endpoint({
  summary: "Create a workspace",
  description:
    "You become its owner. Choose the workspace of a request with the header X-Workspace-Id. You can own up to 20 workspaces.",
  tag: "Workspaces",
  access: "person",
  body: NewWorkspace,
  returns: Workspace,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, now, execution }) => createWorkspace(actor, body, now, execution),
});
