"use client";

import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { Environment } from "#components/usage/environment.ts";
import { RequestRow } from "#components/usage/request-row.tsx";
import { useLog } from "#components/usage/use-usage.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

type RequestLogProps = {
  environment: Environment;
  initial: LoggedRequest[];
  keyNames: Record<string, string>;
};

const heading = "px-3 py-3 font-medium whitespace-nowrap";

export function RequestLog({ environment, initial, keyNames }: RequestLogProps) {
  const requests = useLog(environment, initial);
  return (
    <Card aria-labelledby="requests" className="mt-5">
      <h2 id="requests" className="px-5 pt-5 pb-3 font-medium sm:px-6 sm:pt-6">
        Recent requests
      </h2>
      {requests.length === 0 ? (
        <EmptyState title="No requests yet">
          Every request made with a {environment} key appears here. Refused requests show the reason. Requests
          with {environment === "live" ? "test" : "live"} keys are on the other tab.
        </EmptyState>
      ) : (
        <table className="w-full text-left text-sm">
          <thead className="border-y text-muted text-xs">
            <tr>
              <th scope="col" className={`${heading} pl-5 sm:pl-6`}>
                Request
              </th>
              <th scope="col" className={heading}>
                Status
              </th>
              <th scope="col" className={`${heading} hidden md:table-cell`}>
                Key
              </th>
              <th scope="col" className={`${heading} hidden text-right sm:table-cell`}>
                Latency
              </th>
              <th scope="col" className={`${heading} hidden pr-6 text-right sm:table-cell`}>
                Time
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {requests.map((request) => (
              <RequestRow
                key={request.request_id}
                request={request}
                keyName={request.key_id ? (keyNames[request.key_id] ?? request.key_id.slice(0, 12)) : null}
              />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
