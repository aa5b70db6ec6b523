"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { callApi } from "#components/api-client.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The newest keys whose name or hint contains the text, of both environments. */
export function useFoundKeys(text: string): PublicKey[] {
  const q = useDeferredValue(text);
  const { data } = useQuery({
    queryKey: ["keys", "found", q],
    queryFn: ({ signal }) =>
      callApi<{ data: PublicKey[] }>("GET", `/keys?${new URLSearchParams({ q, limit: "6" })}`, { signal }),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: false,
  });
  return q ? (data?.data ?? []) : [];
}
