import { check, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as planRequests from "#db/queries/installation/plan-requests.ts";
import { askedPlan } from "#lib/operator/plan-requests.ts";
import type { OperatorWorkspaceChange, PlanDecision } from "#lib/operator/workspace-schema.ts";
import { problem } from "#lib/problem.ts";

/** A request that a change answers. */
export interface DecidedRequest {
  id: string;
  /** The plan it asks for. */
  plan: string;
  decision: PlanDecision["decision"];
}

/**
 * The steps that find the request for another plan that a change answers: the one it names, or one for the very plan that
 * the workspace gets. They throw `conflict` (`plan_request_decided`, `plan_request_replaced`) if the one it names is no longer
 * open, and `validation_failed` if the workspace never sent it. The workspace's row must be locked.
 */
export function decidePlanRequest(
  tx: Db,
  workspaceId: string,
  { plan, plan_request: named }: OperatorWorkspaceChange,
  decided: (request: DecidedRequest) => void,
): Step[] {
  if (plan === undefined && !named) return [];
  let open: planRequests.OpenRequestRow | undefined;
  const isNamed = () => open !== undefined && open.id === named?.id;
  return [
    check(planRequests.open(tx, [workspaceId]), ([request]) => {
      open = request;
      if (!open) return;
      const asked = { id: open.id, plan: askedPlan(open) };
      if (named && isNamed()) decided({ ...asked, decision: named.decision });
      if (!named && asked.plan === plan) decided({ ...asked, decision: "accepted" });
    }),
    {
      statement: () => (!named || isNamed() ? null : planRequests.actionsAbout(tx, workspaceId, named.id)),
      check: (rows: { action: string }[]) => {
        throw notOpen(
          rows.map(({ action }) => action),
          open,
        );
      },
    },
  ];
}

function notOpen(actions: string[], open: planRequests.OpenRequestRow | undefined) {
  if (actions.length === 0) {
    const detail = "The workspace has sent no request with this ID.";
    return problem("validation_failed", {
      errors: [{ pointer: "/plan_request/id", code: "unknown_request", detail }],
    });
  }
  const decision = planRequests.DECIDED.find((action) => actions.includes(action));
  if (!decision && open)
    return problem("conflict", {
      reason: "plan_request_replaced",
      detail: `The workspace has asked for another plan since. Decide that request: ${open.id}.`,
    });
  const was = decision?.endsWith("declined") ? "was already declined" : "was already accepted";
  return problem("conflict", { reason: "plan_request_decided", detail: `The request ${was}.` });
}
