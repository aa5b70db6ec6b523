import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { Workspace, WorkspaceChange, WorkspaceId } from "#lib/workspaces/schema.ts";
import { changeWorkspace, getWorkspace } from "#lib/workspaces/workspaces.ts";

const params = z.object({ id: WorkspaceId });

export const GET = endpoint({
  summary: "Get a workspace",
  tag: "Workspaces",
  scope: "workspace:read",
  params,
  returns: Workspace,
  handle: ({ actor, params }) => getWorkspace(actor, params.id),
});

export const PATCH = endpoint({
  summary: "Update a workspace",
  description:
    "A new key format applies to keys created or rotated from now on. Requires the admin or owner role.",
  tag: "Workspaces",
  access: "user",
  role: "admin",
  workspaceParam: "id",
  params,
  body: WorkspaceChange,
  returns: Workspace,
  handle: ({ actor, params, body }) => changeWorkspace(actor, params.id, body),
});
