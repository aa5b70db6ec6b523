import { z } from "zod";
import { MAX_OVERLAP_SECONDS } from "#lib/keys/schema.ts";
import { Label, wholeNumber } from "#lib/text.ts";

export const PlanId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    "Must be 1 to 40 lowercase letters, digits and hyphens, starting with a letter",
  )
  .meta({ description: "A plan ID", examples: ["pro"] });

export const Plan = z
  .object({
    id: z.string().meta({ examples: ["trial"] }),
    name: z.string().meta({ examples: ["Trial"] }),
    requests_per_minute: z.int().nullable().meta({ description: "Null until the operator sets it" }),
    monthly_quota: z
      .int()
      .nullable()
      .meta({ description: "Accepted requests per calendar month (UTC) and environment. Null: unlimited" }),
    max_active_keys: z.int().nullable().meta({ description: "Null: unlimited" }),
    contact_sales: z.boolean().meta({ description: "Whether the plan is only available through sales" }),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;

const Limit = wholeNumber(1, 1_000_000_000).nullable();

const planFields = {
  name: Label(100).pipe(z.string().min(1, "Can't be empty")),
  requests_per_minute: Limit.meta({
    description: "Null: workspaces need a limit of their own to use the plan",
  }),
  monthly_quota: Limit.meta({
    description: "Accepted requests per calendar month (UTC) and environment. Null: unlimited",
  }),
  max_active_keys: wholeNumber(1, 1_000_000).nullable().meta({ description: "Null: unlimited" }),
  rotation_overlap_max_seconds: wholeNumber(0, MAX_OVERLAP_SECONDS)
    .nullable()
    .meta({ description: "Null: only the workspace's own maximum applies" }),
  require_expiry: z.boolean().meta({ description: "Whether all keys need an expiration date" }),
  max_lifetime_days: wholeNumber(1, 3650).nullable().meta({ description: "How long a key may work" }),
  position: wholeNumber(0, 1_000_000).meta({ description: "Plans are listed in this order" }),
};

export const OperatorPlan = z
  .object({
    id: z.string(),
    ...planFields,
    default: z.boolean().meta({ description: "Whether new workspaces get this plan" }),
  })
  .meta({ id: "OperatorPlan" });
export type OperatorPlan = z.infer<typeof OperatorPlan>;

const makeDefault = z
  .literal(true, { error: "Must be true. To change the default, set it on another plan" })
  .optional()
  .meta({ description: "New workspaces get this plan instead of the current default" });

export const NewPlan = z
  .strictObject({
    id: PlanId,
    name: planFields.name,
    requests_per_minute: planFields.requests_per_minute.default(null),
    monthly_quota: planFields.monthly_quota.default(null),
    max_active_keys: planFields.max_active_keys.default(null),
    rotation_overlap_max_seconds: planFields.rotation_overlap_max_seconds.default(null),
    require_expiry: planFields.require_expiry.default(false),
    max_lifetime_days: planFields.max_lifetime_days.default(null),
    position: planFields.position.default(100),
    default: makeDefault,
  })
  .meta({ id: "NewPlan" });
export type NewPlan = z.infer<typeof NewPlan>;

export const PlanChange = z
  .strictObject(planFields)
  .partial()
  .extend({ default: makeDefault })
  .meta({ id: "PlanChange" });
export type PlanChange = z.infer<typeof PlanChange>;
