import type { Metadata } from "next";
import type { Search } from "#app/page-url.ts";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { openRequest } from "#components/plans/open-request.ts";
import { PlanSettings } from "#components/plans/plan-settings.tsx";
import { readEnvironment } from "#components/shell/read-environment.ts";
import { listAuditEvents } from "#lib/activity/audit-events.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { listPlans } from "#lib/plans/plans.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { readUsage } from "#lib/usage/usage.ts";

export const metadata: Metadata = { title: "Plan" };

export default async function PlanPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const { user, now, standing } = await loadWorkspace("/settings/workspace/plan", search);
  const environment = readEnvironment(search);
  const [plans, usage, request] = await noteUnavailable(
    Promise.all([listPlans(), readUsage(user, environment, now), lastRequest(user)]),
  );
  return (
    <PlanSettings
      initial={standing}
      plans={plans}
      usage={usage}
      environment={environment}
      request={request}
    />
  );
}

async function lastRequest(user: UserActor) {
  if (!user.scopes.includes("audit:read")) return undefined;
  return openRequest(async (action) => (await listAuditEvents(user, { action, limit: 1 })).items[0]);
}
