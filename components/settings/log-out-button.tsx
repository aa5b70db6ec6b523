"use client";

import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";

async function logOut(): Promise<void> {
  const { signOut } = await import("next-auth/react");
  await signOut({ redirect: false }).catch(() => undefined);
  // A full page load, so that no account data stays in memory.
  window.location.assign("/login");
}

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
