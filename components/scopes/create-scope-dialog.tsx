"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { asFieldError } from "#components/forms/as-field-error.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { scopesKey } from "#components/scopes/use-scopes.ts";
import { Dialog, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.ts";
import type { NewScope, Scope } from "#lib/scopes/schema.ts";

const create = (attempt: Attempt<NewScope>) => callApi<{ data: Scope }>("POST", "/scopes", attempt);
const bodyOf = (form: FormData): NewScope => ({
  name: String(form.get("name")),
  description: String(form.get("description")),
});

export function CreateScopeDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        heading="Create scope"
        description="You can give it to new and existing keys. No key gets it automatically."
      >
        <CreateScopeForm onDone={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

function CreateScopeForm({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const [input] = useState(() => new IdempotentInput<NewScope>());
  const form = useApiForm({
    fields: ["name", "description"],
    send: (form: FormData) => asFieldError("name", ["scope_exists"], input.send(form, bodyOf, create)),
    onDone({ data }) {
      toast.success(`${data.name} was created`);
      void client.invalidateQueries({ queryKey: scopesKey });
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
