"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { AccentField } from "#components/installation/accent-field.tsx";
import { type Branding, brandingBody, brandingFields } from "#components/installation/branding-body.ts";
import { useTakeSettings } from "#components/installation/use-settings.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { lazyPart } from "#components/ui/lazy.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";
import { DEFAULT_NAME } from "#lib/settings/default-name.ts";
import type { Settings } from "#lib/settings/schema.ts";

const BrandPreview = lazyPart(() =>
  import("#components/installation/brand-preview.tsx").then((module) => module.BrandPreview),
);

export function BrandingForm({ branding }: { branding: Branding }) {
  const [before, setBefore] = useState(branding);
  const [name, setName] = useState(branding.name ?? "");
  const [accent, setAccent] = useState(branding.accent ?? "");
  const take = useTakeSettings();
  const { formProps, errors, summary, pending } = useApiForm({
    fields: brandingFields.map((field) => `branding.${field}`),
    repeatable: true,
    send: (form: FormData) =>
      callApi<{ data: Settings }>("PATCH", "/operator/settings", { body: brandingBody(form, before) }),
    onDone({ data }) {
      setBefore(data.branding);
      take(data);
      toast.success("Brand saved", { description: "Developers see it with their next page." });
    },
  });
  return (
    <form {...formProps}>
      <SettingsSection
        title="Brand"
        description="What developers see on all pages and in all emails. What you leave empty isn't shown."
        footer={<SubmitButton pending={pending}>Save brand</SubmitButton>}
      >
        <FormSummary>{summary}</FormSummary>
        <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
          <div className="grid content-start gap-5">
            <Field
              label="Name"
              hint="Of your product or company. Up to 60 characters."
              error={errors["branding.name"]}
            >
              {(aria) => (
                <Input
                  {...aria}
                  name="branding.name"
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                  placeholder={DEFAULT_NAME}
                  autoComplete="organization"
                  maxLength={60}
                />
              )}
            </Field>
            <AccentField accent={accent} onChange={setAccent} error={errors["branding.accent"]} />
          </div>
          <div className="min-h-72 lg:row-span-2">
            <BrandPreview name={name.trim()} accent={accent} />
          </div>
          <div className="grid content-start gap-5">
            <LinkFields branding={branding} errors={errors} />
          </div>
        </div>
      </SettingsSection>
    </form>
  );
}

const links = [
  ["support_email", "Support address", "Where developers get help.", "support@example.com", "email"],
  ["docs_url", "Link to your docs", "The documentation of your API.", "https://docs.example.com", "url"],
  [
    "terms_url",
    "Link to your terms",
    "People accept them when they sign up.",
    "https://example.com/terms",
    "url",
  ],
  ["api_url", "URL of your API", "Examples beside new keys call it.", "https://api.example.com/v1", "url"],
] as const;

type LinkFieldsProps = { branding: Branding; errors: Record<string, string | undefined> };

function LinkFields({ branding, errors }: LinkFieldsProps) {
  return links.map(([name, label, hint, example, type]) => (
    <Field key={name} label={label} hint={hint} error={errors[`branding.${name}`]}>
      {(aria) => (
        <Input
          {...aria}
          type={type}
          name={`branding.${name}`}
          defaultValue={branding[name] ?? ""}
          placeholder={example}
          autoComplete="off"
          maxLength={500}
        />
      )}
    </Field>
  ));
}
