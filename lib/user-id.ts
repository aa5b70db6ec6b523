import { z } from "zod";
import { idPattern } from "#lib/ids.ts";

export const UserId = z
  .string()
  .regex(idPattern("usr"), "Must be a user ID, such as usr_…")
  .meta({ description: "A user ID" });
