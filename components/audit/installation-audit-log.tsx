"use client";

import { parseAsString, useQueryState } from "nuqs";
import { AuditChain } from "#components/audit/audit-chain.tsx";
import { auditQuery, noFilter } from "#components/audit/audit-filter.ts";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { AuditTable } from "#components/audit/audit-table.tsx";
import { actions, installationActions } from "#components/audit/event-words.ts";
import { nameOfActor } from "#components/audit/name-of-actor.ts";
import { NoEvents } from "#components/audit/no-events.tsx";
import { useAuditFilter } from "#components/audit/use-audit-log.ts";
import { UserPicker } from "#components/audit/user-picker.tsx";
import { WorkspacePicker } from "#components/audit/workspace-picker.tsx";
import { type ExportFormat, ExportMenu } from "#components/exports/export-menu.tsx";
import { useOperatorList } from "#components/operator/use-operator-list.ts";
import type { PageOf } from "#components/page-of.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OperatorAuditEvent } from "#lib/operator/audit-schema.ts";

type InstallationAuditLogProps = {
  /** Verifies the log on the command line. */
  command: string;
  /** The filter that the server used, and its first page; undefined if it isn't valid. */
  initialQuery: string;
  firstPage: PageOf<OperatorAuditEvent> | undefined;
};

/** The events of all workspaces and of the installation itself. */
export function InstallationAuditLog({ command, initialQuery, firstPage }: InstallationAuditLogProps) {
  const [filter, setFilter] = useAuditFilter();
  const [workspaceId, setWorkspaceId] = useQueryState("workspace_id", parseAsString);
  const search = auditQuery(filter);
  if (workspaceId) search.set("workspace_id", workspaceId);
  const query = String(search);
  const events = useOperatorList<OperatorAuditEvent>({
    path: "audit-events",
    filter: { query },
    query: () => new URLSearchParams(query),
    firstPage: query === initialQuery ? firstPage : undefined,
  });
  function clear() {
    setFilter(noFilter);
    void setWorkspaceId(null);
  }
  return (
    <>
      <PageHeading title="Audit log" action={<ExportEvents query={query} />}>
        Who changed what in all workspaces and in the installation itself.
      </PageHeading>
      <AuditFilters
        filter={filter}
        onChange={setFilter}
        person={
          <UserPicker
            value={filter.actor_id}
            known={nameOfActor(events.data?.pages, filter.actor_id)}
            onChange={(actor_id) => setFilter({ actor_id })}
          />
        }
        actions={{ ...actions, ...installationActions }}
        active={query !== ""}
        onClear={clear}
      >
        <WorkspacePicker value={workspaceId} onChange={(id) => void setWorkspaceId(id)} />
      </AuditFilters>
      <Card aria-label="Audit log" className="mt-4">
        <QueryView query={events} what="the audit log">
          {({ pages }) =>
            pages[0]?.data.length || events.hasNextPage ? (
              <>
                <AuditTable
                  events={pages.flatMap(({ data }) => data)}
                  onFilter={setFilter}
                  request={(id) => <RequestId id={id} />}
                  context={(event) => <WorkspaceOf event={event} />}
                />
                <LoadMore pages={events} />
              </>
            ) : (
              <NoEvents filtered={query !== ""} onShowAll={clear} />
            )
          }
        </QueryView>
      </Card>
      <div className="mt-5">
        <AuditChain workspaceId={workspaceId} command={command} />
      </div>
    </>
  );
}

function WorkspaceOf({ event: { workspace_id, target } }: { event: OperatorAuditEvent }) {
  if (!workspace_id) return null;
  return (
    <p className="text-xs">
      <TextLink href={`/operator/workspaces/${workspace_id}`} prefetch={false} className="font-normal">
        {target.id === workspace_id ? "Show this workspace" : "Show its workspace"}
      </TextLink>
    </p>
  );
}

/** For the page Lookup, which finds it in any workspace. */
const RequestId = ({ id }: { id: string }) => (
  <CopyButton text={id} label={`Copy request ID ${id}`} iconOnly="small" tone="quiet" className="-my-1.5" />
);

function ExportEvents({ query }: { query: string }) {
  const pathOf = (format: ExportFormat) =>
    `/operator/audit-events?${query ? `${query}&` : ""}format=${format}`;
  return <ExportMenu what="events" pathOf={pathOf} filename="audit-events" size="medium" />;
}
