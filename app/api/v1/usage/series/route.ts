import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { commaSeparated } from "#lib/comma-separated.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { EnvironmentQuery, GroupBy, Interval, UsageBucket, When } from "#lib/usage/schema.ts";
import { readSeries } from "#lib/usage/usage.ts";

export const GET = endpoint({
  summary: "Get usage over time",
  description: "By default, the last 24 hours by hour. Intervals without requests are omitted.",
  tag: "Usage",
  scope: "usage:read",
  query: EnvironmentQuery.extend({
    from: When.optional(),
    to: When.optional(),
    interval: Interval.optional(),
    group_by: GroupBy.optional(),
    key_id: commaSeparated(KeyId, 100).optional().meta({
      description: "Only requests made with these keys: at most 100 key IDs, separated by commas",
    }),
  }),
  returns: z.array(UsageBucket),
  handle: ({ actor, query, now }) => readSeries(actor, query, now),
});
