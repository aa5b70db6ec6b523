"use client";

import { callApi } from "#components/api-client.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { mailKind } from "#components/mail/mail-words.ts";
import { useRefreshDesk } from "#components/operator/use-refresh-desk.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";
import type { QueuedMail } from "#lib/operator/mail-schema.ts";

/** By then, most email servers have answered. */
const sentWithinMs = 2_000;

/** Has an email sent now that waits for its next attempt. */
export function RetryMail({ mail }: { mail: QueuedMail }) {
  const hydrated = useHydrated();
  const refresh = useRefreshDesk();
  const retry = useSubmission({
    again: () => true,
    mutationFn: () => callApi<{ data: QueuedMail }>("POST", `/operator/mails/${mail.id}/retry`),
    onSuccess: () =>
      void toast.success("The email is sent now", {
        description: "If it fails again, it stays in the list.",
      }),
    onError: (error) => void toast.error("The email was not retried", { description: error.message }),
    onSettled() {
      // Also after an error: it may have been sent already.
      void refresh();
      setTimeout(refresh, sentWithinMs);
    },
  });
  return (
    <Button
      tone="plain"
      size="small"
      disabled={!hydrated}
      pending={retry.isPending}
      aria-label={`Retry: ${mailKind(mail.kind)} to ${mail.to ?? "nobody"}`}
      onClick={() => retry.mutate()}
    >
      Retry now
    </Button>
  );
}
