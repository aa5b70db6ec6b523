import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { pageQuery } from "#lib/pagination.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { listKeyLimits } from "#lib/usage/key-limits.ts";
import { EnvironmentQuery, KeyLimit } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "List the keys' own rate limits",
  description:
    "The active keys that have a rate limit of their own, newest first, and what is left of it now. By default, users get both environments.",
  tag: "Usage",
  scope: "keys:read",
  query: EnvironmentQuery.extend(pageQuery),
  returns: z.array(KeyLimit),
  list: true,
  handle: ({ actor, query, now, left }) => untilLeft(left(), () => listKeyLimits(actor, query, now)),
});
