import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { invite, listInvitations } from "#lib/invitations/invitations.ts";
import { Invitation, NewInvitation } from "#lib/invitations/schema.ts";
import { pageQuery } from "#lib/pagination.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

const params = z.object({ id: WorkspaceId });

export const GET = endpoint({
  summary: "List pending invitations",
  description: "The newest first. Requires the admin or owner role.",
  tag: "Members",
  access: "user",
  role: "admin",
  workspaceParam: "id",
  params,
  query: z.strictObject(pageQuery),
  returns: z.array(Invitation),
  list: true,
  handle: ({ actor, params, query, now }) => listInvitations(actor, params.id, query, now),
});

export const POST = endpoint({
  summary: "Invite someone",
  description:
    "Emails a link that works once and expires after 7 days. Requires the admin or owner role; only owners invite owners. An address can have one pending invitation to a workspace, and a workspace 50. If several emails were sent recently, the response is the same and no email is sent.",
  tag: "Members",
  access: "user",
  role: "admin",
  workspaceParam: "id",
  params,
  body: NewInvitation,
  returns: Invitation,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, params, body, now, execution }) => invite(actor, params.id, body, now, execution),
});
