"use client";

import { LogTime } from "#components/requests/log-time.tsx";
import { RequestMaker } from "#components/requests/request-maker.tsx";
import { duration, headingsOf, isDecision, refusalOf, toneOf } from "#components/requests/request-words.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { RowLink } from "#components/ui/row-link.tsx";
import type { LoggedRequest } from "#lib/usage/schema.ts";

export function RequestTable({ rows }: { rows: LoggedRequest[] }) {
  const headings = headingsOf(rows);
  return (
    <DataTable
      caption="Requests, newest first"
      columns={columnsOf(headings)}
      rows={rows}
      rowKey={(row) => row.request_id}
    />
  );
}

const columnsOf = (headings: { status: string; duration: string }): Column<LoggedRequest>[] => [
  {
    id: "time",
    heading: "Time",
    width: "w-38",
    from: "sm",
    cell: ({ at }) => (
      <span className="text-muted tabular-nums">
        <LogTime at={at} />
      </span>
    ),
  },
  {
    id: "request",
    heading: "Request",
    width: "max-sm:pl-4",
    names: true,
    cell: (row) => <RequestCell row={row} />,
  },
  {
    id: "status",
    heading: headings.status,
    width: "w-28 sm:w-40",
    cell: (row) => <StatusCell row={row} mixed={headings.status === "Status"} />,
  },
  {
    id: "key",
    heading: "Key",
    width: "w-44",
    from: "md",
    cell: (row) => (
      <span className="block truncate">
        <RequestMaker request={row} />
      </span>
    ),
  },
  {
    id: "duration",
    heading: headings.duration,
    width: "w-32",
    from: "lg",
    align: "end",
    cell: (row) => <DurationCell row={row} />,
  },
  {
    id: "address",
    heading: "Address",
    width: "w-36",
    from: "xl",
    cell: ({ ip }) => (
      <span className="block truncate text-muted tabular-nums" title={ip ?? undefined}>
        {ip ?? "—"}
      </span>
    ),
  },
];

function RequestCell({ row }: { row: LoggedRequest }) {
  const refusal = refusalOf(row);
  return (
    <>
      <RowLink
        href={inEnvironment(`/settings/requests/${row.request_id}`, row.environment)}
        title={`${row.method} ${row.path}`}
        className="block truncate rounded-sm font-mono text-compact hover:underline"
      >
        <span className="text-muted">{row.method}</span> {row.path}
      </RowLink>
      {refusal ? (
        <p className="mt-0.5 line-clamp-2 text-pretty break-words text-danger text-xs" title={refusal}>
          {refusal}
        </p>
      ) : null}
      <p className="mt-0.5 truncate text-muted text-xs md:hidden">
        <span className="sm:hidden">
          <LogTime at={row.at} /> ·{" "}
        </span>
        <RequestMaker request={row} />
      </p>
    </>
  );
}

function StatusCell({ row, mixed }: { row: LoggedRequest; mixed: boolean }) {
  return (
    <>
      <span className="flex items-center gap-2">
        <Badge tone={toneOf(row.status)} className="tabular-nums">
          {row.status}
        </Badge>
        {mixed && isDecision(row) ? <span className="text-muted text-xs">Decision</span> : null}
      </span>
      {row.code ? (
        <span className="mt-1 block truncate font-mono text-muted text-xs" title={row.code}>
          {row.code}
        </span>
      ) : null}
    </>
  );
}

function DurationCell({ row }: { row: LoggedRequest }) {
  return (
    <span
      className="whitespace-nowrap text-muted tabular-nums"
      title={isDecision(row) ? "Decision time" : "Duration"}
    >
      {duration(row.latency_ms)}
    </span>
  );
}
