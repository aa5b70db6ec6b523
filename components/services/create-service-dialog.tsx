"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { asFieldError } from "#components/forms/as-field-error.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { textOf } from "#components/forms/form-values.ts";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { SecretOnce } from "#components/secrets/secret-once.tsx";
import { ServiceSecret } from "#components/services/service-secret.tsx";
import { DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { MintedService } from "#lib/services/schema.ts";

type CreateServiceDialogProps = { open: boolean; baseUrl: string; onClose: () => void };

export function CreateServiceDialog({ open, baseUrl, onClose }: CreateServiceDialogProps) {
  const client = useQueryClient();
  const [minted, setMinted] = useState<MintedService | null>(null);
  function show(service: MintedService) {
    setMinted(service);
    void client.invalidateQueries({ queryKey: ["operator", "services"] });
  }
  function close() {
    setMinted(null);
    onClose();
  }
  const secret =
    minted &&
    ((onSaved: () => void) => <ServiceSecret minted={minted} baseUrl={baseUrl} onSaved={onSaved} />);
  return (
    <SecretOnce open={open} secret={secret} heading="Service created" onClose={close}>
      <DialogPanel
        heading="Create service"
        description="The credential can verify keys of every workspace. Use one for each program, so that you can revoke one without breaking the others."
      >
        <CreateServiceForm onMinted={show} />
      </DialogPanel>
    </SecretOnce>
  );
}

interface NewService {
  name: string;
}

const create = (attempt: Attempt<NewService>) =>
  callApi<{ data: MintedService }>("POST", "/operator/services", attempt);
const bodyOf = (form: FormData): NewService => ({ name: textOf(form, "name") });

function CreateServiceForm({ onMinted }: { onMinted: (service: MintedService) => void }) {
  const [input] = useState(() => new IdempotentInput<NewService>());
  const form = useApiForm({
    fields: ["name"],
    async send(form: FormData) {
      const { data } = await asFieldError("name", ["service_exists"], input.send(form, bodyOf, create));
      // The first answer was lost, and with it the secret, which the server doesn't have any more.
      if (data.secret === null) throw lostSecret(data.name);
      return data;
    },
    onDone: onMinted,
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Create service">
      <Field
        label="Name"
        hint="Where it is used, such as edge-gateway. Active services have different names."
        error={form.errors.name}
      >
        {(aria) => <Input {...aria} name="name" autoComplete="off" maxLength={100} />}
      </Field>
    </DialogForm>
  );
}

const lostSecret = (name: string) =>
  new ApiProblem(409, {
    code: "secret_lost",
    detail: `${name} was created, but the answer with its secret was lost. Revoke it, and create another one.`,
  });
