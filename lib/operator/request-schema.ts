import { z } from "zod";
import { LoggedRequest } from "#lib/usage/schema.ts";

export const OperatorRequest = LoggedRequest.extend({
  workspace_id: z.string().nullable().meta({ description: "Null for requests with an unknown key" }),
  hint: z.string().nullable().meta({ description: "The masked secret that was sent" }),
}).meta({ id: "OperatorRequest" });
export type OperatorRequest = z.infer<typeof OperatorRequest>;
