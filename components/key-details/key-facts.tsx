"use client";

import type { ReactNode } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useExpiresSoon } from "#components/keys/key-expiry.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

export interface KeyCreator {
  type: "user" | "api_key";
  id: string;
  /** Null if they have left the workspace. */
  name: string | null;
}

const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

export function KeyFacts({ apiKey, creator }: { apiKey: PublicKey; creator: KeyCreator }) {
  const { id, environment, created_at, last_used_at, scopes, external_id, revoked_at } = apiKey;
  return (
    <Card aria-labelledby="facts" className="p-5 sm:p-6">
      <h2 id="facts" className="mb-5 font-medium">
        Details
      </h2>
      <Facts className="lg:grid-cols-2!">
        <Fact name="Key ID">
          <CopyText text={id} label="Copy key ID" />
        </Fact>
        <Fact name="Environment">{environment === "live" ? "Live" : "Test"}</Fact>
        <Fact name="Created">
          <Time at={created_at} /> by {creator.name ?? <FormerCreator creator={creator} />}
        </Fact>
        <Fact name="Last used">{last_used_at ? <Time at={last_used_at} /> : "Never"}</Fact>
        <Fact name="Expires">
          <Expiry apiKey={apiKey} />
        </Fact>
        {revoked_at ? (
          <Fact name="Revoked">
            <Time at={revoked_at} />
          </Fact>
        ) : (
          <Fact name="External ID">
            {external_id ? <CopyText text={external_id} label="Copy external ID" /> : <None>None</None>}
          </Fact>
        )}
        <Fact wide name="Scopes">
          {scopes.length > 0 ? (
            <ScopeList scopes={scopes} />
          ) : (
            <None>None. This key can only read its own identity and limits.</None>
          )}
        </Fact>
        <Fact wide name="Metadata">
          <Metadata metadata={apiKey.metadata} />
        </Fact>
      </Facts>
    </Card>
  );
}

const None = ({ children }: { children: ReactNode }) => <span className="text-muted">{children}</span>;

function FormerCreator({ creator: { id, type } }: { creator: KeyCreator }) {
  return (
    <>
      {type === "user" ? "a former member" : "a deleted key"} <CopyText text={id} label="Copy creator's ID" />
    </>
  );
}

/** A relative time, and the exact one for those who can't hover. */
function Time({ at }: { at: string }) {
  const hydrated = useHydrated();
  return (
    <>
      <TimeAgo at={at} />
      {hydrated ? <span className="text-muted"> · {exact.format(new Date(at))}</span> : null}
    </>
  );
}

function Expiry({ apiKey }: { apiKey: PublicKey }) {
  const soon = useExpiresSoon(apiKey);
  if (!apiKey.expires_at) return "Never";
  return (
    <span className={soon ? "font-medium text-brass-deep" : undefined}>
      <Time at={apiKey.expires_at} />
    </span>
  );
}

function ScopeList({ scopes }: { scopes: string[] }) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {scopes.map((scope) => (
        <li key={scope} className="wrap-anywhere rounded-md bg-sunken px-1.5 py-0.5 font-mono text-xs">
          {scope}
        </li>
      ))}
    </ul>
  );
}

function Metadata({ metadata }: { metadata: PublicKey["metadata"] }) {
  if (Object.keys(metadata).length === 0) return <None>None</None>;
  const text = JSON.stringify(metadata, null, 2);
  return (
    <div className="flex items-start gap-2 rounded-lg border bg-sunken py-1.5 pr-1.5 pl-3.5">
      <ScrollArea aria-label="Metadata" className="max-h-60 min-w-0 flex-1 py-1">
        <pre className="whitespace-pre-wrap break-words text-compact leading-6">
          <code>{text}</code>
        </pre>
      </ScrollArea>
      <CopyButton text={text} iconOnly="small" label="Copy metadata" tone="quiet" />
    </div>
  );
}
