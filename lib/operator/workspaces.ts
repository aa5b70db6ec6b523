import { db } from "#db/client.ts";
import * as workspaces from "#db/queries/installation/workspaces.ts";
import * as authorities from "#db/queries/key-authorities.ts";
import { expiryTime } from "#lib/clock.ts";
import { openPlanRequests } from "#lib/operator/plan-requests.ts";
import type {
  OpenPlanRequest,
  OperatorWorkspace,
  OperatorWorkspaceDetail,
} from "#lib/operator/workspace-schema.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { search } from "#lib/search.ts";

export interface WorkspaceQuery extends PageRequest {
  q?: string;
  plan?: string;
  status?: OperatorWorkspace["status"] | "not_deleted";
  /** Only those whose request for another plan is open. */
  planRequested?: boolean;
}

const MOST_SEARCHED = 1_000_000;
/** With a search, the members of each are read, too. */
const WINDOW = 250;

/** Lists the workspaces of the installation, newest first. Throws `invalid_cursor`. */
export async function listAllWorkspaces(query: WorkspaceQuery): Promise<Page<OperatorWorkspace>> {
  const filter = { q: query.q, planId: query.plan, status: query.status };
  const { items, nextCursor } = await (query.planRequested
    ? listRequesting(filter, query)
    : search(
        query,
        async (after, limit) => ({
          end: await workspaces.endOfWindow(after, WINDOW),
          rows: await workspaces.inWindow(filter, after, WINDOW, limit),
          read: WINDOW,
        }),
        (row) => row.createdAt,
        MOST_SEARCHED,
      ));
  return { items: await describe(items), nextCursor };
}

/** Only those with an open request are read, because they are few among all. */
async function listRequesting(filter: workspaces.WorkspaceFilter, page: PageRequest) {
  const ids = [...(await openPlanRequests()).keys()];
  return paginate(
    page,
    async (after, limit) => (ids.length === 0 ? [] : workspaces.among(ids, filter, after, limit)),
    (row) => row.createdAt,
  );
}

/** Reads any workspace, a deleted one as well. Throws `not_found`. */
export async function getAnyWorkspace(id: string): Promise<OperatorWorkspace> {
  const [found] = await describe(await workspaces.byId(db(), id));
  if (!found) throw problem("not_found");
  return found;
}

/** The same, with what takes longer to read. Throws `not_found`. */
export async function getWorkspaceDetail(id: string, now: Date): Promise<OperatorWorkspaceDetail> {
  const [workspace, [keys]] = await Promise.all([
    getAnyWorkspace(id),
    authorities.countActive(db(), id, expiryTime(now)),
  ]);
  // The keys of a deleted workspace are revoked, although their rows aren't changed.
  return { ...workspace, active_keys: workspace.status === "deleted" ? 0 : keys!.count };
}

async function describe(rows: workspaces.OperatorWorkspaceRow[]): Promise<OperatorWorkspace[]> {
  const ids = rows.map(({ id }) => id);
  const [owners, requests] = await Promise.all([
    ids.length === 0 ? [] : workspaces.owners(ids),
    openPlanRequests(ids),
  ]);
  return rows.map((row) =>
    toOperatorWorkspace(
      row,
      owners.filter(({ workspaceId }) => workspaceId === row.id).map(({ email }) => email),
      requests.get(row.id) ?? null,
    ),
  );
}

function toOperatorWorkspace(
  row: workspaces.OperatorWorkspaceRow,
  owners: string[],
  request: OpenPlanRequest | null,
): OperatorWorkspace {
  return {
    id: row.id,
    name: row.name,
    plan: row.planId,
    status: row.deletedAt ? "deleted" : row.suspendedAt ? "suspended" : "active",
    owners,
    limits: ownLimitsOf(row),
    limits_in_force: {
      requests_per_minute: row.requestsPerMinute,
      monthly_quota: row.monthlyQuota,
      max_active_keys: lowest(row.maxActiveKeys, row.ownMaxActiveKeys ?? row.planMaxActiveKeys),
      rotation_overlap_max_seconds: lowest(
        row.rotationOverlapMaxSeconds,
        row.ownRotationOverlapMaxSeconds ?? row.planRotationOverlapMaxSeconds,
      ),
    },
    plan_request: request,
    suspended_at: row.suspendedAt?.toISOString() ?? null,
    deleted_at: row.deletedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}

/** The limits that the operator has set for a workspace. */
export function ownLimitsOf(row: workspaces.OperatorWorkspaceRow): OperatorWorkspace["limits"] {
  return {
    requests_per_minute: row.ownRequestsPerMinute,
    monthly_quota: row.ownMonthlyQuota,
    max_active_keys: row.ownMaxActiveKeys,
    rotation_overlap_max_seconds: row.ownRotationOverlapMaxSeconds,
  };
}

function lowest(...limits: (number | null)[]): number | null {
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.min(...set);
}
