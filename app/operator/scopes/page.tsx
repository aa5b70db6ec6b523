import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { OfferedScopes } from "#components/scopes/offered-scopes.tsx";
import { listOfferedScopes } from "#lib/scopes/offered.ts";
import { installedScopes } from "#lib/scopes/scopes.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Scopes" };

export default async function ScopesPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireOperator(pageUrl("/operator/scopes", await searchParams));
  const offered = await noteUnavailable(listOfferedScopes());
  return <OfferedScopes initial={offered} builtIn={installedScopes()} />;
}
