"use client";

import { ApiProblem, callApi } from "#components/api-client.ts";
import { useMailCooldown } from "#components/auth/mail-cooldown.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { Notice } from "#components/ui/notice.tsx";

/** Sends the verification email again, at most once per minute. */
export function ResendMail({ email }: { email: string }) {
  const { left, restart } = useMailCooldown(email);
  const resend = useSubmission({
    again: () => true,
    mutationFn: () => callApi("POST", "/auth/verification", { body: { email } }),
    onSuccess: () => restart(),
    onError(error) {
      if (error instanceof ApiProblem && error.retryAfterSeconds) restart(error.retryAfterSeconds);
    },
  });
  return (
    <div className="grid gap-5">
      <div role="status" className="contents">
        {resend.isSuccess ? <Notice tone="good">Requested. Use the link in the newest email.</Notice> : null}
      </div>
      <FormSummary>{resend.error?.message}</FormSummary>
      <SubmitButton
        type="button"
        tone="plain"
        size="large"
        // Not disabled: the button would lose the focus when it has sent the email.
        pending={resend.isPending || left > 0}
        spinning={resend.isPending}
        onClick={() => resend.mutate()}
        className="tabular-nums"
      >
        {left > 0 ? `Send the email again in ${left} s` : "Send the email again"}
      </SubmitButton>
    </div>
  );
}
