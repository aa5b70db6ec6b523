import type { PublicEvent } from "#lib/audit/schema.ts";

/** A request for another plan that the operator hasn't answered. */
export interface OpenRequest {
  plan: string;
  at: string;
  by: string | null;
}

const decisions = ["workspace.plan_request_accepted", "workspace.plan_request_declined"] as const;

type Action = "workspace.plan_requested" | (typeof decisions)[number];

/**
 * The last request, unless a decision names it. All are in the audit log, which only admins and owners read. `last` reads
 * the last event of an action.
 */
export async function openRequest(
  last: (action: Action) => Promise<PublicEvent | undefined>,
): Promise<OpenRequest | null> {
  const [asked, ...decided] = await Promise.all([last("workspace.plan_requested"), ...decisions.map(last)]);
  if (!asked || decided.some((decision) => decision?.changes?.request?.after === asked.id)) return null;
  return { plan: String(asked.changes?.plan?.after ?? ""), at: asked.at, by: asked.actor.label };
}
