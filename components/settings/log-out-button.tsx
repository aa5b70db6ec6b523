"use client";

import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { logOut } from "#components/session/log-out.ts";

export function LogOutButton() {
  const leaving = useSubmission({ mutationFn: logOut });
  return (
    <SubmitButton
      type="button"
      tone="plain"
      size="small"
      pending={leaving.isPending || leaving.isSuccess}
      onClick={() => leaving.mutate()}
    >
      Log out
    </SubmitButton>
  );
}
