import type { PublicEvent } from "#lib/audit/schema.ts";

/** A request for another plan that the operator hasn't answered by changing the plan. */
export interface OpenRequest {
  plan: string;
  at: string;
  by: string | null;
}

/** The last request, unless the plan was changed after it. Both are in the audit log, which only admins and owners read. */
export function openRequest(
  asked: PublicEvent | undefined,
  changed: PublicEvent | undefined,
): OpenRequest | null {
  if (!asked || (changed && changed.at >= asked.at)) return null;
  return { plan: String(asked.changes?.plan?.after ?? ""), at: asked.at, by: asked.actor.label };
}
