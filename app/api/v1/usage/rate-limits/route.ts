import { endpoint } from "#lib/api/endpoint.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { EnvironmentQuery, RateLimits } from "#lib/usage/schema.ts";
import { readRateLimits } from "#lib/usage/usage.ts";

export const GET = endpoint({
  summary: "Get the rate limit",
  description:
    "The plan's limit and how much of it is left. Works even while you're rate limited. For users, the environment defaults to live.",
  tag: "Usage",
  cost: 0,
  query: EnvironmentQuery,
  returns: RateLimits,
  handle: ({ actor, query, left }) => untilLeft(left(), () => readRateLimits(actor, query.environment)),
});
