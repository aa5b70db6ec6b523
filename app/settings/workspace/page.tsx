import type { Metadata } from "next";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { GeneralSettings } from "#components/workspaces/general-settings.tsx";

export const metadata: Metadata = { title: "Workspace" };

export default async function GeneralPage() {
  const { standing } = await loadWorkspace("/settings/workspace");
  return <GeneralSettings initial={standing} />;
}
