"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { keyName } from "#components/keys/key-name.ts";
import type { PageOf } from "#components/page-of.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

const shown = 5;

type KeysConcernedProps = { filter: { scope?: string; created_by?: string }; none: string; some: string };

/** The keys that a change would concern, before it is made. Revoked keys don't matter. */
export function KeysConcerned({ filter, none, some }: KeysConcernedProps) {
  const search = new URLSearchParams({ ...filter, status: "active,disabled,expired", limit: String(shown) });
  const { data, failureReason } = useQuery({
    queryKey: ["keys", "concerned", String(search)],
    queryFn: ({ signal }) => callApi<PageOf<PublicKey>>("GET", `/keys?${search}`, { signal }),
  });
  if (!data) {
    return (
      <p role="status" className="text-muted">
        {failureReason ? `Couldn't load keys: ${failureReason.message}` : "Loading keys…"}
      </p>
    );
  }
  if (data.data.length === 0) return <p>{none}</p>;
  return (
    <div>
      <p>{some}</p>
      <ul className="mt-2 grid gap-1 rounded-lg border px-3 py-2">
        {data.data.map((key) => (
          <li key={key.id} className="flex min-w-0 items-baseline justify-between gap-3">
            <span className="wrap-anywhere min-w-0">{keyName(key)}</span>
            <span className="shrink-0 text-muted text-xs">{key.environment}</span>
          </li>
        ))}
        {data.meta.next_cursor ? <li className="text-muted">and more</li> : null}
      </ul>
    </div>
  );
}
