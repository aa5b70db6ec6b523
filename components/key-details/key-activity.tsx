"use client";

import { number } from "#components/charts/chart-text.ts";
import { eventText } from "#components/key-details/event-text.ts";
import { useKeyActivity } from "#components/key-details/use-key-parts.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { KeyActivity } from "#lib/activity/schema.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

/** What was done to the key, and the addresses and user agents that used it. */
export function KeyActivitySection({ apiKey, mayAudit }: { apiKey: PublicKey; mayAudit: boolean }) {
  return (
    <Card aria-labelledby="activity">
      <div className="border-b px-5 py-4 sm:px-6">
        <h2 id="activity" className="font-medium">
          Activity in the last 7 days
        </h2>
      </div>
      {mayAudit ? (
        <Activity apiKey={apiKey} />
      ) : (
        <EmptyState title="You need the admin role to see activity">
          Activity shows changes to this key and the addresses that used it. An admin or owner of the
          workspace can give you the role.
        </EmptyState>
      )}
    </Card>
  );
}

function Activity({ apiKey }: { apiKey: PublicKey }) {
  const activity = useKeyActivity(apiKey.id);
  return (
    <QueryView query={activity} what="activity">
      {(data) => (
        <>
          <div className="grid grid-cols-[minmax(0,1fr)] divide-y lg:grid-cols-2 lg:divide-x lg:divide-y-0">
            <Events events={data.events} apiKey={apiKey} />
            <div className="divide-y">
              <SeenList
                title="Addresses"
                seen={data.addresses.map(({ ip, ...seen }) => ({ value: ip, ...seen }))}
              />
              <SeenList
                title="User agents"
                seen={data.user_agents.map(({ user_agent, ...seen }) => ({ value: user_agent, ...seen }))}
              />
            </div>
          </div>
          {data.truncated ? (
            <p className="border-t px-5 py-3 text-muted text-sm sm:px-6">
              Only the newest 100,000 requests are counted.
            </p>
          ) : null}
        </>
      )}
    </QueryView>
  );
}

function Events({ events, apiKey }: { events: KeyActivity["events"]; apiKey: PublicKey }) {
  return (
    <section aria-label="Events" className="p-5 sm:p-6">
      <h3 className="text-muted text-xs">Changes</h3>
      {events.length === 0 ? (
        <p className="mt-3 text-muted text-sm">No changes in the last 7 days.</p>
      ) : (
        <ScrollArea aria-label="List of changes" className="mt-3 max-h-[26rem]">
          <ol className="grid gap-4 text-sm">
            {events.map((event) => {
              const { summary, details } = eventText(event, apiKey.id);
              return (
                <li key={event.id} className="min-w-0">
                  <p className="break-words">
                    {summary} <span className="text-muted">·</span>{" "}
                    <span className="text-muted">
                      <TimeAgo at={event.at} />
                    </span>
                  </p>
                  {details.map((detail) => (
                    <p key={detail} className="break-words text-muted text-xs">
                      {detail}
                    </p>
                  ))}
                </li>
              );
            })}
          </ol>
        </ScrollArea>
      )}
    </section>
  );
}

type Seen = { value: string | null; total: number; last_at: string };

function SeenList({ title, seen }: { title: string; seen: Seen[] }) {
  return (
    <section aria-label={title} className="p-5 sm:p-6">
      {seen.length === 0 ? (
        <>
          <h3 className="text-muted text-xs">{title}</h3>
          <p className="mt-3 text-muted text-sm">No requests in the last 7 days.</p>
        </>
      ) : (
        <ScrollArea aria-label={`List of ${title.toLowerCase()}`} className="max-h-60">
          <table className="w-full table-fixed text-left text-sm">
            <thead className="text-muted text-xs">
              <tr>
                <th scope="col" className="pb-2 font-normal">
                  {title}
                </th>
                <th scope="col" className="w-20 pb-2 text-right font-normal">
                  Requests
                </th>
                <th scope="col" className="w-28 pb-2 text-right font-normal">
                  Last seen
                </th>
              </tr>
            </thead>
            <tbody>
              {seen.map(({ value, total, last_at }) => (
                <tr key={value} className="align-top">
                  <th scope="row" className="break-words py-1 font-mono font-normal text-compact">
                    {value ?? <span className="font-sans text-muted">Unknown</span>}
                  </th>
                  <td className="py-1 text-right tabular-nums">{number.format(total)}</td>
                  <td className="py-1 text-right text-muted">
                    <TimeAgo at={last_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}
