"use client";

import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";

type AdvancedFieldsProps = { errors: Record<string, string | undefined> };

/** What only matters to those who manage keys of their own customers. Opens by itself if something in it is wrong. */
export function AdvancedFields({ errors }: AdvancedFieldsProps) {
  const wrong = errors.external_id !== undefined || errors.metadata !== undefined;
  return (
    <details open={wrong || undefined} className="group rounded-lg border border-line px-4">
      <summary className="-mx-4 cursor-pointer rounded-lg px-4 py-3 font-medium text-sm hover:bg-sunken">
        Advanced
        <span className="ml-2 font-normal text-muted">external ID and metadata</span>
      </summary>
      <div className="grid gap-5 pt-2 pb-4">
        <Field
          label="External ID"
          hint="Your own ID for the customer who uses this key. Your API sees it with every request."
          error={errors.external_id}
        >
          {(aria) => (
            <Input
              {...aria}
              name="external_id"
              maxLength={255}
              autoComplete="off"
              spellCheck={false}
              placeholder="customer_42"
            />
          )}
        </Field>
        <Field label="Metadata" hint="A JSON object of up to 4 KiB." error={errors.metadata}>
          {(aria) => (
            <Textarea
              {...aria}
              name="metadata"
              rows={3}
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
