import { z } from "zod";
import { Download } from "#lib/api/download.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { WithMeta } from "#lib/api/with-meta.ts";
import { commaSeparated } from "#lib/comma-separated.ts";
import { KeyId } from "#lib/keys/schema.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { EnvironmentQuery, GroupBy, Interval, SeriesMeta, UsageBucket, When } from "#lib/usage/schema.ts";
import { seriesAsCsv } from "#lib/usage/series-csv.ts";
import { readSeries } from "#lib/usage/usage.ts";

const CSV = "text/csv";

export const GET = endpoint({
  summary: "Get usage over time",
  description:
    "By default, the last 24 hours by hour. Intervals without requests are omitted. At most `limit_groups` groups are counted apart: the busiest. All others are the group `other`.",
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
    limit_groups: z.coerce.number().int().min(1).max(100).default(20),
    compare: z
      .enum(["previous"])
      .optional()
      .meta({ description: "Also counts the requests of the time before, which is as long" }),
    format: z.enum(["json", "csv"]).default("json"),
  }),
  returns: z.array(UsageBucket),
  meta: SeriesMeta,
  downloads: [CSV],
  handle: async ({ actor, query, now, left }) => {
    const series = await untilLeft(left(), () => readSeries(actor, query, now));
    if (query.format === "json") return new WithMeta(series.buckets, series.meta);
    return new Download({
      contentType: CSV,
      filename: "usage.csv",
      chunks: seriesAsCsv(series),
      release: () => {},
    });
  },
});
