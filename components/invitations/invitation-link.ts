import { ApiProblem } from "#components/api-client.ts";

export type InvitationPreview = {
  workspace_name: string;
  invited_by: { email: string; name: string | null } | null;
  role: "owner" | "admin" | "developer" | "viewer";
  email: string;
  has_account: boolean;
  /** The role of the logged-in user, if they are a member already. */
  own_role: "owner" | "admin" | "developer" | "viewer" | null;
};

export type DeadState = "code_used" | "code_expired" | "incomplete";

/** What the server knows about an invitation's link. */
export type InvitationLink = InvitationPreview | { state: DeadState };

/** A new account may have to wait for approval. Someone with an account opens the workspace that they have joined. */
export type Joined = { awaiting_approval?: true; workspaceId?: string };

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

/** What someone with an invitation is told if they can't accept it now. */
export function textOf(error: Error | null): string | undefined {
  return error instanceof ApiProblem && error.reason === "workspace_suspended"
    ? "This workspace is suspended, so nobody can join it at the moment. Contact the person who invited you."
    : error?.message;
}

/** After "You are". */
export const roleWords: Record<InvitationPreview["role"], string> = {
  owner: "an owner",
  admin: "an admin",
  developer: "a developer",
  viewer: "a viewer",
};
