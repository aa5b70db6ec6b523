"use client";

import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import {
  emptyTail,
  isTooLong,
  type RequestPages,
  type Tail,
  withAnswer,
  withFirstPage,
  withHeldPage,
  withNewer,
} from "#components/requests/request-log.ts";
import { fetchRequests, type LogView, listKeyOf } from "#components/requests/use-request-log.ts";

const everyMs = 2_000;
/** While new requests wait to be shown, only their number is of interest. */
const everyHeldMs = 5_000;
const mostAtOnce = 100;

/**
 * Follows the request log. New requests go on top of the list, or wait while `holding`, so that nothing moves that somebody
 * reads. A hidden tab doesn't poll.
 */
export function useTail(view: LogView, { live, holding }: { live: boolean; holding: boolean }) {
  const client = useQueryClient();
  const isHeld = useRef(holding);
  isHeld.current = holding;
  const queryKey = ["requests", "tail", listKeyOf(view)[2]] as const;
  const tail = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      poll({ client, view, tail: client.getQueryData(queryKey) ?? emptyTail, signal }, isHeld),
    enabled: live,
    staleTime: 0,
    refetchInterval: ({ state }) => {
      if (!isHeld.current) return everyMs;
      const full = state.data && (state.data.behind || state.data.held.length >= mostAtOnce);
      return full ? false : everyHeldMs;
    },
  });
  const { held, behind, arrived } = tail.data ?? emptyTail;

  /** Shows what has waited. */
  function show() {
    isHeld.current = false;
    if (held.length > 0 && !behind) {
      client.setQueryData<RequestPages>(listKeyOf(view), (log) => log && withNewer(log, held));
      client.setQueryData<Tail>(queryKey, (data) => data && { ...data, held: [] });
    }
    if (live) void tail.refetch();
  }
  const latestShow = useRef(show);
  latestShow.current = show;
  const waiting = held.length > 0 || behind;
  useEffect(() => {
    if (!holding && waiting) latestShow.current();
  }, [holding, waiting]);

  return { waiting: held.length, behind, arrived, failing: tail.failureReason !== null, show };
}

interface Poll {
  client: QueryClient;
  view: LogView;
  tail: Tail;
  signal: AbortSignal;
}

async function poll({ client, view, tail, signal }: Poll, isHeld: { current: boolean }): Promise<Tail> {
  const listKey = listKeyOf(view);
  const log = client.getQueryData<RequestPages>(listKey);
  if (!log) return tail;
  const after = tail.after ?? log.pages[0]!.meta.after;
  // The server's HTML has no position to continue from, because requests may have been open when it was rendered.
  if (after === null || (!isHeld.current && (tail.behind || isTooLong(log)))) {
    const page = await fetchRequests(view, {}, signal);
    if (isHeld.current) return { ...withHeldPage(log, page), arrived: tail.arrived };
    client.setQueryData<RequestPages>(listKey, (now) => now && withFirstPage(now, page));
    return { ...emptyTail, arrived: tail.arrived, after: page.meta.after };
  }
  const next = withAnswer(tail, await fetchRequests(view, { after, limit: mostAtOnce }, signal));
  if (isHeld.current || next.behind || next.held.length === 0) return next;
  client.setQueryData<RequestPages>(listKey, (now) => now && withNewer(now, next.held));
  return { ...next, held: [] };
}
