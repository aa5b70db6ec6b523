import { z } from "zod";
import { Role } from "#lib/actors/roles.ts";
import { idPattern } from "#lib/ids.ts";
import { KeyFormat, MAX_OVERLAP_SECONDS, Scopes } from "#lib/keys/schema.ts";
import { Label } from "#lib/text.ts";

export const WorkspaceId = z
  .string()
  .regex(idPattern("ws"), "Must be a workspace ID, such as ws_…")
  .meta({ description: "A workspace ID" });

const ActiveKeys = z.int().min(1).max(1_000_000).nullable();
const Overlap = z.int().min(0).max(MAX_OVERLAP_SECONDS);

const RequireExpiry = z.boolean().meta({ description: "Whether new keys need expires_at" });
const LifetimeDays = z
  .int()
  .min(1)
  .max(3650)
  .nullable()
  .meta({ description: "How many days a key can work, from its creation. Null: the plan's maximum applies" });
const GrantableScopes = z.array(z.string()).nullable();

export const Workspace = z
  .object({
    id: z.string(),
    name: z.string(),
    plan: z.string(),
    role: Role.nullable().meta({ description: "Your role; null for an API key" }),
    key_format: KeyFormat,
    max_active_keys: ActiveKeys.meta({ description: "Null: the plan's limit applies" }),
    rotation_overlap_max_seconds: Overlap,
    require_expiry: RequireExpiry,
    max_lifetime_days: LifetimeDays,
    grantable_scopes: GrantableScopes.meta({ description: "The scopes that keys can get. Null: all" }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

const Amount = z.int().min(0);

export const WorkspaceDetail = Workspace.extend({
  plan_name: z.string(),
  limits: z
    .object({
      requests_per_minute: Amount.nullable().meta({
        description: "Requests that all keys of an environment can make in any 60 seconds. Null: no limit",
      }),
      monthly_quota: Amount.nullable().meta({ description: "Per environment. Null: no quota" }),
      max_active_keys: Amount.nullable().meta({ description: "Null: no limit" }),
      active_keys: Amount.nullable().meta({
        description: "How many keys are active. Null if there is no limit",
      }),
      rotation_overlap_max_seconds: Amount,
    })
    .meta({ description: "What is in force: of the workspace, its plan and the operator, the stricter one" }),
  key_policy: z
    .object({
      require_expiry: z.boolean().meta({ description: "Whether new keys need expires_at" }),
      max_lifetime_days: Amount.nullable().meta({ description: "Null: no maximum" }),
      grantable_scopes: z
        .array(z.string())
        .meta({ description: "The scopes that you can give a new key. Empty if you can't create keys" }),
    })
    .meta({ description: "What new keys have to be like, of the workspace and its plan the stricter one" }),
  allowed: z
    .object({
      max_active_keys: Amount.nullable().meta({ description: "Null: no limit" }),
      rotation_overlap_max_seconds: Amount.nullable().meta({ description: "Null: no limit" }),
      require_expiry: z.boolean(),
      max_lifetime_days: Amount.nullable().meta({ description: "Null: no maximum" }),
    })
    .meta({ description: "What the plan or the operator allows. The workspace's settings can be stricter" }),
  operator_limits: z
    .object({
      requests_per_minute: Amount.nullable(),
      monthly_quota: Amount.nullable(),
      max_active_keys: Amount.nullable(),
      rotation_overlap_max_seconds: Amount.nullable(),
    })
    .meta({ description: "What the operator has set for this workspace. Null: the plan's limit applies" }),
}).meta({ id: "WorkspaceDetail" });
export type WorkspaceDetail = z.infer<typeof WorkspaceDetail>;

const WorkspaceName = Label(100).pipe(z.string().min(1, "Can't be empty"));

export const NewWorkspace = z
  .strictObject({ name: WorkspaceName, key_format: KeyFormat.partial().strict().optional() })
  .meta({ id: "NewWorkspace" });
export type NewWorkspace = z.infer<typeof NewWorkspace>;

export const WorkspaceChange = z
  .strictObject({
    name: WorkspaceName,
    key_format: KeyFormat.partial().strict(),
    max_active_keys: ActiveKeys,
    rotation_overlap_max_seconds: Overlap,
    require_expiry: RequireExpiry,
    max_lifetime_days: LifetimeDays,
    grantable_scopes: Scopes.nullable().meta({
      description: "The scopes that keys can get from now on. Keys keep the ones they have. Null: all",
    }),
  })
  .partial()
  .meta({ id: "WorkspaceChange" });
export type WorkspaceChange = z.infer<typeof WorkspaceChange>;

export const PlanRequest = z
  .strictObject({
    plan: z.string().min(1, "Can't be empty").max(100).meta({ description: "The ID of a plan" }),
    note: Label(1000).optional().meta({ description: "What you want to tell the operator" }),
  })
  .meta({ id: "PlanRequest" });
export type PlanRequest = z.infer<typeof PlanRequest>;

export const PlanRequested = z
  .object({ plan: z.string(), status: z.literal("requested") })
  .meta({ id: "PlanRequested" });
export type PlanRequested = z.infer<typeof PlanRequested>;
