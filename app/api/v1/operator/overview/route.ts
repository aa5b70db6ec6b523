import { endpoint } from "#lib/api/endpoint.ts";
import { readOverview } from "#lib/operator/overview.ts";
import { Overview } from "#lib/operator/overview-schema.ts";

export const GET = endpoint({
  summary: "See how the installation is doing",
  description: "Keys and requests are counted at most once a minute.",
  tag: "Operator",
  access: "operator",
  returns: Overview,
  handle: ({ now }) => readOverview(now),
});
