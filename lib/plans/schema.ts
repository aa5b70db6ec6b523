import { z } from "zod";

export const Plan = z
  .object({
    id: z.string().meta({ examples: ["trial"] }),
    name: z.string().meta({ examples: ["Trial"] }),
    requests_per_minute: z.int().nullable().meta({ description: "Null until the operator sets it" }),
    monthly_quota: z
      .int()
      .nullable()
      .meta({ description: "Accepted requests in a calendar month and environment; null: any number" }),
    max_active_keys: z.int().nullable().meta({ description: "Null: any number" }),
    contact_sales: z.boolean().meta({ description: "Whether the plan is agreed with the operator" }),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;
