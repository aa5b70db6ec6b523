"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { callApi } from "#components/api-client.ts";
import { rendered } from "#components/rendered.ts";
import type { Settings } from "#lib/settings/schema.ts";

const settingsKey = ["operator", "settings"] as const;

export function useSettings(initial: Settings) {
  return useQuery({
    queryKey: settingsKey,
    queryFn: async ({ signal }) =>
      (await callApi<{ data: Settings }>("GET", "/operator/settings", { signal })).data,
    ...rendered(initial),
  });
}

/** Returns a function that shows settings as the server has just answered them. */
export function useTakeSettings() {
  const client = useQueryClient();
  const router = useRouter();
  return (settings: Settings) => {
    client.setQueryData(settingsKey, settings);
    // Name and logo in the page's header are from the server.
    router.refresh();
  };
}
