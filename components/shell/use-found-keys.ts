"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callApi } from "#components/api-client.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

const waitMs = 150;

interface FoundKeys {
  keys: PublicKey[];
  /** Whether the keys of this text are not known yet. */
  searching: boolean;
  /** Why the search failed. */
  failure: string | undefined;
}

/** The newest keys whose name or hint contains the text, of both environments. */
export function useFoundKeys(text: string): FoundKeys {
  const q = useSettled(text);
  const { data, error, failureReason, isPlaceholderData } = useQuery({
    queryKey: ["keys", "found", q],
    queryFn: ({ signal }) =>
      callApi<{ data: PublicKey[] }>("GET", `/keys?${new URLSearchParams({ q, limit: "6" })}`, { signal }),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: false,
  });
  if (!text) return { keys: [], searching: false, failure: undefined };
  const failure = (error ?? failureReason)?.message;
  const known = data !== undefined && !isPlaceholderData && q === text;
  return { keys: data?.data ?? [], searching: !known && !failure, failure };
}

/** The text, once the user has stopped typing. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), waitMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
