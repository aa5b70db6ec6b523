import { endpoint } from "#lib/api/endpoint.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { EnvironmentQuery, Usage } from "#lib/usage/schema.ts";
import { readUsage } from "#lib/usage/usage.ts";

export const GET = endpoint({
  summary: "Get this month's usage",
  description:
    "Requests made with the workspace's keys. For users, the quota defaults to the live environment.",
  tag: "Usage",
  query: EnvironmentQuery,
  returns: Usage,
  handle: ({ actor, query, now, left }) => untilLeft(left(), () => readUsage(actor, query.environment, now)),
});
