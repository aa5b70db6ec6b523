"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { KeysConcerned } from "#components/keys/keys-concerned.tsx";
import { memberError } from "#components/members/member-error.ts";
import { personName } from "#components/members/roles.ts";
import { useRefreshPeople } from "#components/members/use-members.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Member } from "#lib/members/schema.ts";

type RemoveMemberDialogProps = { standing: Standing; member: Member; onClose: () => void };

export function RemoveMemberDialog({ standing, member, onClose }: RemoveMemberDialogProps) {
  const [revokeKeys, setRevokeKeys] = useState(false);
  const name = personName(member);
  const refresh = useRefreshPeople();
  const remove = useSubmission({
    mutationFn: () =>
      callApi<void>(
        "DELETE",
        `/workspaces/${standing.workspace.id}/members/${member.user_id}?revoke_keys=${revokeKeys}`,
      ),
    onSuccess() {
      const description = revokeKeys ? "The keys that they created are revoked." : "Their keys keep working.";
      toast.success(`${name} was removed`, { description });
      onClose();
    },
    onSettled: refresh,
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`Remove ${name}?`}
      description="They lose access immediately, in all sessions."
      // Without the keys, a new invitation brings everything back.
      {...(revokeKeys ? { typed: { label: `Type ${name} to confirm`, text: name } } : {})}
      action="Remove member"
      pending={remove.isPending || remove.isSuccess}
      error={remove.error ? memberError(remove.error) : undefined}
      onConfirm={() => remove.mutate()}
    >
      <KeysConcerned
        filter={{ created_by: member.user_id }}
        none="They haven't created any keys in this workspace."
        some="Keys that they created, directly or with one of their keys:"
      />
      <Checkbox
        name="revoke_keys"
        label="Also revoke the keys that they created"
        description="Otherwise the keys stay in the workspace and keep working. Revoke them if you don't know who else has their secrets. This can't be undone."
        checked={revokeKeys}
        onChange={setRevokeKeys}
      />
    </ConfirmDialog>
  );
}
