import { changedOnly, textOf } from "#components/forms/form-values.ts";
import { numberIn } from "#components/forms/number-in.ts";
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
  requests_per_minute: numberIn(form, "requests_per_minute"),
  monthly_quota: numberIn(form, "monthly_quota"),
  max_active_keys: numberIn(form, "max_active_keys"),
  rotation_overlap_max_seconds: numberIn(form, "rotation_overlap_max_seconds"),
  require_expiry: form.has("require_expiry"),
  max_lifetime_days: numberIn(form, "max_lifetime_days"),
  // Without a number, the API says that one is needed.
  position: numberIn(form, "position") as number,
});
