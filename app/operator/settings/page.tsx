import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { InstallationSettings } from "#components/installation/installation-settings.tsx";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { currentSettings } from "#lib/settings/settings.ts";

export const metadata: Metadata = { title: "Installation settings" };

export default async function SettingsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireOperator(pageUrl("/operator/settings", await searchParams));
  return <InstallationSettings initial={await noteUnavailable(currentSettings())} />;
}
