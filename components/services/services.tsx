"use client";

import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { OperatorList } from "#components/operator/operator-list.tsx";
import { useOperatorList } from "#components/operator/use-operator-list.ts";
import type { PageOf } from "#components/page-of.ts";
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
const RotateServiceDialog = lazyDialog(() =>
  import("#components/services/rotate-service-dialog.tsx").then((module) => module.RotateServiceDialog),
);
const EndOverlapDialog = lazyDialog(() =>
  import("#components/services/end-overlap-dialog.tsx").then((module) => module.EndOverlapDialog),
);
const RevokeServiceDialog = lazyDialog(() =>
  import("#components/services/revoke-service-dialog.tsx").then((module) => module.RevokeServiceDialog),
);

type ServicesProps = {
  firstPage: PageOf<Service>;
  /** The URL of this installation's own API. */
  baseUrl: string;
};

export function Services({ firstPage, baseUrl }: ServicesProps) {
  const services = useOperatorList<Service>({
    path: "services",
    filter: {},
    query: () => new URLSearchParams("limit=50"),
    firstPage,
  });
  const [creating, setCreating] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
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
        columns={columnsFor(setOpened)}
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
      <CreateServiceDialog open={creating} baseUrl={baseUrl} onClose={() => setCreating(false)} />
      {opened?.dialog === "rotate" ? (
        <RotateServiceDialog service={opened.service} baseUrl={baseUrl} onClose={close} />
      ) : null}
      {opened?.dialog === "end" ? <EndOverlapDialog service={opened.service} onClose={close} /> : null}
      {opened?.dialog === "revoke" ? <RevokeServiceDialog service={opened.service} onClose={close} /> : null}
    </>
  );
}

type Opened = { service: Service; dialog: "rotate" | "end" | "revoke" };
type OnOpen = (opened: Opened) => void;

function columnsFor(onOpen: OnOpen): Column<Service>[] {
  return [
    { id: "name", heading: "Name", cell: (service) => <NameCell service={service} onOpen={onOpen} /> },
    {
      id: "created",
      heading: "Created",
      width: "w-36",
      from: "sm",
      cell: ({ created_at }) => <TimeAgo at={created_at} />,
    },
    {
      id: "actions",
      heading: <span className="sr-only">Actions</span>,
      width: "w-28 sm:w-48",
      align: "end",
      cell: (service) => (service.revoked_at ? null : <Actions service={service} onOpen={onOpen} />),
    },
  ];
}

type RowProps = { service: Service; onOpen: OnOpen };

function NameCell({ service, onOpen }: RowProps) {
  const hydrated = useHydrated();
  const { id, name, created_at, rotation, revoked_at } = service;
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
      {rotation ? (
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <span>
            The previous secret stops working <TimeAgo at={rotation.previous_expires_at} />
          </span>
          <Button
            tone="plain"
            size="small"
            disabled={!hydrated}
            aria-label={`End the overlap of ${name}`}
            onClick={() => onOpen({ service, dialog: "end" })}
          >
            End overlap
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Actions({ service, onOpen }: RowProps) {
  const hydrated = useHydrated();
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button
        tone="plain"
        size="small"
        disabled={!hydrated}
        aria-label={`Rotate service ${service.name}`}
        onClick={() => onOpen({ service, dialog: "rotate" })}
      >
        Rotate
      </Button>
      <Button
        tone="plain"
        size="small"
        disabled={!hydrated}
        aria-label={`Revoke service ${service.name}`}
        onClick={() => onOpen({ service, dialog: "revoke" })}
      >
        Revoke
      </Button>
    </div>
  );
}
