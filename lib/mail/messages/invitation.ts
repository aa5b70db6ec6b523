import * as invitations from "#db/queries/invitations.ts";
import { type Composer, link, type Recipient, siteName } from "#lib/mail/messages/message.ts";
import { plainName } from "#lib/mail/plain-name.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

/** The emails about invitations. Strangers get them, so names in them must not be able to say much. */
export const invitationMessages = {
  invitation: async ({ aboutId }: Recipient, now: Date) => {
    const invitation = await invitations.byId(aboutId!);
    if (!invitation || invitation.acceptedAt || invitation.withdrawnAt || invitation.expiresAt <= now)
      return null;
    const { inviterEmail, inviterName, workspaceName, role, expiresAt } = invitation;
    const site = await siteName();
    const workspace = plainName(workspaceName);
    const token = await mintCode({ aboutId: aboutId! }, "invitation", now, expiresAt);
    return {
      subject: `Join ${workspace || "a workspace"} on ${site}`,
      paragraphs: [
        `${inviterOf(inviterName, inviterEmail)} invites you to ${workspace ? `the workspace "${workspace}"` : "a workspace"} on ${site} as ${ROLE_WORDS[role] ?? role}.`,
        "Open the page to see the invitation and accept it. It expires in 7 days and works once. If you don't know the sender, you can ignore this email.",
      ],
      action: { label: "View invitation", url: link("/invitations/accept", token) },
    };
  },
} satisfies Record<string, Composer>;

function inviterOf(name: string | null, email: string | null): string {
  const shown = plainName(name ?? "");
  return shown && email ? `${shown} (${email})` : shown || email || "Someone";
}

const ROLE_WORDS: Record<string, string> = {
  owner: "an owner",
  admin: "an admin",
  developer: "a developer",
  viewer: "a viewer",
};
