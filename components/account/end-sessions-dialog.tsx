"use client";

import { deviceName } from "#components/account/device-name.ts";
import { leaveAccount } from "#components/account/leave-account.ts";
import { useRefreshAccount } from "#components/account/use-account.ts";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Session } from "#lib/accounts/schema.ts";

export type Ending = { which: "one"; session: Session } | { which: "others" } | { which: "all" };

const words = {
  one: { heading: "End session", action: "End session", done: "Session ended" },
  others: {
    heading: "End all other sessions",
    action: "End all other sessions",
    done: "All other sessions ended",
  },
  all: { heading: "Log out everywhere", action: "Log out everywhere", done: "" },
};

type EndSessionsDialogProps = { ending: Ending; onClose: () => void };

/** Ends one session, all others, or all. Nothing changes on screen before the server has said so. */
export function EndSessionsDialog({ ending, onClose }: EndSessionsDialogProps) {
  const refresh = useRefreshAccount();
  const { heading, action, done } = words[ending.which];
  const end = useSubmission({
    mutationFn: () => send(ending),
    async onSuccess() {
      if (ending.which === "all") return leaveAccount("logged_out_everywhere");
      await refresh();
      toast.success(done);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={heading}
      action={action}
      pending={end.isPending || end.isSuccess}
      error={end.error?.message}
      onConfirm={() => end.mutate()}
    >
      <p className="text-pretty">{consequence(ending)}</p>
    </ConfirmDialog>
  );
}

function consequence(ending: Ending): string {
  if (ending.which === "all")
    return "All of your sessions end immediately, including this one, and you have to log in again. API keys keep working.";
  if (ending.which === "others")
    return "All other browsers and programs have to log in again. This session and your API keys keep working.";
  const { user_agent, ip } = ending.session;
  return `${deviceName(user_agent)}${ip ? ` at ${ip}` : ""} is logged out immediately. API keys keep working.`;
}

async function send(ending: Ending): Promise<void> {
  if (ending.which === "all") return callApi("DELETE", "/auth/sessions");
  if (ending.which === "others") return callApi("DELETE", "/auth/sessions?except_current=true");
  try {
    await callApi("DELETE", `/auth/sessions/${ending.session.id}`);
  } catch (error) {
    // It has ended in the meantime, which is what was wanted.
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  }
}
