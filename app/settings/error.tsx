"use client";

import { SectionFailed } from "#components/site/page-failed.tsx";

/** Inside the shell, so that the user can go on to another page. */
export default function SettingsError({ error, retry }: { error: unknown; retry: () => void }) {
  return <SectionFailed error={error} retry={retry} />;
}
