import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { foundOr404 } from "#app/operator/found.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { RECENT_EVENTS } from "#components/operator/recent-event-count.ts";
import { WorkspaceDetails } from "#components/operator-workspaces/workspace-details.tsx";
import { clockMs } from "#lib/clock.ts";
import { listAllEvents } from "#lib/operator/audit-events.ts";
import { listAnyMembers } from "#lib/operator/workspace-members.ts";
import { getWorkspaceDetail } from "#lib/operator/workspaces.ts";
import { listOperatorPlans } from "#lib/plans/manage-plans.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const metadata: Metadata = { title: "Workspace" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export default async function WorkspacePage({ params, searchParams }: Props) {
  const { id } = await params;
  const path = `/operator/workspaces/${encodeURIComponent(id)}`;
  await requireOperator(pageUrl(path, await searchParams));
  const workspace = await foundOr404(WorkspaceId, id, () => getWorkspaceDetail(id, new Date(clockMs())));
  const [plans, members, events] = await noteUnavailable(
    Promise.all([
      listOperatorPlans(),
      listAnyMembers(id, { limit: 20 }),
      listAllEvents({ workspace_id: id, limit: RECENT_EVENTS }),
    ]),
  );
  return (
    <WorkspaceDetails
      key={id}
      initial={workspace}
      plans={plans}
      firstMembers={asAnswer(members)}
      initialEvents={events.items}
    />
  );
}
