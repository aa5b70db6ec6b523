"use client";

import { logOut } from "#components/auth/browser-session.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";

export function WrongAccount({ loggedInAs }: { loggedInAs: string }) {
  const leaving = useSubmission({
    mutationFn: logOut,
    // The page asks the right account to log in, or to sign up.
    onSuccess: () => window.location.reload(),
  });
  return (
    <div className="grid gap-5">
      <p className="text-pretty text-muted text-sm">
        You're logged in as{" "}
        <strong className="wrap-anywhere font-medium text-foreground">{loggedInAs}</strong>. Log out to
        continue with the invited email.
      </p>
      <FormSummary>{leaving.error?.message}</FormSummary>
      <SubmitButton
        type="button"
        size="large"
        pending={leaving.isPending || leaving.isSuccess}
        onClick={() => leaving.mutate()}
      >
        Log out and continue
      </SubmitButton>
    </div>
  );
}
