"use client";

import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { memberError } from "#components/members/member-error.ts";
import { useRefreshPeople } from "#components/members/use-members.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Invitation } from "#lib/invitations/schema.ts";

type InvitationDialogProps = {
  kind: "withdraw" | "resend";
  invitation: Invitation;
  standing: Standing;
  onClose: () => void;
};

const words = {
  withdraw: {
    heading: "Withdraw invitation?",
    action: "Withdraw invitation",
    text: "The link in the email stops working immediately.",
  },
  resend: {
    heading: "Send the invitation again?",
    action: "Send again",
    text: "The link in the earlier email stops working, and a new one is sent. It works for 7 days. An address gets up to 3 of these emails a day.",
  },
};

export function InvitationDialog({ kind, invitation, standing, onClose }: InvitationDialogProps) {
  const { heading, action, text } = words[kind];
  const { email } = invitation;
  const refresh = useRefreshPeople();
  const change = useSubmission({
    mutationFn: () => send(kind, standing.workspace.id, invitation),
    onSuccess() {
      toast.success(kind === "resend" ? `${email} was invited again` : `${email}'s invitation was withdrawn`);
      onClose();
    },
    onSettled: refresh,
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={heading}
      description={`For ${email}, as ${invitation.role}.`}
      action={action}
      tone={kind === "withdraw" ? "danger" : "primary"}
      pending={change.isPending || change.isSuccess}
      error={change.error ? memberError(change.error) : undefined}
      onConfirm={() => change.mutate()}
    >
      <p className="text-pretty">{text}</p>
    </ConfirmDialog>
  );
}

async function send(kind: "withdraw" | "resend", workspaceId: string, { id, email, role }: Invitation) {
  const invitations = `/workspaces/${workspaceId}/invitations`;
  await callApi<void>("DELETE", `${invitations}/${id}`);
  if (kind === "withdraw") return;
  try {
    await callApi("POST", invitations, { body: { email, role } });
  } catch (error) {
    const reason = error instanceof Error ? memberError(error) : "";
    throw new Error(
      `The invitation was withdrawn, but couldn't be sent again. Invite ${email} again. ${reason}`,
    );
  }
}
