"use client";

import Link from "next/link";
import { useKeyRequests } from "#components/key-details/use-key-parts.ts";
import { toneOf } from "#components/requests/request-words.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

const columns: Column<LoggedRequest>[] = [
  {
    id: "request",
    heading: "Request",
    cell: ({ request_id, method, path, environment, at }) => (
      <>
        <Link
          href={inEnvironment(`/settings/requests/${request_id}`, environment)}
          title={`${method} ${path}`}
          className="block truncate rounded-sm font-mono text-compact hover:underline"
        >
          <span className="text-muted">{method}</span> {path}
        </Link>
        <span className="text-muted text-xs sm:hidden">
          <TimeAgo at={at} />
        </span>
      </>
    ),
  },
  {
    id: "status",
    heading: "Status",
    width: "w-24 sm:w-52",
    cell: ({ status, code }) => (
      <span className="flex items-center gap-2">
        <Badge tone={toneOf(status)} className="tabular-nums">
          {status}
        </Badge>
        {code ? <code className="hidden min-w-0 truncate text-muted text-xs sm:inline">{code}</code> : null}
      </span>
    ),
  },
  {
    id: "time",
    heading: "Time",
    width: "w-36",
    align: "end",
    from: "sm",
    cell: ({ at }) => (
      <span className="text-muted">
        <TimeAgo at={at} />
      </span>
    ),
  },
];

/** The key's newest requests. */
export function KeyRequests({ apiKey, initial }: { apiKey: PublicKey; initial: LoggedRequest[] }) {
  const { data } = useKeyRequests(apiKey.id, initial);
  const all = inEnvironment(`/settings/requests?key=${apiKey.id}`, apiKey.environment);
  return (
    <Card aria-labelledby="requests">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b px-5 py-4 sm:px-6">
        <h2 id="requests" className="font-medium">
          Recent requests
        </h2>
        {data.length > 0 ? (
          <TextLink href={all} className="text-sm">
            View all requests
          </TextLink>
        ) : null}
      </div>
      {data.length > 0 ? (
        <DataTable
          caption="Recent requests with this key"
          columns={columns}
          rows={data}
          rowKey={({ request_id }) => request_id}
        />
      ) : (
        <EmptyState title="No requests yet">
          Requests with this key appear here within seconds, including refused ones and why they were refused.
        </EmptyState>
      )}
    </Card>
  );
}
