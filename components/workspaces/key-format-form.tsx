"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";
import { ExampleKeys } from "#components/workspaces/format-facts.tsx";
import { workspaceKey } from "#components/workspaces/use-standing.ts";
import type { KeyFormat } from "#lib/keys/schema.ts";
import type { Workspace } from "#lib/workspaces/schema.ts";

const styles = [
  { value: "base62", label: "With a prefix" },
  { value: "hex", label: "Hexadecimal" },
] as const;

export function KeyFormatForm({ workspace: { id, key_format } }: { workspace: Workspace }) {
  const [format, setFormat] = useState(key_format);
  const change = (part: Partial<KeyFormat>) => setFormat({ ...format, ...part });
  const client = useQueryClient();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: ["key_format.prefix"],
    repeatable: true,
    send: () => callApi<{ data: Workspace }>("PATCH", `/workspaces/${id}`, { body: bodyOf(format) }),
    onDone() {
      toast.success("Key format saved", { description: "It applies to the next key and the next rotation." });
      void client.invalidateQueries({ queryKey: workspaceKey });
    },
  });
  return (
    <form {...formProps}>
      <SettingsSection
        title="Format"
        description="Applies to keys that are created or rotated from now on. A custom prefix helps people and secret scanners recognize your keys."
        footer={<SubmitButton pending={pending}>Save format</SubmitButton>}
      >
        <FormSummary>{summary}</FormSummary>
        <StyleField format={format} change={change} />
        {format.style === "base62" ? (
          <PrefixFields format={format} change={change} error={errors["key_format.prefix"]} />
        ) : null}
        <ExampleKeys format={format} />
      </SettingsSection>
    </form>
  );
}

/** Keys in hex have no prefix, so an unfinished one doesn't matter. */
const bodyOf = (format: KeyFormat) => ({
  key_format: format.style === "hex" ? { style: format.style } : format,
});

type FormatFieldProps = { format: KeyFormat; change: (part: Partial<KeyFormat>) => void };

function StyleField({ format, change }: FormatFieldProps) {
  return (
    <div className="grid gap-1.5">
      <span className="font-medium text-sm">Style</span>
      <div>
        <Segmented
          label="Style"
          options={styles}
          value={format.style}
          onChange={(style) => change({ style })}
        />
      </div>
      <p className="text-muted text-sm">
        {format.style === "hex"
          ? "64 hexadecimal characters. Without a prefix, secret scanners can't recognize them."
          : "A prefix, 30 random characters and a checksum that finds typing errors."}
      </p>
    </div>
  );
}

function PrefixFields({ format, change, error }: FormatFieldProps & { error: string | undefined }) {
  return (
    <>
      <Field
        label="Prefix"
        hint="1 to 16 lowercase letters and digits, starting with a letter."
        error={error}
      >
        {(aria) => (
          <Input
            {...aria}
            name="key_format.prefix"
            value={format.prefix}
            onChange={(event) => change({ prefix: event.target.value })}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={16}
            className="max-w-48 font-mono"
          />
        )}
      </Field>
      <Checkbox
        name="key_format.include_environment"
        label="Include live or test"
        description="So everyone sees which environment a key belongs to."
        checked={format.include_environment}
        onChange={(include_environment) => change({ include_environment })}
      />
    </>
  );
}
