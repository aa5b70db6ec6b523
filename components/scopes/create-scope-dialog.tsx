"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { asFieldError } from "#components/forms/as-field-error.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { offeredScopesKey, scopesKey } from "#components/scopes/use-scopes.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { NewScope, Scope } from "#lib/scopes/schema.ts";

const bodyOf = (form: FormData): NewScope => ({
  name: String(form.get("name")),
  description: String(form.get("description")),
});

type CreateScopeDialogProps = {
  /** The workspace's own, or those that the operator offers to all workspaces. */
  path?: "/scopes" | "/operator/scopes";
  description?: string;
  onClose: () => void;
};

export function CreateScopeDialog({
  path = "/scopes",
  description = "You can give it to new and existing keys. No key gets it automatically.",
  onClose,
}: CreateScopeDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel heading="Create scope" description={description}>
        <CreateScopeForm path={path} onDone={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

function CreateScopeForm({ path, onDone }: { path: string; onDone: () => void }) {
  const client = useQueryClient();
  const create = (attempt: Attempt<NewScope>) =>
    callApi<{ data: Pick<Scope, "name"> }>("POST", path, attempt);
  const [input] = useState(() => new IdempotentInput<NewScope>());
  const form = useApiForm({
    fields: ["name", "description"],
    send: (form: FormData) => asFieldError("name", ["scope_exists"], input.send(form, bodyOf, create)),
    onDone({ data }) {
      toast.success(`${data.name} was created`);
      void client.invalidateQueries({ queryKey: path === "/scopes" ? scopesKey : offeredScopesKey });
      onDone();
    },
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Create scope">
      <Field
        label="Name"
        hint="resource:action in lowercase, such as orders:read. It can't be changed later."
        error={form.errors.name}
      >
        {(aria) => (
          <Input
            {...aria}
            name="name"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            className="font-mono"
          />
        )}
      </Field>
      <Field
        label="Description"
        hint="Optional. What a key with this scope can do."
        error={form.errors.description}
      >
        {(aria) => <Input {...aria} name="description" autoComplete="off" maxLength={200} />}
      </Field>
    </DialogForm>
  );
}
