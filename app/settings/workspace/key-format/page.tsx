import type { Metadata } from "next";
import type { Search } from "#app/page-url.ts";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { KeyFormatSettings } from "#components/workspaces/key-format-settings.tsx";
import { listScopes } from "#lib/scopes/scopes.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Key format" };

export default async function KeyFormatPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { user, standing } = await loadWorkspace("/settings/workspace/key-format", await searchParams);
  return <KeyFormatSettings initial={standing} scopes={await noteUnavailable(listScopes(user))} />;
}
