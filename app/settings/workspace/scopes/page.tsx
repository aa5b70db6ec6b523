import type { Metadata } from "next";
import type { Search } from "#app/page-url.ts";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { ScopeSettings } from "#components/scopes/scope-settings.tsx";
import { listScopes } from "#lib/scopes/scopes.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Scopes" };

export default async function ScopesPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { user, standing } = await loadWorkspace("/settings/workspace/scopes", await searchParams);
  return <ScopeSettings initial={standing} initialScopes={await noteUnavailable(listScopes(user))} />;
}
