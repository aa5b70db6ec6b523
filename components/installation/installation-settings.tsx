"use client";

import { BrandingForm } from "#components/installation/branding-form.tsx";
import { LogoSection } from "#components/installation/logo-section.tsx";
import { SignUpForm } from "#components/installation/sign-up-form.tsx";
import { useSettings } from "#components/installation/use-settings.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Settings } from "#lib/settings/schema.ts";

export function InstallationSettings({ initial }: { initial: Settings }) {
  const { data: settings } = useSettings(initial);
  return (
    <>
      <PageHeading title="Settings">
        Your brand, and who can sign up. Changes are in force with the next request.
      </PageHeading>
      <div className="grid gap-5">
        <LogoSection logoUrl={settings.branding.logo_url} />
        <BrandingForm branding={settings.branding} />
        <SignUpForm settings={settings} />
        <Notice role="note">
          Everything else is set in the environment, such as the email server and how long requests are kept,
          and changes with a restart.
        </Notice>
      </div>
    </>
  );
}
