"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { asFieldError } from "#components/forms/as-field-error.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { RoleField } from "#components/members/role-field.tsx";
import { grantable, type Role } from "#components/members/roles.ts";
import { useRefreshPeople } from "#components/members/use-members.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Invitation, NewInvitation } from "#lib/invitations/schema.ts";

type InviteDialogProps = { standing: Standing; onClose: () => void };

export function InviteDialog({ standing, onClose }: InviteDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading="Invite member"
        description="They get an email with a link that works once and expires after 7 days."
      >
        <InviteForm standing={standing} onDone={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

const taken = ["already_invited", "already_member"];
const bodyOf = (form: FormData): NewInvitation => ({
  email: String(form.get("email")).trim(),
  role: form.get("role") as Role,
});

function InviteForm({ standing, onDone }: { standing: Standing; onDone: () => void }) {
  const [role, setRole] = useState<Role>("developer");
  const [input] = useState(() => new IdempotentInput<NewInvitation>());
  const refresh = useRefreshPeople();
  const send = (attempt: Attempt<NewInvitation>) =>
    callApi<{ data: Invitation }>("POST", `/workspaces/${standing.workspace.id}/invitations`, attempt);
  const form = useApiForm({
    fields: ["email", "role"],
    send: (form: FormData) => asFieldError("email", taken, input.send(form, bodyOf, send)),
    onDone({ data }) {
      toast.success(`${data.email} was invited`, {
        description: `As ${data.role}. The invitation expires in 7 days.`,
      });
      void refresh();
      onDone();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Invite member">
      <Field
        label="Email"
        hint="Only the owner of this address can accept. If they don't have an account yet, they create one first."
        error={form.errors.email}
      >
        {(aria) => <Input {...aria} name="email" type="email" autoComplete="off" />}
      </Field>
      <RoleField
        choices={grantable(standing.role)}
        value={role}
        onChange={setRole}
        error={form.errors.role}
      />
      <p className="text-muted text-sm">
        A workspace can send 20 invitation emails an hour, and 3 a day to one address. Beyond that, the person
        is invited but gets no email.
      </p>
    </DialogForm>
  );
}
