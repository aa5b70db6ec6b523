"use client";

import Link from "next/link";
import { firstRequest } from "#components/key-dialogs/snippets.ts";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import type { Environment } from "#components/shell/environment.ts";
import { inEnvironment } from "#components/shell/environment.ts";
import { Button, buttonLook } from "#components/ui/button.tsx";
import { CommandLines } from "#components/ui/command-lines.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title="No matching requests"
      action={
        <Button tone="plain" onClick={onClear}>
          Clear filters
        </Button>
      }
    >
      No requests in this environment match all filters. Try a longer time range.
    </EmptyState>
  );
}

type NoRequestsProps = { environment: Environment; api: ExampleApi };

/** Teaches how to send the first request. */
export function NoRequests({ environment, api }: NoRequestsProps) {
  const command = firstRequest("$API_KEY", api);
  return (
    <div className="px-4 pt-4 pb-14">
      <div className="-mb-8">
        <EmptyState title={`No ${environment} requests yet`}>
          Send a request with one of your {environment} keys. It appears here within two seconds, with every
          check that it passed or failed.
        </EmptyState>
      </div>
      <div className="mx-auto flex max-w-lg items-start gap-2 rounded-xl border border-desk-line bg-desk p-4 text-on-desk">
        <pre className="min-w-0 flex-1 whitespace-pre-wrap font-mono text-xs leading-6 sm:text-compact">
          <code>
            <CommandLines command={command} />
          </code>
        </pre>
        <CopyButton text={command} iconOnly label="Copy command" tone="desk" className="-mt-1 -mr-1" />
      </div>
      <p className="mt-5 text-center">
        <Link
          href={inEnvironment("/settings/api-keys", environment)}
          className={buttonLook({ tone: "plain" })}
        >
          Go to API keys
        </Link>
      </p>
    </div>
  );
}
