import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { Lookup } from "#components/operator-lookup/lookup.tsx";

export const metadata: Metadata = { title: "Lookup" };

export default async function LookupPage() {
  // Without the query: nothing belongs there, and a secret that someone puts there must not be kept.
  await requireOperator("/operator/lookup");
  return <Lookup />;
}
