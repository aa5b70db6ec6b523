import { z } from "zod";
import { awaitingApproval, Email, Token } from "#lib/accounts/schema.ts";
import { Role } from "#lib/actors/roles.ts";
import { idPattern } from "#lib/ids.ts";

export const InvitationId = z.string().regex(idPattern("inv")).meta({ description: "An invitation ID" });

export const NewInvitation = z.strictObject({ email: Email, role: Role }).meta({ id: "NewInvitation" });
export type NewInvitation = z.infer<typeof NewInvitation>;

const Inviter = z.object({ email: z.string(), name: z.string().nullable() });

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: Role,
    status: z.literal("pending"),
    invited_by: Inviter.extend({ user_id: z.string() })
      .nullable()
      .meta({ description: "Null if their account was deleted" }),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

export const InvitationToken = z.strictObject({ token: Token }).meta({ id: "InvitationToken" });

export const InvitationPreview = z
  .object({
    workspace_name: z.string(),
    invited_by: Inviter.nullable(),
    role: Role,
    email: z.string(),
    has_account: z.boolean().meta({ description: "Whether the invited address has an account" }),
  })
  .meta({ id: "InvitationPreview" });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

export interface InvitedSignUp {
  password: string;
  name?: string | undefined;
  invitation_token: string;
}

export const SignedUp = z
  .object({
    email: z.string(),
    email_verified: z.literal(true),
    workspace_id: z.string(),
    awaiting_approval: awaitingApproval,
  })
  .meta({ id: "SignedUp" });
