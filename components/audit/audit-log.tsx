"use client";

import { auditQuery, noFilter } from "#components/audit/audit-filter.ts";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { AuditTable } from "#components/audit/audit-table.tsx";
import { nameOfActor } from "#components/audit/name-of-actor.ts";
import { NoEvents } from "#components/audit/no-events.tsx";
import { PersonPicker } from "#components/audit/person-picker.tsx";
import { useAuditFilter, useAuditLog } from "#components/audit/use-audit-log.ts";
import { type ExportFormat, ExportMenu } from "#components/exports/export-menu.tsx";
import type { PageOf } from "#components/page-of.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Card } from "#components/ui/card.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { AccessNote } from "#components/workspaces/access-note.tsx";
import { type InitialStanding, useStanding } from "#components/workspaces/use-standing.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

type AuditLogProps = {
  initial: InitialStanding;
  /** The filter that the server used, and its first page; undefined if the user can't read the log. */
  initialQuery: string;
  firstPage: PageOf<PublicEvent> | undefined;
};

export function AuditLog({ initial, initialQuery, firstPage }: AuditLogProps) {
  const standing = useStanding(initial);
  const [filter, setFilter] = useAuditFilter();
  const query = String(auditQuery(filter));
  const reads = standing.role === "owner" || standing.role === "admin";
  const events = useAuditLog(filter, query === initialQuery ? firstPage : undefined, reads);
  return (
    <>
      <PageHeading title="Audit log" action={reads ? <ExportAudit query={query} /> : undefined}>
        Who changed what in this workspace, in live and test. Entries can't be edited, and what they record
        contains no secrets.
      </PageHeading>
      {reads ? (
        <>
          <AuditFilters
            filter={filter}
            onChange={setFilter}
            person={
              <PersonPicker
                value={filter.actor_id}
                known={nameOfActor(events.data?.pages, filter.actor_id)}
                onChange={(actor_id) => setFilter({ actor_id })}
              />
            }
            active={Object.values(filter).some(Boolean)}
            onClear={() => setFilter(noFilter)}
          />
          <Card aria-label="Audit log" className="mt-4">
            <QueryView query={events} what="the audit log">
              {({ pages }) =>
                pages[0]?.data.length ? (
                  <>
                    <AuditTable events={pages.flatMap((page) => page.data)} onFilter={setFilter} />
                    <LoadMore pages={events} />
                  </>
                ) : (
                  <NoEvents filtered={query !== ""} onShowAll={() => setFilter(noFilter)} />
                )
              }
            </QueryView>
          </Card>
        </>
      ) : (
        <AccessNote
          standing={{ ...standing, suspended: false }}
          needs="admin"
          to="read the audit log"
          because="it shows the addresses and actions of other people"
        />
      )}
    </>
  );
}

function ExportAudit({ query }: { query: string }) {
  const pathOf = (format: ExportFormat) => `/audit-events?${query ? `${query}&` : ""}format=${format}`;
  return <ExportMenu what="events" pathOf={pathOf} filename="audit-events" size="medium" />;
}
