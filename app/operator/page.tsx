import type { Metadata } from "next";
import { currentUser, requireOperator } from "#app/actor.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { Overview } from "#components/operator/overview.tsx";
import { clockMs } from "#lib/clock.ts";
import { readOverview } from "#lib/operator/overview.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

/** The layout's template for other users doesn't apply to the page beside it. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await currentUser())?.operator ? "Operator desk" : "Page not found" };
}

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireOperator(pageUrl("/operator", await searchParams));
  return <Overview initial={await noteUnavailable(readOverview(new Date(clockMs())))} />;
}
