import { cache } from "react";
import type { Brand } from "#components/brand/use-brand.tsx";
import { accentTokens } from "#lib/settings/accent.ts";
import { DEFAULT_NAME } from "#lib/settings/default-name.ts";
import type { Settings } from "#lib/settings/schema.ts";
import { currentSettings } from "#lib/settings/settings.ts";

type Branding = Settings["branding"];

let lastKnown: Branding | null = null;

/** The branding as it is stored now, read once per page. While the database is unavailable, the last known one. */
export const currentBranding = cache(async (): Promise<Branding | null> => {
  try {
    lastKnown = (await currentSettings()).branding;
  } catch {
    // What the page itself needs says that it is unavailable.
  }
  return lastKnown;
});

export async function currentBrand(): Promise<Brand> {
  const branding = await currentBranding();
  return {
    name: branding?.name ?? DEFAULT_NAME,
    named: Boolean(branding?.name),
    // Only the path, because the policy of pages allows images of the address that they were opened with.
    logo: branding?.logo_url ? new URL(branding.logo_url).pathname : null,
    supportEmail: branding?.support_email ?? null,
    docsUrl: branding?.docs_url ?? null,
    termsUrl: branding?.terms_url ?? null,
  };
}

/** The colors that the accent replaces, as custom properties. */
export async function accentStyle(): Promise<Record<string, string> | undefined> {
  const accent = (await currentBranding())?.accent;
  if (!accent) return undefined;
  const tokens = Object.entries(accentTokens(accent));
  return Object.fromEntries(tokens.map(([name, [light, dark]]) => [name, `light-dark(${light}, ${dark})`]));
}
