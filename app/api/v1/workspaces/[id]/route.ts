import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { deleteWorkspace } from "#lib/workspaces/delete.ts";
import { Workspace, WorkspaceChange, WorkspaceDetail, WorkspaceId } from "#lib/workspaces/schema.ts";
import { getWorkspaceDetail } from "#lib/workspaces/workspace-detail.ts";
import { changeWorkspace } from "#lib/workspaces/workspaces.ts";

const params = z.object({ id: WorkspaceId });

export const GET = endpoint({
  summary: "Get a workspace",
  tag: "Workspaces",
  description:
    "With limits and key_policy: what is in force, so you know what a new key can have before you create it.",
  scope: "workspace:read",
  params,
  returns: WorkspaceDetail,
  handle: ({ actor, params, now }) => getWorkspaceDetail(actor, params.id, now),
});

export const PATCH = endpoint({
  summary: "Update a workspace",
  description:
    "A new key format applies to keys created or rotated from now on, and stricter rules for keys to what is created or changed from now on. Requires the admin or owner role.",
  tag: "Workspaces",
  access: "user",
  role: "admin",
  workspaceParam: "id",
  params,
  body: WorkspaceChange,
  returns: Workspace,
  handle: ({ actor, params, body }) => changeWorkspace(actor, params.id, body),
});

export const DELETE = endpoint({
  summary: "Delete a workspace",
  description:
    "Its keys stop working at once, its members lose access, and open invitations end. This can't be undone. Requires the owner role.",
  tag: "Workspaces",
  access: "user",
  role: "owner",
  workspaceParam: "id",
  params,
  query: z.strictObject({
    confirm: z.string().max(100).optional().meta({ description: "The workspace's exact name. Required" }),
  }),
  handle: ({ actor, params, query, now }) => deleteWorkspace(actor, params.id, query.confirm, now),
});
