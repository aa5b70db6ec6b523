"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { AuthHeading } from "#components/auth/auth-heading.tsx";
import { ResendForm } from "#components/auth/resend-form.tsx";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { buttonLook } from "#components/ui/button.tsx";

/** Opening the mailed link consumes nothing, because mail scanners open links too: only the button does. */
export function VerifyAddress({ token }: { token: string | null }) {
  const verify = useMutation({
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
      <AuthHeading title="Confirm your address">One click, and your account is open.</AuthHeading>
      <div className="grid gap-5">
        <FormSummary>{verify.error?.message}</FormSummary>
        <SubmitButton type="button" size="large" pending={verify.isPending} onClick={() => verify.mutate()}>
          Verify my address
        </SubmitButton>
      </div>
    </>
  );
}

function Verified({ email }: { email: string }) {
  return (
    <div role="status">
      <AuthHeading title="Your address is verified">
        <strong className="break-all font-medium text-foreground">{email}</strong> can log in now.
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
      <AuthHeading title="This link was already used">
        Your address is most likely verified. If the log-in says otherwise, it offers you a new link.
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
        <AuthHeading title={expired ? "This link has expired" : "This link is not complete"}>
          {expired
            ? "Links from mails work for a limited time. Ask for a new one; it arrives in a moment."
            : "It may have been cut in the mail, or a newer one has replaced it. Copy it whole, or ask for a new one."}
        </AuthHeading>
      </div>
      <ResendForm />
    </>
  );
}
