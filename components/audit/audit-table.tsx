"use client";

import type { ReactNode } from "react";
import type { AuditFilter } from "#components/audit/audit-filter.ts";
import { EventChanges } from "#components/audit/event-changes.tsx";
import { actorName, phrase } from "#components/audit/event-words.ts";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Breakable } from "#components/ui/breakable.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicEvent } from "#lib/audit/schema.ts";

type OnFilter = (change: Partial<AuditFilter>) => void;

type AuditTableProps<Event> = {
  events: Event[];
  onFilter: OnFilter;
  /** How the request that made a change is shown. By default as a link to it in the workspace's request log. */
  request?: (id: string) => ReactNode;
  /** What else an event is about, below what was done. */
  context?: (event: Event) => ReactNode;
};

export function AuditTable<Event extends PublicEvent>({ events, ...options }: AuditTableProps<Event>) {
  return (
    <DataTable
      caption="Audit log, newest first"
      columns={columnsFor(options)}
      rows={events}
      rowKey={({ id }) => id}
    />
  );
}

const columnsFor = <Event extends PublicEvent>({
  onFilter,
  request,
  context,
}: Omit<AuditTableProps<Event>, "events">): Column<Event>[] => [
  {
    id: "what",
    heading: "What",
    cell: (event) => <What event={event} onFilter={onFilter} context={context?.(event)} />,
  },
  {
    id: "who",
    heading: "Who",
    width: "w-52 lg:w-60",
    from: "md",
    cell: (event) => <Who event={event} onFilter={onFilter} />,
  },
  {
    id: "address",
    heading: "From",
    width: "w-36",
    from: "xl",
    cell: ({ ip, user_agent }) => (
      <span className="wrap-anywhere block text-compact text-muted" title={user_agent ?? undefined}>
        {ip ?? "–"}
      </span>
    ),
  },
  {
    id: "time",
    heading: "When",
    width: "w-40",
    from: "sm",
    align: "end",
    cell: (event) => <When event={event} request={request} />,
  },
];

type WhatProps = { event: PublicEvent; onFilter: OnFilter; context: ReactNode };

function What({ event, onFilter, context }: WhatProps) {
  const { target, changes, environment } = event;
  const { name } = actorName(event.actor);
  return (
    <div className="grid min-w-0 gap-1.5">
      <p className="wrap-anywhere">
        {phrase(event.action)} <Target target={target} onFilter={onFilter} />{" "}
        {environment === "test" ? <Badge>test</Badge> : null}
      </p>
      {changes ? <EventChanges changes={changes} target={target.label} /> : null}
      {context}
      <p className="wrap-anywhere text-muted text-xs md:hidden">
        {name}
        {event.ip ? ` · ${event.ip}` : null}
        <span className="sm:hidden">
          {" ·\u00a0"}
          <TimeAgo at={event.at} />
        </span>
      </p>
    </div>
  );
}

function Target({ target, onFilter }: { target: PublicEvent["target"]; onFilter: OnFilter }) {
  const { id, label } = target;
  const name = label ?? id ?? "";
  if (!id) return <span className="font-medium">{name}</span>;
  return (
    <button
      type="button"
      title={`Show only what was done to ${name}`}
      onClick={() => onFilter({ target_id: id })}
      className="wrap-anywhere inline rounded-sm text-left font-medium underline-offset-4 hover:underline"
    >
      {name}
    </button>
  );
}

function Who({ event, onFilter }: { event: PublicEvent; onFilter: OnFilter }) {
  const { name, kind } = actorName(event.actor);
  const { id } = event.actor;
  return (
    <div className="min-w-0">
      {id ? (
        <button
          type="button"
          title={`Show only what ${name} did`}
          onClick={() => onFilter({ actor_id: id })}
          className="wrap-anywhere block max-w-full rounded-sm text-left underline-offset-4 hover:underline"
        >
          <Breakable text={name} />
        </button>
      ) : (
        <Breakable text={name} />
      )}
      {kind ? <p className="text-muted text-xs">{kind}</p> : null}
    </div>
  );
}

type WhenProps = { event: PublicEvent; request: ((id: string) => ReactNode) | undefined };

/** With the request that made the change. */
function When({ event, request }: WhenProps) {
  const [environment] = useEnvironment();
  return (
    <div
      className={
        request ? "flex items-center justify-end text-muted" : "grid justify-items-end gap-1 text-muted"
      }
    >
      <TimeAgo at={event.at} />
      {event.request_id
        ? (request?.(event.request_id) ?? (
            <TextLink
              href={inEnvironment(`/settings/requests/${event.request_id}`, environment)}
              prefetch={false}
              className="font-normal text-xs"
              aria-label={`Request ${event.request_id}`}
              title={event.request_id}
            >
              Request
            </TextLink>
          ))
        : null}
    </div>
  );
}
