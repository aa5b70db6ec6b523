import { endpoint } from "#lib/api/endpoint.ts";
import { acceptInvitation } from "#lib/invitations/accept.ts";
import { InvitationToken } from "#lib/invitations/schema.ts";
import { Workspace } from "#lib/workspaces/schema.ts";

export const POST = endpoint({
  summary: "Accept an invitation",
  description:
    "Makes you a member of the workspace. Only the user with the invited email address can accept. If you are a member already, you keep your role.",
  tag: "Members",
  access: "person",
  body: InvitationToken,
  returns: Workspace,
  idempotent: true,
  problems: ["code_used", "code_expired", "conflict"],
  handle: ({ actor, body, now, execution }) => acceptInvitation(actor, body.token, now, execution),
});
