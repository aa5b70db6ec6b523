"use client";

import { logOut } from "#components/auth/browser-session.ts";
import { logInPath } from "#components/auth/log-in-reason.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";

/** Says so if the session couldn't be ended, because the user may be about to leave a computer that others use. */
export function LogOutButton() {
  const leaving = useSubmission({
    mutationFn: logOut,
    // A full page load, so that no account data stays in memory.
    onSuccess: () => window.location.assign(logInPath({ reason: "logged_out" })),
  });
  return (
    <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <span role="alert" className="text-danger text-sm">
        {leaving.error ? "You're still logged in. Try again." : null}
      </span>
      <SubmitButton
        type="button"
        tone="plain"
        size="small"
        pending={leaving.isPending || leaving.isSuccess}
        onClick={() => leaving.mutate()}
      >
        Log out
      </SubmitButton>
    </div>
  );
}
