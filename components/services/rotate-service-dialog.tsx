"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { durationText } from "#components/durations.ts";
import { DialogForm } from "#components/forms/dialog-form.tsx";
import { IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { overlapsUpTo } from "#components/key-dialogs/overlaps.ts";
import { SecretOnce } from "#components/secrets/secret-once.tsx";
import { ServiceSecret } from "#components/services/service-secret.tsx";
import { DialogPanel } from "#components/ui/dialog.tsx";
import { FieldGroup } from "#components/ui/field-group.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { MintedService, Service } from "#lib/services/schema.ts";

const LONGEST = 7 * 86_400;
const SECRET_LOST =
  "Your previous attempt rotated the credential, but the answer with the new secret was lost. End the overlap if there is one, then rotate it again.";

type RotateServiceDialogProps = { service: Service; baseUrl: string; onClose: () => void };

export function RotateServiceDialog({ service, baseUrl, onClose }: RotateServiceDialogProps) {
  const client = useQueryClient();
  const [minted, setMinted] = useState<MintedService | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["operator", "services"] });
  const secret =
    minted &&
    ((onSaved: () => void) => <ServiceSecret minted={minted} baseUrl={baseUrl} onSaved={onSaved} />);
  return (
    <SecretOnce open secret={secret} heading="Service rotated" onClose={onClose}>
      <DialogPanel
        heading={`Rotate ${service.name}`}
        description="Creates a new secret. The ID and the name stay the same."
      >
        <RotateServiceForm
          service={service}
          onRotated={(rotated) => {
            setMinted(rotated);
            void refresh();
          }}
          onLost={refresh}
        />
      </DialogPanel>
    </SecretOnce>
  );
}

type Rotation = { overlap_seconds: number };
const bodyOf = (form: FormData): Rotation => ({ overlap_seconds: Number(form.get("overlap_seconds")) });

type RotateServiceFormProps = {
  service: Service;
  onRotated: (service: MintedService) => void;
  onLost: () => void;
};

function RotateServiceForm({ service, onRotated, onLost }: RotateServiceFormProps) {
  const [overlap, setOverlap] = useState(86_400);
  const [input] = useState(() => new IdempotentInput<Rotation>());
  const form = useApiForm({
    fields: ["overlap_seconds"],
    async send(form: FormData) {
      const { data } = await input.send(form, bodyOf, (attempt) =>
        callApi<{ data: MintedService }>("POST", `/operator/services/${service.id}/rotate`, attempt),
      );
      if (data.secret !== null) return data;
      onLost();
      throw new Error(SECRET_LOST);
    },
    onDone: onRotated,
  });
  return (
    <DialogForm form={form} pending={form.pending} action="Rotate service">
      <input type="hidden" name="overlap_seconds" value={overlap} />
      <FieldGroup label="Overlap" field="overlap_seconds" error={form.errors.overlap_seconds}>
        <Segmented
          label="Overlap"
          options={overlapsUpTo(LONGEST).map((seconds) => ({
            value: String(seconds),
            label: seconds === 0 ? "None" : durationText(seconds),
          }))}
          value={String(overlap)}
          onChange={(value) => setOverlap(Number(value))}
        />
      </FieldGroup>
      <Notice tone={overlap === 0 ? "brass" : "plain"}>
        {overlap === 0
          ? "Requests with the old secret get 401 immediately."
          : `Both secrets work for ${durationText(overlap)}. Then the old one gets 401. You can end the overlap earlier.`}
      </Notice>
    </DialogForm>
  );
}
