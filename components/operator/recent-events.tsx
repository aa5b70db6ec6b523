"use client";

import { useQuery } from "@tanstack/react-query";
import { EventChanges } from "#components/audit/event-changes.tsx";
import { actorName, phrase } from "#components/audit/event-words.ts";
import { queryString } from "#components/operator/query-string.ts";
import { readDesk } from "#components/operator/read-desk.ts";
import { RECENT_EVENTS } from "#components/operator/recent-event-count.ts";
import { rendered } from "#components/rendered.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OperatorAuditEvent } from "#lib/operator/audit-schema.ts";

type RecentEventsProps = {
  about: { target_id: string } | { workspace_id: string };
  description: string;
  initial: OperatorAuditEvent[];
};

/** The newest audit events about something. */
export function RecentEvents({ about, description, initial }: RecentEventsProps) {
  const { data: events } = useQuery({
    queryKey: ["operator", "events", about],
    queryFn: async ({ signal }) => {
      const path = `audit-events?${queryString({ ...about, limit: RECENT_EVENTS })}`;
      return (await readDesk<{ data: OperatorAuditEvent[] }>(path, signal)).data;
    },
    ...rendered(initial),
  });
  return (
    <Card aria-labelledby="events">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b px-5 py-4 sm:px-6">
        <div>
          <h2 id="events" className="font-medium">
            Recent events
          </h2>
          <p className="mt-0.5 text-muted text-sm">{description}</p>
        </div>
        <TextLink href={`/operator/audit-log?${queryString(about)}`} prefetch={false} className="text-sm">
          Show in the audit log
        </TextLink>
      </div>
      {events.length > 0 ? (
        <ul className="divide-y">
          {events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </ul>
      ) : (
        <EmptyState title="No events">
          Nothing has happened yet, or it is so long ago that the events were deleted.
        </EmptyState>
      )}
    </Card>
  );
}

function EventRow({ event: { action, target, changes, actor, at } }: { event: OperatorAuditEvent }) {
  const { name, kind } = actorName(actor);
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-3 text-sm sm:px-6">
      <div className="grid min-w-0 gap-1.5">
        <p className="wrap-anywhere">
          {phrase(action)} <span className="font-medium">{target.label ?? target.id}</span>
        </p>
        {changes ? <EventChanges changes={changes} target={target.label} /> : null}
      </div>
      <p className="wrap-anywhere text-muted">
        {name}
        {kind ? ` (${kind.toLowerCase()})` : ""} · <TimeAgo at={at} />
      </p>
    </li>
  );
}
