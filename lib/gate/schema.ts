import { z } from "zod";
import { Role } from "#lib/actors/roles.ts";
import { Environment } from "#lib/keys/schema.ts";
import { NO_CONTROL_CHARACTERS } from "#lib/text.ts";

export const Me = z
  .object({
    actor: z.discriminatedUnion("type", [
      z.object({ type: z.literal("api_key"), id: z.string(), name: z.string().nullable() }),
      z.object({ type: z.literal("user"), id: z.string(), name: z.string().nullable(), email: z.string() }),
    ]),
    workspace: z
      .object({
        id: z.string(),
        name: z.string(),
        plan: z.string(),
        role: Role.nullable().meta({ description: "Null for an API key" }),
      })
      .nullable()
      .meta({ description: "Null for a user without a workspace" }),
    environment: Environment.nullable().meta({ description: "Null for a user, who can access both" }),
    scopes: z.array(z.string()),
    notifications: z
      .object({ key_expiring: z.boolean() })
      .optional()
      .meta({ description: "Which emails a user gets. API keys don't have it" }),
    pending_email: z.object({ email: z.string(), expires_at: z.iso.datetime() }).nullable().optional().meta({
      description: "The new email that a user has requested and not confirmed yet. API keys don't have it",
    }),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;

/** The maximum cost of a request. */
export const HIGHEST_COST = 1_000_000;

export const VerifyRequest = z
  .strictObject({
    key: z.string().min(1, "Can't be empty").max(255).meta({ description: "The full API key" }),
    scopes: z
      .array(z.string().max(100).regex(NO_CONTROL_CHARACTERS, "Can't contain control characters"))
      .max(100)
      .optional()
      .meta({ description: "The key must have all of them" }),
    cost: z
      .int()
      .min(0)
      .max(HIGHEST_COST)
      .default(1)
      .meta({ description: "How much the request counts against the limits; 0 checks without counting" }),
  })
  .meta({ id: "VerifyRequest" });
export type VerifyRequest = z.infer<typeof VerifyRequest>;

export const VerdictCode = z.enum([
  "valid",
  "unknown",
  "revoked",
  "expired",
  "disabled",
  "suspended",
  "insufficient_scope",
  "rate_limited",
  "quota_exceeded",
]);
export type VerdictCode = z.infer<typeof VerdictCode>;

export const Verdict = z
  .object({
    valid: z.boolean(),
    code: VerdictCode,
    key: z
      .object({
        id: z.string(),
        name: z.string().nullable(),
        workspace_id: z.string(),
        environment: Environment,
        plan: z.string(),
        scopes: z.array(z.string()),
        external_id: z.string().nullable(),
        metadata: z.record(z.string(), z.unknown()),
        expires_at: z.iso.datetime().nullable(),
      })
      .nullable()
      .meta({ description: "Null if the caller can't see this key" }),
    missing_scopes: z.array(z.string()),
    rate_limit: z
      .object({ limit: z.int(), remaining: z.int(), reset_in_seconds: z.int(), window_seconds: z.int() })
      .nullable()
      .meta({ description: "The limit with the least remaining" }),
    quota: z.object({ limit: z.int(), remaining: z.int(), resets_at: z.iso.datetime() }).nullable(),
  })
  .meta({ id: "Verdict" });
export type Verdict = z.infer<typeof Verdict>;
