import { z } from "zod";
import { Rfc3339 } from "#lib/instant.ts";
import { Environment } from "#lib/keys/schema.ts";

const Count = z.int().min(0);
const Instant = z.iso.datetime();
const Period = z.object({ start: Instant, end: Instant });

const RequestCounts = z.object({ total: Count, succeeded: Count, failed: Count, rate_limited: Count });

/** A point in time in a query parameter. */
export const When = Rfc3339.transform((text) => new Date(text));
export const Interval = z.enum(["minute", "hour", "day"]);
export const GroupBy = z.enum(["key", "route", "status", "code"]);
export const EnvironmentQuery = z.strictObject({
  environment: Environment.optional().meta({
    description: "By default, users get both environments. An API key can only see its own",
  }),
});

export const Usage = z
  .object({
    plan: z.string(),
    period: Period.meta({ description: "The calendar month, UTC" }),
    requests: RequestCounts.meta({ description: "Requests made with API keys" }),
    quota: z.object({ limit: Count, used: Count, remaining: Count, resets_at: Instant }).nullable(),
  })
  .meta({ id: "Usage" });
export type Usage = z.infer<typeof Usage>;

export const RateLimits = z
  .object({
    plan: z.string(),
    rate_limit: z
      .object({
        rpm: z.int().meta({ description: "Requests allowed in any 60 seconds" }),
        used: Count,
        remaining: Count,
        reset_in_seconds: Count.meta({
          description: "Seconds until the next slot opens, rounded up; 0 if no requests are counted",
        }),
      })
      .nullable()
      .meta({ description: "Null if the plan has no rate limit" }),
  })
  .meta({ id: "RateLimits" });
export type RateLimits = z.infer<typeof RateLimits>;

const LimitNow = z.object({
  requests: z.int().meta({ description: "Maximum accepted requests in any window" }),
  window_seconds: z.int(),
  used: Count,
  remaining: Count,
  reset_in_seconds: Count.meta({
    description: "Seconds until the next slot opens, rounded up; 0 if no requests are counted",
  }),
});
export type LimitNow = z.infer<typeof LimitNow>;

export const KeyLimits = z
  .object({
    rate_limit: LimitNow.nullable().meta({ description: "The key's own limit; null if it has none" }),
    plan: LimitNow.nullable().meta({
      description: "The limit that all keys of the workspace and environment share; null if there is none",
    }),
  })
  .meta({ id: "KeyLimits" });
export type KeyLimits = z.infer<typeof KeyLimits>;

export const KeyLimit = z
  .object({
    key_id: z.string(),
    name: z.string().nullable(),
    hint: z.string(),
    environment: Environment,
    rate_limit: LimitNow,
  })
  .meta({ id: "KeyLimit" });
export type KeyLimit = z.infer<typeof KeyLimit>;

export const UsageBucket = z
  .object({ start: Instant, group: z.string().nullable(), ...RequestCounts.shape })
  .meta({ id: "UsageSlice" });
export type UsageBucket = z.infer<typeof UsageBucket>;

const ErrorRate = z
  .number()
  .min(0)
  .max(1)
  .meta({ description: "Share of failed and rate-limited requests, from 0 to 1" });
const Totals = z.object({ start: Instant, end: Instant, ...RequestCounts.shape, error_rate: ErrorRate });

/** What a series also tells. */
export const SeriesMeta = z.object({
  totals: Totals,
  previous: Totals.nullable().meta({
    description: "The totals of the time before, which is as long. Null without `compare=previous`",
  }),
  groups: z
    .array(
      z.object({
        id: z.string().nullable().meta({ description: "As in the series" }),
        name: z.string().nullable().meta({ description: "A key's name; otherwise the same as the ID" }),
        hint: z.string().nullable().meta({ description: "A key's masked secret" }),
      }),
    )
    .meta({
      description:
        "The busiest first, and `other` last. A `code` is null for what was counted before codes were, and `ok` for successes",
    }),
});
export type SeriesMeta = z.infer<typeof SeriesMeta>;

export const KeyUsage = z
  .object({
    key_id: z.string(),
    period: Period,
    requests_current_period: Count,
    succeeded: Count,
    failed: Count,
    rate_limited: Count,
    error_rate: ErrorRate,
    last_used_at: Instant.nullable(),
    series: z.array(UsageBucket),
    truncated: z.boolean().meta({
      description:
        "There are more requests than were counted: with made_with, or by minute, the newest 100,000",
    }),
  })
  .meta({ id: "KeyUsage" });
export type KeyUsage = z.infer<typeof KeyUsage>;

const KeyLabel = z.object({ id: z.string(), name: z.string().nullable(), hint: z.string() });

export const LoggedRequest = z
  .object({
    request_id: z.string(),
    at: Instant,
    via: z.enum(["api", "gate", "verify"]).meta({
      description:
        "Whether it was sent to this API, or is a decision about a request to your own API: through a gateway (`gate`) or `verify`",
    }),
    key_id: z.string().nullable(),
    key: KeyLabel.nullable().meta({
      description:
        "The key's name, and the masked secret that was used. Also for keys that are revoked by now",
    }),
    user_id: z.string().nullable(),
    environment: Environment,
    method: z.string(),
    path: z.string(),
    route: z.string(),
    status: z.int(),
    code: z.string().nullable().meta({ description: "The problem code; null if the request succeeded" }),
    cost: Count,
    latency_ms: z.number(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    checks: z.array(
      z.object({ check: z.string(), outcome: z.enum(["passed", "failed"]), detail: z.string() }),
    ),
    needed: z
      .object({
        scopes: z.array(z.string()),
        limit: z
          .object({
            name: z.string().meta({ description: "`plan`, `key`, `quota` or `user`" }),
            limit: Count,
            used: Count,
            per: z.string().meta({ description: "Such as `minute`" }),
            resets_at: Instant.nullable().meta({
              description: "When the next request would have been accepted",
            }),
          })
          .nullable(),
      })
      .nullable()
      .meta({ description: "What it was refused for the lack of; null if that isn't a scope or a limit" }),
  })
  .meta({ id: "LoggedRequest" });
export type LoggedRequest = z.infer<typeof LoggedRequest>;
