"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { openWorkspace } from "#components/shell/workspace-cookie.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { NewWorkspace, Workspace } from "#lib/workspaces/schema.ts";

const create = (attempt: Attempt<NewWorkspace>) =>
  callApi<{ data: Workspace }>("POST", "/workspaces", attempt);

type NewWorkspaceDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export function NewWorkspaceDialog({ open, onOpenChange }: NewWorkspaceDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogPanel
        heading="Create workspace"
        description="A workspace has its own API keys, members and usage. You become its owner."
      >
        <NewWorkspaceFields />
      </DialogPanel>
    </Dialog>
  );
}

function NewWorkspaceFields() {
  const [input] = useState(() => new IdempotentInput<NewWorkspace>());
  const form = useApiForm({
    fields: ["name"],
    send: (form: FormData) => input.send(form, (data) => ({ name: String(data.get("name")) }), create),
    onDone: ({ data }) => openWorkspace(data.id),
  });
  return (
    <DialogForm form={form} pending={form.pending || form.mutation.isSuccess} action="Create workspace">
      <Field label="Name" hint="For example, your team or product." error={form.errors.name}>
        {(aria) => <Input {...aria} name="name" autoComplete="organization" maxLength={100} />}
      </Field>
    </DialogForm>
  );
}
