"use client";

import { useQueryClient } from "@tanstack/react-query";

/** Reads everything again that the page shows, because a change of one thing can show in others. */
export function useRefreshDesk() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["operator"] });
}
