import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { withdrawInvitation } from "#lib/invitations/invitations.ts";
import { InvitationId } from "#lib/invitations/schema.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const DELETE = endpoint({
  summary: "Withdraw an invitation",
  description: "Its link stops working immediately. Requires the admin or owner role.",
  tag: "Members",
  access: "user",
  role: "admin",
  workspaceParam: "id",
  params: z.object({ id: WorkspaceId, invitation_id: InvitationId }),
  handle: ({ actor, params, now }) => withdrawInvitation(actor, params.id, params.invitation_id, now),
});
