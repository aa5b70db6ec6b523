import { must } from "#db/atomically.ts";
import * as administration from "#db/queries/administration.ts";
import * as plans from "#db/queries/plans.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { type AuditAction, type AuditActor, changesBetween, type NewEvent } from "#lib/audit/event.ts";

/** A new plan. Null: unlimited; for `requestsPerMinute`, workspaces can't be moved to it yet. */
export type NewPlan = Pick<plans.PlanRow, "id" | "name"> &
  Partial<
    Pick<plans.PlanRow, "requestsPerMinute" | "monthlyQuota" | "maxActiveKeys" | "rotationOverlapMaxSeconds">
  >;

/** Creates a plan. False if its ID is taken. */
export async function createPlan(by: AuditActor, plan: NewPlan): Promise<boolean> {
  const { id, name, ...limits } = plan;
  const event = { ...eventOf("plan.created", plan), changes: changesBetween({}, { name, ...limits }) };
  return (
    (await commitAudited(by, [event], (tx) => [must("new", administration.insertPlan(tx, plan))])) === null
  );
}

/** Deletes a plan. Returns "in_use", "default" or "unknown" if it can't be. */
export async function deletePlan(
  by: AuditActor,
  id: string,
): Promise<"deleted" | "in_use" | "default" | "unknown"> {
  const plan = await plans.byId(id);
  if (!plan) return "unknown";
  if (plan.isDefault) return "default";
  const failedStep = await commitAudited(by, [eventOf("plan.deleted", plan)], (tx) => [
    must("unused", administration.deletePlan(tx, id)),
  ]);
  return failedStep ? "in_use" : "deleted";
}

const eventOf = (action: AuditAction, { id, name }: { id: string; name: string }): NewEvent => ({
  action,
  workspaceId: null,
  target: { type: "plan", id, label: name },
});
