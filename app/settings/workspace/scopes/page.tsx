import type { Metadata } from "next";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { ScopeSettings } from "#components/scopes/scope-settings.tsx";
import { listScopes } from "#lib/scopes/scopes.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Scopes" };

export default async function ScopesPage() {
  const { user, standing } = await loadWorkspace("/settings/workspace/scopes");
  return <ScopeSettings initial={standing} initialScopes={await noteUnavailable(listScopes(user))} />;
}
