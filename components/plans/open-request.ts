import type { PublicEvent } from "#lib/audit/schema.ts";

/** A request for another plan that the operator hasn't answered. */
export interface OpenRequest {
  plan: string;
  at: string;
  by: string | null;
}

/** What answers a request: another plan, or a no. */
const answers = ["workspace.plan_changed", "workspace.plan_request_declined"] as const;

type Action = "workspace.plan_requested" | (typeof answers)[number];

/**
 * The last request, unless it was answered after it. All are in the audit log, which only admins and owners read.
 * `last` reads the last event of an action.
 */
export async function openRequest(
  last: (action: Action) => Promise<PublicEvent | undefined>,
): Promise<OpenRequest | null> {
  const [asked, ...answered] = await Promise.all([last("workspace.plan_requested"), ...answers.map(last)]);
  if (!asked || answered.some((answer) => answer && answer.at >= asked.at)) return null;
  return { plan: String(asked.changes?.plan?.after ?? ""), at: asked.at, by: asked.actor.label };
}
