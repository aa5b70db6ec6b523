import { db } from "#db/client.ts";
import * as planRequests from "#db/queries/installation/plan-requests.ts";
import type { OpenPlanRequest } from "#lib/operator/workspace-schema.ts";

/** The requests for another plan that no operator has answered, by workspace: of these workspaces, or of all. */
export async function openPlanRequests(workspaceIds?: string[]): Promise<Map<string, OpenPlanRequest>> {
  if (workspaceIds?.length === 0) return new Map();
  const rows = await planRequests.open(db(), workspaceIds);
  return new Map(rows.map((row) => [row.workspaceId, toOpenRequest(row)]));
}

function toOpenRequest({ id, at, by, changes }: planRequests.OpenRequestRow): OpenPlanRequest {
  const note = changes?.note?.after;
  return {
    id,
    plan: askedPlan({ changes }),
    note: typeof note === "string" ? note : null,
    requested_by: by,
    requested_at: at.toISOString(),
  };
}

/** The plan that a request asks for. */
export const askedPlan = ({ changes }: Pick<planRequests.OpenRequestRow, "changes">) =>
  String(changes?.plan?.after ?? "");
