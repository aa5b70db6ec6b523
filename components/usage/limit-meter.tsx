"use client";

import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import type { Environment } from "#components/usage/environment.ts";
import { number } from "#components/usage/number.ts";
import { useLimits } from "#components/usage/use-usage.ts";
import type { RateLimits } from "#lib/usage/schema.ts";

export function LimitMeter({ environment, initial }: { environment: Environment; initial: RateLimits }) {
  const { plan, rate_limit } = useLimits(environment, initial);
  return (
    <Card aria-labelledby="limit" className="flex flex-col p-5 sm:p-6">
      <div className="flex items-center justify-between gap-4">
        <h2 id="limit" className="font-medium">
          Rate limit
        </h2>
        <Badge className="capitalize">{plan}</Badge>
      </div>
      {rate_limit ? (
        <LimitState {...rate_limit} />
      ) : (
        <p className="mt-5 text-muted">This plan has no rate limit.</p>
      )}
    </Card>
  );
}

function LimitState({ rpm, used, remaining, reset_in_seconds }: NonNullable<RateLimits["rate_limit"]>) {
  return (
    <>
      <p className="mt-5 flex items-baseline gap-2 tabular-nums">
        <span className="font-display text-5xl leading-none">{number.format(used)}</span>
        <span className="text-muted">of {number.format(rpm)} in the last minute</span>
      </p>
      <Gauge used={used} of={rpm} />
      <p className="mt-auto pt-4 text-muted text-sm tabular-nums">
        {used === 0 ? "No requests in the last minute." : sentence(remaining, reset_in_seconds)}
      </p>
    </>
  );
}

function sentence(remaining: number, resetInSeconds: number): string {
  const free = resetInSeconds === 1 ? "1 second" : `${resetInSeconds} seconds`;
  if (remaining === 0) return `Limit reached. Next slot opens in ${free}.`;
  return `${number.format(remaining)} left. Next slot opens in ${free}.`;
}

/** The bar is SVG, because the content security policy doesn't allow style attributes. */
function Gauge({ used, of }: { used: number; of: number }) {
  return (
    <div className="mt-5">
      <meter
        className="sr-only"
        min={0}
        max={of}
        value={Math.min(used, of)}
        aria-label="Requests in the last minute"
      />
      <svg width="100%" height="10" aria-hidden="true" className="block overflow-hidden rounded-full">
        <rect width="100%" height="10" className="fill-sunken" />
        <rect
          width={`${Math.min(100, (100 * used) / of)}%`}
          height="10"
          rx="5"
          className={used >= of ? "fill-danger" : "fill-brass"}
        />
      </svg>
    </div>
  );
}
