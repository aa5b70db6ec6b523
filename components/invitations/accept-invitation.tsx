"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { DeadInvitation } from "#components/invitations/dead-invitation.tsx";
import { InvitationFacts } from "#components/invitations/invitation-facts.tsx";
import {
  type DeadState,
  type InvitationLink,
  type InvitationPreview,
  type InvitationStepProps,
  type Joined,
  noteDeadLink,
  pathOf,
  roleWords,
  textOf,
} from "#components/invitations/invitation-link.ts";
import { SignUpInvited } from "#components/invitations/sign-up-invited.tsx";
import { WrongAccount } from "#components/invitations/wrong-account.tsx";
import { openWorkspace } from "#components/shell/workspace-cookie.ts";
import { Button, buttonLook } from "#components/ui/button.tsx";
import type { Workspace } from "#lib/workspaces/schema.ts";

type AcceptInvitationProps = {
  token: string;
  link: InvitationLink;
  /** The email of the logged-in user. */
  loggedInAs: string | null;
  passwordMinLength: number;
  terms: ReactNode;
};

/** Email scanners open links, so opening the link does not use it up. Only a button does. */
export function AcceptInvitation({ token, link, loggedInAs, ...signUp }: AcceptInvitationProps) {
  const [joined, setJoined] = useState<Joined | null>(null);
  const [endedAs, setEndedAs] = useState<DeadState | null>(null);
  if ("state" in link) return <DeadInvitation state={link.state} />;
  // First: after a double click, the second request finds the link used.
  if (joined) return <HasJoined invitation={link} as={joined} />;
  if (endedAs) return <DeadInvitation state={endedAs} />;
  if (link.own_role) return <AlreadyMember workspace={link.workspace_name} role={link.own_role} />;
  const steps = { token, invitation: link, onJoined: setJoined, onDead: setEndedAs };
  return (
    <>
      <AuthHeading title="Join a workspace" />
      <InvitationFacts invitation={link} />
      {loggedInAs === link.email ? (
        <Accept {...steps} />
      ) : loggedInAs !== null ? (
        <WrongAccount loggedInAs={loggedInAs} />
      ) : link.has_account ? (
        <LogInFirst token={token} email={link.email} />
      ) : (
        <SignUpInvited {...steps} {...signUp} />
      )}
    </>
  );
}

function Strong({ children }: { children: string }) {
  return <strong className="wrap-anywhere font-medium text-foreground">{children}</strong>;
}

function Accept({ token, onJoined, onDead }: InvitationStepProps) {
  const accept = useSubmission({
    mutationFn: () => callApi<{ data: Workspace }>("POST", "/invitations/accept", { body: { token } }),
    onSuccess: ({ data }) => onJoined({ workspaceId: data.id }),
    onError: (error) => noteDeadLink(error, onDead),
  });
  return (
    <div className="grid gap-5">
      <FormSummary>{textOf(accept.error)}</FormSummary>
      <SubmitButton type="button" size="large" pending={accept.isPending} onClick={() => accept.mutate()}>
        Accept invitation
      </SubmitButton>
    </div>
  );
}

function LogInFirst({ token, email }: { token: string; email: string }) {
  const search = new URLSearchParams({ email, next: pathOf(token) });
  return (
    <div className="grid gap-5">
      <p className="text-muted text-sm">You have an account with this email. Log in to accept.</p>
      <Link href={`/login?${search}`} className={buttonLook({ size: "large", className: "w-full" })}>
        Log in to accept
      </Link>
    </div>
  );
}

function AlreadyMember({ workspace, role }: { workspace: string; role: InvitationPreview["role"] }) {
  return (
    <>
      <AuthHeading title="You're already a member">
        You are {roleWords[role]} in <Strong>{workspace}</Strong>. The invitation doesn't change that.
      </AuthHeading>
      <Link href="/settings/api-keys" className={buttonLook({ size: "large", className: "w-full" })}>
        Go to your workspace
      </Link>
    </>
  );
}

function HasJoined({ invitation, as }: { invitation: InvitationPreview; as: Joined }) {
  const { workspace_name, role } = invitation;
  const { workspaceId } = as;
  if (as.awaiting_approval) return <AwaitingApproval invitation={invitation} />;
  return (
    <div>
      <AuthHeading title="You have joined">
        You are now {roleWords[role]} in <Strong>{workspace_name}</Strong>.
      </AuthHeading>
      {/* A full page load drops everything that was rendered before. A new account has only this workspace. */}
      <Button
        size="large"
        className="w-full"
        onClick={() =>
          workspaceId ? openWorkspace(workspaceId) : window.location.assign("/settings/api-keys")
        }
      >
        Go to your workspace
      </Button>
    </div>
  );
}

function AwaitingApproval({ invitation: { email, workspace_name } }: { invitation: InvitationPreview }) {
  return (
    <div role="status">
      <AuthHeading title="Account created">
        Your account <Strong>{email}</Strong> now waits for approval. We'll email you when you can log in to{" "}
        <Strong>{workspace_name}</Strong>.
      </AuthHeading>
    </div>
  );
}
