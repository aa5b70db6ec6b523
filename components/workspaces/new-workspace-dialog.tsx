"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { openWorkspace } from "#components/shell/workspace-cookie.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
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
  const { formProps, errors, summary, pending, mutation } = useApiForm({
    fields: ["name"],
    send: (form: FormData) => input.send(form, (data) => ({ name: String(data.get("name")) }), create),
    onDone: ({ data }) => openWorkspace(data.id),
  });
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-5">
        <FormSummary>{summary}</FormSummary>
        <Field label="Name" hint="For example, your team or product." error={errors.name}>
          {(aria) => <Input {...aria} name="name" autoComplete="organization" maxLength={100} />}
        </Field>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton pending={pending || mutation.isSuccess}>Create workspace</SubmitButton>
      </DialogFooter>
    </form>
  );
}
