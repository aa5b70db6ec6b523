import { db } from "#db/client.ts";
import * as workspaces from "#db/queries/installation/workspaces.ts";
import type { OperatorWorkspace } from "#lib/operator/workspace-schema.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { search } from "#lib/search.ts";

export interface WorkspaceQuery extends PageRequest {
  q?: string;
  plan?: string;
  status?: OperatorWorkspace["status"] | "not_deleted";
}

const MOST_SEARCHED = 1_000_000;
/** With a search, the members of each are read, too. */
const WINDOW = 250;

/** Lists the workspaces of the installation, newest first. Throws `invalid_cursor`. */
export async function listAllWorkspaces(query: WorkspaceQuery): Promise<Page<OperatorWorkspace>> {
  const filter = { q: query.q, planId: query.plan, status: query.status };
  const { items, nextCursor } = await search(
    query,
    async (after, limit) => ({
      end: await workspaces.endOfWindow(after, WINDOW),
      rows: await workspaces.inWindow(filter, after, WINDOW, limit),
      read: WINDOW,
    }),
    (row) => row.createdAt,
    MOST_SEARCHED,
  );
  return { items: await withOwners(items), nextCursor };
}

/** Reads any workspace, a deleted one as well. Throws `not_found`. */
export async function getAnyWorkspace(id: string): Promise<OperatorWorkspace> {
  const [found] = await withOwners(await workspaces.byId(db(), id));
  if (!found) throw problem("not_found");
  return found;
}

async function withOwners(rows: workspaces.OperatorWorkspaceRow[]): Promise<OperatorWorkspace[]> {
  const owners = rows.length === 0 ? [] : await workspaces.owners(rows.map(({ id }) => id));
  return rows.map((row) =>
    toOperatorWorkspace(
      row,
      owners.filter(({ workspaceId }) => workspaceId === row.id).map(({ email }) => email),
    ),
  );
}

function toOperatorWorkspace(row: workspaces.OperatorWorkspaceRow, owners: string[]): OperatorWorkspace {
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
