"use client";

import { number } from "#components/charts/chart-text.ts";
import { windowText } from "#components/durations.ts";
import { useKeyLimits } from "#components/key-details/use-key-parts.ts";
import { Card } from "#components/ui/card.tsx";
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
          <Meter title="This key" limit={data.rate_limit} large />
        ) : (
          <NoLimit title="This key">No limit of its own. It shares the plan's.</NoLimit>
        )}
        {data.plan ? (
          <Meter
            title={`Plan, shared by all ${apiKey.environment} keys`}
            limit={data.plan}
            large={!data.rate_limit}
          />
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

function Meter({ title, limit, large }: { title: string; limit: LimitNow; large: boolean }) {
  const { requests, window_seconds, used, remaining } = limit;
  const window = windowText(window_seconds);
  return (
    <div>
      <h3 className="text-muted text-xs">{title}</h3>
      <p className="mt-1.5 flex flex-wrap items-baseline gap-x-2 tabular-nums">
        <span className={large ? "font-display text-4xl leading-none" : "font-display text-2xl leading-none"}>
          {number.format(remaining)}
        </span>
        <span className="text-muted text-sm">
          left of {number.format(requests)} per {window}
        </span>
      </p>
      <meter
        className="sr-only"
        min={0}
        max={requests}
        value={Math.min(used, requests)}
        aria-label={`${title}: requests used in the last ${window}`}
      />
      <svg width="100%" height="8" aria-hidden="true" className="mt-3 block overflow-hidden rounded-full">
        <rect width="100%" height="8" className="fill-sunken" />
        <rect
          width={`${Math.min(100, (100 * used) / requests)}%`}
          height="8"
          rx="4"
          className={remaining === 0 ? "fill-danger" : "fill-brass"}
        />
      </svg>
      <p className="mt-2 text-muted text-xs tabular-nums">{sentence(limit)}</p>
    </div>
  );
}

function sentence({ used, remaining, reset_in_seconds }: LimitNow): string {
  if (used === 0) return "Nothing used.";
  const opens = `Next slot opens in ${number.format(reset_in_seconds)} ${reset_in_seconds === 1 ? "second" : "seconds"}.`;
  return remaining === 0 ? `Limit reached. ${opens}` : `${number.format(used)} used. ${opens}`;
}
