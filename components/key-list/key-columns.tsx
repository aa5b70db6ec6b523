"use client";

import type { KeyDialogName } from "#components/key-dialogs/key-dialogs.tsx";
import { KeyActions } from "#components/key-list/key-actions.tsx";
import { KeyNameCell } from "#components/key-list/key-name-cell.tsx";
import { KeySparkline } from "#components/key-list/key-sparkline.tsx";
import type { DailyRequestsOf } from "#components/key-list/use-daily-requests.ts";
import { KeyExpiry } from "#components/keys/key-expiry.tsx";
import type { KeyRights } from "#components/keys/key-rights.ts";
import { KeyStatus } from "#components/keys/key-status.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The columns of the list of keys. */
export const keyColumns = (
  dailyOf: DailyRequestsOf,
  rightsOf: (key: PublicKey) => KeyRights,
  onOpen: (apiKey: PublicKey, dialog: KeyDialogName) => void,
): Column<PublicKey>[] => [
  ...identity,
  ...activity(dailyOf),
  ...dates,
  {
    id: "actions",
    heading: <span className="sr-only">Actions</span>,
    width: "w-16",
    align: "end",
    cell: (key) => <KeyActions apiKey={key} rights={rightsOf(key)} onOpen={onOpen} />,
  },
];

const identity: Column<PublicKey>[] = [
  { id: "name", heading: "Name", sort: "name", cell: (key) => <KeyNameCell apiKey={key} /> },
  {
    id: "scopes",
    heading: "Scopes",
    width: "w-36",
    from: "lg",
    cell: ({ scopes }) => <ScopeList scopes={scopes} />,
  },
  {
    id: "status",
    heading: "Status",
    width: "w-26",
    from: "sm",
    cell: ({ status }) => <KeyStatus status={status} />,
  },
];

const activity = (dailyOf: DailyRequestsOf): Column<PublicKey>[] => [
  {
    id: "last-used",
    heading: "Last used",
    width: "w-30",
    from: "md",
    cell: ({ last_used_at }) => (
      <span className="text-muted">{last_used_at ? <TimeAgo at={last_used_at} /> : "Never"}</span>
    ),
  },
  {
    id: "requests",
    heading: "Last 30 days",
    width: "w-29",
    from: "md",
    cell: (key) => <KeySparkline daily={dailyOf(key)} />,
  },
];

const dates: Column<PublicKey>[] = [
  {
    id: "expires",
    heading: "Expires",
    width: "w-28",
    from: "lg",
    sort: "expires_at",
    cell: (key) => <KeyExpiry apiKey={key} />,
  },
  {
    id: "created",
    heading: "Created",
    width: "w-30",
    from: "xl",
    sort: "created_at",
    cell: ({ created_at }) => (
      <span className="text-muted">
        <TimeAgo at={created_at} />
      </span>
    ),
  },
];

function ScopeList({ scopes }: { scopes: string[] }) {
  const [first, ...others] = scopes;
  if (first === undefined) return <span className="text-muted">None</span>;
  return (
    <div className="flex min-w-0 items-center gap-1.5" title={scopes.join(", ")}>
      <span className="truncate rounded bg-sunken px-1.5 py-0.5 font-mono text-muted text-xs">{first}</span>
      {others.length > 0 ? (
        <span className="shrink-0 text-muted text-xs">
          +{others.length}
          <span className="sr-only"> more: {others.join(", ")}</span>
        </span>
      ) : null}
    </div>
  );
}
