import { requireUser } from "#app/actor.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { clockMs } from "#lib/clock.ts";
import { listMembers } from "#lib/members/members.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { getWorkspaceDetail } from "#lib/workspaces/workspace-detail.ts";

const MOST_MANAGERS = 20;

/** What every page of the workspace's settings needs. */
export async function loadWorkspace(path: string, search: Search) {
  const user = await requireUser(pageUrl(path, search));
  const now = new Date(clockMs());
  const [workspace, managers] = await noteUnavailable(
    Promise.all([
      getWorkspaceDetail(user, user.workspaceId, now),
      listMembers(user, user.workspaceId, { limit: MOST_MANAGERS, role: ["owner", "admin"] }),
    ]),
  );
  return { user, now, standing: { workspace, managers: managers.items, ...myself(user) } };
}

const myself = ({ userId, workspaceSuspended }: UserActor) => ({ userId, suspended: workspaceSuspended });
