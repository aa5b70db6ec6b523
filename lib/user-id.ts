import { z } from "zod";
import { idPattern } from "#lib/ids.ts";

export const UserId = z.string().regex(idPattern("usr")).meta({ description: "A user ID" });
