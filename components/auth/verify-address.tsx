"use client";

import Link from "next/link";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { ResendForm } from "#components/auth/resend-form.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { buttonLook } from "#components/ui/button.tsx";

/** Email scanners open links, so opening the link does not use it up. Only the button does. */
export function VerifyAddress({ token }: { token: string | null }) {
  const verify = useSubmission({
    mutationFn: () => callApi<{ data: { email: string } }>("POST", "/auth/verify", { body: { token } }),
  });
  const code = verify.error instanceof ApiProblem ? verify.error.code : null;

  if (verify.isSuccess) return <Verified email={verify.data.data.email} />;
  if (code === "code_used") return <AlreadyUsed />;
  if (!token || code === "code_expired" || code === "not_found" || code === "validation_failed") {
    return <NeedsNewLink expired={code === "code_expired"} />;
  }
  return (
    <>
      <AuthHeading title="Verify your email">Confirm to activate your account.</AuthHeading>
      <div className="grid gap-5">
        <FormSummary>{verify.error?.message}</FormSummary>
        <SubmitButton type="button" size="large" pending={verify.isPending} onClick={() => verify.mutate()}>
          Verify email
        </SubmitButton>
      </div>
    </>
  );
}

function Verified({ email }: { email: string }) {
  return (
    <div role="status">
      <AuthHeading title="Email verified">
        You can now log in as <strong className="break-all font-medium text-foreground">{email}</strong>.
      </AuthHeading>
      <Link href={`/login?email=${encodeURIComponent(email)}`} className={buttonLook({ size: "large" })}>
        Log in
      </Link>
    </div>
  );
}

function AlreadyUsed() {
  return (
    <div role="status">
      <AuthHeading title="This link has already been used">
        Your email is probably verified. If not, you can request a new link when you log in.
      </AuthHeading>
      <Link href="/login" className={buttonLook({ size: "large" })}>
        Log in
      </Link>
    </div>
  );
}

function NeedsNewLink({ expired }: { expired: boolean }) {
  return (
    <>
      <div role="status">
        <AuthHeading title={expired ? "This link has expired" : "This link is incomplete"}>
          {expired
            ? "Enter your email to get a new link."
            : "It was cut off, or a newer link has replaced it. Copy the whole link, or enter your email to get a new one."}
        </AuthHeading>
      </div>
      <ResendForm />
    </>
  );
}
