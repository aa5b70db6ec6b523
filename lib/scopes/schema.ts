import { z } from "zod";

export const Scope = z
  .object({
    name: z.string().meta({ description: "resource:action", examples: ["data:read"] }),
    description: z.string(),
    built_in: z.boolean().meta({ description: "Whether this API's own routes ask for it" }),
  })
  .meta({ id: "Scope" });
export type Scope = z.infer<typeof Scope>;
