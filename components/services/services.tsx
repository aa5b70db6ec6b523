"use client";

import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { OperatorList } from "#components/operator/operator-list.tsx";
import { type PageOf, useOperatorList } from "#components/operator/use-operator-list.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import type { Column } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Service } from "#lib/services/schema.ts";

const CreateServiceDialog = lazyDialog(() =>
  import("#components/services/create-service-dialog.tsx").then((module) => module.CreateServiceDialog),
);
const RevokeServiceDialog = lazyDialog(() =>
  import("#components/services/revoke-service-dialog.tsx").then((module) => module.RevokeServiceDialog),
);

type ServicesProps = {
  firstPage: PageOf<Service>;
  /** The URL of this installation's own API. */
  apiUrl: string;
};

export function Services({ firstPage, apiUrl }: ServicesProps) {
  const services = useOperatorList<Service>({
    path: "services",
    filter: {},
    query: () => new URLSearchParams("limit=50"),
    firstPage,
  });
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Service | null>(null);
  const hydrated = useHydrated();
  const create = (
    <Button disabled={!hydrated} onClick={() => setCreating(true)}>
      Create service
    </Button>
  );
  return (
    <>
      <PageHeading title="Services" action={create}>
        Credentials for your own gateways and services. They can verify keys of every workspace, and do
        nothing else.
      </PageHeading>
      <OperatorList
        what="Services"
        list={services}
        columns={columnsFor(setRevoking)}
        rowKey={({ id }) => id}
        isMuted={({ revoked_at }) => revoked_at !== null}
        filtered={false}
        onClear={() => {}}
        empty={
          <EmptyState title="No services yet">
            Create one if a program outside this server has to verify keys. Gateways that reach the gate port
            need none.
          </EmptyState>
        }
      />
      <p className="mt-4 max-w-[65ch] text-muted text-sm">
        To rotate a credential, create a second one with another name, use it, and revoke the first.
      </p>
      <CreateServiceDialog open={creating} apiUrl={apiUrl} onClose={() => setCreating(false)} />
      {revoking ? <RevokeServiceDialog service={revoking} onClose={() => setRevoking(null)} /> : null}
    </>
  );
}

function columnsFor(onRevoke: (service: Service) => void): Column<Service>[] {
  return [
    { id: "name", heading: "Name", cell: (service) => <NameCell {...service} /> },
    {
      id: "created",
      heading: "Created",
      width: "w-36",
      from: "sm",
      cell: ({ created_at }) => <TimeAgo at={created_at} />,
    },
    {
      id: "revoke",
      heading: <span className="sr-only">Revoke</span>,
      width: "w-28",
      align: "end",
      cell: (service) => (service.revoked_at ? null : <RevokeButton service={service} onRevoke={onRevoke} />),
    },
  ];
}

function NameCell({ id, name, created_at, revoked_at }: Service) {
  return (
    <div className="grid min-w-0 gap-0.5">
      <p className="wrap-anywhere font-medium">
        {name} {revoked_at ? <Badge>Revoked</Badge> : null}
      </p>
      <CopyText text={id} label={`Copy the ID of ${name}`} className="text-muted" />
      <p className="text-muted text-xs sm:hidden">
        Created <TimeAgo at={created_at} />
      </p>
      {revoked_at ? (
        <p className="text-xs">
          Revoked <TimeAgo at={revoked_at} />
        </p>
      ) : null}
    </div>
  );
}

type RevokeButtonProps = { service: Service; onRevoke: (service: Service) => void };

function RevokeButton({ service, onRevoke }: RevokeButtonProps) {
  const hydrated = useHydrated();
  return (
    <Button
      tone="plain"
      size="small"
      disabled={!hydrated}
      aria-label={`Revoke service ${service.name}`}
      onClick={() => onRevoke(service)}
    >
      Revoke
    </Button>
  );
}
