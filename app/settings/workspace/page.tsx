import type { Metadata } from "next";
import type { Search } from "#app/page-url.ts";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { GeneralSettings } from "#components/workspaces/general-settings.tsx";

export const metadata: Metadata = { title: "Workspace" };

export default async function GeneralPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { standing } = await loadWorkspace("/settings/workspace", await searchParams);
  return <GeneralSettings initial={standing} />;
}
