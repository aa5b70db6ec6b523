"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type AdvancedFieldsProps = {
  /** The key that is changed, or null. */
  current: Pick<PublicKey, "external_id" | "metadata"> | null;
  errors: Record<string, string | undefined>;
};

/** What only matters to those who manage keys of their own customers. Open if it has values, and when something in it is wrong. */
export function AdvancedFields({ current, errors }: AdvancedFieldsProps) {
  const metadata = metadataText(current?.metadata ?? {});
  const wrong = errors.external_id !== undefined || errors.metadata !== undefined;
  const [open, setOpen] = useOpen(Boolean(current?.external_id || metadata), wrong);
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group rounded-lg border border-line px-4"
    >
      <summary className="-mx-4 cursor-pointer rounded-lg px-4 py-3 font-medium text-sm hover:bg-sunken">
        Advanced
        <span className="ml-2 font-normal text-muted">external ID and metadata</span>
      </summary>
      <div className="grid gap-5 pt-2 pb-4">
        <Field
          label="External ID"
          hint="Your own ID for the customer who uses this key. Your API gets it with every request."
          error={errors.external_id}
        >
          {(aria) => (
            <Input
              {...aria}
              name="external_id"
              defaultValue={current?.external_id ?? ""}
              maxLength={255}
              autoComplete="off"
              spellCheck={false}
              placeholder="customer_42"
            />
          )}
        </Field>
        <Field
          label="Metadata"
          hint="A JSON object of up to 4 KiB. Your API gets it with every request."
          error={errors.metadata}
        >
          {(aria) => (
            <Textarea
              {...aria}
              name="metadata"
              defaultValue={metadata}
              rows={Math.min(10, Math.max(3, metadata.split("\n").length))}
              spellCheck={false}
              autoComplete="off"
              placeholder='{ "team": "billing" }'
              className="font-mono"
            />
          )}
        </Field>
      </div>
    </details>
  );
}

/** Opens when something is wrong, and stays open when the error goes: that is while someone types. */
function useOpen(initially: boolean, wrong: boolean) {
  const [open, setOpen] = useState(initially);
  const [wasWrong, setWasWrong] = useState(false);
  if (wrong !== wasWrong) {
    setWasWrong(wrong);
    if (wrong) setOpen(true);
  }
  return [open, setOpen] as const;
}

const metadataText = (metadata: PublicKey["metadata"]) =>
  Object.keys(metadata).length > 0 ? JSON.stringify(metadata, null, 2) : "";
