import { z } from "zod";
import { Role } from "#lib/actors/roles.ts";
import { Email } from "#lib/email.ts";
import { Reason } from "#lib/operator/reason.ts";
import { Label } from "#lib/text.ts";

export const UserStatusName = z.enum(["active", "suspended", "awaiting_approval"]);

export const OperatorUser = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    status: UserStatusName,
    operator: z.boolean(),
    operator_by: z
      .enum(["flag", "OPERATOR_EMAIL"])
      .nullable()
      .meta({ description: "Why they are an operator. Only the flag can be changed here" }),
    email_verified: z.boolean().meta({
      description: "False: an operator created the account, and its user hasn't chosen a password yet",
    }),
    suspended_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "OperatorUser" });
export type OperatorUser = z.output<typeof OperatorUser>;

export const OperatorUserDetail = OperatorUser.extend({
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), role: Role, suspended: z.boolean() })),
  sessions: z.int().meta({ description: "How many sessions are active" }),
  last_login_at: z.iso
    .datetime()
    .nullable()
    .meta({ description: "Null if it was too long ago: ended sessions are deleted after a while" }),
}).meta({ id: "OperatorUserDetail" });
export type OperatorUserDetail = z.output<typeof OperatorUserDetail>;

export const ChangedUser = OperatorUserDetail.extend({
  ended_sessions: z.int().meta({ description: "How many sessions this request has ended" }),
  suspended_workspaces: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .meta({ description: "The workspaces that this request has suspended" }),
}).meta({ id: "ChangedUser" });
export type ChangedUser = z.output<typeof ChangedUser>;

export const PasswordLinkSent = z
  .object({ email: z.string(), status: z.literal("queued") })
  .meta({ id: "PasswordLinkSent" });
export type PasswordLinkSent = z.output<typeof PasswordLinkSent>;

export const NewOperatorUser = z
  .strictObject({ email: Email, name: Label(100).optional() })
  .meta({ id: "NewOperatorUser" });
export type NewOperatorUser = z.output<typeof NewOperatorUser>;

export const UserChange = z
  .strictObject({
    suspended: z.boolean().meta({ description: "Suspending also ends all sessions" }),
    operator: z.boolean(),
    approved: z
      .literal(true, "Can only be true. To keep someone out, suspend them")
      .meta({ description: "Lets someone log in whose account waits for approval" }),
    suspend_workspaces: z.boolean().meta({
      description: "Also suspends the workspaces that they alone own, whose keys then get 403",
    }),
    reason: Reason.meta({ description: "Why, for the audit log. Only operators can read it there" }),
  })
  .partial()
  .refine(({ suspended, suspend_workspaces }) => !suspend_workspaces || suspended === true, {
    path: ["suspend_workspaces"],
    message: "Can only be true together with suspended: true",
  })
  .meta({ id: "UserChange" });
export type UserChange = z.output<typeof UserChange>;
