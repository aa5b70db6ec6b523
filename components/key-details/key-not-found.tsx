"use client";

import Link from "next/link";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** For a key that doesn't exist or belongs to another workspace. */
export function KeyNotFound() {
  const [environment] = useEnvironment();
  return (
    <>
      <h1 className="font-display text-4xl leading-none tracking-[-0.015em]">Key not found</h1>
      <Card className="mt-8">
        <EmptyState
          title="This key isn't in this workspace"
          action={
            <Link href={inEnvironment("/settings/api-keys", environment)} className={buttonLook()}>
              Go to API keys
            </Link>
          }
        >
          It may be in another workspace: switch workspaces at the top. Or check the link for typos.
        </EmptyState>
      </Card>
    </>
  );
}
