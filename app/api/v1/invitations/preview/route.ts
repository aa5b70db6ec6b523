import { endpoint } from "#lib/api/endpoint.ts";
import { previewInvitation } from "#lib/invitations/accept.ts";
import { InvitationPreview, InvitationToken } from "#lib/invitations/schema.ts";

export const POST = endpoint({
  summary: "Preview an invitation",
  description: "Tells what the link of an invitation invites to. Doesn't use the link up.",
  tag: "Members",
  access: "public",
  readOnly: true,
  body: InvitationToken,
  returns: InvitationPreview,
  problems: ["code_used", "code_expired"],
  handle: ({ body, now }) => previewInvitation(body.token, now),
});
