import { expect, test } from "vitest";
import { planBody, planChange } from "#components/plans/plan-body.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

const plan: OperatorPlan = {
  id: "pro",
  name: "Pro",
  requests_per_minute: 600,
  monthly_quota: null,
  max_active_keys: null,
  rotation_overlap_max_seconds: 0,
  require_expiry: true,
  max_lifetime_days: null,
  position: 3,
  default: false,
};

function filled(values: Record<string, string>): FormData {
  const form = new FormData();
  const shown = { requests_per_minute: "600", rotation_overlap_max_seconds: "0", position: "3", name: "Pro" };
  for (const [name, value] of Object.entries({ ...shown, require_expiry: "on", ...values }))
    form.set(name, value);
  return form;
}

test("a plan's form only sends what was changed", () => {
  expect(planChange(filled({}), plan)).toEqual({});
  expect(planChange(filled({ requests_per_minute: "", max_active_keys: "20" }), plan)).toEqual({
    requests_per_minute: null,
    max_active_keys: 20,
  });
  expect(planChange(filled({ default: "on" }), plan)).toEqual({ default: true });
});

test("a new plan has all values, and the API says what is wrong with those that are no numbers", () => {
  expect(planBody(filled({ id: " pro ", monthly_quota: "many" }))).toEqual({
    id: "pro",
    name: "Pro",
    requests_per_minute: 600,
    monthly_quota: "many",
    max_active_keys: null,
    rotation_overlap_max_seconds: 0,
    require_expiry: true,
    max_lifetime_days: null,
    position: 3,
  });
});
