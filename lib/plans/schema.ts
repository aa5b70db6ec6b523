import { z } from "zod";

export const Plan = z
  .object({
    id: z.string().meta({ examples: ["trial"] }),
    name: z.string().meta({ examples: ["Trial"] }),
    requests_per_minute: z.int().nullable().meta({ description: "Null until the operator sets it" }),
    contact_sales: z.boolean().meta({ description: "Whether the plan is agreed with the operator" }),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;
