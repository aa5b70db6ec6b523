"use client";

import Link from "next/link";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { ReadyToLogIn } from "#components/auth/ready-to-log-in.tsx";
import { ResendForm } from "#components/auth/resend-form.tsx";
import {
  deadCodeOf,
  type VerificationLink,
  type VerifyAnswer,
  type VerifyStepProps,
} from "#components/auth/verify-link.ts";
import { VerifyWithPassword } from "#components/auth/verify-with-password.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { buttonLook } from "#components/ui/button.tsx";

type VerifyAddressProps = { token: string; link: VerificationLink; passwordMinLength: number };

/** Email scanners open links, so opening the link does not use it up. Only a button does. */
export function VerifyAddress({ token, link, passwordMinLength }: VerifyAddressProps) {
  const [verified, setVerified] = useState<VerifyAnswer["data"] | null>(null);
  const [endedAs, setEndedAs] = useState<"code_used" | "code_expired" | null>(null);
  if (!("email" in link)) return <DeadLink state={link.state} />;
  // First: after a double click, the second request finds the link used.
  if (verified?.awaiting_approval) return <AwaitingApproval email={link.email} />;
  if (verified) return <ReadyToLogIn title="Email verified" email={link.email} />;
  if (endedAs) return <DeadLink state={endedAs} />;
  const steps = {
    token,
    email: link.email,
    onVerified: ({ data }: VerifyAnswer) => setVerified(data),
    onDead: setEndedAs,
  };
  if (link.state === "own") return <Confirm {...steps} />;
  return <VerifyWithPassword {...steps} passwordMinLength={passwordMinLength} />;
}

function Confirm({ token, email, onVerified, onDead }: VerifyStepProps) {
  const verify = useSubmission({
    mutationFn: () => callApi<VerifyAnswer>("POST", "/auth/verify", { body: { token } }),
    onSuccess: onVerified,
    onError(error) {
      const code = deadCodeOf(error);
      if (code) onDead(code);
    },
  });
  return (
    <>
      <AuthHeading title="Verify your email">
        Confirm to activate your account for{" "}
        <strong className="wrap-anywhere font-medium text-foreground">{email}</strong>.
      </AuthHeading>
      <div className="grid gap-5">
        <FormSummary>{verify.error?.message}</FormSummary>
        <SubmitButton type="button" size="large" pending={verify.isPending} onClick={() => verify.mutate()}>
          Verify email
        </SubmitButton>
      </div>
    </>
  );
}

function AwaitingApproval({ email }: { email: string }) {
  return (
    <div>
      <AuthHeading title="Email verified">
        Your account <strong className="wrap-anywhere font-medium text-foreground">{email}</strong> now waits
        for approval. We'll email you when you can log in.
      </AuthHeading>
    </div>
  );
}

function DeadLink({ state }: { state: VerificationLink["state"] }) {
  return state === "code_used" ? <AlreadyUsed /> : <NeedsNewLink expired={state === "code_expired"} />;
}

function AlreadyUsed() {
  return (
    <div>
      <AuthHeading title="This link has already been used">
        Your email is probably verified. If not, you can request a new link when you log in.
      </AuthHeading>
      <Link href="/login" className={buttonLook({ size: "large", className: "w-full" })}>
        Log in
      </Link>
    </div>
  );
}

function NeedsNewLink({ expired }: { expired: boolean }) {
  return (
    <>
      <div>
        <AuthHeading title={expired ? "This link no longer works" : "This link is incomplete"}>
          {expired
            ? "It is incomplete or has expired, a newer link has replaced it, or your email is already verified. Enter your email to get a new link."
            : "It was cut off. Copy the whole link, or enter your email to get a new one."}
        </AuthHeading>
      </div>
      <ResendForm />
    </>
  );
}
