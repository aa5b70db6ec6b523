"use client";

import Link from "next/link";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { deadCodeOf } from "#components/auth/verify-link.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { buttonLook } from "#components/ui/button.tsx";

type DeadState = "code_used" | "code_expired" | "incomplete";
type ConfirmEmailProps = { token: string; link: { state: "ready"; email: string } | { state: DeadState } };

/** Email scanners open links, so opening the link does not use it up. Only the button does. */
export function ConfirmEmail({ token, link }: ConfirmEmailProps) {
  const [confirmed, setConfirmed] = useState(false);
  const [endedAs, setEndedAs] = useState<DeadState | null>(null);
  const confirm = useSubmission({
    mutationFn: () => callApi("POST", "/me/email/confirm", { body: { token } }),
    onSuccess: () => setConfirmed(true),
    onError(error) {
      const code = deadCodeOf(error);
      if (code) setEndedAs(code);
    },
  });
  if (link.state !== "ready") return <DeadLink state={link.state} />;
  // First: after a double click, the second request finds the link used.
  if (confirmed) return <Confirmed email={link.email} />;
  if (endedAs) return <DeadLink state={endedAs} />;
  return (
    <>
      <AuthHeading title="Confirm your new email">
        After you confirm, you log in as <Address email={link.email} />.
      </AuthHeading>
      <div className="grid gap-5">
        <FormSummary>{confirm.error?.message}</FormSummary>
        <SubmitButton type="button" size="large" pending={confirm.isPending} onClick={() => confirm.mutate()}>
          Confirm email
        </SubmitButton>
      </div>
    </>
  );
}

function Address({ email }: { email: string }) {
  return <strong className="wrap-anywhere font-medium text-foreground">{email}</strong>;
}

function Confirmed({ email }: { email: string }) {
  return (
    <div>
      <AuthHeading title="Email changed">
        The email of your account is now <Address email={email} />. Where you're logged in, you stay logged
        in.
      </AuthHeading>
      <Link href="/settings" className={buttonLook({ size: "large", className: "w-full" })}>
        Go to settings
      </Link>
    </div>
  );
}

const DEAD_LINKS: Record<DeadState, { title: string; text: string }> = {
  code_used: {
    title: "This link has already been used",
    text: "Your new email is probably confirmed. Log in with it to be sure.",
  },
  code_expired: {
    title: "This link no longer works",
    text: "It has expired, a newer link has replaced it, or your password was changed since. Log in and request the new email again.",
  },
  incomplete: {
    title: "This link is incomplete",
    text: "It was cut off. Copy the whole link from the email.",
  },
};

function DeadLink({ state }: { state: DeadState }) {
  const { title, text } = DEAD_LINKS[state];
  return (
    <div>
      <AuthHeading title={title}>{text}</AuthHeading>
      <Link href="/login" className={buttonLook({ size: "large", className: "w-full" })}>
        Log in
      </Link>
    </div>
  );
}
