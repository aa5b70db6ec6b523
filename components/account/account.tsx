"use client";

import { DeleteSection } from "#components/account/delete-section.tsx";
import { EmailSection } from "#components/account/email-section.tsx";
import { ExportSection } from "#components/account/export-section.tsx";
import { NotificationsSection } from "#components/account/notifications-section.tsx";
import { PasswordSection } from "#components/account/password-section.tsx";
import { ProfileSection } from "#components/account/profile-section.tsx";
import { SessionsSection } from "#components/account/sessions-section.tsx";
import { type InitialAccount, useProfile } from "#components/account/use-account.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";

type AccountProps = { initial: InitialAccount; email: string; passwordMinLength: number };

export function Account({ initial, email, passwordMinLength }: AccountProps) {
  const profile = useProfile(initial.me, email);
  return (
    <>
      <PageHeading title="Account">
        Your own settings. They are the same in all of your workspaces.
      </PageHeading>
      <div className="grid gap-6">
        <ProfileSection profile={profile} />
        <EmailSection profile={profile} />
        <PasswordSection email={profile.email} minLength={passwordMinLength} />
        <SessionsSection initialSessions={initial.sessions} />
        <NotificationsSection keyExpiring={profile.keyExpiring} />
        <ExportSection />
        <DeleteSection email={profile.email} initialPreview={initial.deletion} />
      </div>
    </>
  );
}
