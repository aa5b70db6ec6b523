import { Download } from "#lib/api/download.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { untilLeft } from "#lib/request-log/reads.ts";
import { exportRequests } from "#lib/usage/export-requests.ts";
import { RequestExportQuery } from "#lib/usage/request-query.ts";

const CONTENT_TYPES = { csv: "text/csv", ndjson: "application/x-ndjson" } as const;

export const GET = endpoint({
  summary: "Export requests",
  description:
    "A file with all requests that match, newest first, at most 100,000: as lines of JSON, or as CSV. It has the requests that were logged before the export.",
  tag: "Usage",
  scope: "usage:read",
  query: RequestExportQuery,
  downloads: Object.values(CONTENT_TYPES),
  problems: ["validation_failed", "conflict"],
  handle: async ({ actor, query, left }) => {
    const { format } = query;
    const { chunks, release } = await untilLeft(left(), () => exportRequests(actor, query, format));
    return new Download({
      contentType: CONTENT_TYPES[format],
      filename: `requests.${format}`,
      chunks,
      release,
    });
  },
});
