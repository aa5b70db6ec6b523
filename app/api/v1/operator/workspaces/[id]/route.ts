import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { changeAnyWorkspace } from "#lib/operator/change-workspace.ts";
import {
  OperatorWorkspace,
  OperatorWorkspaceChange,
  OperatorWorkspaceDetail,
} from "#lib/operator/workspace-schema.ts";
import { getWorkspaceDetail } from "#lib/operator/workspaces.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

const params = z.object({ id: WorkspaceId });

export const GET = endpoint({
  summary: "Get any workspace",
  tag: "Operator",
  access: "operator",
  params,
  returns: OperatorWorkspaceDetail,
  handle: ({ params, now }) => getWorkspaceDetail(params.id, now),
});

export const PATCH = endpoint({
  summary: "Change a workspace's plan, limits or suspension",
  description:
    "plan_request decides a request for another plan, which it names by its ID; one that was decided or replaced meanwhile is a conflict. Own limits replace the plan's; null means that the plan's limit applies. Requests that start after the response are decided by the new limits. While a workspace is suspended, its keys get 403 and its members can only read.",
  tag: "Operator",
  access: "operator",
  params,
  body: OperatorWorkspaceChange,
  returns: OperatorWorkspace,
  problems: ["conflict"],
  handle: ({ actor, params, body, now }) => changeAnyWorkspace(asOperator(actor), params.id, body, now),
});
