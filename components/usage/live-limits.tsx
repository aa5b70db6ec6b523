"use client";

import { windowText } from "#components/durations.ts";
import type { Environment } from "#components/shell/environment.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { whatIsLeft } from "#components/usage/limit-text.ts";
import { Meter } from "#components/usage/meter.tsx";
import { type KeyLimitsPage, useKeyLimits, useLimits } from "#components/usage/use-usage.ts";
import type { KeyLimit, RateLimits } from "#lib/usage/schema.ts";

type LiveLimitsProps = {
  environment: Environment;
  limits: RateLimits | undefined;
  keyLimits: KeyLimitsPage | undefined;
};

/** What is left now of the plan's limit and of each key's own. */
export function LiveLimits({ environment, limits, keyLimits }: LiveLimitsProps) {
  const plan = useLimits(environment, limits);
  const keys = useKeyLimits(environment, keyLimits);
  const own = keys.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Card aria-labelledby="limits">
      <div className="p-5 sm:p-6">
        <div className="mb-4 flex items-center justify-between gap-4">
          <h2 id="limits" className="font-medium">
            Rate limit now
          </h2>
          {plan.data ? <Badge className="capitalize">{plan.data.plan}</Badge> : null}
        </div>
        <QueryView query={plan} what="the rate limit">
          {(state) => <PlanLimit {...state} />}
        </QueryView>
      </div>
      {own.length > 0 ? (
        <>
          <h3 className="border-t px-5 pt-4 text-muted text-xs sm:px-6">Keys with their own limit</h3>
          <ul className="divide-y">
            {own.map((key) => (
              <KeyLimitItem key={key.key_id} {...key} />
            ))}
          </ul>
          <LoadMore pages={keys} />
        </>
      ) : null}
    </Card>
  );
}

function PlanLimit({ rate_limit }: RateLimits) {
  if (!rate_limit) return <p className="text-muted text-sm">This plan has no rate limit.</p>;
  return (
    <Meter
      label="Requests in the last minute"
      used={rate_limit.used}
      of={rate_limit.rpm}
      unit="in the last minute"
    >
      {whatIsLeft({ ...rate_limit, window_seconds: 60 })}
    </Meter>
  );
}

function KeyLimitItem({ name, hint, rate_limit }: KeyLimit) {
  const { requests, used } = rate_limit;
  const window = windowText(rate_limit.window_seconds);
  return (
    <li className="px-5 py-4 sm:px-6">
      <p className="mb-3 break-words font-medium text-sm">
        {name || <code>{hint}</code>}
        {name ? <code className="block font-normal text-muted text-xs">{hint}</code> : null}
      </p>
      <Meter
        label={`Requests with ${name || hint} in the last ${window}`}
        used={used}
        of={requests}
        unit={`in the last ${window}`}
      >
        {whatIsLeft(rate_limit)}
      </Meter>
    </li>
  );
}
