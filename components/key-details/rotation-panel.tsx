"use client";

import { type ReactNode, useState } from "react";
import { number } from "#components/charts/chart-text.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { HourBars } from "#components/key-details/hour-bars.tsx";
import { hoursOf } from "#components/key-details/hours.ts";
import { useKeyHours } from "#components/keys/use-key.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

const EndOverlapDialog = lazyDialog(() =>
  import("#components/key-details/end-overlap-dialog.tsx").then((module) => module.EndOverlapDialog),
);

type RotationPanelProps = {
  apiKey: PublicKey;
  rotation: NonNullable<PublicKey["rotation"]>;
  mayChange: boolean;
};

/** While both secrets work: which clients still use the old one, and when it ends. */
export function RotationPanel({ apiKey, rotation, mayChange }: RotationPanelProps) {
  const [ending, setEnding] = useState(false);
  const hydrated = useHydrated();
  return (
    <Card aria-labelledby="rotation" className="border-brass/50 p-5 sm:p-6">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id="rotation" className="font-medium">
            Rotation in progress
          </h2>
          <p className="mt-1 max-w-[65ch] text-pretty text-muted text-sm">
            Both secrets work and share all limits. Update every client before the old secret stops working.
          </p>
        </div>
        {mayChange ? (
          <Button tone="plain" disabled={!hydrated} onClick={() => setEnding(true)}>
            End overlap now
          </Button>
        ) : null}
      </div>
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-2">
        <Secret
          title="New secret"
          badge={<Badge tone="good">current</Badge>}
          hint={apiKey.hint}
          label="Copy new hint"
        >
          <SecretUse keyId={apiKey.id} secret="current" lastUsedAt={undefined} />
        </Secret>
        <Secret
          title="Old secret"
          badge={
            <Badge tone="brass">
              <span>
                ends <TimeAgo at={rotation.previous_expires_at} />
              </span>
            </Badge>
          }
          hint={rotation.previous_hint}
          label="Copy old hint"
        >
          <SecretUse keyId={apiKey.id} secret="previous" lastUsedAt={rotation.previous_last_used_at} />
        </Secret>
      </div>
      {ending ? (
        <EndOverlapDialog apiKey={apiKey} rotation={rotation} onClose={() => setEnding(false)} />
      ) : null}
    </Card>
  );
}

type SecretProps = { title: string; badge: ReactNode; hint: string; label: string; children: ReactNode };

function Secret({ title, badge, hint, label, children }: SecretProps) {
  return (
    <section aria-label={title} className="rounded-xl border p-4">
      <div className="flex items-center justify-between gap-3">
        <h3 className="font-medium text-sm">{title}</h3>
        {badge}
      </div>
      <CopyText text={hint} label={label} className="mt-2" />
      {children}
    </section>
  );
}

type SecretUseProps = {
  keyId: string;
  secret: "current" | "previous";
  /** Null: it was never used. Undefined: nobody knows. */
  lastUsedAt: string | null | undefined;
};

function SecretUse({ keyId, secret, lastUsedAt }: SecretUseProps) {
  const usage = useKeyHours(keyId, secret);
  return (
    <QueryView query={usage} what="usage">
      {(data) => {
        const total = data.requests_current_period;
        return (
          <>
            <p className="mt-2 mb-4 text-sm">
              {total === 0
                ? "No requests in the last 24 hours."
                : `${number.format(total)} ${total === 1 ? "request" : "requests"} in the last 24 hours.`}{" "}
              <LastUse at={lastUsedAt} />
            </p>
            <HourBars title={`Requests with the ${secret} secret by hour`} hours={hoursOf(data)} />
          </>
        );
      }}
    </QueryView>
  );
}

function LastUse({ at }: { at: string | null | undefined }) {
  if (at === undefined) return null;
  return (
    <span className="text-muted">
      {at ? (
        <>
          Last used <TimeAgo at={at} />.
        </>
      ) : (
        "Never used."
      )}
    </span>
  );
}
