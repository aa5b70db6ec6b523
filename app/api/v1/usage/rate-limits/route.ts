import { endpoint } from "#lib/api/endpoint.ts";
import { EnvironmentQuery, RateLimits } from "#lib/usage/schema.ts";
import { readRateLimits } from "#lib/usage/usage.ts";

export const GET = endpoint({
  summary: "Show the plan's rate limit as it stands",
  description: "Takes nothing, and is answered even while the caller is limited.",
  tag: "Usage",
  cost: 0,
  query: EnvironmentQuery,
  returns: RateLimits,
  handle: ({ actor, query }) => readRateLimits(actor, query.environment),
});
