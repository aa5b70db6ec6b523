import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { Services } from "#components/services/services.tsx";
import { env } from "#env.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { listServicePage } from "#lib/services/services.ts";

export const metadata: Metadata = { title: "Services" };

export default async function ServicesPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireOperator(pageUrl("/operator/services", await searchParams));
  const services = await noteUnavailable(listServicePage({ limit: 50 }, new Date()));
  return <Services firstPage={asAnswer(services)} baseUrl={env.appUrl} />;
}
