"use client";

import { windowText } from "#components/durations.ts";
import { useKeyLimits } from "#components/key-details/use-key-parts.ts";
import { Card } from "#components/ui/card.tsx";
import { whatIsLeft } from "#components/usage/limit-text.ts";
import { Meter } from "#components/usage/meter.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { KeyLimits, LimitNow } from "#lib/usage/schema.ts";

/** What is left of the key's own limit, and of the plan's, now. */
export function KeyLimitsCard({ apiKey, initial }: { apiKey: PublicKey; initial: KeyLimits }) {
  const { data } = useKeyLimits(apiKey.id, initial);
  return (
    <Card aria-labelledby="limits" className="p-5 sm:p-6">
      <h2 id="limits" className="font-medium">
        Rate limit now
      </h2>
      <div className="mt-5 grid gap-6">
        {data.rate_limit ? (
          <Limit title="This key" limit={data.rate_limit} />
        ) : (
          <NoLimit title="This key">This key has no limit of its own. It shares the plan's limit.</NoLimit>
        )}
        {data.plan ? (
          <Limit title={`Plan, shared by all ${apiKey.environment} keys`} limit={data.plan} />
        ) : (
          <NoLimit title="Plan">This plan has no rate limit.</NoLimit>
        )}
      </div>
    </Card>
  );
}

function NoLimit({ title, children }: { title: string; children: string }) {
  return (
    <div>
      <h3 className="text-muted text-xs">{title}</h3>
      <p className="mt-1 text-sm">{children}</p>
    </div>
  );
}

type LimitProps = { title: string; limit: LimitNow };

function Limit({ title, limit }: LimitProps) {
  const window = windowText(limit.window_seconds);
  return (
    <div>
      <h3 className="mb-2 text-muted text-xs">{title}</h3>
      <Meter
        label={`${title}: requests in the last ${window}`}
        used={limit.used}
        of={limit.requests}
        unit={`in the last ${window}`}
      >
        {whatIsLeft(limit)}
      </Meter>
    </div>
  );
}
