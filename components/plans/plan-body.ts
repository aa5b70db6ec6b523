import { changedOnly, numberOrNull, textOf } from "#components/forms/form-values.ts";
import type { NewPlan, OperatorPlan, PlanChange } from "#lib/plans/schema.ts";

/** The new plan that a form describes. */
export const planBody = (form: FormData): NewPlan => ({
  id: textOf(form, "id"),
  ...valuesOf(form),
  ...(form.has("default") ? { default: true as const } : {}),
});

/** What a form changes about the plan that it was opened with. */
export function planChange(form: FormData, plan: OperatorPlan): PlanChange {
  return {
    ...changedOnly(valuesOf(form), plan),
    ...(form.has("default") && !plan.default ? { default: true as const } : {}),
  };
}

const valuesOf = (form: FormData) => ({
  name: textOf(form, "name"),
  requests_per_minute: numberOrNull(form, "requests_per_minute"),
  monthly_quota: numberOrNull(form, "monthly_quota"),
  max_active_keys: numberOrNull(form, "max_active_keys"),
  rotation_overlap_max_seconds: numberOrNull(form, "rotation_overlap_max_seconds"),
  require_expiry: form.has("require_expiry"),
  max_lifetime_days: numberOrNull(form, "max_lifetime_days"),
  // Without a number, the API says that one is needed.
  position: numberOrNull(form, "position") as number,
});
