import { z } from "zod";
import { idPattern } from "#lib/ids.ts";
import { Label } from "#lib/text.ts";

export const MAX_OVERLAP_SECONDS = 7 * 86_400;

export const WorkspaceId = z.string().regex(idPattern("ws")).meta({ description: "A workspace ID" });

export const RoleName = z.enum(["owner", "admin", "developer", "viewer"]);

export const KeyFormat = z
  .object({
    prefix: z
      .string()
      .regex(/^[a-z][a-z0-9]{0,15}$/, "Must be 1 to 16 lowercase letters and digits, starting with a letter"),
    include_environment: z.boolean().meta({ description: "Whether keys contain live or test" }),
    style: z.enum(["base62", "hex"]).meta({ description: "hex keys are 64 characters without a prefix" }),
  })
  .meta({ id: "KeyFormat" });
export type KeyFormat = z.infer<typeof KeyFormat>;

const ActiveKeys = z.int().min(1).max(1_000_000).nullable();
const Overlap = z.int().min(0).max(MAX_OVERLAP_SECONDS);

export const Workspace = z
  .object({
    id: z.string(),
    name: z.string(),
    plan: z.string(),
    role: RoleName.nullable().meta({ description: "Your role; null for an API key" }),
    key_format: KeyFormat,
    max_active_keys: ActiveKeys.meta({ description: "Null: the plan's limit applies" }),
    rotation_overlap_max_seconds: Overlap,
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

export const WorkspaceChange = z
  .strictObject({
    name: Label(100).pipe(z.string().min(1, "Can't be empty")),
    key_format: KeyFormat.partial().strict(),
    max_active_keys: ActiveKeys,
    rotation_overlap_max_seconds: Overlap,
  })
  .partial()
  .meta({ id: "WorkspaceChange" });
export type WorkspaceChange = z.infer<typeof WorkspaceChange>;
