"use client";

import { Download } from "lucide-react";
import { toast } from "sonner";
import { downloadFromApi } from "#components/api-download.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { apiQuery } from "#components/requests/request-filter.ts";
import type { LogView } from "#components/requests/use-request-log.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuPanel, MenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

type Format = "ndjson" | "csv";

/** Downloads all requests that match the filters. */
export function ExportMenu({ view }: { view: LogView }) {
  const hydrated = useHydrated();
  const exporting = useSubmission({
    again: () => true,
    mutationFn: (format: Format) => {
      const query = new URLSearchParams(apiQuery(view.environment, view.filter, Date.now()));
      query.set("format", format);
      return downloadFromApi(`/requests/export?${query}`, `requests.${format}`);
    },
    onSuccess: () => toast.success("Requests exported"),
    onError: (error) => toast.error("Couldn't export requests", { description: error.message }),
  });
  return (
    <Menu modal={false}>
      <MenuTrigger
        disabled={!hydrated || exporting.isPending}
        className={buttonLook({ tone: "plain", size: "small", className: "h-9" })}
      >
        {exporting.isPending ? <Spinner /> : <Download aria-hidden />}
        Export
      </MenuTrigger>
      <MenuPanel>
        <MenuLabel>All requests that match, at most 100,000</MenuLabel>
        <MenuItem onSelect={() => exporting.mutate("ndjson")}>NDJSON (one JSON object per line)</MenuItem>
        <MenuItem onSelect={() => exporting.mutate("csv")}>CSV (for spreadsheets)</MenuItem>
      </MenuPanel>
    </Menu>
  );
}
