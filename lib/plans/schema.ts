import { z } from "zod";

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
