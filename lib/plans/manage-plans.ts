import { check, must, type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as plans from "#db/queries/plans.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { type AuditAction, changesBetween, type NewEvent } from "#lib/audit/event.ts";
import type { NewPlan, OperatorPlan, PlanChange } from "#lib/plans/schema.ts";
import { problem } from "#lib/problem.ts";

/** Lists all plans as operators see them. */
export async function listOperatorPlans(): Promise<OperatorPlan[]> {
  return (await plans.all()).map(toOperatorPlan);
}

/**
 * Adds a plan. Throws `conflict` (`plan_exists`), `validation_failed` (a default without a rate limit), and the problems of
 * `commit`.
 */
export async function createPlan(commit: Commit, wanted: NewPlan): Promise<OperatorPlan> {
  const plan: OperatorPlan = { ...wanted, default: wanted.default ?? false };
  const { default: isDefault, ...fields } = plan;
  const steps = (tx: Db) => [
    ...plans.lockAll(tx),
    must("new", plans.insert(tx, { id: plan.id, ...columnsOf(fields), isDefault: false })),
    ...(isDefault ? makeDefault(tx, plan.id) : []),
  ];
  const failedStep = await commit([planEvent("plan.created", plan)], steps, plan);
  if (failedStep) {
    const detail = `There is already a plan with the ID ${plan.id}.`;
    throw problem("conflict", { reason: "plan_exists", detail });
  }
  return plan;
}

/**
 * Changes a plan. Requests that arrive after this returns are decided by the new limits. Throws `not_found`, `conflict`
 * (`plan_in_use`: its workspaces would have no rate limit), `validation_failed`, and the problems of `commit`.
 */
export async function changePlan(
  commit: Commit,
  id: string,
  { default: isDefault, ...fields }: PlanChange,
): Promise<OperatorPlan> {
  let before: OperatorPlan;
  const changes = columnsOf(fields);
  const events = () => {
    const changed = changesBetween(before, isDefault ? { ...fields, default: true } : fields);
    return changed ? [planEvent("plan.changed", before, changed)] : [];
  };
  await commit(events, (tx) => [
    ...plans.lockAll(tx),
    step(plans.lock(tx, id)),
    check(plans.rowOf(tx, id), ([row]) => {
      if (!row) throw problem("not_found");
      before = toOperatorPlan(row);
    }),
    ...(fields.requests_per_minute === null ? [requireUnused(tx, id)] : []),
    ...(Object.keys(changes).length > 0 ? [step(plans.change(tx, id, changes))] : []),
    ...(isDefault ? makeDefault(tx, id) : []),
    requireRateLimitOfDefault(tx, id),
  ]);
  return toOperatorPlan((await plans.byId(id)) ?? missing());
}

/** Removes a plan. Throws `not_found`, `conflict` (`plan_in_use`), and the problems of `commit`. */
export async function deletePlan(commit: Commit, id: string): Promise<void> {
  let label: string;
  const events = () => [planEvent("plan.deleted", { id, name: label })];
  const failedStep = await commit(events, (tx) => [
    ...plans.lockAll(tx),
    step(plans.lock(tx, id)),
    check(plans.rowOf(tx, id), ([row]) => {
      if (!row) throw problem("not_found");
      label = row.name;
    }),
    step(plans.releaseDeleted(tx, id)),
    must("unused", plans.remove(tx, id)),
  ]);
  if (failedStep)
    throw inUse(
      "The plan is in use. Move its workspaces to another plan, or make another plan the default, first.",
    );
}

const planEvent = (
  action: AuditAction,
  { id, name }: Pick<OperatorPlan, "id" | "name">,
  changes?: NewEvent["changes"],
): NewEvent => ({ action, workspaceId: null, target: { type: "plan", id, label: name }, changes });

const makeDefault = (tx: Db, id: string): Step[] => [
  step(plans.makeDefault(tx, id)),
  requireRateLimitOfDefault(tx, id),
];

// New workspaces would have no limit at all.
function requireRateLimitOfDefault(tx: Db, id: string): Step {
  return check(plans.rowOf(tx, id), ([plan]) => {
    if (!plan?.isDefault || plan.requestsPerMinute !== null) return;
    const detail = "The plan of new workspaces needs a rate limit.";
    const error = { pointer: "/requests_per_minute", code: "rate_limit_required", detail };
    throw problem("validation_failed", { errors: [error] });
  });
}

function requireUnused(tx: Db, id: string): Step {
  return check(plans.usersOfRateLimit(tx, id), ([user]) => {
    if (user)
      throw inUse("Workspaces take their rate limit from this plan. Move them to another plan first.");
  });
}

const inUse = (detail: string) => problem("conflict", { reason: "plan_in_use", detail });

function missing(): never {
  throw problem("not_found");
}

function toOperatorPlan(row: plans.PlanRow): OperatorPlan {
  return {
    id: row.id,
    name: row.name,
    requests_per_minute: row.requestsPerMinute,
    monthly_quota: row.monthlyQuota,
    max_active_keys: row.maxActiveKeys,
    rotation_overlap_max_seconds: row.rotationOverlapMaxSeconds,
    require_expiry: row.requireExpiry,
    max_lifetime_days: row.maxLifetimeDays,
    position: row.position,
    default: row.isDefault,
  };
}

type Fields = Omit<OperatorPlan, "id" | "default">;
type Columns = Omit<plans.PlanRow, "id" | "isDefault">;

const COLUMN_OF: Record<keyof Fields, keyof Columns> = {
  name: "name",
  requests_per_minute: "requestsPerMinute",
  monthly_quota: "monthlyQuota",
  max_active_keys: "maxActiveKeys",
  rotation_overlap_max_seconds: "rotationOverlapMaxSeconds",
  require_expiry: "requireExpiry",
  max_lifetime_days: "maxLifetimeDays",
  position: "position",
};

/** Columns with the values of fields. Has all columns if all fields are given. */
function columnsOf<F extends Partial<Fields>>(fields: F) {
  const entries = Object.entries(COLUMN_OF).flatMap(([field, column]) => {
    const value = fields[field as keyof Fields];
    return value === undefined ? [] : [[column, value]];
  });
  return Object.fromEntries(entries) as F extends Fields ? Columns : Partial<Columns>;
}
