"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { asFieldError } from "#components/forms/as-field-error.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { useRefreshDesk } from "#components/operator/use-refresh-desk.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { NewOperatorUser, OperatorUser } from "#lib/operator/users-schema.ts";

export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading="Create user"
        description="They get an email with a link to choose a password, which expires in 7 days. It doesn't matter who can sign up."
      >
        <CreateUserForm onDone={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

const taken = ["account_exists"];

function bodyOf(form: FormData): NewOperatorUser {
  const name = String(form.get("name")).trim();
  return { email: String(form.get("email")).trim(), ...(name && { name }) };
}

function CreateUserForm({ onDone }: { onDone: () => void }) {
  const [input] = useState(() => new IdempotentInput<NewOperatorUser>());
  const refresh = useRefreshDesk();
  const send = (attempt: Attempt<NewOperatorUser>) =>
    callApi<{ data: OperatorUser }>("POST", "/operator/users", attempt);
  const form = useApiForm({
    fields: ["email", "name"],
    send: (form: FormData) => asFieldError("email", taken, input.send(form, bodyOf, send)),
    onDone({ data }) {
      toast.success(`${data.email} has an account`, { description: "The link is on its way." });
      void refresh();
      onDone();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Create user">
      <Field label="Email" error={form.errors.email}>
        {(aria) => <Input {...aria} name="email" type="email" autoComplete="off" />}
      </Field>
      <Field label="Name" hint="Optional." error={form.errors.name}>
        {(aria) => <Input {...aria} name="name" autoComplete="off" maxLength={100} />}
      </Field>
    </DialogForm>
  );
}
