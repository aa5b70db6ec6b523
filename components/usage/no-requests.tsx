"use client";

import Link from "next/link";
import { firstRequest } from "#components/key-dialogs/snippets.ts";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { Button, buttonLook } from "#components/ui/button.tsx";
import { CommandLines } from "#components/ui/command-lines.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyPicture } from "#components/ui/empty-state.tsx";
import type { UsageFilter } from "#components/usage/usage-filter.ts";

type NoRequestsProps = {
  api: ExampleApi;
  mayWriteKeys: boolean;
  /** Such as "in the last 24 hours". */
  when: string;
  filter: UsageFilter;
  onChange: (change: Partial<UsageFilter>) => void;
};

/** Says how to make a request that appears here. */
export function NoRequests({ api, mayWriteKeys, when, filter, onChange }: NoRequestsProps) {
  const [environment] = useEnvironment();
  const command = firstRequest("$API_KEY", api);
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center py-10 text-center">
      <EmptyPicture seed={when} />
      <p className="text-balance font-medium text-base">
        No requests with {filter.key ? "this key" : `${environment} keys`} {when}
      </p>
      <p className="mt-1.5 max-w-[46ch] text-balance text-muted text-sm">
        {mayWriteKeys ? "Create a key, then make a request with it." : "Make a request with an API key."} It
        appears here within seconds.
      </p>
      <div className="mt-5 flex w-full items-start gap-2 rounded-xl border border-desk-line bg-desk py-2 pr-2 pl-4 text-left text-on-desk">
        <pre className="min-w-0 flex-1 whitespace-pre-wrap py-1.5 text-xs leading-6 sm:text-compact">
          <code>
            <CommandLines command={command} />
          </code>
        </pre>
        <CopyButton text={command} iconOnly label="Copy command" tone="desk" />
      </div>
      <div className="mt-5 flex flex-wrap justify-center gap-2">
        {mayWriteKeys ? (
          <Link
            href={inEnvironment("/settings/api-keys?create=true", environment)}
            className={buttonLook({ tone: "primary" })}
          >
            Create key
          </Link>
        ) : null}
        {filter.key ? (
          <Button tone="plain" onClick={() => onChange({ key: null })}>
            Show all keys
          </Button>
        ) : filter.range === "90d" ? null : (
          <Button tone="plain" onClick={() => onChange({ range: "90d", from: null, to: null })}>
            Show the last 90 days
          </Button>
        )}
      </div>
    </div>
  );
}
