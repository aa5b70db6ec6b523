import { ApiProblem } from "#components/api-client.ts";

export type InvitationPreview = {
  workspace_name: string;
  invited_by: { email: string; name: string | null } | null;
  role: "owner" | "admin" | "developer" | "viewer";
  email: string;
  has_account: boolean;
};

export type DeadState = "code_used" | "code_expired" | "incomplete";

/** What the server knows about an invitation's link. */
export type InvitationLink = InvitationPreview | { state: DeadState };

/** The answer to a sign-up. An account that exists isn't held back. */
export type Joined = { awaiting_approval?: true };

/** What each way of accepting an invitation needs. */
export type InvitationStepProps = {
  token: string;
  invitation: InvitationPreview;
  onJoined: (as: Joined) => void;
  /** The link doesn't work any more. */
  onDead: (state: DeadState) => void;
};

export const pathOf = (token: string) => `/invitations/accept?token=${encodeURIComponent(token)}`;

/** Tells `onDead` if an error means that the link doesn't work any more. */
export function noteDeadLink(error: unknown, onDead: InvitationStepProps["onDead"]): void {
  if (!(error instanceof ApiProblem)) return;
  if (error.code === "code_used" || error.code === "code_expired") onDead(error.code);
}

export const roleWords: Record<InvitationPreview["role"], string> = {
  owner: "an owner",
  admin: "an admin",
  developer: "a developer",
  viewer: "a viewer",
};
