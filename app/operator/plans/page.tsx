import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { OperatorPlans } from "#components/plans/operator-plans.tsx";
import { listAllWorkspaces } from "#lib/operator/workspaces.ts";
import { listOperatorPlans } from "#lib/plans/manage-plans.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Plans" };

export default async function PlansPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireOperator(pageUrl("/operator/plans", await searchParams));
  const [plans, requests] = await noteUnavailable(
    Promise.all([listOperatorPlans(), listAllWorkspaces({ limit: 50, planRequested: true })]),
  );
  return <OperatorPlans initial={plans} requests={asAnswer(requests)} />;
}
