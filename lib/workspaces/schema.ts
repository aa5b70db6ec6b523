import { z } from "zod";
import { idPattern } from "#lib/ids.ts";
import { KeyFormat, MAX_OVERLAP_SECONDS } from "#lib/keys/schema.ts";
import { Label } from "#lib/text.ts";

export const WorkspaceId = z.string().regex(idPattern("ws")).meta({ description: "A workspace ID" });

export const RoleName = z.enum(["owner", "admin", "developer", "viewer"]);

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
