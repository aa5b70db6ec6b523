"use client";

import { HourBars } from "#components/key-details/hour-bars.tsx";
import { hoursOf } from "#components/key-details/hours.ts";
import { useKeyHours } from "#components/key-details/use-key.ts";
import { Card } from "#components/ui/card.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { number } from "#components/usage/number.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The key's requests of the last 24 hours. */
export function KeyUsageSection({ apiKey }: { apiKey: PublicKey }) {
  const usage = useKeyHours(apiKey.id);
  return (
    <Card aria-labelledby="usage" className="p-5 sm:p-6">
      <h2 id="usage" className="mb-4 font-medium">
        Last 24 hours
      </h2>
      <QueryView query={usage} what="usage">
        {(data) => (
          <>
            <p className="mb-4 text-muted text-sm">{number.format(data.requests_current_period)} requests</p>
            <HourBars title="Requests of the last 24 hours" hours={hoursOf(data)} />
          </>
        )}
      </QueryView>
    </Card>
  );
}
