import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { loadWorkspaceFilter, workspaceQuery } from "#components/operator-workspaces/workspace-filter.ts";
import { Workspaces } from "#components/operator-workspaces/workspaces.tsx";
import { listAllWorkspaces } from "#lib/operator/workspaces.ts";
import { listOperatorPlans } from "#lib/plans/manage-plans.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Workspaces" };

export default async function WorkspacesPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  await requireOperator(pageUrl("/operator/workspaces", search));
  const filter = loadWorkspaceFilter(search);
  const { plan_requested, ...query } = workspaceQuery(filter);
  const [page, plans] = await noteUnavailable(
    Promise.all([
      listAllWorkspaces({ ...query, planRequested: plan_requested !== undefined }),
      listOperatorPlans(),
    ]),
  );
  return <Workspaces initial={{ filter, page: asAnswer(page) }} plans={plans} />;
}
