import { changedOnly, textOf } from "#components/forms/form-values.ts";
import type { Settings, SettingsChange } from "#lib/settings/schema.ts";

export type Branding = Settings["branding"];

export const brandingFields = [
  "name",
  "accent",
  "support_email",
  "docs_url",
  "terms_url",
  "api_url",
] as const;

/** The values in the form that differ from those it was opened with. An empty one takes the value away. */
export function brandingBody(form: FormData, before: Branding): SettingsChange {
  const wanted = Object.fromEntries(
    brandingFields.map((name) => [name, textOf(form, `branding.${name}`) || null]),
  );
  return { branding: changedOnly(wanted, before) };
}
