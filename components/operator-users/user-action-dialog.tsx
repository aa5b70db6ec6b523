"use client";

import { useState } from "react";
import { ActionDialog } from "#components/operator/action-dialog.tsx";
import { type UserActionName, userActions } from "#components/operator-users/user-actions.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { toast } from "#components/ui/toast.ts";
import type { OperatorUserDetail } from "#lib/operator/users-schema.ts";

type UserActionDialogProps = { user: OperatorUserDetail; action: UserActionName; onClose: () => void };

export function UserActionDialog({ user, action, onClose }: UserActionDialogProps) {
  const { name, tone, consequence, asksReason, send, done } = userActions[action];
  return (
    <ActionDialog
      heading={name}
      description={consequence(user)}
      action={name}
      tone={tone}
      {...(asksReason && { reason: "For the audit log of this site, which only operators can read." })}
      send={(form) => send(user, form)}
      onDone={(answer) => {
        const { title, description } = done(user, answer);
        toast.success(title, description ? { description } : {});
      }}
      onClose={onClose}
    >
      {action === "suspend" ? <OwnWorkspaces user={user} /> : null}
    </ActionDialog>
  );
}

/** Offered to those who own workspaces. The API suspends only those that have no other owner. */
function OwnWorkspaces({ user }: { user: OperatorUserDetail }) {
  const [checked, setChecked] = useState(false);
  const owned = user.workspaces.filter(({ role, suspended }) => role === "owner" && !suspended);
  if (owned.length === 0) return null;
  return (
    <Checkbox
      name="suspend_workspaces"
      label="Also suspend the workspaces that they alone own"
      description={`They own ${owned.map(({ name }) => name).join(", ")}. Requests with the keys of a suspended workspace get 403.`}
      checked={checked}
      onChange={setChecked}
    />
  );
}
