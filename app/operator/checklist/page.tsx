import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { Readiness } from "#components/installation/readiness.tsx";
import { asTyped } from "#lib/as-typed.ts";

export const metadata: Metadata = { title: "Ready for production" };

export default async function ChecklistPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireOperator(pageUrl("/operator/checklist", await searchParams));
  return <Readiness command={asTyped("npm run cli -- doctor")} />;
}
