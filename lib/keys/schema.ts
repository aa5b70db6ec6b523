import { z } from "zod";
import type { KeySort } from "#db/queries/key-lists.ts";
import { commaSeparated } from "#lib/comma-separated.ts";
import { idPattern } from "#lib/ids.ts";
import { Rfc3339 } from "#lib/instant.ts";
import { pageQuery } from "#lib/pagination.ts";
import { Label, NO_CONTROL_CHARACTERS, wholeNumber } from "#lib/text.ts";
import { UserId } from "#lib/user-id.ts";

/** The longest time that a rotated key's previous secret can keep working. */
export const MAX_OVERLAP_SECONDS = 7 * 86_400;

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

export const KeyId = z
  .string()
  .regex(idPattern("key"), "Must be a key ID, such as key_…")
  .meta({ description: "A key ID", examples: ["key_0V4nO2q8c1Zr5TkJ7bQwXyE3u"] });
export const Environment = z.enum(["live", "test"]);
export const KeyStatus = z.enum(["active", "disabled", "expired", "revoked"]);

export const RateLimit = z.strictObject({
  requests: wholeNumber(1, 100_000).meta({ description: "Maximum accepted requests in any window" }),
  window_seconds: wholeNumber(1, 86_400),
});

const METADATA_LIMIT_BYTES = 4096;
const Metadata = z.record(z.string().max(64), z.unknown()).check((ctx) => {
  const text = JSON.stringify(ctx.value);
  if (Buffer.byteLength(text) > METADATA_LIMIT_BYTES)
    ctx.issues.push({ code: "custom", input: ctx.value, message: "Must be at most 4 KiB as JSON" });
  if (text.includes("\\u0000"))
    ctx.issues.push({ code: "custom", input: ctx.value, message: "Must not contain NUL characters" });
  if (hasInexactNumber(ctx.value))
    ctx.issues.push({
      code: "custom",
      input: ctx.value,
      message: "Must not contain numbers beyond 9007199254740991. Send them as text",
    });
});

/** Larger numbers may already have been rounded while the JSON was read. */
function hasInexactNumber(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return typeof value === "object" && value !== null && Object.values(value).some(hasInexactNumber);
}

const Name = Label(100)
  .nullable()
  .meta({ description: "A name to recognize the key by", examples: ["ci-pipeline"] });
export const Scopes = z
  .array(z.string().max(100).regex(NO_CONTROL_CHARACTERS, "Must not contain control characters"))
  .max(100)
  .transform((names) => [...new Set(names)]);
const ExpiresAt = Rfc3339.nullable();
const ExternalId = Label(255)
  .nullable()
  .meta({ description: "Your own ID for the customer who uses this key" });

export const NewKey = z
  .strictObject({
    name: Name.optional(),
    environment: Environment.optional().meta({
      description: "Defaults to live. An API key can only create keys in its own environment",
    }),
    scopes: Scopes.default([]).meta({ examples: [["data:read"]] }),
    expires_at: ExpiresAt.optional(),
    rate_limit: RateLimit.nullable().optional(),
    external_id: ExternalId.optional(),
    metadata: Metadata.optional(),
  })
  .meta({ id: "NewKey" });
export type NewKey = z.infer<typeof NewKey>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "Must be the SHA-256 of the full key in lowercase hex");

export const ImportedKey = NewKey.extend({
  hash: Sha256,
  hint: Label(64).optional().meta({ description: "The masked key, such as sk_…x7Qa" }),
}).meta({ id: "ImportedKey" });
export type ImportedKey = z.infer<typeof ImportedKey>;
export const KeyImport = z
  .strictObject({ keys: z.array(ImportedKey).min(1).max(100) })
  .meta({ id: "KeyImport" });

export const Rotation = z
  .strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(MAX_OVERLAP_SECONDS)
      .default(0)
      .meta({ description: "How long the previous secret keeps working" }),
  })
  .optional()
  .meta({ id: "Rotation" });

export const KeyChange = z
  .strictObject({
    name: Name,
    scopes: Scopes,
    expires_at: ExpiresAt,
    rate_limit: RateLimit.nullable(),
    external_id: ExternalId,
    metadata: Metadata,
    enabled: z.boolean().meta({ description: "False disables the key; true enables it again" }),
  })
  .partial()
  .meta({ id: "KeyChange" });
export type KeyChange = z.infer<typeof KeyChange>;

export const BulkChange = z
  .strictObject({
    action: z.enum(["disable", "revoke"]),
    ids: z
      .array(KeyId)
      .min(1, "Must name at least 1 key")
      .max(100, "Must name at most 100 keys")
      .refine((ids) => new Set(ids).size === ids.length, "Must not name a key twice"),
  })
  .meta({ id: "BulkChange" });
export type BulkChange = z.infer<typeof BulkChange>;

export const BulkOutcome = z
  .object({
    id: z.string(),
    outcome: z
      .enum(["disabled", "revoked", "already_disabled", "already_revoked"])
      .meta({ description: "already_… means that nothing was changed" }),
  })
  .meta({ id: "BulkOutcome" });
export type BulkOutcome = z.infer<typeof BulkOutcome>;

const Instant = z.iso.datetime();

export const PublicKey = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    hint: z.string().meta({ examples: ["lk_live_Ab3d…x7Qa"] }),
    environment: Environment,
    status: KeyStatus,
    scopes: z.array(z.string()),
    external_id: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    rate_limit: z.object({ requests: z.int(), window_seconds: z.int() }).nullable(),
    expires_at: Instant.nullable(),
    last_used_at: Instant.nullable(),
    created_at: Instant,
    created_by: z.object({
      type: z.enum(["user", "api_key"]),
      id: z.string(),
      user_id: z
        .string()
        .nullable()
        .meta({ description: "The user who created the key, directly or through another key" }),
    }),
    revoked_at: Instant.nullable(),
    rotation: z
      .object({
        previous_hint: z.string(),
        previous_expires_at: Instant,
        previous_last_used_at: Instant.nullable(),
      })
      .nullable()
      .meta({ description: "Set while the previous secret still works" }),
  })
  .meta({ id: "Key" });
export type PublicKey = z.infer<typeof PublicKey>;

export const MintedKey = PublicKey.extend({
  secret: z.string().nullable().meta({
    description: "Shown only in this response. Null if the request repeats an Idempotency-Key",
  }),
}).meta({ id: "MintedKey" });
export type MintedKey = z.infer<typeof MintedKey>;

const KEY_SORTS = [
  "created_at",
  "-created_at",
  "name",
  "-name",
  "expires_at",
  "-expires_at",
] as const satisfies KeySort[];

/** The query parameters of the list of keys. */
export const KeyListQuery = z.strictObject({
  environment: Environment.optional(),
  status: commaSeparated(KeyStatus, 4).optional().meta({
    description: "One or more, separated by commas: active,disabled,expired hides revoked keys",
  }),
  external_id: z.string().max(255).optional(),
  scope: z.string().min(1).max(100).optional().meta({ description: "Only keys that have this scope" }),
  created_by: UserId.optional().meta({
    description: "Only keys that this user created, directly or through another key",
  }),
  q: z.string().min(1).max(100).optional().meta({ description: "Part of the name or hint, or a key ID" }),
  sort: z.enum(KEY_SORTS).default("-created_at").meta({
    description:
      "The order: - means descending. Names are compared without case. Keys without a name or an expiration date come last",
  }),
  limit: pageQuery.limit,
  // A name is part of it.
  cursor: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: "next_cursor from the previous page with the same sort" }),
});
