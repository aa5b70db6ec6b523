"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { memberError } from "#components/members/member-error.ts";
import { RoleField } from "#components/members/role-field.tsx";
import { grantable, personName } from "#components/members/roles.ts";
import { useRefreshPeople } from "#components/members/use-members.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import { type Standing, workspaceKey } from "#components/workspaces/use-standing.ts";
import type { Member } from "#lib/members/schema.ts";

type ChangeRoleDialogProps = { standing: Standing; member: Member; onClose: () => void };

export function ChangeRoleDialog({ standing, member, onClose }: ChangeRoleDialogProps) {
  const [role, setRole] = useState(member.role);
  const name = personName(member);
  const client = useQueryClient();
  const refresh = useRefreshPeople();
  const isMe = member.user_id === standing.userId;
  const change = useSubmission({
    mutationFn: () =>
      callApi<{ data: Member }>("PATCH", `/workspaces/${standing.workspace.id}/members/${member.user_id}`, {
        body: { role },
      }),
    async onSuccess({ data }) {
      if (isMe) await client.invalidateQueries({ queryKey: workspaceKey });
      toast.success(isMe ? `Your role is ${data.role}` : `${name}'s role is ${data.role}`);
      onClose();
    },
    onSettled: refresh,
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading="Change role"
      description={
        isMe ? "Your own role in this workspace." : `For ${name}. It applies from their next request.`
      }
      action="Change role"
      tone="primary"
      pending={change.isPending || change.isSuccess}
      error={change.error ? memberError(change.error) : undefined}
      onConfirm={() => (role === member.role ? onClose() : change.mutate())}
    >
      <RoleField choices={grantable(standing.role)} value={role} onChange={setRole} />
      <Consequence isMe={isMe} before={member.role} after={role} />
    </ConfirmDialog>
  );
}

function Consequence({ isMe, before, after }: { isMe: boolean; before: string; after: string }) {
  if (before === after) return null;
  if (after === "owner")
    return (
      <p className="text-pretty text-muted">
        Owners can remove each other, and you, and delete the workspace. To hand the workspace over, make
        someone an owner, and then leave it or change your own role.
      </p>
    );
  if (isMe)
    return (
      <p className="text-pretty text-muted">
        You lose these permissions immediately, and only someone else can give them back.
      </p>
    );
  return (
    <p className="text-pretty text-muted">
      Invitations that their new role couldn't send are withdrawn. Their keys keep working.
    </p>
  );
}
