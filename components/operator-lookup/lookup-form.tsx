"use client";

import { ApiProblem, callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { reported } from "#components/operator-lookup/reported.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import type { LookupResult } from "#lib/operator/lookup-schema.ts";

export function LookupForm({ onFound }: { onFound: (result: LookupResult) => void }) {
  const form = useApiForm({
    fields: ["reported"],
    repeatable: true,
    send: lookUp,
    onDone({ data }) {
      onFound(data);
      // A secret doesn't stay on screen longer than it is needed.
      form.formProps.ref.current?.reset();
    },
  });
  return (
    <form {...form.formProps}>
      <SettingsSection
        title="Find a key"
        description="What you send is neither logged nor stored. A secret that was rotated away is found, too."
        footer={<SubmitButton pending={form.pending}>Look up</SubmitButton>}
      >
        <Field
          label="Secret, hint or request ID"
          hint="Such as lk_live_…, lk_live_Ab3d…x7Qa or req_…"
          error={form.errors.reported}
        >
          {(aria) => (
            <Input
              {...aria}
              name="reported"
              // Browsers remember what was typed, and some send it to a spelling service.
              autoComplete="off"
              autoCapitalize="off"
              autoCorrect="off"
              spellCheck={false}
              data-1p-ignore
              data-lpignore="true"
              maxLength={512}
              className="font-mono"
            />
          )}
        </Field>
        <FormSummary>{form.summary}</FormSummary>
      </SettingsSection>
    </form>
  );
}

/** The form has one field for what the API has three. */
async function lookUp(form: FormData): Promise<{ data: LookupResult }> {
  const text = String(form.get("reported"));
  if (text.trim() === "") throw wrong("Enter a secret, a hint or a request ID.");
  try {
    return await callApi("POST", "/operator/lookup", { body: reported(text) });
  } catch (error) {
    const [first] = error instanceof ApiProblem ? error.errors : [];
    throw first ? wrong(first.detail) : error;
  }
}

const wrong = (detail: string) =>
  new ApiProblem(422, {
    code: "validation_failed",
    errors: [{ pointer: "/reported", code: "invalid", detail }],
  });
