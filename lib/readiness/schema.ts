import { z } from "zod";

export const ChecklistItem = z
  .object({
    id: z.string().meta({ examples: ["email_server"] }),
    state: z.enum(["ok", "attention", "problem"]).meta({
      description: "attention: it works, or Latchkey can't see whether it does, but you should look at it",
    }),
    title: z.string(),
    meaning: z.string().meta({ description: "Why it matters" }),
    found: z.string(),
    fix: z.string().nullable().meta({ description: "What to do. Null if nothing is to be done" }),
  })
  .meta({ id: "ChecklistItem" });
export type ChecklistItem = z.infer<typeof ChecklistItem>;

export const Checklist = z
  .object({
    ready: z.boolean().meta({ description: "Whether no item is a problem" }),
    items: z.array(ChecklistItem),
    checked_at: z.iso.datetime(),
  })
  .meta({ id: "Checklist" });
export type Checklist = z.infer<typeof Checklist>;
