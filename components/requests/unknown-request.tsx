"use client";

import Link from "next/link";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** For a request that doesn't exist, belongs to another workspace, or was deleted because of its age. */
export function UnknownRequest({ retentionDays }: { retentionDays: number }) {
  const [environment] = useEnvironment();
  return (
    <>
      <Breadcrumbs parent={{ href: "/settings/requests", name: "Requests" }} current="Not found" />
      <h1 className="mb-8 font-display text-4xl leading-none tracking-[-0.015em]">Request not found</h1>
      <Card>
        <EmptyState
          title="There's no such request in this workspace"
          action={
            <Link
              href={inEnvironment("/settings/requests", environment)}
              className={buttonLook({ tone: "plain" })}
            >
              All requests
            </Link>
          }
        >
          {retentionDays > 0 ? `Requests are deleted after ${retentionDays} days. ` : null}
          Requests with unknown keys aren't in any workspace's log. Also check that the ID is complete, and
          that you're in the right workspace.
        </EmptyState>
      </Card>
    </>
  );
}
