"use client";

import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";

async function logOut(): Promise<void> {
  const { signOut } = await import("next-auth/react");
  await signOut({ redirect: false }).catch(() => undefined);
  // The page asks the right account to log in, or to sign up.
  window.location.reload();
}

export function WrongAccount({ invited, loggedInAs }: { invited: string; loggedInAs: string }) {
  const leaving = useSubmission({ mutationFn: logOut });
  return (
    <div className="grid gap-5">
      <p className="text-pretty text-muted text-sm">
        The invitation is for <strong className="wrap-anywhere font-medium text-foreground">{invited}</strong>
        , but you are logged in as{" "}
        <strong className="wrap-anywhere font-medium text-foreground">{loggedInAs}</strong>. Log out to
        continue with the invited address.
      </p>
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
