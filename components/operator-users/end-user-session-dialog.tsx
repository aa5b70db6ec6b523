"use client";

import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { useRefreshDesk } from "#components/operator/use-refresh-desk.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Session } from "#lib/accounts/schema.ts";

type EndUserSessionDialogProps = {
  user: { id: string; email: string };
  session: Session;
  device: string;
  onClose: () => void;
};

/** Ends one session of a user. Nothing changes on screen before the server has said so. */
export function EndUserSessionDialog({ user, session, device, onClose }: EndUserSessionDialogProps) {
  const refresh = useRefreshDesk();
  const end = useSubmission({
    mutationFn: () => callApi<void>("DELETE", `/operator/users/${user.id}/sessions/${session.id}`),
    onSuccess() {
      toast.success("Session ended");
      onClose();
    },
    // Also after an error: it may have ended already.
    onSettled: refresh,
  });
  const where = session.ip ? `${device} at ${session.ip}` : device;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading="End session"
      description={`${user.email} is logged out on ${where} immediately, and can log in again. API keys keep working.`}
      action="End session"
      pending={end.isPending || end.isSuccess}
      error={end.error?.message}
      onConfirm={() => end.mutate()}
    />
  );
}
