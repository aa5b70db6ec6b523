"use client";

import Link from "next/link";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { DeadInvitation } from "#components/invitations/dead-invitation.tsx";
import {
  type DeadState,
  type InvitationLink,
  type InvitationPreview,
  type InvitationStepProps,
  type Joined,
  noteDeadLink,
  pathOf,
  roleWords,
} from "#components/invitations/invitation-link.ts";
import { SignUpInvited } from "#components/invitations/sign-up-invited.tsx";
import { WrongAccount } from "#components/invitations/wrong-account.tsx";
import { buttonLook } from "#components/ui/button.tsx";

type AcceptInvitationProps = {
  token: string;
  link: InvitationLink;
  /** The email of the logged-in user. */
  loggedInAs: string | null;
  passwordMinLength: number;
};

/** Email scanners open links, so opening the link does not use it up. Only a button does. */
export function AcceptInvitation({ token, link, loggedInAs, passwordMinLength }: AcceptInvitationProps) {
  const [joined, setJoined] = useState<Joined | null>(null);
  const [endedAs, setEndedAs] = useState<DeadState | null>(null);
  if ("state" in link) return <DeadInvitation state={link.state} />;
  // First: after a double click, the second request finds the link used.
  if (joined) return <HasJoined invitation={link} as={joined} />;
  if (endedAs) return <DeadInvitation state={endedAs} />;
  const steps = { token, invitation: link, onJoined: setJoined, onDead: setEndedAs };
  return (
    <>
      <AuthHeading title="Join a workspace">
        <Inviter invitation={link} /> invites you to join <Strong>{link.workspace_name}</Strong> as{" "}
        {roleWords[link.role]}.
      </AuthHeading>
      {loggedInAs === link.email ? (
        <Accept {...steps} />
      ) : loggedInAs !== null ? (
        <WrongAccount invited={link.email} loggedInAs={loggedInAs} />
      ) : link.has_account ? (
        <LogInFirst token={token} email={link.email} />
      ) : (
        <SignUpInvited {...steps} passwordMinLength={passwordMinLength} />
      )}
    </>
  );
}

function Strong({ children }: { children: string }) {
  return <strong className="wrap-anywhere font-medium text-foreground">{children}</strong>;
}

function Inviter({ invitation: { invited_by } }: { invitation: InvitationPreview }) {
  if (!invited_by) return "Someone";
  if (!invited_by.name) return <Strong>{invited_by.email}</Strong>;
  return (
    <>
      <Strong>{invited_by.name}</Strong> (<span className="wrap-anywhere">{invited_by.email}</span>)
    </>
  );
}

function Accept({ token, invitation, onJoined, onDead }: InvitationStepProps) {
  const accept = useSubmission({
    mutationFn: () => callApi("POST", "/invitations/accept", { body: { token } }),
    onSuccess: () => onJoined({}),
    onError: (error) => noteDeadLink(error, onDead),
  });
  return (
    <div className="grid gap-5">
      <p className="text-muted text-sm">
        You are logged in as <Strong>{invitation.email}</Strong>.
      </p>
      <FormSummary>{accept.error?.message}</FormSummary>
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
      <p className="text-muted text-sm">
        The invitation is for <Strong>{email}</Strong>. Log in with this address to accept it.
      </p>
      <Link href={`/login?${search}`} className={buttonLook({ size: "large" })}>
        Log in to accept
      </Link>
    </div>
  );
}

function HasJoined({ invitation, as }: { invitation: InvitationPreview; as: Joined }) {
  const { workspace_name, role, has_account } = invitation;
  if (as.awaiting_approval) return <AwaitingApproval invitation={invitation} />;
  return (
    <div role="status">
      <AuthHeading title="You have joined">
        You are now {roleWords[role]} in <Strong>{workspace_name}</Strong>.
        {has_account
          ? " The pages here show the workspace that you joined first. To work in another one, use the API."
          : null}
      </AuthHeading>
      {/* A full page load drops everything that was rendered before. */}
      <a href="/settings/api-keys" className={buttonLook({ size: "large" })}>
        {has_account ? "Go to API keys" : "Go to your workspace"}
      </a>
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
